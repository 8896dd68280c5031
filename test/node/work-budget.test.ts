import { expect, test } from 'vitest';
import { WorkBudget } from '../../source/node/work-budget.ts';

test('gives so much at once and so much a second, and what was overdrawn is made good first', () => {
  const budget = new WorkBudget(100, 250);
  expect([budget.take(200, 0), budget.take(200, 0), budget.take(1, 0)]).toEqual([true, true, false]);
  // 150 overdrawn: 1.5 s.
  expect(budget.take(1, 1_000)).toBe(false);
  expect(budget.take(1, 1_500)).toBe(false);
  expect(budget.take(1, 1_600)).toBe(true);
});

test('a clock that jumps ahead gives a second at most, one that jumps back takes nothing', () => {
  const budget = new WorkBudget(100, 250);
  budget.take(400, 0);
  expect(budget.take(1, 3_600_000)).toBe(false);
  expect(budget.take(1, 0)).toBe(false);
  expect(budget.take(1, 1_000)).toBe(true);
});
