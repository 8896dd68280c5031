import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { largeLetters } from '../../source/ui/components/large-letters.ts';
import { answering, closeAll, openNode, today } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

afterEach(closeAll);

const hour = 3_600_000;
const policy = {
  ...{ resaleCap: 10_000, commission: 500, resellers: 'holders', perHolder: 4, freeTransfers: 1, lockBefore: 0 },
  ...{ certified: false, reentry: false, sellerFee: 0 },
};
const show = {
  ...{ name: 'Les Misérables', venue: 'Mogador', doorsAt: today + hour, startsAt: today + 2 * hour },
  ...{ endsAt: today + 5 * hour, capacity: 500, price: '40000000', gateKeys: ['garage'], sellers: ['seller'], policy },
};

/** Alice, bob and carol have a ticket each; the doors are open. */
async function openDoors(): Promise<{ node: Node; event: string }> {
  const node = await openNode();
  const { id: event } = await node.submit({ as: 'organiser', operation: 'tickets.createEvent', ...show });
  await node.mine({});
  await node.submit({ as: 'organiser', operation: 'tickets.issue', event, count: 500, seller: 'seller' });
  await node.mine({});
  await node.submit({ as: 'seller', operation: 'tickets.offer', event, count: 500 });
  await node.mine({});
  for (const [as, holder] of Object.entries({ alice: 'Alice Martin', bob: 'Bob', carol: 'Carol' })) {
    await node.submit({ as, operation: 'tickets.buy', event, seller: 'seller', price: '40000000', holder });
  }
  await node.mine({ at: show.doorsAt });
  return { node, event };
}

/** A terminal that acts as garage and stands at the gate, and the letters that it shows. */
async function openGate(node: Node, columns = 80, rows = 24): Promise<{ stage: Stage; session: () => string }> {
  let session = '';
  const watched = answering(node, {
    gate: (query) => {
      session = query.session;
      return node.gate(query);
    },
  });
  const stage = await openStage(watched, columns, rows);
  await stage.press('a', ...'garage', 'Enter', '4', 'Right', 'Right', 'Right', 'l');
  return { stage, session: () => session };
}

/** Whether a word is drawn in large letters, in any of their sizes. */
function isDrawn(stage: Stage, word: string): boolean {
  const frame = stage.frame();
  const all = [1, 2, 3].flatMap((rows) => [rows, 2 * rows].map((between) => ({ columns: 2 * rows, rows, between })));
  return all.some((size) => largeLetters(word, size).every((line) => frame.includes(line.trim())));
}

/** The text that went to the clipboard last. */
function copied({ copied: sequences }: Stage): string {
  const encoded = sequences.at(-1)?.split(';').at(-1)?.slice(0, -1) ?? '';
  return Buffer.from(encoded, 'base64').toString();
}

