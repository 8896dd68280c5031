import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Affair } from '../../ledger/affair.ts';
import { formatLivres } from '../../ledger/amount.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { type Car, carKind, vinId } from '../../ledger/registries/cars/car.ts';
import { accusationKind, accusationOf, accusedAs } from '../../ledger/registries/licences/accusation.ts';
import { activeLicence, licenceIn, licenceOf } from '../../ledger/registries/licences/licence.ts';
import { ownerOf } from '../../ledger/registries/owners/owner.ts';
import { concernsOf, newsOf } from '../../ledger/registries/transfers/concerns.ts';
import { type Transfer, transferAffair } from '../../ledger/registries/transfers/transfer.ts';
import { roleLabels, roles } from '../../ledger/roles.ts';
import { statePrefix } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { WaitingView } from '../facade.ts';
import { type Given, textIn } from '../parameters.ts';
import { carSummary } from '../views/car.ts';
import { missingGuarantee } from '../views/licence.ts';
import { openAffairs } from './affairs.ts';
import { canSign, contracts } from './agreements.ts';
import { carsOf, keysOf } from './owners.ts';
import { ahead, type Sources } from './sources.ts';
import { ticketDuties } from './ticket-duties.ts';

/** Things of one kind that are told, at most, and that are looked at for it. */
const most = 100;
const looked = 1_000;

const sales = transferAffair as Affair<Transfer>;

/** For whom it is asked: the key, all that it stands for, and what is known with everything that waits for a block. */
interface Asker {
  readonly as: string;
  readonly key: Key;
  readonly keys: readonly Key[];
  readonly known: Informed;
  /** Height of the next block. */
  readonly next: number;
}

/**
 * Everything that waits for an account, what ends soonest first. What it did about one of them counts as done as soon as
 * its entry waits for a block.
 */
export async function waiting(sources: Sources, query: Given): Promise<WaitingView[]> {
  const as = textIn(query, 'as')?.trim();
  if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name or an address' });
  const key = sources.wallet.keyOf(as);
  const known = ahead(sources);
  const keys = keysOf(sources, key);
  const asker: Asker = { as, key, keys, known, next: known.height + 1 };
  const dated = [
    ...objections(asker),
    ...(await saleDuties(sources, asker)),
    ...(await signatures(sources, asker)),
    ...answers(sources, asker),
    ...(await decisions(sources, asker)),
  ];
  // What should have been done already comes first.
  const until = ({ untilBlock = 0, isLate }: WaitingView) => (isLate === true ? 0 : untilBlock);
  dated.sort((left, right) => until(left) - until(right));
  const tickets = await ticketDuties(sources, { as, keys, known });
  return [...dated, ...tickets, ...covers(asker), ...(await tests(sources, asker))];
}

/** Somebody says that this key was lost. */
function objections({ as, key, known, next }: Asker): WaitingView[] {
  const owner = ownerOf(known.state, key);
  // A key that the police revoked can object to nothing.
  if (owner?.challenge === undefined || owner.status !== 'certified' || next >= owner.challenge.due) return [];
  const { due, successor } = owner.challenge;
  return [
    {
      id: 'object',
      kind: 'object',
      what: `Your key is to be replaced by ${known.name(successor)}`,
      untilBlock: due - 1,
      about: { kind: 'owner', key: known.address(key) },
      intent: { operation: 'owners.object', as },
    },
  ];
}

async function saleDuties(sources: Sources, asker: Asker): Promise<WaitingView[]> {
  const { keys, known, next } = asker;
  const open = await openAffairs(sources, sales, keys, looked);
  const duties = open.flatMap(({ id, value: sale }): WaitingView[] => {
    const car = known.state.get(carKind, vinId(sale.vin));
    if (car === undefined || next > sale.deadline) return [];
    const isOurs = (party: Key) => keys.some((key) => equalBytes(key, party));
    if (sale.status === 'offered' && isOurs(sale.buyer)) return [acceptance(asker, id, sale, car)];
    if (sale.status === 'accepted' && equalBytes(sale.notary, asker.key)) return [confirmation(asker, id, sale, car)];
    return [];
  });
  return duties.slice(0, most);
}

function acceptance({ as, known }: Asker, id: Uint8Array, sale: Transfer, car: Car): WaitingView {
  const key = bytesToHex(id);
  const concerns = concernsOf(car);
  const [mark] = car.flags;
  const asked = `${known.name(sale.seller)} asks ${formatLivres(sale.price)} LVR`;
  return {
    id: `accept ${key}`,
    kind: 'accept',
    what: `${carName(car)}: ${mark === undefined ? asked : markWords[mark.flag]}`,
    untilBlock: sale.deadline,
    ...(concerns.length === 0 ? {} : { acknowledge: concerns }),
    about: { kind: 'transfer', key },
    intent: { operation: 'transfers.accept', as, id: key },
  };
}

function confirmation({ as, known }: Asker, id: Uint8Array, sale: Transfer, car: Car): WaitingView {
  const key = bytesToHex(id);
  const [mark] = car.flags;
  const isNew = mark !== undefined || newsOf(car, sale).length > 0;
  const kind = isNew ? 'refuse' : 'confirm';
  const parties = `${known.name(sale.seller)} to ${known.name(sale.buyer)}`;
  return {
    id: `${kind} ${key}`,
    kind,
    what: `${carName(car)}: ${mark !== undefined ? markWords[mark.flag] : isNew ? `news of it since ${known.name(sale.buyer)} accepted` : parties}`,
    untilBlock: sale.deadline,
    about: { kind: 'transfer', key },
    intent: { operation: isNew ? 'transfers.reject' : 'transfers.confirm', as, id: key },
  };
}

