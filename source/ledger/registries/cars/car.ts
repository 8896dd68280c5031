import { bytesOf } from '../../byte-string.ts';
import * as codec from '../../codec.ts';
import { addYears, dayOf, formatDay } from '../../day.ts';
import { codecOf, type ValuesOf } from '../../field.ts';
import { groupField, numberField, optionalField, textField } from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import type { Listing } from '../../listing.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { type Odometer, odometerCodec, type Unit, units } from '../../verdict.ts';
import { plateCodec, vinCodec } from './vin.ts';

/** Number of the cars registry. */
export const carsRegistry = 4;

/** What the paper card used to say. Every line may be missing. */
export const technicalFields = {
  fuel: optionalField(textField('Fuel', 30)),
  power: optionalField(numberField('Power in kW', codec.u16, 1, 9_999)),
  capacity: optionalField(numberField('Engine capacity in cm³', codec.u16, 1, 30_000)),
  mass: optionalField(numberField('Mass in kg', codec.u32, 1, 100_000)),
  seats: optionalField(numberField('Seats', codec.u8, 1, 200)),
  colour: optionalField(textField('Colour', 30)),
  emissionClass: optionalField(textField('Emission class', 20)),
};
export type Technical = ValuesOf<typeof technicalFields>;
export const technicalField = groupField('Technical data', technicalFields);

export const testResults = ['pass', 'major', 'dangerous'] as const;
export type TestResult = (typeof testResults)[number];

/** The last safety test. */
export interface SafetyTest {
  readonly result: TestResult;
  /** Last day on which it counts. */
  readonly validUntil: number;
}

/** Flags and who may set each. */
export const flagSetters = { stolen: 'police', injunction: 'police', lien: 'notary', deceased: 'notary' } as const;
export type Flag = keyof typeof flagSetters;
export const flags = Object.keys(flagSetters) as Flag[];

/** What people read. */
export const flagLabels = {
  stolen: 'stolen',
  injunction: 'court order',
  lien: 'loan on the car',
  deceased: 'owner deceased',
} as const satisfies Readonly<Record<Flag, string>>;

export interface SetFlag {
  readonly flag: Flag;
  readonly setter: Key;
}

/** The latest reading, which alone may be corrected, once, by its signer. */
export interface LatestReading {
  readonly id: Uint8Array;
  readonly signer: Key;
  /** The licence under which it was signed, and the height of its block. */
  readonly role: 'inspector' | 'garage';
  readonly height: number;
  readonly source: 'certified' | 'declared' | 'import';
  readonly value: number;
  readonly unit: Unit;
  readonly day: number;
  readonly corrected: boolean;
}

/** What a correction goes back to; gone once the car has changed hands. */
export interface BeforeLatest {
  readonly odometer: Odometer;
  readonly test: SafetyTest | undefined;
  /** Day of the reading before the latest; 0 for none. */
  readonly day: number;
}

export const carStatuses = ['made', 'registered', 'exported', 'destroyed', 'annulled'] as const;
export type CarStatus = (typeof carStatuses)[number];

/** Who puts cars on the ledger: whoever makes them, and whoever imports them. */
export const bringers = ['manufacturer', 'inspector'] as const;

/** A plate, and who gave it. */
export interface Plate {
  readonly country: string;
  readonly plate: string;
  readonly issuer: Key;
}

export interface Car extends Historic {
  readonly make: string;
  readonly model: string;
  readonly year: number;
  /** Country of origin. */
  readonly country: string;
  readonly technical: Technical;
  /** Who put it on the ledger: its manufacturer, or the station that imported it. */
  readonly manufacturer: Key;
  /** The licence under which it did, and the height of that block. */
  readonly broughtAs: (typeof bringers)[number];
  readonly broughtIn: number;
  /** The day on which it came onto the ledger. */
  readonly since: number;
  readonly owner: Key;
  readonly plate: Plate | undefined;
  readonly status: CarStatus;
  readonly flags: SetFlag[];
  readonly test: SafetyTest | undefined;
  readonly latest: LatestReading | undefined;
  readonly beforeLatest: BeforeLatest | undefined;
  readonly odometer: Odometer;
  /** Readings that were corrected so far, declared ones too. */
  readonly corrections: number;
  /** The sale under way. */
  readonly transfer: Uint8Array | undefined;
  /** How often it changed hands. */
  readonly sales: number;
}