describe('the gate', () => {
  test.each(sizes)(
    'shows its letters and the head count, and answers over the whole screen, %ix%i',
    async (columns, rows) => {
      const { node, event } = await openDoors();
      const { stage, session } = await openGate(node, columns, rows);
      expect(stage.frame()).toContain('GATE › Les Misérables');
      expect(stage.frame()).toContain('inside 0 of 3');
      expect(stage.frame()).toContain('the ledger as of 13:00');
      checkSize(stage, columns, rows);
      await stage.paste('HELLO');
      expect(isDrawn(stage, '✗REFUSE')).toBe(true);
      expect(stage.frame()).toContain('no ticket code');
      checkSize(stage, columns, rows);
      await stage.press('Space');
      expect(isDrawn(stage, session())).toBe(true);
      const { proof } = await node.proof({ as: 'alice', event, serial: 1, session: session() });
      await stage.paste(proof);
      expect(isDrawn(stage, '✓ADMIT')).toBe(true);
      expect(stage.frame()).toContain('inside 1 of 3');
      await stage.paste(proof);
      expect(isDrawn(stage, '!DESK')).toBe(true);
      expect(stage.frame()).toContain('let in at 13:00 here');
      checkSize(stage, columns, rows);
      await stage.press('Esc');
      expect(stage.frame()).toContain('1 admission let in here wait');
      expect(isDrawn(stage, session())).toBe(true);
    },
  );

  test('takes a code from a scanner that writes like a keyboard, at once after an answer too', async () => {
    const { node, event } = await openDoors();
    const { stage, session } = await openGate(node);
    await stage.press('X', 'Enter');
    const codes = await Promise.all(
      ['alice', 'bob'].map((as, place) => node.proof({ as, event, serial: place + 1, session: session() })),
    );
    for (const [place, { proof }] of codes.entries()) {
      await stage.press(...proof, 'Enter');
      expect(isDrawn(stage, '✓ADMIT'), stage.frame()).toBe(true);
      expect(stage.frame()).toContain(`Ticket ${place + 1}`);
    }
    expect(stage.frame()).toContain('inside 2 of 3');
  });

  test('reads a code from a file, and says why it cannot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-gate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { node, event } = await openDoors();
    const { stage, session } = await openGate(node);
    await stage.press('f', ...join(folder, 'none'), 'Enter');
    expect(stage.frame()).toMatch(/✗ .*none/);
    await stage.press('Esc', 'X', 'Enter', 'Esc');
    const { proof } = await node.proof({ as: 'carol', event, serial: 3, session: session() });
    writeFileSync(join(folder, 'code.txt'), `${proof}\n`);
    await stage.press('f', 'Ctrl-U', ...join(folder, 'code.txt'), 'Enter');
    expect(isDrawn(stage, '✓ADMIT'), stage.frame()).toBe(true);
  });

  test('holds a name against the ticket shown last', async () => {
    const { node, event } = await openDoors();
    const { stage, session } = await openGate(node);
    const { text } = await node.showName({ as: 'alice', event, serial: 1 });
    await stage.paste(text);
    expect(stage.frame()).toContain('Read the code of the ticket first');
    await stage.press('Space', 'X', 'Enter');
    for (const [as, serial] of [
      ['alice', 1],
      ['bob', 2],
    ] as const) {
      await stage.paste((await node.proof({ as, event, serial, session: session() })).proof);
      await stage.paste(text);
      expect(isDrawn(stage, serial === 1 ? '✓NAME' : '!DESK'), stage.frame()).toBe(true);
      expect(stage.frame()).toContain('Alice Martin');
    }
  });

  test('says how old its ledger is, what waits, and who came in twice', async () => {
    const { node, event } = await openDoors();
    const address = (await node.account({ name: 'garage' })).address;
    const slot = Math.floor((today - hour) / 30_000);
    const stage = await openStage(
      answering(node, {
        gateState: async (query) => ({
          ...(await node.gateState({ ...query, event })),
          ...{ online: false, asOf: today - 14 * 60_000, queued: 3, trouble: 'You have 0.00 LVR.' },
          conflicts: [
            {
              serial: 112,
              admissions: [
                { gate: address, session: 'KLMNOP', slot, here: true },
                { gate: address, session: 'QRSTUV', slot: slot + 6, here: false },
              ],
            },
          ],
        }),
      }),
    );
    await stage.press('a', ...'garage', 'Enter', '4', 'Right', 'Right', 'Right', 'l');
    expect(stage.frame()).toContain('○ No other node in reach: this is the ledger as of 11:46, 14 min ago.');
    expect(stage.frame()).toContain('● 3 admissions let in here wait for a block.');
    expect(stage.frame()).toContain('! They cannot be signed: You have 0.00 LVR.');
    expect(stage.frame()).toContain('✗ Ticket 112 was let in twice: here 11:00, by garage 11:03.');
    checkSize(stage, 80, 24);
  });

  test('says who else has the keys where this wallet has none', async () => {
    const { node, event } = await openDoors();
    const stage = await openStage(
      answering(node, {
        gateState: () => node.gateState({ event, as: 'bob' }),
      }),
    );
    await stage.press('a', ...'garage', 'Enter', '4', 'Right', 'Right', 'Right', 'l');
    expect(stage.frame()).toContain('✗ The event does not name this key for its gates');
  });
});

describe('the page of a ticket for the door', () => {
  test.each(sizes)('asks for the letters, then shows the code and the name, %ix%i', async (columns, rows) => {
    const { node, event } = await openDoors();
    const stage = await openStage(node, columns, rows);
    await stage.press('Enter');
    expect(stage.frame()).toContain('TICKET 1 › Les Misérables');
    await stage.press(...'klm', 'Enter');
    expect(stage.frame()).toContain('it has six letters');
    await stage.press(...'nop', 'Enter');
    checkSize(stage, columns, rows);
    expect(stage.frame()).toContain('For the gate KLMNOP');
    expect(stage.frame()).toMatch(/█{20,} +30 s/);
    await stage.press('c');
    const code = copied(stage);
    expect(await node.gate({ event, session: 'KLMNOP', proof: code })).toMatchObject({ code: 'ADMIT', serial: 1 });
    await stage.press('i');
    checkSize(stage, columns, rows);
    expect(stage.frame()).toContain('Alice Martin');
    await stage.press('c');
    const text = copied(stage);
    expect(await node.checkName({ event, serial: 1, text })).toEqual({ fits: true, name: 'Alice Martin' });
    await stage.press('Esc');
    expect(stage.frame()).toContain('For the gate KLMNOP');
    await stage.press('s');
    expect(stage.frame()).toContain('Code at the gate');
  });
});
