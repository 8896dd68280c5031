import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { buyTicket, concert, onSale, openHall, type Run, tellEvents } from './box-office.ts';
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
  await actAs(stage, 'organiser');
  await stage.press('4', 'Left', 'G');
  expect(stage.frame()).toMatchSnapshot();
});

/** The longest names that an event may have. It starts before the concert, so that it stands first. */
const long = {
  ...concert,
  startsAt: '2026-12-18T19:30Z',
  name: 'The Long Farewell of the Philharmonic Orchestra, with Friends and their Friends',
  venue: 'Festival Hall of the Old Exhibition Grounds',
};

describe('names that no column has room for', () => {
  let hall: Node;
  beforeAll(async () => {
    const opened = await openHall();
    hall = opened.node;
    const event = await onSale(opened.run, { ...long, capacity: 2 });
    for (const name of ['alice', 'bob']) await buyTicket(opened.run, name, event);
    await opened.run('bob', 'tickets.list', { ticket: `${event}/2`, price: '38000000' });
    await onSale(opened.run, concert);
  });

  test.each(sizes)('cut neither the number nor how it stands: %i columns and %i rows', async (columns, rows) => {
    const stage = await openStage(hall, columns, rows);
    await stage.press('4');
    expect(stage.frame()).toMatchSnapshot('events');
    await stage.press('Right');
    expect(stage.frame()).toMatch(/0001 .*✓ valid/);
    expect(stage.frame()).toMatch(/ticket 0001 .*✓ valid/);
    expect(stage.frame()).toMatchSnapshot('my tickets');
    await stage.press('Right');
    expect(stage.frame()).toContain('ticket 0002, from bob');
    expect(stage.frame()).toMatchSnapshot('resale');
    checkSize(stage, columns, rows);
  });
});
