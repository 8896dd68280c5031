import { bytesToHex } from '@noble/hashes/utils.js';
import { dayOfTime, dayToText } from '../../ledger/day.ts';
import { fieldsToJson } from '../../ledger/field.ts';
import type { Informed } from '../../ledger/known.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { type Car, firstTestDue, technicalFields } from '../../ledger/registries/cars/car.ts';
import { readingOf } from '../../ledger/registries/cars/readings.ts';
import { isRevoked } from '../../ledger/registries/licences/verdict.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import {
  advance,
  findingOf,
  kilometres,
  newOdometer,
  type Odometer,
  type Reading,
  verdictOf,
} from '../../ledger/verdict.ts';
import type { CarEvent, CarReport, CarSummary, CarView, IssuerView, MileageView } from '../facade.ts';
import type { PastEntry, PastExecution } from '../queries/history.ts';

/** An entry about a car. */
export interface CarEntry extends PastEntry {
  /** The licence under which it was signed. */
  readonly issuer: IssuerView | undefined;
}

/** Readings recorded later than this many days after they were made are marked. */
const lateAfter = 30;

function mileageOf(reading: Pick<Reading, 'value' | 'unit'> | undefined): MileageView {
  return reading === undefined ? {} : { mileage: reading.value, unit: reading.unit, kilometres: kilometres(reading) };
}

/** A car in a list. */
export function carSummary(vin: string, car: Car, known: Informed): CarSummary {
  const due = car.test?.validUntil ?? firstTestDue(car);
  return {
    vin,
    make: car.make,
    model: car.model,
    year: car.year,
    country: car.country,
    ...(car.plate === undefined ? {} : { plate: car.plate.plate }),
    // Whoever replaced the key that the car was given to.
    owner: known.address(currentKey(known.state, car.owner, known.height)),
    status: car.status,
    answer: verdictOf(car.odometer).answer,
    ...mileageOf(car.latest),
    testDue: dayToText(due),
    testState: testState(car, due, known.today),
    ...(hasRevokedIssuer(car, known) ? { issuerRevoked: true } : {}),
    ...markOf(car),
  };
}

function markOf({ flags: set }: Car): Pick<CarSummary, 'mark'> {
  const mark = set.find(({ flag }) => flag === 'stolen') ?? set[0];
  return mark === undefined ? {} : { mark: mark.flag };
}

/** Whether whoever stands behind what the list shows of a car was found guilty since it signed that. */
function hasRevokedIssuer({ manufacturer, broughtAs, broughtIn, latest }: Car, { state }: Informed): boolean {
  if (isRevoked(state, manufacturer, broughtAs, broughtIn)) return true;
  return latest !== undefined && isRevoked(state, latest.signer, latest.role, latest.height);
}

function testState(car: Car, due: number, today: number): CarSummary['testState'] {
  if (car.test?.result === 'dangerous') return 'dangerous';
  if (car.test?.result === 'major') return 'failed';
  // Its tests elsewhere are not known here, so nobody here knows whether one is due.
  if (car.test === undefined && car.odometer.imported) return 'unknown';
  if (due < today) return 'overdue';
  if (car.test === undefined) return due - today <= 30 ? 'due' : 'not due';
  return due - today <= 30 ? 'due' : 'passed';
}

/** A car with everything that is known of it. */
export function carReport(
  ledger: Ledger,
  known: Informed,
  vin: string,
  car: Car,
  past: readonly (CarEntry | PastExecution)[],
): CarReport {
  const view: CarView = {
    ...carSummary(vin, car, known),
    manufacturer: known.address(car.manufacturer),
    imported: car.odometer.imported,
    technical: fieldsToJson(technicalFields, car.technical, known),
    flags: car.flags.map(({ flag, setter }) => ({ flag, setter: known.address(setter) })),
    segments: car.odometer.segment,
    historyCount: car.historyCount,
    revokedIssuers: past.filter((event) => event.kind === 'entry' && event.issuer?.status === 'revoked').length,
    ...(car.test !== undefined && lastTest(past)?.issuer?.status === 'revoked' ? { testRevoked: true } : {}),
  };
  return { car: view, verdict: verdictOf(car.odometer), history: story(ledger, known, past) };
}

/** The entry of the safety test that counts: the last one in a block. */
export function lastTest<T extends PastEntry>(past: readonly (T | PastExecution)[]): T | undefined {
  return past.findLast(
    (event): event is T =>
      event.kind === 'entry' && event.height > 0 && event.transaction.body.operation.name === 'cars.inspect',
  );
}

/** Every event in words, each reading judged against those before it as the ledger judged it. */
function story(ledger: Ledger, known: Informed, past: readonly (CarEntry | PastExecution)[]): CarEvent[] {
  const corrected = new Set(
    past.flatMap((event) => {
      const { corrects } = event.kind === 'entry' ? event.transaction.body.operation.values : {};
      return corrects instanceof Uint8Array ? [bytesToHex(corrects)] : [];
    }),
  );
  let odometer = newOdometer;
  let before = newOdometer;
  return past.map((event): CarEvent => {
    if (event.kind === 'due') return executionView(event);
    const { transaction, height, time, issuer } = event;
    const { name, values } = transaction.body.operation;
    const reading = readingOf(name, values);
    const base: Odometer = values.corrects === undefined ? odometer : before;
    // Whatever comes after it under this VIN is another car.
    if (name === 'cars.annul') [before, odometer] = [newOdometer, newOdometer];
    if (reading !== undefined) [before, odometer] = [base, advance(base, reading)];
    const operation = ledger.operationOf(transaction);
    const isFirst = name === 'cars.manufacture';
    return {
      id: bytesToHex(transaction.id),
      operation: name,
      label: operation.label,
      what: operation.summary(values, known),
      block: height,
      time,
      ...(reading === undefined ? {} : readingView(reading, base, time)),
      ...(isFirst ? mileageOf({ value: 0, unit: 'km' }) : {}),
      ...(corrected.has(bytesToHex(transaction.id)) ? { corrected: true } : {}),
      signer: known.address(transaction.body.author),
      ...(issuer === undefined ? {} : { signerRole: issuer.role, signerCountry: issuer.country, issuer }),
    };
  });
}

/** What nobody signed: for instance an offer whose time ran out. */
function executionView({ event, registry, label, what, height, time }: PastExecution): CarEvent {
  return {
    id: bytesToHex(event),
    operation: registry,
    label,
    what: `${label}: ${what}`,
    block: height,
    time,
    signer: '',
  };
}

function readingView(reading: Reading, base: Odometer, time: number): Partial<CarEvent> {
  const isUnreadable = reading.odometer === 'unreadable';
  return {
    readOn: dayToText(reading.day),
    ...(isUnreadable ? {} : mileageOf(reading)),
    reading: reading.source === 'declared' ? 'declared' : 'certified',
    ...(findingOf(base, reading) === undefined ? {} : { suspicious: true }),
    ...(dayOfTime(time) - reading.day > lateAfter ? { late: true } : {}),
  };
}
