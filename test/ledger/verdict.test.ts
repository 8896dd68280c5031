import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advance,
  formatReading,
  keptFindings,
  kilometres,
  metres,
  newOdometer,
  odometerCodec,
  type Reading,
  type Verdict,
  verdictOf,
} from '../../source/ledger/verdict.ts';
import { judge } from './judge.ts';
import { day } from './support.ts';

const start = day('2026-03-01');

/** A reading so many days after 1 March 2026. */
function at(days: number, value: number, more: Partial<Reading> = {}): Reading {
  return { source: 'certified', value, unit: 'km', day: start + days, odometer: 'ok', ...more };
}

function declared(days: number, value: number, more: Partial<Reading> = {}): Reading {
  return at(days, value, { source: 'declared', ...more });
}

function verdict(...readings: readonly Reading[]): Verdict {
  const found = verdictOf(readings.reduce(advance, newOdometer));
  for (const { text } of found.reasons) expect(text).toMatch(/^[A-Z0-9].*\.$/);
  return found;
}

function codes(...readings: readonly Reading[]): string[] {
  return verdict(...readings).reasons.map(({ code }) => code);
}

describe('logical', () => {
  test('two certified readings that rise', () => {
    expect(verdict(at(0, 42_000), at(365, 60_000))).toEqual({ answer: 'logical', reasons: [] });
  });

  test.each([
    ['the same number again', [at(0, 42_000), at(365, 42_000)]],
    ['hardly driven', [at(0, 42_000), at(3_650, 42_001)]],
    ['failed and passed on one day', [at(0, 42_000), at(0, 42_003)]],
    ['never driven', [at(0, 0), at(365, 0)]],
    ['a mile more in another unit', [at(0, 42_000), at(365, 26_098, { unit: 'mi' })]],
    ['declared readings between', [at(0, 42_000), declared(30, 43_000), at(365, 60_000)]],
  ] as const)('%s', (_, readings) => {
    expect(verdict(...readings)).toEqual({ answer: 'logical', reasons: [] });
  });
});

describe('no judgement', () => {
  test('too few: none, one, or declared ones only', () => {
    expect(verdict()).toMatchObject({ answer: 'no judgement', reasons: [{ code: 'TOO_FEW', data: { certified: 0 } }] });
    expect(verdict(at(0, 42_000))).toMatchObject({
      answer: 'no judgement',
      reasons: [{ code: 'TOO_FEW', data: { certified: 1 } }],
    });
    expect(codes(declared(0, 1), declared(1, 2), declared(2, 3))).toEqual(['TOO_FEW']);
  });

  test.each(['replaced', 'wrapped'] as const)(
    'a %s odometer starts anew, and no later reading lifts that',
    (odometer) => {
      const readings = [at(0, 42_000), at(365, 60_000), at(730, 12, { odometer })];
      const code = odometer.toUpperCase();
      expect(verdict(...readings).answer).toBe('no judgement');
      expect(codes(...readings)).toEqual([code, 'TOO_FEW']);
      const later = [...readings, at(900, 5_000), at(1_200, 9_000)];
      expect(verdict(...later).answer).toBe('no judgement');
      expect(codes(...later)).toEqual([code]);
    },
  );

  test('the first reading of a new odometer is held against nothing', () => {
    expect(codes(at(0, 42_000), declared(1, 43_000), at(14, 900_000, { odometer: 'replaced' }))).toEqual([
      'REPLACED',
      'TOO_FEW',
    ]);
  });

  test('unreadable, until it can be read again', () => {
    const unreadable = at(500, 0, { odometer: 'unreadable' });
    expect(codes(at(0, 42_000), at(365, 60_000), unreadable)).toEqual(['UNREADABLE']);
    expect(verdict(at(0, 42_000), unreadable).reasons.map(({ code }) => code)).toEqual(['UNREADABLE', 'TOO_FEW']);
    expect(verdict(at(0, 42_000), at(365, 60_000), unreadable, at(700, 61_000)).answer).toBe('logical');
    expect(verdict(at(0, 42_000), unreadable, at(700, 41_000)).answer).toBe('illogical');
  });

  test('imported, for ever', () => {
    const imported = at(0, 180_000, { source: 'import' });
    expect(codes(imported)).toEqual(['IMPORTED', 'TOO_FEW']);
    expect(verdict(imported, at(365, 190_000), at(730, 200_000))).toMatchObject({
      answer: 'no judgement',
      reasons: [{ code: 'IMPORTED' }],
    });
    expect(codes(imported, at(365, 90_001))[0]).toBe('LOWER_READING');
  });
});

