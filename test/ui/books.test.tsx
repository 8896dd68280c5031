import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { openLibraries, reached, untilDone, untilVoted, waits } from './library.ts';
import { actAs } from './market.ts';
import { closeAll, openNode } from './nodes.ts';
import { openStage, type Stage } from './stage.tsx';

let node: Node;
let folder: string;

beforeAll(async () => {
  node = await openLibraries();
  folder = mkdtempSync(join(tmpdir(), 'carnet-books-'));
});

afterAll(async () => {
  await closeAll();
  rmSync(folder, { recursive: true, force: true });
});

async function stageOf(name: string, on = node): Promise<Stage> {
  const stage = await openStage(on);
  await actAs(stage, name);
  await stage.press('5');
  return stage;
}

/** The id of a book by its title. */
async function bookCalled(title: string): Promise<string> {
  const [book] = await node.shelf({ find: title });
  if (book === undefined) throw new Error(`No book ${title}`);
  return book.id;
}

test('a library joins with j, a review and y; nothing else of it is filled in', async () => {
  const alone = await openNode({ books: true });
  const stage = await stageOf('library-0', alone);
  await stage.press('j');
  await stage.shows('REVIEW › Join the libraries');
  expect(stage.frame()).toContain('y signs it');
  await stage.press('y');
  await stage.shows('that waits for a block');
  await alone.mine({ blocks: 1 });
  await stage.shows('No book is on the shelf of library-0');
  await stage.close();
});

describe('adding a book', () => {
  test('a typed text: it stands there at once as waiting, and can be read', async () => {
    const stage = await stageOf('library-0');
    await stage.press('b');
    await stage.press('Ozymandias', 'Enter', '978-0-14-032872-1', 'Enter');
    await stage.paste('I met a traveller from an antique land,\n\nWho said');
    await stage.press('Ctrl-R');
    await stage.shows('y signs it');
    expect(stage.frame()).toContain('Content       49 B');
    await stage.press('Enter', 'y');
    await stage.shows('◌ waiting for a block');
    await node.mine({ blocks: 1 });
    await stage.shows('✓ to be read here');
    await stage.press('Enter');
    await stage.shows('I met a traveller from an antique land,');
    expect(stage.frame().split('\n')[7]).toBe(' Who said');
    await stage.close();
  });

  test('a file: its size is shown once it is chosen; other bytes are shown as such, and saved as they were', async () => {
    const file = join(folder, 'picture.png');
    const bytes = Uint8Array.from({ length: 3_000 }, (_, at) => (at * 7) % 256);
    writeFileSync(file, bytes);
    const stage = await stageOf('library-1');
    await stage.press('b', 'A picture', 'Enter', 'Enter', 'Enter');
    await stage.paste(file);
    await stage.press('Shift-Tab');
    expect(stage.frame()).toContain('2.9 KiB');
    await stage.press('Ctrl-R');
    await stage.shows('y signs it');
    await stage.press('y');
    await stage.shows('up to 3 KiB');
    await node.mine({ blocks: 1 });
    await stage.shows('✓ to be read here');
    await stage.press('Enter');
    await stage.shows('This book is no text');
    expect(stage.frame()).toContain('0010  70 77 7e 85');
    const saved = join(folder, 'saved.png');
    writeFileSync(saved, 'mine');
    await stage.press('s', 'Ctrl-U');
    await stage.paste(saved);
    await stage.press('Enter');
    await stage.shows('There is a file of this name already');
    expect(readFileSync(saved, 'utf8')).toBe('mine');
    await stage.press('Enter');
    await stage.shows('Saved: ');
    expect(Uint8Array.from(readFileSync(saved))).toEqual(bytes);
    await stage.close();
  });

  test('what cannot be added is said at its field, and what was typed is kept', async () => {
    const empty = join(folder, 'empty.txt');
    const large = join(folder, 'large.txt');
    writeFileSync(empty, '');
    writeFileSync(large, 'x'.repeat(1024 * 1024 + 1));
    const stage = await stageOf('library-0');
    await stage.press('b', 'Ctrl-R');
    expect(stage.frame()).toContain('✗ Title is missing.');
    await stage.press('Nothing', 'Enter', '9780140328722', 'Enter');
    expect(stage.frame()).toContain('one is wrong or missing');
    await stage.press('Ctrl-U', 'Ctrl-R');
    expect(stage.frame()).toContain('✗ A book needs a content');
    await stage.press('Enter');
    for (const [path, words] of [
      [folder, 'it is no file'],
      [join(folder, 'nowhere'), 'There is no file'],
      [empty, 'A book needs a content'],
      [large, '1,048,577 bytes; a book takes 1,048,576'],
    ] as const) {
      await stage.press('Ctrl-U');
      await stage.paste(path);
      await stage.press('Enter');
      await stage.shows(`▸or a file`);
      expect(stage.frame().replaceAll(/\n +/g, ' ')).toContain(words);
    }
    await stage.press('Esc');
    expect(stage.frame()).toContain('What you typed would be lost');
    await stage.press('Esc');
    await stage.shows('MY SHELF');
    await stage.close();
  });
});

