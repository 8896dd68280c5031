import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { isDrawn, openDoors, openGate } from './door.ts';
import { answering, closeAll, closing, today } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

/** Open doors for all that may find some people inside; of the shared ones alice is let in by one test alone. */
let doors: { readonly node: Node; readonly event: string };
let closeDoors: readonly (() => Promise<void>)[] = [];

beforeAll(async () => {
  doors = await openDoors();
  closeDoors = closing.splice(0);
});
afterEach(closeAll);
afterAll(async () => {
  for (const close of closeDoors) await close();
});

/** The text that went to the clipboard last. */
function copied({ copied: sequences }: Stage): string {
  const encoded = sequences.at(-1)?.split(';').at(-1)?.slice(0, -1) ?? '';
  return Buffer.from(encoded, 'base64').toString();
}

describe('the gate', () => {
  test('shows its letters and the head count, and answers over the whole screen, at every size', async () => {
    const { node, event } = await openDoors();
    // Each size lets somebody else in.
    for (const [place, [columns, rows]] of sizes.entries()) {
      const { stage, session } = await openGate(node, columns, rows);
      expect(stage.frame()).toContain('GATE › Les Misérables');
      expect(stage.frame()).toContain(`inside ${place} of 3`);
      expect(stage.frame()).toContain('the ledger as of 13:00');
      checkSize(stage, columns, rows);
      await stage.paste('HELLO');
      expect(isDrawn(stage, '✗REFUSE')).toBe(true);
      expect(stage.frame()).toContain('no ticket code');
      checkSize(stage, columns, rows);
      await stage.press('Space');
      const as = ['alice', 'bob', 'carol'][place] ?? '';
      const { proof } = await node.proof({ as, event, serial: place + 1, session: session() });
      await stage.paste(proof);
      expect(isDrawn(stage, '✓ADMIT')).toBe(true);
      expect(stage.frame()).toContain(`inside ${place + 1} of 3`);
      await stage.paste(proof);
      expect(isDrawn(stage, '!DESK')).toBe(true);
      expect(stage.frame()).toContain('let in at 13:00 here');
      checkSize(stage, columns, rows);
      await stage.press('Esc');
      const waits = [
        '1 admission of this gate waits',
        '2 admissions of this gate wait',
        '3 admissions of this gate wait',
      ];
      expect(stage.frame()).toContain(`${waits[place]} for a block.`);
      expect(isDrawn(stage, session())).toBe(true);
      // A large D looks like an O: the letters stand there plainly too.
      expect(stage.frame()).toContain([...session()].join(' '));
    }
  });

  test('takes a code from a scanner that writes like a keyboard, at once after an answer too', async () => {
    const { node, event } = doors;
    const { stage, session } = await openGate(node);
    await stage.press('X', 'Enter');
    const { proof } = await node.proof({ as: 'bob', event, serial: 2, session: session() });
    await stage.press(...proof, 'Enter');
    expect(stage.frame()).toContain('Ticket 2');
    await stage.press('Y', 'Z');
    expect(stage.frame()).toMatch(/Code {2}YZ/);
  });

  test('reads a code from a file and says why it cannot; holds a name against the ticket shown last', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'carnet-gate-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { node, event } = doors;
    const { stage, session } = await openGate(node);
    const { text } = await node.showName({ as: 'bob', event, serial: 2 });
    await stage.paste(text);
    expect(stage.frame()).toContain('Read the code of the ticket first');
    await stage.press('Esc', 'f');
    await stage.paste(join(folder, 'none'));
    await stage.press('Enter');
    expect(stage.frame()).toMatch(/✗ .*none/);
    await stage.press('Esc', 'X', 'Enter', 'Esc');
    for (const [as, serial] of [
      ['bob', 2],
      ['carol', 3],
    ] as const) {
      const { proof } = await node.proof({ as, event, serial, session: session() });
      writeFileSync(join(folder, as), `${proof}\n`);
      await stage.press('f', 'Ctrl-U');
      await stage.paste(join(folder, as));
      await stage.press('Enter');
      expect(stage.frame()).toContain(`Ticket ${serial}`);
      await stage.paste(text);
      expect(isDrawn(stage, serial === 2 ? '✓NAME' : '!DESK'), stage.frame()).toBe(true);
      expect(stage.frame()).toMatch(serial === 2 ? /Bob\. That is the name/ : /Bob is not the name/);
      await stage.press('Esc');
    }
  });

  test('says how old its ledger is, what waits, and who came in twice', async () => {
    const { node, event } = doors;
    const address = (await node.account({ name: 'garage' })).address;
    const slot = Math.floor((today - 3_600_000) / 30_000);
    const { stage } = await openGate(
      answering(node, {
        gateState: async (query) => ({
          ...(await node.gateState({ ...query, event })),
          ...{
            online: false,
            asOf: today - 14 * 60_000,
            queued: 3,
            trouble: 'Admissions wait here until they can be signed: You have 0.00 LVR.',
          },
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
    expect(stage.frame()).toContain('○ No other node in reach: this is the ledger as of 11:46, 14 min ago.');
    expect(stage.frame()).toContain('● 3 admissions of this gate wait for a block.');
    expect(stage.frame()).toContain('! Admissions wait here until they can be signed: You have 0.00 LVR.');
    expect(stage.frame()).toContain('✗ Ticket 112 was let in twice: here 11:00, by garage 11:03.');
    checkSize(stage, 80, 24);
  });

  test('says who else has the keys where this wallet has none', async () => {
    const { node, event } = doors;
    const { stage } = await openGate(answering(node, { gateState: () => node.gateState({ event, as: 'bob' }) }));
    expect(stage.frame()).toContain('✗ The event does not name this key for its gates');
  });
});

describe('the page of a ticket for the door', () => {
  test('asks for the letters, then shows the code and the name, at every size', async () => {
    const { node, event } = doors;
    let code = '';
    for (const [columns, rows] of sizes) {
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
      code = copied(stage);
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
    }
    expect(await node.gate({ event, session: 'KLMNOP', proof: code })).toMatchObject({ code: 'ADMIT', serial: 1 });
  });
});
