import { expect, test } from 'vitest';
import { doorsWords, longDay, shortDay, shortWhen } from '../../../source/ui/screens/tickets/times.ts';
import { lockWords } from '../../../source/ui/screens/tickets/words.ts';

const doors = Date.UTC(2026, 11, 18, 19);
const now = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;

test('a day has its weekday; the year is said where it is another one', () => {
  expect(longDay(doors)).toBe('Fri 18 Dec 2026');
  expect(longDay(0)).toBe('Thu 1 Jan 1970');
  expect(shortWhen(doors, now)).toBe('Fri 18 Dec 19:00');
  expect(shortWhen(Date.UTC(2027, 0, 1), now)).toBe('Fri 1 Jan 2027 00:00');
  expect(shortDay('2026-11-20')).toBe('20 Nov');
});

test('doors are near, open, or on another day', () => {
  expect(doorsWords(doors, now)).toBe('doors Fri 18 Dec 19:00');
  expect(doorsWords(doors, doors - 30 * hour)).toBe('doors tomorrow 19:00');
  expect(doorsWords(doors, doors - hour)).toBe('doors today 19:00');
  expect(doorsWords(doors, doors)).toBe('doors open since 19:00');
});

test.each([
  [0, 'when the doors open'],
  [90 * 60_000, '90 min before the doors'],
  [hour, '1 h before the doors'],
  [24 * hour, '1 day before the doors'],
  [72 * hour, '3 days before the doors'],
  [1_500, '2 s before the doors'],
])('%i ms before the doors: %s', (before, words) => {
  expect(lockWords({ doorsAt: doors, lockedFrom: doors - before })).toBe(words);
});
