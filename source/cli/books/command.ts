import { setTimeout } from 'node:timers/promises';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { plainRefusal } from '../../node/refusals.ts';
import { openAsk } from '../call.ts';
import { contentDisk } from '../contents.ts';
import type { Flags } from '../flags.ts';
import { jsonLines, printLines } from '../output.ts';
import { followExchange } from './follow.ts';
import { givenContent } from './given.ts';
import { shownContent } from './shown.ts';
import type { BookWords } from './words.ts';

export const bookCommandRefusals = refusals({
  BOOK_FILE_THERE: (data: { file: string }) =>
    `The file ${data.file} is there already, and a book is never written over another file. Give another name.`,
});

/** Milliseconds between two looks at a hand-over. */
const lookEvery = 250;

type Of<A extends BookWords['action']> = Extract<BookWords, { action: A }>;

/** `carnet book add | ask | read`: what a running node does with books. */
export async function runBook(flags: Flags): Promise<number> {
  const { book } = flags;
  if (book === undefined) throw new RangeError('no command about books');
  try {
    if (book.action === 'add') return await add(flags, book);
    return book.action === 'ask' ? await request(flags, book) : await read(flags, book);
  } catch (error) {
    if (!flags.json || !(error instanceof RefusedError) || error.code === 'USAGE') throw error;
    printLines(jsonLines(plainRefusal(error)));
    return 1;
  }
}

async function add(flags: Flags, { title, isbn, source }: Of<'add'>): Promise<number> {
  const content = await givenContent(source, process.stdin);
  const ask = await openAsk(flags);
  const made = (await ask('addBook', { as: flags.as, title, isbn, ...content })) as { id: string };
  printLines(flags.json ? jsonLines(made) : [made.id]);
  return 0;
}

async function request(flags: Flags, { id: book, price, wait }: Of<'ask'>): Promise<number> {
  const ask = await openAsk(flags);
  const made = (await ask('request', { as: flags.as, book, price })) as { id: string };
  if (!wait) {
    printLines(flags.json ? jsonLines(made) : [made.id]);
    return 0;
  }
  const tell = (line: string) => printLines([line]);
  // Whoever wants JSON gets one value, and that at the end.
  if (!flags.json) tell(made.id);
  const pause = () => setTimeout(lookEvery);
  const ended = await followExchange(made.id, { ask, pause, tell: flags.json ? () => undefined : tell });
  if (flags.json) printLines(jsonLines(ended));
  return ended.state === 'done' ? 0 : 1;
}

async function read(flags: Flags, { id, out }: Of<'read'>): Promise<number> {
  const ask = await openAsk(flags);
  const answer = (await ask('read', { book: id })) as { content: string };
  const content = Buffer.from(answer.content, 'hex');
  if (out !== undefined) {
    const file = contentDisk.write(out, content, false);
    if (file === undefined) throw bookCommandRefusals.BOOK_FILE_THERE({ file: out });
    printLines(flags.json ? jsonLines({ file }) : [`Written: ${file}`]);
  } else if (flags.json) {
    printLines(jsonLines(answer));
  } else if (process.stdout.isTTY) {
    printLines(shownContent(content));
  } else {
    await new Promise<void>((resolve) => process.stdout.write(content, () => resolve()));
  }
  return 0;
}