/** What stops a car from changing hands, in a list. */
const markWords: Readonly<Record<Car['flags'][number]['flag'], string>> = {
  stolen: 'it is marked stolen',
  injunction: 'a court order is on it',
  lien: 'a loan is on it',
  deceased: 'its owner is dead',
};

async function signatures(sources: Sources, { as, keys, known }: Asker): Promise<WaitingView[]> {
  const open = await openAffairs(sources, contracts, keys, looked);
  const mine = open.filter(({ value }) => canSign(value, keys, known.height));
  return mine.slice(0, most).map(({ id, value }): WaitingView => {
    const key = bytesToHex(id);
    return {
      id: `sign ${key}`,
      kind: 'sign',
      what: `${value.title}, from ${known.name(value.proposer)}`,
      untilBlock: value.deadline,
      about: { kind: 'agreement', key },
      intent: { operation: 'agreements.sign', as, id: key },
    };
  });
}

/** Accusations of this account that it has not answered: until when it is safe from a verdict, and then until the end. */
function answers({ ledger }: Sources, { as, key, known, next }: Asker): WaitingView[] {
  const { defenceBlocks, decisionBlocks } = ledger.genesis.parameters;
  return accusedAs(known.state, key).flatMap((role): WaitingView[] => {
    const accusation = accusationOf(known.state, key, role);
    if (accusation === undefined || accusation.statement !== '') return [];
    const until = accusation.since + decisionBlocks;
    if (next > until) return [];
    const isSafe = next <= accusation.since + defenceBlocks;
    return [
      {
        id: `answer ${role}`,
        kind: 'answer',
        what: `Accused as ${roleLabels[role]}: ${accusation.reason}`,
        ...(isSafe ? { untilBlock: accusation.since + defenceBlocks } : { untilBlock: until, isLate: true }),
        about: { kind: 'licence', key: known.address(key) },
        intent: { operation: 'licences.defend', as, role },
      },
    ];
  });
}

/** What is missing of the guarantee that the licences in force ask for. */
function covers({ as, key, known }: Asker): WaitingView[] {
  const held = roles.filter((role) => licenceIn(known.state, key, role)?.status === 'active');
  const missing = missingGuarantee(known.state, key);
  if (held.length === 0 || missing === 0n) return [];
  const what = held.length > 1 ? 'your licences' : 'your licence';
  return [
    {
      id: 'cover',
      kind: 'cover',
      what: `${formatLivres(missing)} LVR as guarantee for ${what}`,
      about: { kind: 'licence', key: known.address(key) },
      intent: { operation: 'coins.stake', as, amount: missing.toString() },
    },
  ];
}

/** Accusations in an authority's country whose accused had its time. All that are open are looked at: they are few. */
async function decisions(sources: Sources, { as, key, known, next }: Asker): Promise<WaitingView[]> {
  const country = activeLicence(known.state, key, 'authority')?.country;
  if (country === undefined) return [];
  const { defenceBlocks, decisionBlocks } = sources.ledger.genesis.parameters;
  const found: WaitingView[] = [];
  let count = 0;
  for await (const { id } of sources.store.objects(statePrefix(accusationKind))) {
    if (++count > looked || found.length >= most) break;
    const { holder, role } = licenceOf(id);
    const accusation = accusationOf(known.state, holder, role);
    const licence = licenceIn(known.state, holder, role);
    if (accusation === undefined || licence?.country !== country) continue;
    const until = accusation.since + decisionBlocks;
    if (next <= accusation.since + defenceBlocks || next > until) continue;
    const address = known.address(holder);
    found.push({
      id: `decide ${role} ${address}`,
      kind: 'decide',
      what: `${licence.name}, ${roleLabels[role]}: ${accusation.reason}`,
      untilBlock: until,
      about: { kind: 'licence', key: address },
      intent: { operation: 'licences.decide', as, holder: address, role },
    });
  }
  return found;
}

/** Own cars whose safety test is due within 30 days, or that have none, the most urgent first. */
async function tests(sources: Sources, { key, known }: Asker): Promise<WaitingView[]> {
  const vins = await carsOf(sources, key, looked);
  const cars = vins.flatMap((id) => {
    const car = known.state.get(carKind, id);
    return car === undefined || gone.has(car.status) ? [] : [{ vin: new TextDecoder().decode(id), car }];
  });
  const called = new Map<string, number>();
  for (const { car } of cars) called.set(carName(car), (called.get(carName(car)) ?? 0) + 1);
  const due = cars.flatMap(({ vin, car }): WaitingView[] => {
    const { testState, testDue } = carSummary(vin, car, known);
    if (testState === 'passed' || testState === 'not due') return [];
    const isAlone = car.plate !== undefined || called.get(carName(car)) === 1;
    return [
      {
        id: `test ${vin}`,
        kind: 'test',
        // Two that are called alike are told apart by the end of their VIN.
        what: isAlone ? carName(car) : `${carName(car)} …${vin.slice(-6)}`,
        ...(testState === 'unknown' ? {} : { untilDay: testDue }),
        test: testState,
        about: { kind: 'car', key: vin },
        intent: { operation: 'cars.inspect', vin },
      },
    ];
  });
  // A car that nobody knows a test of is the least urgent.
  due.sort((left, right) => ((left.untilDay ?? '~') < (right.untilDay ?? '~') ? -1 : 1));
  return due.slice(0, most);
}

/** Cars that nobody drives here. */
const gone: ReadonlySet<string> = new Set(['exported', 'destroyed', 'annulled']);

function carName({ make, model, year }: Car): string {
  return `${make} ${model} ${year}`;
}