describe('illogical: a lower reading', () => {
  test('says what, when and how much', () => {
    const found = verdict(at(0, 42_000), at(365, 18_000));
    expect(found).toEqual({
      answer: 'illogical',
      reasons: [
        {
          code: 'LOWER_READING',
          data: {
            ...{ value: 18_000, unit: 'km', readOn: '2027-03-01' },
            ...{ earlierValue: 42_000, earlierUnit: 'km', earlierReadOn: '2026-03-01' },
          },
          text: '18,000 km (1 Mar 2027) is 24,000 km less than the certified 42,000 km (1 Mar 2026). Too much for a typing error.',
        },
      ],
    });
  });

  test('a single kilometre is enough, a single metre too', () => {
    expect(verdict(at(0, 42_000), at(365, 41_999)).answer).toBe('illogical');
    expect(metres({ value: 26_097, unit: 'mi' })).toBe(41_999_050);
    expect(verdict(at(0, 42_000), at(365, 26_097, { unit: 'mi' })).answer).toBe('illogical');
  });

  test('is held against the highest, not the latest', () => {
    expect(codes(at(0, 60_000), at(100, 42_345), at(200, 51_111))).toEqual(['LOWER_READING', 'LOWER_READING']);
    expect(codes(at(0, 60_000), at(100, 42_345), at(200, 60_001))).toEqual(['LOWER_READING']);
  });

  test('stays, whatever is read later, and outranks every doubt', () => {
    const rolled = [at(0, 42_000), at(365, 18_000)];
    expect(verdict(...rolled, at(700, 60_000), at(900, 70_000)).answer).toBe('illogical');
    const replaced = verdict(...rolled, at(400, 5, { odometer: 'replaced' }), at(700, 60), at(900, 70));
    expect(replaced.answer).toBe('illogical');
    expect(replaced.reasons.map(({ code }) => code)).toEqual(['LOWER_READING', 'REPLACED']);
    expect(verdict(...rolled, at(400, 0, { odometer: 'unreadable' })).answer).toBe('illogical');
  });

  test.each([
    [365, 39_500, true],
    [365, 39_499, false],
    [366, 39_500, false],
    [0, 39_500, true],
  ])('after %i days at %i km instead of 42,000: possible typo is %s', (days, value, typo) => {
    expect(codes(at(0, 42_000), at(days, value)).includes('POSSIBLE_TYPO')).toBe(typo);
  });

  test('a year that holds a 29 February has 366 days', () => {
    const from = day('2027-06-01') - start;
    expect(codes(at(from, 42_000), at(from + 366, 39_500))).toContain('POSSIBLE_TYPO');
    expect(codes(at(from, 42_000), at(from + 367, 39_500))).not.toContain('POSSIBLE_TYPO');
  });

  test.each([
    ['exactly 1.609', 16_090, true],
    ['3 % more', 16_572, true],
    ['a little more than that', 16_573, false],
    ['3 % less', 15_608, true],
    ['a little less than that', 15_607, false],
  ])('unit mix-up: %s times 10,000 km', (_, earlier, mixUp) => {
    expect(codes(at(0, earlier), at(1_000, 10_000)).includes('UNIT_MIX_UP')).toBe(mixUp);
  });

  test.each([
    ['ten times', 420_000, 42_000, true],
    ['3 % more than ten times', 432_600, 42_000, true],
    ['more than that', 432_601, 42_000, false],
    ['3 % less than ten times', 407_400, 42_000, true],
    ['less than that', 407_399, 42_000, false],
    ['one digit', 148_000, 118_000, true],
    ['two digits', 148_000, 117_000, false],
    ['two digits swapped', 84_000, 48_000, false],
    ['a digit missing', 123_456, 12_356, true],
  ])('typo: %s', (_, earlier, value, typo) => {
    expect(codes(at(0, earlier), at(1_000, value)).includes('POSSIBLE_TYPO')).toBe(typo);
  });

  test('one digit counts in one unit only', () => {
    expect(codes(at(0, 98_000, { unit: 'mi' }), at(1_000, 58_000, { unit: 'mi' }))).toContain('POSSIBLE_TYPO');
    expect(codes(at(0, 98_000, { unit: 'mi' }), at(1_000, 58_000))).not.toContain('POSSIBLE_TYPO');
  });

  test('without an excuse it says that it is too much, with one it does not', () => {
    const [plain] = verdict(at(0, 42_000), at(1_000, 18_000)).reasons;
    const [excused] = verdict(at(0, 48_000), at(1_000, 18_000)).reasons;
    expect(plain?.text).toContain('Too much for a typing error');
    expect(excused?.text).not.toContain('Too much for a typing error');
  });

  test('miles against kilometres are subtracted in kilometres', () => {
    expect(verdict(at(0, 42_000), at(1_000, 10_000, { unit: 'mi' })).reasons[0]?.text).toContain('is 25,906 km less');
  });
});

