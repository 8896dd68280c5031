import * as codec from './codec.ts';
import { addYears, dayToText, formatDay } from './day.ts';

/** Units of an odometer. */
export const units = ['km', 'mi'] as const;
export type Unit = (typeof units)[number];

/** What a station says of the odometer itself. */
export const odometerStates = ['ok', 'replaced', 'wrapped', 'unreadable'] as const;
export type OdometerState = (typeof odometerStates)[number];

/** One reading, in the order in which readings were recorded. */
export interface Reading {
  /** `certified` by a licensed station, `import` likewise at the border, `declared` by anybody else. */
  readonly source: 'certified' | 'declared' | 'import';
  readonly value: number;
  readonly unit: Unit;
  /** Days since 1970. */
  readonly day: number;
  readonly odometer: OdometerState;
}

/** A reading that later ones are held against. */
export interface Mark {
  readonly value: number;
  readonly unit: Unit;
  readonly day: number;
}

/** Why a certified reading cannot be true beside an earlier one. */
export interface Finding {
  readonly code: 'LOWER_READING' | 'IMPLAUSIBLE';
  readonly reading: Mark;
  readonly earlier: Mark;
  readonly possibleTypo: boolean;
  readonly unitMixUp: boolean;
}

/** Everything that the verdict needs to know, brought up to date by each reading; at most a few hundred bytes. */
export interface Odometer {
  /** Odometers that the car had so far, 1 and up. */
  readonly segment: number;
  readonly imported: boolean;
  readonly replaced: boolean;
  readonly wrapped: boolean;
  /** Whether the last certified reading could not be read. */
  readonly unreadable: boolean;
  /** Certified readings of this segment. */
  readonly certified: number;
  /** Highest and latest certified reading of this segment. */
  readonly highest: Mark | undefined;
  readonly latest: Mark | undefined;
  /** Highest declared reading of this segment. */
  readonly declared: Mark | undefined;
  readonly doubtfulDeclared: boolean;
  /** The first findings, at most {@link keptFindings}; none is ever taken back. */
  readonly findings: Finding[];
  /** All findings, those not kept included. */
  readonly findingCount: number;
  /** The latest correction of a certified reading by its signer, and how many there were. */
  readonly correction: Correction | undefined;
  readonly corrections: number;
}

/** A certified reading, and what its signer put in its place. */
export interface Correction {
  readonly from: Mark;
  readonly to: Mark;
}

/** Findings kept word by word: the first ones matter, and an object must stay bounded. */
export const keptFindings = 8;

const mark: codec.Codec<Mark> = codec.struct({ value: codec.u32, unit: codec.choice(units), day: codec.u16 });
const finding: codec.Codec<Finding> = codec.struct({
  code: codec.choice(['LOWER_READING', 'IMPLAUSIBLE']),
  reading: mark,
  earlier: mark,
  possibleTypo: codec.bool,
  unitMixUp: codec.bool,
});

export const odometerCodec: codec.Codec<Odometer> = codec.struct({
  segment: codec.u16,
  imported: codec.bool,
  replaced: codec.bool,
  wrapped: codec.bool,
  unreadable: codec.bool,
  certified: codec.u32,
  highest: codec.optional(mark),
  latest: codec.optional(mark),
  declared: codec.optional(mark),
  doubtfulDeclared: codec.bool,
  findings: codec.list(finding, keptFindings),
  findingCount: codec.u32,
  correction: codec.optional(codec.struct({ from: mark, to: mark })),
  corrections: codec.u32,
});

/** A car without a reading. */
export const newOdometer: Odometer = {
  segment: 1,
  imported: false,
  replaced: false,
  wrapped: false,
  unreadable: false,
  certified: 0,
  highest: undefined,
  latest: undefined,
  declared: undefined,
  doubtfulDeclared: false,
  findings: [],
  findingCount: 0,
  correction: undefined,
  corrections: 0,
};

/** Whole metres of a reading; a mile has 1,609.344. */
export function metres({ value, unit }: { value: number; unit: Unit }): number {
  return unit === 'km' ? value * 1_000 : Math.floor((value * 1_609_344) / 1_000);
}

/** Whole kilometres of a reading. */
export function kilometres(reading: { value: number; unit: Unit }): number {
  return Math.floor(metres(reading) / 1_000);
}

/** A drop of at most this within a year may be a slip of the pen. */
const typoDrop = 2_500_000;
/** Metres a day that no car drives for a week. */
const dailyLimit = 1_500_000;

