import { hexToBytes } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { carKind, vinId } from '../../ledger/registries/cars/car.ts';
import { verdictOf } from '../../ledger/verdict.ts';
import type { Found } from '../facade.ts';
import { type Given, textIn } from '../parameters.ts';
import { account } from './accounts.ts';
import { block, entry } from './blocks.ts';
import { businessesLike } from './businesses.ts';
import { cars, plateOwner } from './cars.ts';
import type { Sources } from './sources.ts';

/** Hits of one search, at most. */
const limit = 20;

/** Searches the ledger for a height, id, VIN, plate, address, name, business, make or model. Exact hits come first. */
export async function find(sources: Sources, query: Given): Promise<Found[]> {
  const text = (textIn(query, 'text') ?? '').trim();
  if (text === '') return [];
  const exact = [
    ...byNumber(sources, text),
    ...byId(sources, text),
    ...(await byName(sources, text)),
    ...byPlate(sources, text),
    ...(await businessesLike(sources, text)),
  ];
  const similar = (await cars(sources, { find: text, limit })).map(({ vin, make, model, year, plate, answer }) =>
    carFound(vin, `${make} ${model} ${year}`, plate, answer),
  );
  const seen = new Set<string>();
  return [...exact, ...similar]
    .filter(({ kind, key }) => !seen.has(kind + key) && seen.add(kind + key))
    .slice(0, limit);
}

function carFound(vin: string, title: string, plate: string | undefined, answer: string): Found {
  return { kind: 'car', key: vin, title, detail: `${plate ?? vin}, mileage: ${answer}` };
}

function byNumber(sources: Sources, text: string): Found[] {
  const digits = text.replace(/,/g, '');
  if (!/^\d{1,9}$/.test(digits) || sources.chain.at(Number(digits)) === undefined) return [];
  const { id, height, entries } = block(sources, { height: Number(digits) });
  return [{ kind: 'block', key: id, title: `Block ${height}`, detail: `${entries} entries` }];
}

function byId(sources: Sources, text: string): Found[] {
  const id = text.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(id)) return [];
  const known = sources.chain.block(hexToBytes(id));
  const found = entry(sources, { id });
  return [
    ...(known
      ? [{ kind: 'block', key: id, title: `Block ${known.header.height}`, detail: `${known.entries} entries` } as const]
      : []),
    ...(found ? [{ kind: 'entry', key: id, title: found.label, detail: found.operation } as const] : []),
  ];
}

async function byName(sources: Sources, text: string): Promise<Found[]> {
  const isNamed = sources.wallet.names().some(({ name }) => name === text.toLowerCase());
  if (!isNamed && !isAddress(sources, text.toLowerCase())) return [];
  const { address, name, balance } = await account(sources, { address: text.toLowerCase() });
  return [{ kind: 'account', key: address, title: name ?? address, detail: `${formatLivres(BigInt(balance))} LVR` }];
}

function byPlate(sources: Sources, text: string): Found[] {
  const state = sources.chain.view();
  const vin = plateOwner(sources, state, text.toUpperCase());
  const car = vin === undefined ? undefined : state.get(carKind, vinId(vin));
  if (vin === undefined || car === undefined) return [];
  return [carFound(vin, `${car.make} ${car.model} ${car.year}`, car.plate?.plate, verdictOf(car.odometer).answer)];
}

/** Whether a text is a whole address: a half-typed one finds nothing yet. */
function isAddress({ ledger, wallet }: Sources, text: string): boolean {
  if (!text.startsWith(`${ledger.genesis.addressPrefix}1`)) return false;
  try {
    wallet.keyOf(text);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
