import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { followExchange } from '../../source/cli/books/follow.ts';
import { givenContent } from '../../source/cli/books/given.ts';
import { shownContent } from '../../source/cli/books/shown.ts';
import { booksText } from '../../source/cli/books/text.ts';
import { readFlags } from '../../source/cli/flags.ts';
import { nodeDirectory } from '../../source/cli/folders.ts';
import { questions } from '../../source/cli/questions.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { contentLimit } from '../../source/ledger/registries/books/content.ts';
import { serveControl } from '../../source/node/control/server.ts';
import type { Node } from '../../source/node/node.ts';
import { refused } from '../node/refused.ts';
import type { Home } from '../support/home.ts';
import { openNode, SimulatedEnvironment } from '../support/node.ts';
import { temporaryHome } from './program.ts';
import { run, runWith } from './run.ts';

const id = '4a4cdc742a5cddd276625209d9da80cec1a1e1c66c8b04ee2f8ac609f4ebc348';
const as = ['--as', 'library-1'];

describe('the words of a book command', () => {
  test('say what is done, and with what', () => {
    expect(readFlags(['book', 'add', 'Seven', ...as, '--value', '7', '--isbn', '2070612759'])).toMatchObject({
      command: 'book',
      book: { action: 'add', title: 'Seven', isbn: '2070612759', source: { from: 'value', value: '7' } },
    });
    const source = (...words: string[]) => readFlags(['book', 'add', 'Seven', ...as, ...words]).book;
    expect(source('--file', 'a.txt')).toMatchObject({ source: { from: 'file', path: 'a.txt' } });
    for (const piped of [['-'], ['--file', '-']]) expect(source(...piped)).toMatchObject({ source: { from: 'pipe' } });
    const asked = (...words: string[]) => readFlags(['book', 'ask', id, ...as, ...words]).book;
    expect(asked()).toEqual({ action: 'ask', id, price: undefined, wait: false });
    expect(asked('--price', '2.50', '--wait')).toEqual({ action: 'ask', id, price: '2500000', wait: true });
    expect(asked('--price', '1,000 lvr')).toMatchObject({ price: '1000000000' });
    expect(readFlags(['book', 'read', id.toUpperCase(), '--out', 'b'])).toMatchObject({
      book: { action: 'read', id, out: 'b' },
    });
    expect(readFlags(['book', id])).toMatchObject({ command: 'ask', question: 'book', argument: id });
    expect(questions.books?.params('seven', 'library-1')).toEqual({ limit: 500, find: 'seven', owner: 'library-1' });
    expect(questions.books?.params('')).toEqual({ limit: 500 });
  });

  test.each([
    ['book'],
    ['book', 'add'],
    ['book', 'add', 'Seven', '--value', '7'],
    ['book', 'add', 'Seven', ...as],
    ['book', 'add', 'Seven', ...as, '--value', '7', '--file', 'a'],
    ['book', 'add', 'Seven', ...as, '--value', '7', '-'],
    ['book', 'add', 'Seven', ...as, '--file', ''],
    ['book', 'add', 'Seven', 'Eight', ...as, '--value', '7'],
    ['book', 'ask', id],
    ['book', 'ask', 'Seven', ...as],
    ['book', 'ask', id, ...as, '--price', 'much'],
    ['book', 'ask', id, ...as, '--value', '7'],
    ['book', 'read'],
    ['book', 'read', id, '--out', ''],
    ['book', 'read', id, '--wait'],
    ['book', 'read', id, 'b'],
    ['books', '--price', '2'],
    ['status', '--owner', 'library-1'],
    ['book', id, '--out', 'b'],
  ])('that make no sense are refused: %j %j %j %j', async (...words) => {
    await refused('USAGE', () => readFlags(words));
  });

  test('an id is 64 hex digits', async () => {
    await refused('USAGE', () => questions.book?.params('Seven'));
    await refused('USAGE', () => questions.exchange?.params('Seven'));
  });
});

test('wrong usage leads to the help that is about books', async () => {
  const home = temporaryHome();
  for (const words of [['add', 'Seven'], ['Seven'], []]) {
    const { code, stderr } = await run(home, 'book', ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining('`carnet book --help`')]);
  }
});

test('a long title is cut where it goes to a terminal, and there alone', () => {
  const title = 'A very long title '.repeat(6).trim();
  const book = { id, title, owner: '', parts: 1_024, handed: 0 };
  const linesAt = (columns?: number) => booksText([book], () => 'library-1', 0, columns);
  expect(linesAt()[1]).toContain(title);
  expect(linesAt(160)[1]).toMatch(/^A very long.*… {2}library-1 {2}up to 1 MiB /);
  expect(linesAt(160)[1]).toHaveLength(160);
  expect(linesAt(80)[1]).toMatch(/^A very long title A ver… {2}library-1 /);
});

