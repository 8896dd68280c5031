import { expect, test } from 'vitest';
import { fullTime } from '../../../source/ui/forms/typed-time.ts';

/** 21 November 2026, 13:58 and ten seconds. */
const now = Date.UTC(2026, 10, 21, 13, 58, 10);

test.each([
  ['14:06', '21 Nov 2026 14:06'],
  [' 9:05 ', '22 Nov 2026 09:05'],
  ['13:58', '22 Nov 2026 13:58'],
  ['21 Nov 14:06', '21 Nov 2026 14:06'],
  ['21 Nov 13:00', '21 Nov 2027 13:00'],
  ['3 january 20:00 UTC', '3 Jan 2027 20:00'],
  ['18 Dec. 20:00', '18 Dec 2026 20:00'],
  ['29 Feb 20:00', '29 Feb 2028 20:00'],
])('%s means %s', (typed, full) => {
  expect(fullTime(typed, now)).toBe(full);
});

test.each(['', '25:00', '14:60', '31 Feb 20:00', '21 Foo 14:06', 'tonight', '18 Dec 2026 20:00', '2026-12-18T20:00Z'])(
  '"%s" is left as it is',
  (typed) => {
    expect(fullTime(typed, now)).toBe(typed);
  },
);
