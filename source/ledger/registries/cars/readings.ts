import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../codec.ts';
import { dayOfTime, formatDay } from '../../day.ts';
import type { Field, ValuesOf } from '../../field.ts';
import {
  bytesField,
  choiceField,
  dayField,
  linesField,
  numberField,
  optionalField,
  textField,
} from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import { type Context, defineOperation } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import type { State } from '../../state.ts';
import type { OperationCall } from '../../transaction.ts';
import { advance, formatReading, newOdometer, type Odometer, type Reading, withCorrection } from '../../verdict.ts';
import { requireRole } from '../licences/licence.ts';
import {
  type BeforeLatest,
  type Car,
  carHistory,
  carRefusals,
  checkReadOn,
  type LatestReading,
  requireLivingCar,
  type SafetyTest,
  updateCar,
  validUntil,
} from './car.ts';
import { toldRepair, toldTest } from './told.ts';
import { vinField } from './vin.ts';

/** The largest number an odometer can show. */
const highestReading = 9_999_999;

/** The operation that takes a car off its VIN. */
const annulled = 'cars.annul';

/** The day on which the odometer was read. */
const anyDay = dayField('Read on', { help: 'the day of the reading, like 2026-03-01; today if left as it is' });
export const readOnField: Field<number> = {
  ...anyDay,
  parse: (input, known) => {
    const day = anyDay.parse(input, known);
    if (day > known.today) throw carRefusals.READ_IN_FUTURE({ readOn: formatDay(day) });
    return day;
  },
};
export const unitField = choiceField('Unit', { km: 'kilometres', mi: 'miles' }, { fallback: () => 'km' });
export const valueField = numberField('Odometer', codec.u32, 0, highestReading, {
  help: 'as it stands on the dashboard',
});

const correctsField = optionalField(
  bytesField('Corrects', 32, { help: 'id of the latest reading, to put a typing error right' }),
);

/** @throws READ_IN_FUTURE in a block that comes before the day of the reading: nobody reads an odometer tomorrow */
export function checkReadingTime({ readOn }: { readOn: number }, blockTime: number): void {
  if (readOn > dayOfTime(blockTime)) throw carRefusals.READ_IN_FUTURE({ readOn: formatDay(readOn) });
}

const inspectFields = {
  vin: vinField,
  readOn: readOnField,
  value: numberField('Odometer', codec.u32, 0, highestReading, {
    help: 'as it stands on the dashboard; empty only where it is unreadable',
    // A display that cannot be read has no number; only then may it be left out.
    fallback: (_known, _earlier, given) => (given.odometer === 'unreadable' ? 0 : undefined),
  }),
  unit: unitField,
  odometer: choiceField(
    'Odometer is',
    {
      ok: 'in order',
      replaced: 'replaced since the last test',
      wrapped: 'past its last digit',
      unreadable: 'unreadable',
    },
    { fallback: () => 'ok' },
  ),
  result: choiceField(
    'Result',
    { pass: 'passed', major: 'major fault, to be repaired', dangerous: 'dangerous, must not drive' },
    { fallback: () => 'pass' },
  ),
  deficiencies: linesField('Deficiencies', 16, 80, { help: 'separated by commas, may stay empty' }),
  corrects: correctsField,
};

const results = { pass: 'passed', major: 'major fault', dangerous: 'dangerous' } as const;

/** `cars.inspect`: a certified reading and a safety test. */
export const inspect = defineOperation({
  tag: 0x43,
  name: 'cars.inspect',
  label: 'Record a safety test',
  fields: inspectFields,
  signer: { roles: ['inspector'], words: 'a licensed station' },
  history: carHistory,
  checkBlockTime: checkReadingTime,
  review: ({ vin, value, unit, readOn, odometer, result, deficiencies, corrects }, _known, by) => [
    `The safety test of ${vin} on ${formatDay(readOn)}: ${results[result]}.`,
    odometer === 'unreadable'
      ? 'The odometer could not be read.'
      : `The odometer shows ${formatReading({ value, unit })}${odometer === 'ok' ? '' : ` (${odometer})`}, certified by ${by}.`,
    ...(deficiencies.length > 0 ? [`Deficiencies: ${deficiencies.join(', ')}.`] : []),
    ...(corrects === undefined
      ? []
      : [`It corrects the last reading by ${by}, which stays visible; the verdict says that there was a correction.`]),
    `It stays in the history of the car for ever, under the name of ${by}.`,
  ],
  summary: ({ result, corrects }) => `${corrects === undefined ? 'Inspection' : 'Correction'}: ${results[result]}`,
  summaryFor: (values, known, seen) =>
    toldTest(
      values,
      known,
      seen,
      values.odometer === 'unreadable' ? results[values.result] : `${results[values.result]}, ${formatReading(values)}`,
    ),
  apply: (state, values, context) => {
    requireRole(state, context.author, 'inspector');
    const test: SafetyTest = { result: values.result, validUntil: validUntil(values.result, values.readOn) };
    recordReading(state, { ...values, source: 'certified', role: 'inspector' }, context, test);
  },
});

const serviceFields = {
  vin: vinField,
  readOn: readOnField,
  value: valueField,
  unit: unitField,
  work: textField('Work', 80, { help: 'what was done, for instance: brakes' }),
  note: textField('Note', 200, { least: 0, fallback: () => '', help: 'may stay empty' }),
  corrects: correctsField,
};