test('a content is a text, a file or a pipe, neither empty nor too long', async () => {
  const { path } = temporaryHome();
  const file = join(path, 'book.bin');
  async function* pipe(...pieces: readonly (string | Uint8Array)[]) {
    yield* pieces;
  }
  writeFileSync(file, Uint8Array.of(0, 255));
  expect(await givenContent({ from: 'value', value: 'é' }, pipe())).toEqual({ value: 'é' });
  expect(await givenContent({ from: 'file', path: file }, pipe())).toEqual({ content: '00ff' });
  expect(await givenContent({ from: 'pipe' }, pipe('é', Uint8Array.of(1)))).toEqual({ content: 'c3a901' });
  await refused('CONTENT_EMPTY', () => givenContent({ from: 'pipe' }, pipe()));
  await refused('FILE_UNREADABLE', () => givenContent({ from: 'file', path }, pipe()));
  async function* endless() {
    for (;;) yield new Uint8Array(contentLimit / 2 + 1);
  }
  await refused('CONTENT_TOO_LONG', () => givenContent({ from: 'pipe' }, endless()));
});

test('a terminal is given texts alone', async () => {
  expect(shownContent(Buffer.from('one\r\ntwo\n'))).toEqual(['one', 'two']);
  for (const bytes of [Buffer.from('\u001b[2J'), Uint8Array.of(255)]) {
    await refused('NOT_A_TEXT', () => shownContent(bytes));
  }
});

test('a text that turns itself around is printed as it is read', () => {
  const lines = shownContent(Buffer.from('pay \u202eeno\u2066 two\n\u200b  indented\u2028'));
  expect(lines).toEqual(['pay eno two', '  indented']);
});

test('whatever the node refuses ends the following', async () => {
  const refusing = { ask: () => Promise.reject(new Error('gone')), pause: () => Promise.resolve() };
  await expect(followExchange(id, { ...refusing, tell: () => undefined })).rejects.toThrow('gone');
});

test('the last block is waited for where its entry is not in the story yet', async () => {
  const passage = { name: 'transfer', step: 7, from: 'requester', to: 'ledger', state: 'done' };
  const views = [0, 9].map((block) => ({ ...over, passages: [{ ...passage, block }] }));
  const told: string[] = [];
  const ask = async (method: string) => (method === 'status' ? { names: [] } : views.shift());
  await followExchange(id, { ask, pause: async () => undefined, tell: (line) => told.push(line) });
  expect(told).toEqual(['✓ 7  book and price change hands, block 9']);
});

/** What lines of a hand-over are taken from. */
const over = { state: 'done', reason: null, owner: '', requester: '', price: '0' };