/** The accumulators after one more reading. Pure; the same as judging the whole history again. */
export function advance(odometer: Odometer, reading: Reading): Odometer {
  if (reading.source === 'declared') return advanceDeclared(odometer, reading);
  const imported = odometer.imported || reading.source === 'import';
  if (reading.odometer === 'unreadable') return { ...odometer, imported, unreadable: true };
  const opensSegment = reading.odometer !== 'ok';
  const base: Odometer = opensSegment ? nextSegment(odometer, reading.odometer) : odometer;
  const found = findingOf(base, reading);
  const now: Mark = { value: reading.value, unit: reading.unit, day: reading.day };
  return {
    ...base,
    imported,
    unreadable: false,
    certified: base.certified + 1,
    highest: base.highest === undefined || metres(now) > metres(base.highest) ? now : base.highest,
    latest: now,
    doubtfulDeclared: base.doubtfulDeclared || (found === undefined && isBelow(now, base.declared)),
    findings: found === undefined || base.findings.length >= keptFindings ? base.findings : [...base.findings, found],
    findingCount: base.findingCount + (found === undefined ? 0 : 1),
  };
}

function advanceDeclared(odometer: Odometer, reading: Reading): Odometer {
  const now: Mark = { value: reading.value, unit: reading.unit, day: reading.day };
  const doubtful =
    isBelow(now, odometer.highest) || isBelow(now, odometer.declared) || isImplausible(now, odometer.latest);
  return {
    ...odometer,
    declared: odometer.declared === undefined || metres(now) > metres(odometer.declared) ? now : odometer.declared,
    doubtfulDeclared: odometer.doubtfulDeclared || doubtful,
  };
}

/** The accumulators after a correction, which they keep in sight for good. */
export function withCorrection(odometer: Odometer, from: Mark, to: Mark): Odometer {
  const plain = ({ value, unit, day }: Mark): Mark => ({ value, unit, day });
  const correction = { from: plain(from), to: plain(to) };
  return { ...odometer, correction, corrections: odometer.corrections + 1 };
}

/** A new odometer starts from nothing; what was found on the old one stays found. */
function nextSegment(odometer: Odometer, state: OdometerState): Odometer {
  return {
    ...odometer,
    // Saturates: a number that does not fit its field could not be stored, and no block could hold the reading.
    segment: Math.min(odometer.segment + 1, 0xffff),
    replaced: odometer.replaced || state === 'replaced',
    wrapped: odometer.wrapped || state === 'wrapped',
    certified: 0,
    highest: undefined,
    latest: undefined,
    declared: undefined,
  };
}

/** What is wrong with a certified reading beside the earlier ones of its segment, if anything. */
export function findingOf(odometer: Odometer, reading: Reading): Finding | undefined {
  if (reading.source === 'declared' || reading.odometer !== 'ok') return undefined;
  const now: Mark = { value: reading.value, unit: reading.unit, day: reading.day };
  if (odometer.highest !== undefined && isBelow(now, odometer.highest)) {
    return compare('LOWER_READING', now, odometer.highest);
  }
  if (odometer.latest !== undefined && isImplausible(now, odometer.latest)) {
    return compare('IMPLAUSIBLE', now, odometer.latest);
  }
  return undefined;
}

function isBelow(now: Mark, earlier: Mark | undefined): boolean {
  return earlier !== undefined && metres(now) < metres(earlier);
}

function isImplausible(now: Mark, earlier: Mark | undefined): boolean {
  if (earlier === undefined) return false;
  const days = now.day - earlier.day;
  return days >= 7 && metres(now) - metres(earlier) > days * dailyLimit;
}

function compare(code: Finding['code'], reading: Mark, earlier: Mark): Finding {
  const drop = metres(earlier) - metres(reading);
  const smallSlip = code === 'LOWER_READING' && drop <= typoDrop && reading.day <= addYears(earlier.day, 1);
  return {
    code,
    reading,
    earlier,
    possibleTypo:
      smallSlip ||
      isRatio(reading, earlier, 10_000) ||
      isRatio(earlier, reading, 10_000) ||
      oneDigitApart(reading, earlier),
    unitMixUp: isRatio(reading, earlier, 1_609) || isRatio(earlier, reading, 1_609),
  };
}

/** Whether `left` is `thousandths` / 1,000 times `right`, give or take 3 %. */
function isRatio(left: Mark, right: Mark, thousandths: number): boolean {
  const [scaled, base] = [metres(left) * 100_000, metres(right) * thousandths];
  return metres(right) > 0 && scaled >= base * 97 && scaled <= base * 103;
}

/** Whether the two numbers, as they were typed, differ in one digit only. */
function oneDigitApart(left: Mark, right: Mark): boolean {
  const [first, second] = [String(left.value), String(right.value)];
  if (left.unit !== right.unit || first.length !== second.length) return false;
  return [...first].filter((digit, place) => digit !== second[place]).length === 1;
}

export type Answer = 'logical' | 'illogical' | 'no judgement';

