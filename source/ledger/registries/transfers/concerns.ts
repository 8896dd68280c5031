import * as codec from '../../codec.ts';
import { verdictOf } from '../../verdict.ts';
import type { Car } from '../cars/car.ts';

/** What the buyer can be asked to acknowledge, at most. */
export const concernLimit = 16;

/** What of an odometer a buyer relies on when it accepts: once any of it is otherwise, it knew another car. */
export interface SeenOdometer {
  readonly findings: number;
  readonly corrections: number;
  readonly segment: number;
  readonly unreadable: boolean;
}

export const seenOdometerCodec: codec.Codec<SeenOdometer> = codec.struct({
  findings: codec.u32,
  corrections: codec.u32,
  segment: codec.u16,
  unreadable: codec.bool,
});

/** How the odometer of a car stands now. */
export function seenOf({ corrections, odometer }: Car): SeenOdometer {
  const { findingCount: findings, segment, unreadable } = odometer;
  return { findings, corrections, segment, unreadable };
}

/** What a buyer said that it knew when it accepted, and what it saw. */
interface Knowing {
  readonly acknowledged: readonly string[];
  readonly seen: SeenOdometer | undefined;
}

/** What of a car is not as the buyer knew it when it accepted: codes; none where it bought what stands. */
export function newsOf(car: Car, { acknowledged, seen }: Knowing): string[] {
  const missing = concernsOf(car).filter((code) => !acknowledged.includes(code));
  return [...new Set([...missing, ...(seen === undefined ? [] : changesOf(seenOf(car), seen, missing))])];
}

function changesOf(now: SeenOdometer, then: SeenOdometer, missing: readonly string[]): string[] {
  const contradiction = missing.some((code) => code === 'LOWER_READING' || code === 'IMPLAUSIBLE');
  return [
    ...(now.findings > then.findings && !contradiction ? ['MORE_FINDINGS'] : []),
    ...(now.corrections === then.corrections ? [] : ['CORRECTED']),
    ...(now.segment === then.segment ? [] : ['COUNTS_ANEW']),
    ...(now.unreadable === then.unreadable ? [] : [now.unreadable ? 'UNREADABLE' : 'READABLE_AGAIN']),
  ];
}

/** What a buyer must know before it buys: codes, those of an illogical mileage as the verdict has them. */
export function concernsOf({ odometer, test }: Car): string[] {
  const verdict = verdictOf(odometer);
  const mileage = verdict.answer === 'illogical' ? verdict.reasons.map(({ code }) => code) : [];
  const safety = test?.result === 'major' ? ['TEST_FAILED'] : test?.result === 'dangerous' ? ['TEST_DANGEROUS'] : [];
  return [...new Set([...mileage, ...safety])].slice(0, concernLimit);
}

/** What a buyer can have to know, as it stands in a list. */
const concernWords: Readonly<Record<string, string>> = {
  LOWER_READING: 'the odometer shows less than it did',
  IMPLAUSIBLE: 'the odometer shows more than anybody can drive',
  MORE_FINDINGS: 'one more reading contradicts the others',
  UNIT_MIX_UP: 'possible mix-up of miles and kilometres',
  POSSIBLE_TYPO: 'possible typing error in a reading',
  REPLACED: 'the odometer was replaced',
  WRAPPED: 'the odometer started again at 0',
  UNREADABLE: 'the odometer could not be read',
  IMPORTED: 'the car was imported',
  CORRECTED: 'a reading was corrected',
  COUNTS_ANEW: 'the odometer was replaced or started again at 0',
  READABLE_AGAIN: 'the odometer can be read again',
  DOUBTFUL_DECLARED: 'a declared reading does not fit',
  TEST_FAILED: 'the last safety test found a major fault',
  TEST_DANGEROUS: 'the last safety test found it dangerous',
};

/** One thing that a buyer has to know, in words. What nobody knows stays as it is. */
export function concernInWords(code: string): string {
  return concernWords[code] ?? `"${code}"`;
}

/** What a buyer has to know, each by its code, in words. */
export function concernsInWords(codes: readonly string[]): string {
  return codes.map(concernInWords).join('; ');
}