describe('four libraries in one node', () => {
  let home: Home;
  let node: Node;

  const ask = (...words: readonly string[]) => runWith(home, [], ...words, '--network', 'regtest');
  /** Runs a command that prints one line: that. */
  const line = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await ask(...words);
    expect([code, stderr]).toEqual([0, '']);
    return stdout.trimEnd();
  };

  beforeEach(async () => {
    home = temporaryHome();
    const environment = new SimulatedEnvironment();
    const directory = nodeDirectory(join(home.path, 'data', 'carnet'), regtest, 5000);
    mkdirSync(directory, { recursive: true });
    const books = { folder: join(directory, 'books'), randomBytes: (size: number) => randomBytes(size) };
    node = await openNode({ directory, environment, books });
    const server = await serveControl(node, { directory, port: 5000 }, environment);
    onTestFinished(() => server.close());
    for (const name of [0, 1, 2, 3]) await node.submit({ as: `library-${name}`, operation: 'books.join' });
    await node.mine({ blocks: 1 });
  });

  /** Whenever a hand-over goes on, something is done for it; one thing after the other. */
  const whenever = (act: (id: string) => Promise<unknown>) => {
    let work: Promise<unknown> = Promise.resolve();
    const stop = node.subscribe((event) => {
      if (event.type === 'exchange') work = work.then(() => act(event.id));
    });
    return async () => {
      stop();
      await work;
    };
  };

  /** Finds a block where a hand-over waits for one. */
  const mineFor = async (exchange: string) => {
    const { passages } = await node.exchange({ id: exchange });
    const now = passages.find(({ state }) => state === 'now');
    if (now?.block === 0 || now?.name === 'deliver') await node.mine({ blocks: 1 });
  };

  test('a book is put on a shelf, asked for, followed until it is there, and read', async () => {
    writeFileSync(join(home.path, 'seven.txt'), 'Il était une fois\n');
    const book = await line('book', 'add', 'Seven', ...as, '--file', 'seven.txt', '--isbn', '9782070612758');
    const unfit = await ask('book', 'add', 'Eight', ...as, '--value', '8', '--isbn', '123');
    expect([unfit.code, unfit.stderr]).toEqual([1, expect.stringMatching(/^"ISBN" takes 10 or 13 digits, .*\.\n$/)]);
    const piped = await runWith(home, ['1', '2'], 'book', 'add', 'Piped', ...as, '-', '--json', '--network', 'regtest');
    const { id: other } = JSON.parse(piped.stdout) as { id: string };
    await node.mine({ blocks: 1 });

    const list = await line('books');
    expect(list).toMatch(/^Book +Owner +Size +ISBN +State +Id$/m);
    expect(list).toMatch(new RegExp(`^Seven +library-1 +up to 1 KiB +9782070612758 +can be read here +${book}$`, 'm'));
    expect(await line('books', 'piped', '--owner', 'library-1')).toMatch(
      new RegExp(`^Book +Owner +Size +State +Id\nPiped +library-1 .*${other}$`),
    );
    for (const printed of ['978-2-07-061275-8', '978-2070612758', 'ISBN 2-07-061275-9', '2070612759', '978-2-07']) {
      expect(await line('books', printed)).toMatch(new RegExp(`^.*\nSeven .*${book}$`));
    }
    expect(await line('books', '978-2-07-061275-9')).toBe('There is no such book.');
    expect(await node.find({ text: '2-07-061275-9' })).toMatchObject([{ kind: 'book', key: book }]);
    expect(await line('books', '--owner', 'library-0')).toBe('There is no such book.');
    expect(await line('book', 'read', other)).toBe('1\n2');

    const done = whenever(mineFor);
    const followed = await ask('book', 'ask', book, '--as', 'library-0', '--price', '2.50', '--wait');
    await done();
    expect([followed.code, followed.stderr]).toEqual([0, '']);
    const [exchange = '', ...lines] = followed.stdout.trimEnd().split('\n');
    expect(lines.filter((each) => each.startsWith('✓')).map((each) => each.replace(/block \d+/, 'block'))).toEqual([
      '✓ 1  library-0 asks library-1 for the book',
      '✓ 1  library-0 gives the witnesses the print of its number (2 of 2)',
      '✓ 2  library-1 sends the book, locked',
      '✓ 2  library-1 gives the witnesses the print of its key (2 of 2)',
      '✓ 3  library-1 promises the book on the ledger, block',
      "✓ 4  the witnesses confirm the key's print (2 of 2)",
      '✓ 4  library-0 locks 2.50 LVR, block',
      '✓ 4  library-0 sends its number',
      "✓ 5  the witnesses confirm the number's print (2 of 2)",
      '✓ 5  library-1 puts the key onto the ledger, masked with the number, block',
      '✓ 6  library-0 opens the book and checks every part',
      '✓ 7  book and price change hands, block',
    ]);

    expect(await line('exchange', exchange)).toMatch(
      /^Seven, library-1 to library-0\n\n.*\nPrice +2\.50 LVR; the bond of its owner is 10\.00 LVR\nState +done: .*\nVotes +2 of 2 for the key's print, 2 of 2 for the number's; it takes 2\n.*✓ 7 {2}book and price change hands, block \d+\n/s,
    );
    expect(await line('book', book)).toMatch(/^Seven\n\n.*\nOwner +library-0, dcrn1.*\nHanded over {2}once\n/s);
    expect(JSON.parse(await line('exchange', exchange, '--json'))).toMatchObject({ state: 'done', step: 7 });

    expect(await line('book', 'read', book)).toBe('Il était une fois');
    expect(await line('book', 'read', book, '--out', 'copy.txt')).toBe(`Written: ${join(home.path, 'copy.txt')}`);
    expect(readFileSync(join(home.path, 'copy.txt'), 'utf8')).toBe('Il était une fois\n');
    const again = await ask('book', 'read', book, '--out', 'copy.txt', '--json');
    expect([again.code, JSON.parse(again.stdout).code]).toEqual([1, 'BOOK_FILE_THERE']);
    const own = await ask('book', 'ask', book, '--as', 'library-0');
    expect([own.code, own.stdout]).toEqual([1, '']);

    expect(await line('prove', book, 'book.carnet')).toMatch(
      new RegExp(`\nBook ${book} belongs to dcrn1.*\n {2}\\| Seven\n`, 's'),
    );
    const proven = await line('prove', exchange, 'exchange.carnet');
    expect(proven).toContain(`\nHand-over ${exchange} of book ${book} is done. It ended in block `);
    expect(proven).toContain('\nfor 2.50 LVR; the bond of its owner was 10.00 LVR.\n');
  });

  test('following ends with 1 where nothing changed hands', async () => {
    const book = await line('book', 'add', 'Eight', ...as, '--value', '8');
    await node.mine({ blocks: 1 });
    const isOpen = async (exchange: string) => (await node.exchange({ id: exchange })).state !== 'void';
    let isGivenUp = false;
    const done = whenever(async (exchange) => {
      if (!isGivenUp) await node.giveUp({ id: exchange });
      isGivenUp = true;
      // Its owner had promised it already: that ends by itself.
      while (await isOpen(exchange)) await node.mine({ blocks: 1 });
    });
    const { code, stdout } = await ask('book', 'ask', book, '--as', 'library-0', '--wait');
    await done();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^[0-9a-f]{64}\n✓ 1 .*\nlibrary-0 .*\.\n/s);
    expect((await ask('exchange', stdout.slice(0, 64))).stdout).toMatch(/\nState +void: neither book nor price/);
  });
});