describe('illogical: an implausible pace', () => {
  test.each([
    [7, 52_500, false],
    [7, 52_501, true],
    [6, 900_000, false],
    [10, 57_000, false],
    [10, 57_001, true],
  ])('%i days from 42,000 to %i km: %s', (days, value, implausible) => {
    expect(codes(at(0, 42_000), at(days, value)).includes('IMPLAUSIBLE')).toBe(implausible);
  });

  test('is said with its pace', () => {
    expect(verdict(at(0, 42_000), at(10, 67_000)).reasons[0]).toMatchObject({
      code: 'IMPLAUSIBLE',
      text: '67,000 km (11 Mar 2026) would be 2,500 km a day since 42,000 km (1 Mar 2026). No car drives that.',
    });
  });

  test('a digit too many is a possible typo, kilometres for miles a possible mix-up', () => {
    expect(codes(at(0, 42_000), at(30, 420_100))).toEqual(['IMPLAUSIBLE', 'POSSIBLE_TYPO']);
    expect(codes(at(0, 142_000), at(30, 228_500))).toEqual(['IMPLAUSIBLE', 'UNIT_MIX_UP']);
  });

  test('the making counts for order, not for pace: a first reading may be any', () => {
    expect(codes(at(0, 999_999))).toEqual(['TOO_FEW']);
  });
});

describe('declared readings', () => {
  const certified = [at(0, 42_000), at(365, 60_000)];

  test.each([
    ['below a certified one', [...certified, declared(400, 59_999)]],
    ['below a declared one', [...certified, declared(400, 61_000), declared(401, 60_500)]],
    ['too fast', [...certified, declared(372, 70_501)]],
    ['above the next certified one', [at(0, 42_000), declared(100, 70_000), at(365, 60_000)]],
  ])('%s: doubtful, and nothing else', (_, readings) => {
    expect(verdict(...readings)).toMatchObject({ answer: 'logical', reasons: [{ code: 'DOUBTFUL_DECLARED' }] });
  });

  test('that fit say nothing', () => {
    expect(codes(...certified, declared(372, 70_500), declared(380, 70_500), at(400, 71_000))).toEqual([]);
  });

  test('never make it illogical, and add their doubt to every answer', () => {
    expect(codes(declared(0, 50_000), declared(1, 10))).toEqual(['TOO_FEW', 'DOUBTFUL_DECLARED']);
    expect(codes(...certified, declared(366, 1), at(700, 30_321))).toEqual(['LOWER_READING', 'DOUBTFUL_DECLARED']);
  });

  test('a certified reading that is lower than both does not blame the declared one', () => {
    expect(codes(at(0, 42_000), declared(10, 43_000), at(1_000, 18_765))).toEqual(['LOWER_READING']);
  });

  test('of the old odometer are forgotten with it', () => {
    expect(codes(...certified, declared(400, 61_000), at(500, 9, { odometer: 'replaced' }), declared(501, 10))).toEqual(
      ['REPLACED', 'TOO_FEW'],
    );
  });
});