const safetyTest: codec.Codec<SafetyTest> = codec.struct({ result: codec.choice(testResults), validUntil: codec.u32 });

const carCodec: codec.Codec<Car> = codec.struct({
  make: codec.text(40),
  model: codec.text(60),
  year: codec.u16,
  country: codec.country,
  technical: codecOf(technicalField),
  manufacturer: codec.publicKey,
  broughtAs: codec.choice(bringers),
  broughtIn: codec.u32,
  since: codec.u32,
  owner: codec.publicKey,
  plate: codec.optional(codec.struct({ country: codec.country, plate: plateCodec, issuer: codec.publicKey })),
  status: codec.choice(carStatuses),
  flags: codec.list(codec.struct({ flag: codec.choice(flags), setter: codec.publicKey }), flags.length),
  test: codec.optional(safetyTest),
  latest: codec.optional(
    codec.struct({
      id: codec.hash32,
      signer: codec.publicKey,
      role: codec.choice(['inspector', 'garage']),
      height: codec.u32,
      source: codec.choice(['certified', 'declared', 'import']),
      value: codec.u32,
      unit: codec.choice(units),
      day: codec.u16,
      corrected: codec.bool,
    }),
  ),
  beforeLatest: codec.optional(
    codec.struct({ odometer: odometerCodec, test: codec.optional(safetyTest), day: codec.u16 }),
  ),
  odometer: odometerCodec,
  corrections: codec.u32,
  transfer: codec.optional(codec.hash32),
  sales: codec.u32,
  historyCount: codec.u32,
  historyHead: codec.hash32,
});

export const carKind: Kind<Car> = { registry: carsRegistry, kind: 1, name: 'car', idLength: 17, codec: carCodec };

/** Which car carries a plate. Id: country, then the plate without separators, padded with zeros to 12 bytes. */
export const plateKind: Kind<{ vin: string }> = {
  registry: carsRegistry,
  kind: 2,
  name: 'plate',
  idLength: 14,
  codec: codec.struct({ vin: vinCodec }),
};

/** The cars of an account, in VIN order. */
export const carsByOwner: Listing<Car> = { number: 1, kind: carKind, places: ({ owner }) => [owner] };

export const carRefusals = refusals({
  CAR_UNKNOWN: (data: { vin: string }) => `No car with VIN ${data.vin} is on the ledger. Check the VIN.`,
  VIN_TAKEN: (data: { vin: string }) =>
    `A car with VIN ${data.vin} is on the ledger already. Check the VIN; if somebody squats on it, ask the authority.`,
  CAR_RETIRED: (data: { vin: string; status: string }) =>
    `The car was ${data.status}; nothing more can be recorded for it.`,
  READ_BEFORE_LAST: (data: { readOn: string; last: string }) =>
    `The reading of ${data.readOn} is before the car's last one (${data.last}). Give a day from then on.`,
  READ_BEFORE_MODEL_YEAR: (data: { readOn: string; year: number }) =>
    `The reading of ${data.readOn} is before the car's model year ${data.year}. Check the date.`,
  READ_IN_FUTURE: (data: { readOn: string }) =>
    `${data.readOn} is in the future. Give the day on which the odometer was read.`,
  CORRECTION_REFUSED: (data: { reason: string }) =>
    `This reading cannot be corrected: ${data.reason}. Record a new one instead.`,
  PLATE_TAKEN: (data: { plate: string; country: string }) =>
    `Plate ${data.plate} (${data.country}) belongs to another car. Give another.`,
  PLATE_FIXED: (data: { plate: string }) => `The car has plate ${data.plate} for its whole life. Nothing to assign.`,
  PLATE_MISSING: () => 'The car has no plate yet. Nothing to correct.',
  PLATE_FOREIGN: () => 'Only whoever gave the plate can correct it.',
  PLATE_SETTLED: (data: { plate: string }) =>
    `The car has changed hands under plate ${data.plate}, so it keeps it for its whole life.`,
  FLAG_SET: (data: { flag: string }) => `The car is marked ${data.flag} already.`,
  FLAG_NOT_SET: (data: { flag: string }) => `The car is not marked ${data.flag}. Nothing to clear.`,
  FLAG_FOREIGN: (data: { flag: string }) =>
    `Only whoever set "${data.flag}", or its country's authority, can clear it.`,
  NOT_OWNER: (data: { vin: string }) => `Only the owner of ${data.vin} can do this. Sign as its owner.`,
  CAR_ON_SALE: (data: { vin: string }) => `A sale of ${data.vin} is under way. It has to end first.`,
  CAR_BLOCKED: (data: { flag: string }) => `The car is marked ${data.flag}. That has to be cleared first.`,
  INSPECTOR_MISSING: () => 'A car is scrapped under the eyes of a licensed station. Name the inspector who signs too.',
});

