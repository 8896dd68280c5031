import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from './keys.ts';
import { type Car, type LatestReading, type SafetyTest, validUntil } from './registries/cars/car.ts';
import { inspect, odometerOf, readingOf } from './registries/cars/readings.ts';
import { annul } from './registries/cars/registration.ts';
import type { OperationCall } from './transaction.ts';
import { type Odometer, odometerCodec } from './verdict.ts';

/** An entry of a car's history: what was done, by whom, in which block, and its id. */
export interface CarEntry {
  readonly height: number;
  readonly id: Uint8Array;
  readonly author: Key;
  readonly operation: OperationCall;
}

type Latest = Pick<LatestReading, 'id' | 'signer' | 'height' | 'source' | 'value' | 'unit' | 'day' | 'corrected'>;

/** What the entries of a car's whole history lead to, by themselves. */
interface Outcome {
  readonly odometer: Odometer;
  readonly latest: Latest | undefined;
  readonly test: SafetyTest | undefined;
}

function outcomeOf(history: readonly CarEntry[]): Outcome {
  let latest: Latest | undefined;
  let test: SafetyTest | undefined;
  let isAnnulled = false;
  for (const { id, height, author, operation } of history) {
    const { name, values } = operation;
    // Whoever comes after it under this VIN is another car.
    if (isAnnulled) [latest, test] = [undefined, undefined];
    isAnnulled = name === annul.name;
    const reading = readingOf(name, values);
    if (reading === undefined) continue;
    const { source, value, unit, day } = reading;
    latest = { id, signer: author, height, source, value, unit, day, corrected: values.corrects !== undefined };
    if (name === inspect.name) test = testIn(values, day);
  }
  return { odometer: odometerOf(history.map(({ operation }) => operation)), latest, test };
}

function testIn({ result }: Readonly<Record<string, unknown>>, day: number): SafetyTest {
  const known = result as SafetyTest['result'];
  return { result: known, validUntil: validUntil(known, day) };
}

/** Whether odometer, last reading and last safety test of a car are those that its history leads to. */
export function followsHistory(car: Car, history: readonly CarEntry[]): boolean {
  const { odometer, latest, test } = outcomeOf(history);
  return (
    equalBytes(odometerCodec.encode(odometer), odometerCodec.encode(car.odometer)) &&
    isSameReading(car.latest, latest) &&
    car.test?.result === test?.result &&
    car.test?.validUntil === test?.validUntil
  );
}

function isSameReading(one: Latest | undefined, other: Latest | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    equalBytes(one.id, other.id) &&
    equalBytes(one.signer, other.signer) &&
    one.height === other.height &&
    one.source === other.source &&
    one.value === other.value &&
    one.unit === other.unit &&
    one.day === other.day &&
    one.corrected === other.corrected
  );
}
