import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { type Car, carKind, carRefusals, plateId, plateKind, vinId } from '../../ledger/registries/cars/car.ts';
import { checkVin } from '../../ledger/registries/cars/vin.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { type StateReader, stateKey, statePrefix } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { CarReport, CarSummary } from '../facade.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';
import { nodeRefusals } from '../refusals.ts';
import { type CarEntry, carReport, carSummary } from '../views/car.ts';
import { historyOf, type PastExecution } from './history.ts';
import { issuerOf } from './issuer.ts';
import { carsOf } from './owners.ts';
import type { Sources } from './sources.ts';

/** Cars looked at for one filtered list, at most: a page must not read the whole ledger. */
const scanLimit = 20_000;

const ascii = new TextDecoder('latin1');

/** A car by VIN or plate, with its verdict and whole history. */
export async function car(sources: Sources, query: Given): Promise<CarReport> {
  const { ledger, chain, mempool } = sources;
  const state = chain.view();
  const vin = await vinFrom(sources, state, query);
  const key = stateKey(carKind, vinId(vin));
  const waiting = mempool
    .all()
    .filter((each) => mempool.outcomeOf(each)?.events.some(({ kind, id }) => stateKey(kind, id) === key) === true);
  // A car that only waits for its first block is shown as it will be.
  const found =
    state.get(carKind, vinId(vin)) ?? (waiting.length > 0 ? mempool.view().get(carKind, vinId(vin)) : undefined);
  if (found === undefined) throw carRefusals.CAR_UNKNOWN({ vin });
  const entries = (await historyOf(sources, key)).map((event): CarEntry | PastExecution =>
    event.kind === 'due' ? event : { ...event, issuer: issuerOf(sources, event.transaction, event.height) },
  );
  const now = sources.environment.now();
  const pending = waiting.map(
    (transaction): CarEntry => ({
      kind: 'entry',
      transaction,
      height: 0,
      time: now,
      issuer: issuerOf(sources, transaction, 0),
    }),
  );
  return carReport(ledger, sources.known(), vin, found, [...entries, ...pending]);
}

async function vinFrom(sources: Sources, state: StateReader, query: Given): Promise<string> {
  const vin = textIn(query, 'vin')?.trim().toUpperCase();
  if (vin !== undefined) {
    checkVin(vin);
    return vin;
  }
  const plate = textIn(query, 'plate')?.trim().toUpperCase();
  if (plate === undefined)
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'vin', expected: 'a VIN, or plate a number plate' });
  const found = plateOwner(sources, state, plate) ?? plateOwner(sources, sources.mempool.view(), plate);
  if (found === undefined) throw nodeRefusals.NOT_FOUND({ what: `Plate ${plate}` });
  return found;
}

/** The car with a plate, in a block or waiting for one, and whose it is today, also where its key was replaced. */
export function carOfPlate(sources: Sources, plate: string): { vin: string; owner: Key } | undefined {
  const { height } = sources.known();
  for (const state of [sources.chain.view(), sources.mempool.view()]) {
    const vin = plateOwner(sources, state, plate);
    const car = vin === undefined ? undefined : state.get(carKind, vinId(vin));
    if (vin !== undefined && car !== undefined) return { vin, owner: currentKey(state, car.owner, height) };
  }
  return undefined;
}

/** The VIN behind a plate, in the first country of the network that gave it out. */
export function plateOwner({ ledger }: Sources, state: StateReader, plate: string): string | undefined {
  if (!/^[A-Z0-9 -]{2,12}$/.test(plate)) return undefined;
  for (const country of Object.keys(ledger.genesis.authorities)) {
    const found = state.get(plateKind, plateId(country, plate));
    if (found !== undefined) return found.vin;
  }
  return undefined;
}

/** Cars in VIN order; on the first page those come before that only wait for their first block. */
export async function cars(sources: Sources, query: Given): Promise<CarSummary[]> {
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const owner = textIn(query, 'owner');
  const sought = textIn(query, 'find')?.trim().toUpperCase() ?? '';
  const known = sources.known();
  const found: CarSummary[] = [];
  const after = textIn(query, 'after');
  for (const { vin, value } of after === undefined ? waitingCars(sources, owner) : []) {
    if (found.length >= limit) return found;
    if (sought === '' || isMatch(vin, value, sought)) found.push({ ...carSummary(vin, value, known), waiting: true });
  }
  if (found.length >= limit) return found;
  for await (const { vin, value } of candidates(sources, owner, after)) {
    if (sought === '' || isMatch(vin, value, sought)) found.push(carSummary(vin, value, known));
    if (found.length >= limit) break;
  }
  return found;
}

/** The cars that no block has yet, the newest first. */
function waitingCars({ chain, mempool, wallet }: Sources, owner: string | undefined): { vin: string; value: Car }[] {
  const key = owner === undefined ? undefined : wallet.keyOf(owner);
  const [state, later] = [chain.view(), mempool.view()];
  const next = chain.head.header.height + 1;
  const found = new Map<string, Car>();
  for (const transaction of mempool.all()) {
    for (const { kind, id } of mempool.outcomeOf(transaction)?.events ?? []) {
      if (statePrefix(kind) !== statePrefix(carKind) || state.get(carKind, id) !== undefined) continue;
      const value = later.get(carKind, id);
      if (value !== undefined && (key === undefined || equalBytes(currentKey(later, value.owner, next), key)))
        found.set(ascii.decode(id), value);
    }
  }
  return [...found].map(([vin, value]) => ({ vin, value })).reverse();
}

function isMatch(vin: string, { make, model, plate }: Car, sought: string): boolean {
  const plain = plate?.plate.replace(/[- ]/g, '') ?? '';
  return [vin, `${make} ${model}`.toUpperCase(), plate?.plate ?? '', plain].some((text) => text.includes(sought));
}

async function* candidates(
  sources: Sources,
  owner: string | undefined,
  after: string | undefined,
): AsyncGenerator<{ vin: string; value: Car }> {
  const { store, chain, wallet } = sources;
  const from = after === undefined ? undefined : vinId(after);
  if (owner !== undefined) {
    const state = chain.view();
    for (const id of await carsOf(sources, wallet.keyOf(owner), scanLimit, from)) {
      const value = state.get(carKind, id);
      if (value !== undefined) yield { vin: ascii.decode(id), value };
    }
    return;
  }
  let scanned = 0;
  for await (const { id, bytes } of store.objects(statePrefix(carKind), from)) {
    if (++scanned > scanLimit) return;
    yield { vin: ascii.decode(id), value: carKind.codec.decode(bytes) };
  }
}
