import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { checkSize, closeAll, openNode, openStage, sizes, tellStory } from './stage.tsx';

/** How each view is reached from Home, and the frame's name. */
const views: readonly { readonly name: string; readonly keys: readonly string[] }[] = [
  { name: 'Home', keys: [] },
  { name: 'Cars', keys: ['2'] },
  { name: 'one car', keys: ['2', 'Enter'] },
  { name: 'registration card', keys: ['2', 'Enter', 'r'] },
  { name: 'entry', keys: ['2', 'Enter', 'Enter'] },
  { name: 'form', keys: ['2', 'i'] },
  { name: 'review', keys: ['n', 'Enter', 'Ctrl-R'] },
  { name: 'Wallet', keys: ['6'] },
  { name: 'receive', keys: ['6', 'r'] },
  { name: 'Chain', keys: ['7'] },
  { name: 'block', keys: ['7', 'Down', 'Enter'] },
  { name: 'Mining', keys: ['8'] },
  { name: 'cores and speed', keys: ['8', 'w'] },
  { name: 'forks', keys: ['8', 'f'] },
  { name: 'Peers', keys: ['9'] },
  { name: 'new', keys: ['n'] },
  { name: 'new on a car', keys: ['2', 'Enter', 'n'] },
  { name: 'act as', keys: ['a'] },
  { name: 'go to', keys: [':'] },
  { name: 'settings', keys: [':', 'settings', 'Enter'] },
  { name: 'help', keys: ['?'] },
];

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
