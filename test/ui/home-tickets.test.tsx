import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProof } from '../../source/node/gate/proof.ts';
import type { Node } from '../../source/node/node.ts';
import { concert } from './box-office.ts';
import { actAs } from './market.ts';
import { closeAll, openNode, today } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

const tonight = {
  ...concert,
  ...{ name: 'Midnight Jazz', capacity: 6, doorsAt: today + 1_800_000, startsAt: today + 3_600_000 },
  ...{ endsAt: today + 7_200_000, policy: { ...concert.policy, lockBefore: 0 } },
};

let node: Node;
let event: string;

/** Lets the holder of a ticket in, at a gate with these letters. */
async function letIn(holder: string, serial: number, session: string): Promise<void> {
  const { proof } = await node.proof({ as: holder, event, serial, session });
  const read = readProof(proof);
  if (read === undefined) throw new Error('no proof');
  const fields = { ticket: `${event}/${serial}`, session, slot: read.slot, signature: bytesToHex(read.signature) };
  await node.submit({ as: 'garage', operation: 'tickets.admit', ...fields });
}

async function home(as: string, columns = 80, rows = 24): Promise<Stage> {
  const stage = await openStage(node, columns, rows);
  if (as !== 'alice') await actAs(stage, as);
  checkSize(stage, columns, rows);
  return stage;
}

beforeAll(async () => {
  node = await openNode();
  const organiser = { as: 'organiser', operation: 'tickets.createEvent' };
  ({ id: event } = await node.submit({ ...organiser, ...tonight }));
  await node.mine({});
  await node.submit({ as: 'organiser', operation: 'tickets.issue', event, count: 6, seller: 'seller' });
  await node.mine({});
  await node.submit({ as: 'seller', operation: 'tickets.offer', event, count: 6 });
  await node.mine({});
  for (const as of ['bob', 'carol', 'carol']) {
    await node.submit({ as, operation: 'tickets.buy', event, seller: 'seller', price: tonight.price, holder: as });
  }
  await node.mine({});
});

afterAll(closeAll);

test.each(sizes)('whoever has no ticket yet is led to one at %i columns and %i rows', async (columns, rows) => {
  const stage = await home('alice', columns, rows);
  expect(stage.frame()).toContain('▸Buy a ticket for Midnight Jazz');
  expect(stage.frame()).toMatchSnapshot();
  await stage.press('Enter');
  expect(stage.frame()).toContain('Enter buy…');
});

test('whoever has one, and whoever has an office, is not', async () => {
  for (const as of ['bob', 'police']) expect((await home(as)).frame()).not.toContain('Buy a ticket');
});

describe('a ticket that was let in twice', () => {
  beforeAll(async () => {
    await node.mine({ at: tonight.doorsAt });
    await letIn('bob', 1, 'ABCDEF');
    await letIn('bob', 1, 'KLMNOP');
    await node.mine({});
  });

  test.each(sizes)('waits for its organiser at %i columns and %i rows', async (columns, rows) => {
    const stage = await home('organiser', columns, rows);
    expect(stage.frame()).toContain('Look at   ticket 1 was let in twice');
    expect(stage.frame()).toMatchSnapshot();
  });

  test('waits for the gate, which is led to the story of the ticket', async () => {
    const stage = await home('garage');
    expect(stage.frame()).toContain('Look at   ticket 1 was let in twice');
    expect(stage.frame()).toMatch(/✗ You let somebody into Midnight Jazz with ticket 1, once more/);
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Enter');
    expect(stage.frame()).toContain('Somebody was let in with it');
  });

  test('is marked where its holder reads what happened lately', async () => {
    const stage = await home('bob', 120, 40);
    expect(stage.frame()).not.toContain('Look at');
    expect(stage.frame()).toMatch(/✓ garage let you into Midnight Jazz with ticket 1 /);
    expect(stage.frame()).toMatch(/✗ garage let you into Midnight Jazz with ticket 1, once more/);
  });

  test.each(sizes)('two tickets to show are told apart at %i columns and %i rows', async (columns, rows) => {
    const stage = await home('carol', columns, rows);
    expect(stage.frame()).toContain('Show      ticket 0002');
    expect(stage.frame()).toContain('Show      ticket 0003');
    expect(stage.frame()).toContain('doors open since 12:30');
    expect(stage.frame()).toMatchSnapshot();
  });
});

describe('whoever lets people in is led to the box office, where the gates are', () => {
  test('by the palette', async () => {
    const stage = await home('garage');
    await stage.press(':', ...'let in');
    expect(stage.frame()).toMatch(/Let in +at the gate of an event, in the box office/);
    await stage.press('Enter');
    expect(stage.frame()).toContain('BOX OFFICE');
    expect(stage.frame()).toContain('Enter gate');
  });

  test('by the list of all that can be done', async () => {
    const stage = await home('garage');
    await stage.press('4', 'n');
    for (let line = 0; line < 20 && !stage.frame().includes('▸Let in'); line++) await stage.press('Down');
    await stage.press('Enter');
    expect(stage.frame()).toContain('BOX OFFICE');
  });
});
