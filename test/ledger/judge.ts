import { addYears } from '../../source/ledger/day.ts';
import { type Answer, metres, type Reading } from '../../source/ledger/verdict.ts';

/**
 * The verdict of protocol.md worked out again from all readings at once, the slow and plain way, to hold the
 * accumulators against. Readings in the order in which they were recorded, corrected ones left out.
 */
export function judge(readings: readonly Reading[]): { answer: Answer; codes: Set<string> } {
  const codes = new Set<string>();
  let illogical = false;
  for (const segment of segmentsOf(readings)) {
    if (judgeSegment(segment, codes)) illogical = true;
  }
  const doubtful = segmentsOf(readings).some(isDoubtful);
  const certified = readings.filter(({ source }) => source !== 'declared');
  if (certified.some(({ odometer }) => odometer === 'replaced')) codes.add('REPLACED');
  if (certified.some(({ odometer }) => odometer === 'wrapped')) codes.add('WRAPPED');
  if (certified.at(-1)?.odometer === 'unreadable') codes.add('UNREADABLE');
  if (certified.some(({ source }) => source === 'import')) codes.add('IMPORTED');
  const [last = []] = segmentsOf(readings).slice(-1);
  const enough = last.filter(isReadable).length >= 2;
  if (!illogical && !enough) codes.add('TOO_FEW');
  const answer = illogical ? 'illogical' : codes.size > 0 ? 'no judgement' : 'logical';
  if (doubtful) codes.add('DOUBTFUL_DECLARED');
  return { answer, codes };
}

function isReadable({ source, odometer }: Reading): boolean {
  return source !== 'declared' && odometer !== 'unreadable';
}

/** The readings of each odometer that the car had. */
function segmentsOf(readings: readonly Reading[]): Reading[][] {
  const segments: Reading[][] = [[]];
  for (const reading of readings) {
    const opens = reading.source !== 'declared' && ['replaced', 'wrapped'].includes(reading.odometer);
    if (opens) segments.push([reading]);
    else segments.at(-1)?.push(reading);
  }
  return segments;
}

/** Whether a certified reading of the segment contradicts an earlier one; adds the codes of its reasons. */
function judgeSegment(segment: readonly Reading[], codes: Set<string>): boolean {
  const certified = segment.filter(isReadable);
  let findings = 0;
  certified.forEach((reading, place) => {
    const earlier = certified.slice(0, place);
    const highest = earlier.reduce<Reading | undefined>(
      (best, one) => (best === undefined || metres(one) > metres(best) ? one : best),
      undefined,
    );
    const previous = earlier.at(-1);
    if (highest !== undefined && metres(reading) < metres(highest)) {
      codes.add('LOWER_READING');
      explain(reading, highest, true, codes);
      findings++;
    } else if (previous !== undefined && isTooFast(reading, previous)) {
      codes.add('IMPLAUSIBLE');
      explain(reading, previous, false, codes);
      findings++;
    }
  });
  return findings > 0;
}

function isTooFast(reading: Reading, earlier: Reading): boolean {
  const days = reading.day - earlier.day;
  return days >= 7 && metres(reading) - metres(earlier) > days * 1_500_000;
}

function explain(reading: Reading, earlier: Reading, lower: boolean, codes: Set<string>): void {
  const [one, other] = [BigInt(metres(reading)), BigInt(metres(earlier))];
  const between = (left: bigint, right: bigint, thousandths: bigint) =>
    right > 0n && left * 100_000n >= right * thousandths * 97n && left * 100_000n <= right * thousandths * 103n;
  const either = (thousandths: bigint) => between(one, other, thousandths) || between(other, one, thousandths);
  const [digits, others] = [String(reading.value), String(earlier.value)];
  const differing = [...digits].filter((digit, place) => digit !== others[place]).length;
  const oneDigit = reading.unit === earlier.unit && digits.length === others.length && differing === 1;
  const slip = lower && other - one <= 2_500_000n && reading.day <= addYears(earlier.day, 1);
  if (slip || either(10_000n) || oneDigit) codes.add('POSSIBLE_TYPO');
  if (either(1_609n)) codes.add('UNIT_MIX_UP');
}

/** Whether a declared reading does not fit the others of its segment, and no certified one is to blame. */
function isDoubtful(segment: readonly Reading[]): boolean {
  return segment.some((reading, place) => {
    const earlier = segment.slice(0, place);
    const certified = earlier.filter(isReadable);
    const declared = earlier.filter(({ source }) => source === 'declared');
    const below = (others: readonly Reading[]) => others.some((one) => metres(reading) < metres(one));
    const last = certified.at(-1);
    const tooFast = last !== undefined && isTooFast(reading, last);
    if (reading.source === 'declared') return below(certified) || below(declared) || tooFast;
    return isReadable(reading) && below(declared) && !below(certified) && !tooFast;
  });
}
