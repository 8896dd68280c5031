import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { isDrawn, openDoors, openGate } from './door.ts';
import { closeAll } from './nodes.ts';
import { checkSize, openStage } from './stage.tsx';

let node: Node;
let event: string;
beforeAll(async () => {
  ({ node, event } = await openDoors());
});
afterAll(closeAll);

describe('the page of a ticket for the door', () => {
  test('takes the letters of another gate, from the code and after the name', async () => {
    const stage = await openStage(node);
    await stage.press('Enter', ...'ABCDEF', 'Enter', 's');
    expect(stage.frame()).toContain('▸Code at the gate  ABCDEF');
    await stage.press(...'ghjklm', 'Enter');
    expect(stage.frame()).toContain('For the gate GHJKLM');
    await stage.press('i');
    expect(stage.frame()).toContain('Alice Martin');
    await stage.press('Esc', 's');
    expect(stage.frame()).toContain('▸Code at the gate  ghjklm');
    await stage.press(...'nprstu', 'Enter');
    expect(stage.frame()).toContain('For the gate NPRSTU');
  });

  test('says when the doors open, before they do', async () => {
    const stage = await openStage(node);
    await stage.press('Enter');
    expect(stage.frame()).toContain('Mogador, doors today 13:00');
  });
});

describe('what is typed at the gate', () => {
  test('is text with its first small letter, and said to be no code', async () => {
    const { stage } = await openGate(node);
    await stage.press(...'hello there');
    expect(stage.frame()).toContain('Code  hello there');
    await stage.press('Enter');
    expect(isDrawn(stage, '✗REFUSE')).toBe(true);
    await stage.press('Enter', 'q');
    expect(stage.frame()).toContain('Code  q');
    expect(stage.frame()).toContain('Enter read it   F1 help   Esc empty');
    await stage.press('Esc');
    expect(stage.frame()).toContain('f from a file…   ? help   Esc back');
  });

  test('is a code in small letters too, and then a name', async () => {
    const { stage, session } = await openGate(node);
    await stage.press('X', 'Enter');
    const { proof } = await node.proof({ as: 'bob', event, serial: 2, session: session() });
    await stage.press(...proof.toLowerCase(), 'Enter');
    expect(isDrawn(stage, '✓ADMIT'), stage.frame()).toBe(true);
    const { text } = await node.showName({ as: 'bob', event, serial: 2 });
    for (const written of [text, text.toLowerCase(), text.toUpperCase()]) {
      await stage.press(...written, 'Enter');
      expect(isDrawn(stage, '✓NAME'), stage.frame()).toBe(true);
    }
  });

  test('is a code where f opened the page for a file in its stead', async () => {
    const { stage } = await openGate(node);
    await stage.press(...`f${'0a'.repeat(70)}`, 'Enter');
    expect(isDrawn(stage, '✗REFUSE'), stage.frame()).toBe(true);
    await stage.press('f', ...'/nowhere/code.txt', 'Enter');
    expect(stage.frame()).toMatch(/✗ .*nowhere/);
  });

  test('leaves the ticket that was read last where it is no code', async () => {
    const { stage, session } = await openGate(node);
    await stage.press('X', 'Enter');
    const { proof } = await node.proof({ as: 'bob', event, serial: 2, session: session() });
    await stage.paste(proof);
    expect(stage.frame()).toContain('Ticket 2');
    await stage.press(...'nonsense', 'Enter');
    expect(stage.frame()).toContain('no ticket code');
    await stage.paste((await node.showName({ as: 'bob', event, serial: 2 })).text);
    expect(isDrawn(stage, '✓NAME'), stage.frame()).toBe(true);
  });
});

describe('the gate', () => {
  test('shows the same letters when it is opened again', async () => {
    const { stage, session } = await openGate(node);
    await stage.press('X', 'Enter', 'Enter');
    expect(isDrawn(stage, session())).toBe(true);
    await stage.press('Esc');
    expect(stage.frame()).not.toContain('GATE ›');
    await stage.press('l');
    expect(isDrawn(stage, session()), stage.frame()).toBe(true);
  });

  test('says that the ticket counts as inside where the name that comes after it does not fit', async () => {
    const { stage, session } = await openGate(node);
    await stage.press('X', 'Enter');
    await stage.paste((await node.proof({ as: 'carol', event, serial: 3, session: session() })).proof);
    expect(isDrawn(stage, '✓ADMIT')).toBe(true);
    await stage.paste((await node.showName({ as: 'bob', event, serial: 2 })).text);
    expect(isDrawn(stage, '!DESK')).toBe(true);
    expect(stage.frame()).toContain('Bob is not the name on this ticket.');
    expect(stage.frame()).toContain('counts as inside already');
    checkSize(stage, 80, 24);
  });

  test.each([
    [80, 24, 7],
    [120, 40, 14],
    [160, 50, 21],
  ])('draws its letters as large as they fit, %ix%i', async (columns, rows, height) => {
    const { stage } = await openGate(node, columns, rows);
    const lines = stage.frame().split('\n');
    expect(lines.filter((line) => line.includes('██'))).toHaveLength(height);
    checkSize(stage, columns, rows);
  });
});

describe('help begins with the keys of', () => {
  test('the gate', async () => {
    const { stage } = await openGate(node);
    await stage.press('?');
    expect(stage.frame().split('\n')[3]).toBe(' TICKETS, THE GATE');
    expect(stage.frame()).toMatchSnapshot();
  });

  test('the page for the door', async () => {
    const stage = await openStage(node);
    await stage.press('Enter', ...'ABCDEF', 'Enter', '?');
    expect(stage.frame().split('\n')[3]).toBe(' TICKETS, YOUR TICKET AT THE GATE');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Esc', 's', 'F1');
    expect(stage.frame().split('\n')[3]).toBe(' TICKETS, YOUR TICKET AT THE GATE');
  });
});
