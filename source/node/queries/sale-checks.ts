import { formatLivres } from '../../ledger/amount.ts';
import { formatDay } from '../../ledger/day.ts';
import type { Informed } from '../../ledger/known.ts';
import { statusLabels } from '../../ledger/licence-status.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { type Car, carKind, firstTestDue, requireCar, vinId } from '../../ledger/registries/cars/car.ts';
import { accusationOf } from '../../ledger/registries/licences/accusation.ts';
import {
  activeLicence,
  type Licence,
  licenceId,
  licenceIn,
  licenceKind,
} from '../../ledger/registries/licences/licence.ts';
import { isRevoked } from '../../ledger/registries/licences/verdict.ts';
import { currentKey, isKnown } from '../../ledger/registries/owners/owner.ts';
import { isUnderWay, type Transfer } from '../../ledger/registries/transfers/transfer.ts';
import { stateKey } from '../../ledger/state.ts';
import { kilometres, verdictOf } from '../../ledger/verdict.ts';
import type { SaleCheck } from '../facade.ts';
import { lastTest } from '../views/car.ts';
import { historyOf, type PastEvent } from './history.ts';
import type { Sources } from './sources.ts';

/** What a buyer looks at before it accepts: mileage, safety, title, who will confirm, and whether it may buy at all. */
export async function checksOf(sources: Sources, known: Informed, sale: Transfer): Promise<SaleCheck[]> {
  const car = requireCar(known.state, sale.vin);
  const past = await historyOf(sources, stateKey(carKind, vinId(sale.vin)));
  return [
    mileageCheck(car),
    safetyCheck(car, known, past),
    titleCheck(known, car, past),
    await notaryCheck(sources, known, sale),
    ...buyerChecks(known, sale),
  ];
}

/** Who may not own a car can only wait until it may: better said before than refused afterwards. */
function buyerChecks({ state, height, name }: Informed, sale: Transfer): SaleCheck[] {
  if (!isUnderWay(sale) || isKnown(state, currentKey(state, sale.buyer, height + 1), height + 1)) return [];
  const words = `${name(sale.buyer)} cannot buy before the police confirm who it is`;
  return [{ about: 'buyer', answer: 'bad', words }];
}

function mileageCheck({ odometer, latest }: Car): SaleCheck {
  const { answer, reasons } = verdictOf(odometer);
  const read = latest === undefined ? 'new' : `${latest.value.toLocaleString('en-US')} ${latest.unit}`;
  if (answer === 'logical') return { about: 'mileage', answer: 'good', words: `logical, ${read}` };
  const [first] = reasons;
  const why = first === undefined ? '' : `: ${inSentence(first.text)}`;
  if (answer === 'illogical') return { about: 'mileage', answer: 'bad', words: `illogical: ${findingWords(odometer)}` };
  return { about: 'mileage', answer: 'unknown', words: `no judgement${why}` };
}

/** The latest contradiction in a few words: the story of the car has all of them in full. */
function findingWords({ findings }: Car['odometer']): string {
  const last = findings.at(-1);
  if (last === undefined) return 'a reading contradicts another one';
  const { code, reading, earlier } = last;
  if (code === 'IMPLAUSIBLE') return 'more than anybody can drive';
  const back = kilometres(earlier) - kilometres(reading);
  return `turned back by ${back.toLocaleString('en-US')} km`;
}

/** A sentence as the end of another one. */
function inSentence(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
}

function safetyCheck(car: Car, { state, today }: Informed, past: readonly PastEvent[]): SaleCheck {
  const about = 'safety';
  const { test } = car;
  if (test === undefined) {
    const due = firstTestDue(car);
    if (car.odometer.imported) return { about, answer: 'unknown', words: 'no test known here' };
    const words = `new, first test by ${formatDay(due)}`;
    return due < today
      ? { about, answer: 'bad', words: `overdue since ${formatDay(due)}` }
      : { about, answer: 'good', words };
  }
  const until = formatDay(test.validUntil);
  if (test.result === 'dangerous') return { about, answer: 'bad', words: 'dangerous: must not drive' };
  if (test.result === 'major') return { about, answer: 'bad', words: `failed, repair by ${until}` };
  if (test.validUntil < today) return { about, answer: 'bad', words: `overdue since ${until}` };
  const words = `passed, valid until ${until}`;
  const entry = lastTest(past);
  const isDoubtful = entry !== undefined && isRevoked(state, entry.transaction.body.author, 'inspector', entry.height);
  return isDoubtful ? { about, answer: 'bad', words: `${words}: issuer revoked` } : { about, answer: 'good', words };
}

/** Entries by which a car gets its owner. */
const givingOwner: ReadonlySet<string> = new Set([
  'cars.manufacture',
  'cars.import',
  'transfers.confirm',
  'transfers.order',
]);

function titleCheck(known: Informed, car: Car, past: readonly PastEvent[]): SaleCheck {
  const given = past.findLast(
    (event) => event.kind === 'entry' && givingOwner.has(event.transaction.body.operation.name),
  );
  const since = given === undefined ? '' : ` since block ${given.height.toLocaleString('en-US')}`;
  const marks = car.flags.map(({ flag }) => flag);
  const money = [
    ...(marks.includes('lien') ? ['a loan is on it'] : []),
    ...(marks.includes('injunction') ? ['a court order is on it'] : []),
  ];
  const words = [
    marks.includes('stolen') ? 'STOLEN' : 'not stolen',
    ...(money.length > 0 ? money : ['no loan, no court order']),
    ...(marks.includes('deceased') ? ['its owner is dead'] : []),
  ].join(', ');
  const answer = marks.length === 0 ? 'good' : 'bad';
  return { about: 'title', answer, words: `${known.name(car.owner)} owns it${since}; ${words}` };
}

async function notaryCheck(sources: Sources, known: Informed, { notary }: Transfer): Promise<SaleCheck> {
  const about = 'notary';
  const name = known.name(notary);
  const licence = licenceIn(known.state, notary, 'notary');
  if (licence === undefined) return { about, answer: 'bad', words: `${name} has no licence as notary` };
  const stake = formatLivres(accountOf(known.state, notary).stake);
  const past = await historyOf(sources, stateKey(licenceKind, licenceId(notary, 'notary')));
  const found = past.filter(
    (event) =>
      event.kind === 'entry' &&
      event.transaction.body.operation.name === 'licences.decide' &&
      event.transaction.body.operation.values.guilty === true,
  ).length;
  const sanctions = found === 0 ? 'never sanctioned' : `sanctioned ${found === 1 ? 'once' : `${found} times`}`;
  const isActive = activeLicence(known.state, notary, 'notary') !== undefined;
  const accused = accusationOf(known.state, notary, 'notary') === undefined ? '' : ', accused now';
  const standing = isActive ? `licensed in ${licence.country}` : idleWords(licence);
  const words = `${name}, ${standing}, stake ${stake} LVR, ${sanctions}${accused}`;
  return { about, answer: isActive && found === 0 ? 'good' : 'bad', words };
}

function idleWords({ status, country }: Licence): string {
  return status === 'active'
    ? `licence of ${country} without its guarantee`
    : `licence of ${country} ${statusLabels[status]}: it can confirm nothing`;
}
