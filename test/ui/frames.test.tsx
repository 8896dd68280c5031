import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, tellStory } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';
import { views } from './views.ts';

let empty: Node;
let told: Node;

beforeAll(async () => {
  empty = await openNode();
  told = await openNode();
  await tellStory(told);
});

afterAll(closeAll);

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  test.each(views)('$name', async ({ keys }) => {
    const stage = await openStage(told, columns, rows);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });

  test.each([
    { name: 'Home before the first car', keys: [] },
    { name: 'Cars without a car', keys: ['2'] },
    { name: 'the first form', keys: ['Enter'] },
  ])('$name', async ({ keys }) => {
    const stage = await openStage(empty, columns, rows);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });
});

test('no frame is larger than a small terminal, and none of its keys signs', async () => {
  for (const [columns, rows] of [
    [1, 1],
    [7, 3],
    [79, 24],
    [80, 23],
    [300, 5],
    [300, 100],
  ] as const) {
    const stage = await openStage(told, columns, rows);
    await stage.press('2', 'Enter', 'i', 'y');
    const lines = stage.frame().split('\n');
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
  }
});