describe('asking for a book', () => {
  test('with a price: the steps pass before one’s eyes, and in the end it is read', async () => {
    const { id: book } = await node.addBook({ as: 'library-1', title: 'Seven', value: '7' });
    await node.mine({ blocks: 1 });
    const stage = await stageOf('library-0');
    await stage.press(':', 'seven');
    await stage.press('Enter', 't');
    await stage.shows('Ask for a book');
    await stage.press('Ctrl-U', '1000000', 'Enter');
    await stage.shows('✗ You have');
    await stage.press('Ctrl-U', '2.50', 'Enter');
    await stage.shows('y asks for it');
    expect(stage.frame()).toContain('2 of 2 witnesses agree');
    await stage.press('Enter');
    expect((await node.exchanges({ as: 'library-0' })).out).toEqual([]);
    await stage.press('y');
    await stage.shows('“Seven”, from library-1 to you');
    const [asked] = (await node.exchanges({ as: 'library-0' })).out;
    const id = asked?.id ?? '';
    await reached(node, id, waits('offer'));
    await stage.shows('◌ waiting');
    await untilVoted(node, id);
    await stage.shows('step 5 of 7');
    await stage.shows(/number fits ──●─+● {2}✓ 2 of 2/);
    await untilDone(node, id);
    await stage.shows('✓ “Seven” is yours');
    await stage.shows('Enter on its shelf reads it');
    await stage.press('Enter');
    await stage.shows(' Books › Seven');
    expect(await node.read({ book })).toEqual({ content: '37' });
    await stage.press('v');
    await stage.shows('once');
    expect(stage.frame()).toMatch(/Book handed over: Seven +library-0/);
    await stage.close();
  });

  test('given up while no price is locked: x asks once, and the page says why it ended', async () => {
    const { id: book } = await node.addBook({ as: 'library-2', title: 'Eight', value: '8' });
    await node.mine({ blocks: 1 });
    const { id } = await node.request({ as: 'library-0', book });
    await reached(node, id, waits('offer'));
    const stage = await stageOf('library-0');
    await stage.press(':', 'eight');
    await stage.press('Enter', 'h');
    await stage.shows('“Eight”, from library-2 to you');
    await stage.press('x');
    expect(stage.frame()).toContain('x again');
    await stage.press('j');
    expect((await node.exchange({ id })).can).toEqual(['giveUp']);
    await stage.press('x', 'x');
    await stage.shows('! You gave the request up.');
    // The promise of its owner had left already: nobody locks a price for it.
    await node.mine({ blocks: 1 });
    await reached(node, id, ({ state }) => state === 'offered');
    await node.mine({ blocks: 20 });
    await stage.shows('✗ void at step 4');
    expect(stage.frame()).toMatch(/✗ You gave the request up[\s\S]*Nothing moved/);
    await stage.close();
  });

  test('what would be refused is said before anybody is asked; who has no part cannot ask at all', async () => {
    const stage = await stageOf('library-1');
    const own = await bookCalled('A picture');
    expect(own).toHaveLength(64);
    await stage.press(':', 'picture');
    await stage.press('Enter', 't');
    expect(stage.frame()).toContain('It is on your shelf already.');
    await actAs(stage, 'alice');
    await stage.press('t');
    expect(stage.frame()).toContain('Only libraries that joined ask for books');
    expect(stage.frame()).not.toContain('t ask for it');
    await stage.press('r');
    expect(stage.frame()).toContain('Only its owner can read it.');
    await stage.close();
  });
});

test('a text with what a terminal acts on is shown as bytes, and nothing of it reaches the screen', async () => {
  const evil = `\u001b]0;owned\u0007\u001b[2J`;
  await node.addBook({ as: 'library-3', title: 'Evil', value: evil });
  await node.mine({ blocks: 1 });
  const stage = await stageOf('library-3');
  await stage.press('Enter');
  await stage.shows('This book is no text');
  expect(stage.frame()).toContain('1b 5d 30 3b');
  await stage.close();
});

test('in a long text / goes to where something stands, Enter to the next place', async () => {
  const lines = Array.from({ length: 200 }, (_, at) => (at % 70 === 60 ? `line ${at} with a whale` : `line ${at}`));
  await node.addBook({ as: 'library-3', title: 'Long', value: lines.join('\n') });
  await node.mine({ blocks: 1 });
  const stage = await stageOf('library-3');
  await stage.press(':', 'long');
  await stage.press('Enter', 'r', '/', 'WHALE');
  await stage.shows('line 60 with a whale');
  expect(stage.frame()).toContain('in 2 lines');
  await stage.press('Enter');
  await stage.shows('line 130 with a whale');
  await stage.press('Esc');
  expect(stage.frame()).not.toContain('in 2 lines');
  await stage.close();
});