describe('accumulators', () => {
  const reading = fc.record({
    source: fc.constantFrom('certified' as const, 'certified' as const, 'declared' as const, 'import' as const),
    value: fc.oneof(
      fc.constantFrom(0, 1_609, 4_200, 16_090, 18_000, 42_000, 420_000, 9_999_999),
      fc.integer({ min: 40_000, max: 46_000 }),
    ),
    unit: fc.constantFrom('km' as const, 'km' as const, 'mi' as const),
    wait: fc.oneof(fc.nat(8), fc.constantFrom(0, 6, 7, 365, 366, 367)),
    odometer: fc.oneof(
      { weight: 8, arbitrary: fc.constant('ok' as const) },
      { weight: 1, arbitrary: fc.constantFrom('replaced' as const, 'wrapped' as const, 'unreadable' as const) },
    ),
  });
  const history = fc.array(reading, { maxLength: 8 }).map((steps) => {
    let now = start;
    return steps.map(({ wait, ...one }): Reading => {
      now += wait;
      return { ...one, day: now, odometer: one.source === 'certified' ? one.odometer : 'ok' };
    });
  });

  test('equal judging the whole history again', () => {
    fc.assert(
      fc.property(history, (readings) => {
        const { answer, reasons } = verdictOf(readings.reduce(advance, newOdometer));
        const expected = judge(readings);
        expect(answer).toBe(expected.answer);
        expect(new Set(reasons.map(({ code }) => code))).toEqual(expected.codes);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never take illogical or doubtful back, and survive their encoding', () => {
    fc.assert(
      fc.property(history, (readings) => {
        let odometer = newOdometer;
        for (const one of readings) {
          const before = verdictOf(odometer);
          odometer = advance(odometer, one);
          expect(odometerCodec.decode(odometerCodec.encode(odometer))).toEqual(odometer);
          if (before.answer === 'illogical') expect(verdictOf(odometer).answer).toBe('illogical');
          const doubted = before.reasons.some(({ code }) => code === 'DOUBTFUL_DECLARED');
          if (doubted) expect(odometer.doubtfulDeclared).toBe(true);
        }
      }),
    );
  });

  test('stay bounded: the first findings word by word, of the others the number', () => {
    const many = Array.from({ length: keptFindings + 3 }, (_, index) => at(400 + index, 18_111));
    const odometer = [at(0, 42_000), ...many].reduce(advance, newOdometer);
    expect(odometer.findings).toHaveLength(keptFindings);
    expect(odometer.findingCount).toBe(keptFindings + 3);
    expect(verdictOf(odometer).reasons.at(-1)).toMatchObject({
      code: 'MORE_FINDINGS',
      data: { count: 3 },
      text: '3 more readings contradict earlier ones.',
    });
    const size = odometerCodec.encode(odometer).length;
    expect(odometerCodec.encode(many.reduce(advance, odometer)).length).toBe(size);
  });

  test('a car that had more odometers than can be counted can still be stored', () => {
    const worn = { ...newOdometer, segment: 0xffff };
    const after = advance(worn, at(0, 1, { odometer: 'replaced' }));
    expect(odometerCodec.decode(odometerCodec.encode(after))).toEqual(after);
  });
});

test('units', () => {
  expect(metres({ value: 1, unit: 'mi' })).toBe(1_609);
  expect(metres({ value: 1_000, unit: 'mi' })).toBe(1_609_344);
  expect(metres({ value: 9_999_999, unit: 'mi' })).toBe(16_093_438_390);
  expect(kilometres({ value: 1, unit: 'mi' })).toBe(1);
  expect(kilometres({ value: 42, unit: 'km' })).toBe(42);
  expect(formatReading({ value: 1_234_567, unit: 'mi' })).toBe('1,234,567 mi');
});