/** A VIN as an id, 17 bytes. */
export function vinId(vin: string): Uint8Array {
  return bytesOf(vin);
}

/** The id under which a plate is unique in its country, however it is separated. */
export function plateId(country: string, plate: string): Uint8Array {
  const id = new Uint8Array(14);
  id.set(bytesOf(country + plate.replace(/[- ]/g, '')));
  return id;
}

/** A car's history grows by every operation that names its VIN. */
export function carHistory({ vin }: { vin: string }): readonly ObjectReference[] {
  return [{ kind: asHistoric(carKind), id: vinId(vin) }];
}

/** @throws CAR_UNKNOWN */
export function requireCar(state: StateReader, vin: string): Car {
  const car = state.get(carKind, vinId(vin));
  if (car === undefined) throw carRefusals.CAR_UNKNOWN({ vin });
  return car;
}

/** @throws CAR_UNKNOWN, CAR_RETIRED */
export function requireLivingCar(state: StateReader, vin: string): Car {
  const car = requireCar(state, vin);
  if (car.status !== 'made' && car.status !== 'registered') throw carRefusals.CAR_RETIRED({ vin, status: car.status });
  return car;
}

/** The same where a car that was exported counts too: it may come back. @throws CAR_UNKNOWN, CAR_RETIRED */
export function requireCarAnywhere(state: StateReader, vin: string): Car {
  const car = requireCar(state, vin);
  return car.status === 'exported' ? car : requireLivingCar(state, vin);
}

/** Whatever mark a car carries stops it from changing hands. @throws CAR_BLOCKED */
export function checkUnblocked({ flags: [blocking] }: Car): void {
  if (blocking !== undefined) throw carRefusals.CAR_BLOCKED({ flag: blocking.flag });
}

/** Changes some members of a car. */
export function updateCar(state: State, vin: string, change: Partial<Car>): void {
  state.put(carKind, vinId(vin), { ...requireCar(state, vin), ...change });
}

/** The day by which a car needs its first safety test: four years after it was new. */
export function firstTestDue({ since, year }: { since: number; year: number }): number {
  return addYears(Math.min(since, dayOf(year, 12, 31)), 4);
}

/** Last day on which a test of this result counts: two years for a pass, two months for the repair of a major fault. */
export function validUntil(result: TestResult, readOn: number): number {
  if (result === 'pass') return addYears(readOn, 2);
  return result === 'major' ? readOn + 61 : readOn;
}

/** @throws READ_BEFORE_LAST, READ_BEFORE_MODEL_YEAR */
export function checkReadOn(readOn: number, lastDay: number, year: number): void {
  if (readOn < lastDay) throw carRefusals.READ_BEFORE_LAST({ readOn: formatDay(readOn), last: formatDay(lastDay) });
  if (readOn < dayOf(year, 1, 1)) throw carRefusals.READ_BEFORE_MODEL_YEAR({ readOn: formatDay(readOn), year });
}