/** `cars.service`: a repair with a declared reading. */
export const service = defineOperation({
  tag: 0x44,
  name: 'cars.service',
  label: 'Record a repair',
  fields: serviceFields,
  signer: { roles: ['garage', 'inspector'], words: 'a garage or a licensed station' },
  history: carHistory,
  checkBlockTime: checkReadingTime,
  review: ({ vin, value, unit, readOn, work, note, corrects }, _known, by) => [
    `Work on ${vin} on ${formatDay(readOn)}: ${quoted(work)}.`,
    ...(note === '' ? [] : [`Note: ${quoted(note)}.`]),
    `The odometer shows ${formatReading({ value, unit })}: declared, not certified.`,
    ...(corrects === undefined
      ? []
      : [`It corrects the last reading by ${by}, which stays visible; the verdict says that there was a correction.`]),
    `It stays in the history of the car for ever, under the name of ${by}.`,
  ],
  summary: ({ work, corrects }) => `${corrects === undefined ? 'Repair' : 'Correction'}: ${work}`,
  summaryFor: toldRepair,
  apply: (state, values, context) => {
    const licensed = requireRole(state, context.author, 'garage', 'inspector').role;
    const role = licensed === 'garage' ? licensed : 'inspector';
    recordReading(state, { ...values, odometer: 'ok', source: 'declared', role }, context);
  },
});

/** The reading that a transaction on a car records, if it records one. */
export function readingOf(operation: string, values: Readonly<Record<string, unknown>>): Reading | undefined {
  const given = values as Partial<ValuesOf<typeof inspectFields>>;
  const { value, unit, readOn: day } = given;
  if (value === undefined || unit === undefined || day === undefined) return undefined;
  if (operation === inspect.name) return { source: 'certified', value, unit, day, odometer: given.odometer ?? 'ok' };
  if (operation === service.name) return { source: 'declared', value, unit, day, odometer: 'ok' };
  return { source: 'import', value, unit, day, odometer: 'ok' };
}

/** What the ledger knows of an odometer after a car's whole history, worked out anew from its entries, oldest first. */
export function odometerOf(history: Iterable<OperationCall>): Odometer {
  let [odometer, before] = [newOdometer, newOdometer];
  let latest: Reading | undefined;
  let isAnnulled = false;
  for (const { name, values } of history) {
    // Whoever comes after it under this VIN is another car; what was annulled keeps what it had.
    if (isAnnulled) [odometer, before, latest] = [newOdometer, newOdometer, undefined];
    isAnnulled = name === annulled;
    const reading = readingOf(name, values);
    if (reading === undefined) continue;
    const base = values.corrects === undefined ? odometer : before;
    const after = advance(base, reading);
    const corrected = values.corrects !== undefined && reading.source === 'certified' ? latest : undefined;
    [before, odometer] = [base, corrected === undefined ? after : withCorrection(after, corrected, reading)];
    latest = reading;
  }
  return odometer;
}

interface GivenReading extends Omit<Reading, 'day'> {
  readonly vin: string;
  readonly readOn: number;
  readonly corrects: Uint8Array | undefined;
  readonly role: LatestReading['role'];
}

/** A lower reading is recorded like any other: refusing it would delete the evidence. */
function recordReading(state: State, given: GivenReading, context: Context, test?: SafetyTest): void {
  const car = requireLivingCar(state, given.vin);
  const base =
    given.corrects === undefined ? beforeOf(car) : corrected(car, given.corrects, given.source, context.author);
  checkReadOn(given.readOn, base.day, car.year);
  const { source, value, unit, odometer, readOn: day } = given;
  updateCar(state, given.vin, {
    odometer: noted(car, given, advance(base.odometer, { source, value, unit, day, odometer })),
    corrections: car.corrections + (given.corrects === undefined ? 0 : 1),
    test: test ?? base.test,
    latest: {
      id: context.id,
      signer: context.author,
      role: given.role,
      height: context.height,
      source,
      value,
      unit,
      day,
      corrected: given.corrects !== undefined,
    },
    beforeLatest: base,
  });
}

/** A corrected certified reading changes the verdict, so the verdict says that there was one. */
function noted({ latest }: Car, given: GivenReading, after: Odometer): Odometer {
  const isCertified = given.corrects !== undefined && given.source === 'certified';
  return isCertified && latest !== undefined ? withCorrection(after, latest, { ...given, day: given.readOn }) : after;
}

function beforeOf(car: Car): BeforeLatest {
  return { odometer: car.odometer, test: car.test, day: car.latest?.day ?? 0 };
}

/** @throws CORRECTION_REFUSED unless it is the latest reading, by this signer, not corrected yet, before any sale */
function corrected(car: Car, id: Uint8Array, source: Reading['source'], author: Key): BeforeLatest {
  const { latest, beforeLatest } = car;
  const refuse = (reason: string) => carRefusals.CORRECTION_REFUSED({ reason });
  if (latest === undefined) throw refuse('the car has no reading to correct');
  if (!equalBytes(latest.id, id)) throw refuse('it is not the latest reading of the car');
  if (!equalBytes(latest.signer, author)) throw refuse('somebody else signed it');
  if (latest.corrected) throw refuse('it is a correction itself');
  if (latest.source !== source) throw refuse('a safety test corrects a safety test, a repair a repair');
  if (beforeLatest === undefined) throw refuse('the car has changed hands since');
  return beforeLatest;
}