/** One reason of a verdict: a code, what it rests on, and a sentence. */
export interface Reason {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Verdict {
  readonly answer: Answer;
  readonly reasons: readonly Reason[];
}

/** `42,000 km` */
export function formatReading({ value, unit }: { value: number; unit: Unit }): string {
  return `${value.toLocaleString('en-US')} ${unit}`;
}

/** Is this mileage true? Three answers, each with its reasons. */
export function verdictOf(odometer: Odometer): Verdict {
  const doubts = [
    ...(odometer.correction ? [corrected(odometer.correction, odometer.corrections)] : []),
    ...(odometer.doubtfulDeclared ? [doubtful] : []),
  ];
  const unknown = [
    ...(odometer.replaced ? [replaced] : []),
    ...(odometer.wrapped ? [wrapped] : []),
    ...(odometer.unreadable ? [unreadable] : []),
    ...(odometer.imported ? [imported] : []),
  ];
  if (odometer.findingCount > 0) {
    return {
      answer: 'illogical',
      reasons: [...odometer.findings.flatMap(reasonsOf), ...more(odometer), ...unknown, ...doubts],
    };
  }
  if (odometer.certified < 2) unknown.push(tooFew(odometer.certified));
  if (unknown.length > 0) return { answer: 'no judgement', reasons: [...unknown, ...doubts] };
  return { answer: 'logical', reasons: doubts };
}

function reasonsOf(found: Finding): Reason[] {
  const { reading, earlier } = found;
  const data = {
    value: reading.value,
    unit: reading.unit,
    readOn: dayToText(reading.day),
    earlierValue: earlier.value,
    earlierUnit: earlier.unit,
    earlierReadOn: dayToText(earlier.day),
  };
  return [
    { code: found.code, data, text: found.code === 'LOWER_READING' ? lowerText(found) : implausibleText(found) },
    ...(found.unitMixUp
      ? [{ code: 'UNIT_MIX_UP', data, text: 'The two numbers fit if one was read in miles: possible unit mix-up.' }]
      : []),
    ...(found.possibleTypo
      ? [{ code: 'POSSIBLE_TYPO', data, text: 'It may be a typing error: ask the station that signed it.' }]
      : []),
  ];
}

function lowerText({ reading, earlier, possibleTypo, unitMixUp }: Finding): string {
  const drop =
    reading.unit === earlier.unit
      ? formatReading({ value: earlier.value - reading.value, unit: reading.unit })
      : formatReading({ value: Math.floor((metres(earlier) - metres(reading)) / 1_000), unit: 'km' });
  const end = possibleTypo || unitMixUp ? '' : ' Too much for a typing error.';
  return `${formatReading(reading)} (${formatDay(reading.day)}) is ${drop} less than the certified ${formatReading(earlier)} (${formatDay(earlier.day)}).${end}`;
}

function implausibleText({ reading, earlier }: Finding): string {
  const days = reading.day - earlier.day;
  const pace = Math.floor((metres(reading) - metres(earlier)) / 1_000 / days);
  return `${formatReading(reading)} (${formatDay(reading.day)}) would be ${pace.toLocaleString('en-US')} km a day since ${formatReading(earlier)} (${formatDay(earlier.day)}). No car drives that.`;
}

function more(odometer: Odometer): Reason[] {
  const count = odometer.findingCount - odometer.findings.length;
  if (count === 0) return [];
  const subject = count === 1 ? '1 more reading contradicts' : `${count} more readings contradict`;
  return [{ code: 'MORE_FINDINGS', data: { count }, text: `${subject} earlier ones.` }];
}

const doubtful: Reason = {
  code: 'DOUBTFUL_DECLARED',
  data: {},
  text: 'A declared (not certified) reading does not fit the others: doubtful declared reading.',
};
const replaced: Reason = {
  code: 'REPLACED',
  data: {},
  text: 'The odometer was replaced; what the old one hid cannot be known.',
};
const wrapped: Reason = { code: 'WRAPPED', data: {}, text: 'The odometer went past its last digit and started again.' };
const unreadable: Reason = { code: 'UNREADABLE', data: {}, text: 'The odometer could not be read at the last test.' };
const imported: Reason = {
  code: 'IMPORTED',
  data: {},
  text: 'The car was imported; its readings before that are not on this ledger.',
};

function corrected({ from, to }: Correction, count: number): Reason {
  const data = {
    ...{ value: to.value, unit: to.unit, readOn: dayToText(to.day) },
    ...{ earlierValue: from.value, earlierUnit: from.unit, earlierReadOn: dayToText(from.day), count },
  };
  const others = count > 1 ? ` It was not the only correction: there were ${count}.` : '';
  const text = `A certified reading of ${formatReading(from)} (${formatDay(from.day)}) was replaced by ${formatReading(to)} by the station that signed it.${others}`;
  return { code: 'CORRECTED', data, text };
}

function tooFew(certified: number): Reason {
  const have = certified === 0 ? 'none yet' : 'one so far';
  return { code: 'TOO_FEW', data: { certified }, text: `It takes two certified readings to judge; there is ${have}.` };
}
