import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addYears, civil, dayFromText, dayOf, dayOfTime, dayToText, formatDay } from '../../source/ledger/day.ts';

const anyDay = fc.nat(0xffff);

describe('days', () => {
  test('agree with the calendar of the machine', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = new Date(day * 86_400_000);
        expect(civil(day)).toEqual({
          ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() },
        });
        expect(dayToText(day)).toBe(date.toISOString().slice(0, 10));
        expect(dayFromText(dayToText(day))).toBe(day);
        expect(dayFromText(date.toISOString())).toBe(day);
        const { year, month, date: dayOfMonth } = civil(day);
        expect(dayOf(year, month, dayOfMonth)).toBe(day);
      }),
      { numRuns: 1_000 },
    );
  });

  test('before 1970 and far behind it too', () => {
    for (const [year, month, date] of [
      [1886, 1, 29],
      [1600, 2, 29],
      [2400, 2, 29],
      [65_535, 12, 31],
    ] as const) {
      expect(dayOf(year, month, date)).toBe(Date.UTC(year, month - 1, date) / 86_400_000);
      expect(civil(dayOf(year, month, date))).toEqual({ year, month, date });
    }
  });

  test('begin at midnight', () => {
    expect(dayOfTime(86_400_000 - 1)).toBe(0);
    expect(dayOfTime(86_400_000)).toBe(1);
  });

  test('a year later is the same date, 29 February aside', () => {
    const later = (text: string, years: number) => dayToText(addYears(dayFromText(text)!, years));
    expect(later('2026-03-01', 4)).toBe('2030-03-01');
    expect(later('2028-02-29', 4)).toBe('2032-02-29');
    expect(later('2028-02-29', 1)).toBe('2029-03-01');
    expect(later('2027-12-31', 2)).toBe('2029-12-31');
  });

  test.each([
    '',
    '2026-02-29',
    '2026-00-01',
    '2026-01-00',
    '2026-1-1',
    '20260101',
    '2026-01-01x',
    '1969-12-31',
    '2149-06-07',
  ])('"%s" is no day', (text) => expect(dayFromText(text)).toBeUndefined());

  test('as people write them', () => {
    expect(formatDay(dayFromText('2026-03-01')!)).toBe('1 Mar 2026');
    expect(dayFromText(' 2149-06-06 ')).toBe(0xffff);
  });
});
