import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { openHall, type Run, tellEvents } from './box-office.ts';
import { actAs } from './market.ts';
import { closeAll, openNode } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';

let empty: Node;
let node: Node;
let run: Run;
let ids: Awaited<ReturnType<typeof tellEvents>>;

beforeAll(async () => {
  empty = await openNode();
  ({ node, run } = await openHall());
  ids = await tellEvents(run);
});

afterAll(closeAll);

const views = [
  { name: 'events', as: 'alice', keys: ['4'] },
  { name: 'a sold-out event', as: 'alice', keys: ['4', 'Down'] },
  { name: 'one event', as: 'alice', keys: ['4', 'e'] },
  { name: 'buying', as: 'alice', keys: ['4', 'Enter'] },
  { name: 'the review of a purchase', as: 'alice', keys: ['4', 'Enter', 'Enter'] },
  { name: 'my tickets', as: 'alice', keys: ['4', 'Right'] },
  { name: 'a place on a waiting list', as: 'alice', keys: ['4', 'Right', 'Down'] },
  { name: 'selling', as: 'alice', keys: ['4', 'Right', 's'] },
  { name: 'the story of a ticket', as: 'bob', keys: ['4', 'Right', 't'] },
  { name: 'resale', as: 'alice', keys: ['4', 'Right', 'Right'] },
  { name: 'the box office', as: 'organiser', keys: ['4', 'Left'] },
  { name: 'the next step of an organiser', as: 'organiser', keys: ['4', 'Left', 'Down', 'Down'] },
  { name: 'an event of its organiser', as: 'organiser', keys: ['4', 'Left', 'Down', 'Down', 'e'] },
  { name: 'announcing an event', as: 'organiser', keys: ['4', 'Left', 'm', 'Up', 'Up', 'Up', 'Space'] },
] as const;

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  test.each(views)('$name', async ({ as, keys }) => {
    const stage = await openStage(node, columns, rows);
    if (as !== 'alice') await actAs(stage, as);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });

  test.each([
    { name: 'no event yet', keys: ['4'] },
    { name: 'no ticket yet', keys: ['4', 'Right'] },
    { name: 'nothing on resale', keys: ['4', 'Right', 'Right'] },
  ])('$name', async ({ keys }) => {
    const stage = await openStage(empty, columns, rows);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });
});

test('an event that is cancelled, and a ticket that waits for a block', async () => {
  await node.submit({ as: 'alice', operation: 'tickets.list', ticket: `${ids.concert}/1`, price: '40000000' });
  const stage = await openStage(node, 80, 24);
  await stage.press('4', 'Right');
  expect(stage.frame()).toMatchSnapshot();
  await run('organiser', 'tickets.cancelEvent', { event: ids.play, reason: 'the theatre has no heating' });
  await stage.press('Left', 'G');
  expect(stage.frame()).toMatchSnapshot();
});
