import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentMap } from '../../source/ledger/recent-map.ts';
import { RecentSet } from '../../source/node/recent.ts';

const limit = 4;

test('the latest so many that were used are there, and never more than twice as many', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 80 }), (steps) => {
      const map = new RecentMap<number>(limit);
      const values = new Map<string, number>();
      let used: string[] = [];
      steps.forEach(([isWrite, number], at) => {
        const key = String(number);
        if (isWrite) {
          map.set(key, at);
          values.set(key, at);
        } else {
          const found = map.get(key);
          if (used.slice(-(limit - 1)).includes(key)) expect(found).toBe(values.get(key));
          if (found === undefined) return;
          expect(found).toBe(values.get(key));
        }
        used = [...used.filter((other) => other !== key), key];
      });
      const there = [...values.keys()].filter((key) => map.get(key) !== undefined);
      expect(there.length).toBeLessThanOrEqual(2 * limit);
      map.clear();
      expect([...values.keys()].every((key) => map.get(key) === undefined)).toBe(true);
    }),
  );
});

test('a set says once that a member is new, until it has long been forgotten', () => {
  const set = new RecentSet(limit);
  expect(set.add('first')).toBe(true);
  expect(set.add('first')).toBe(false);
  for (let number = 0; number < 3 * limit; number++) expect(set.add(String(number))).toBe(true);
  expect(set.has(String(3 * limit - 1))).toBe(true);
  expect(set.has('first')).toBe(false);
  expect(set.add('first')).toBe(true);
});
