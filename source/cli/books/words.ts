import { parseLivres } from '../../ledger/amount.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { usageRefusals } from '../usage.ts';

/** What a book command does, and with what. */
export type BookWords =
  | { readonly action: 'add'; readonly title: string; readonly isbn: string | undefined; readonly source: Source }
  /** `price` in deniers; nothing for nothing. */
  | { readonly action: 'ask'; readonly id: string; readonly price: string | undefined; readonly wait: boolean }
  | { readonly action: 'read'; readonly id: string; readonly out: string | undefined };

/** Where the content of a new book comes from. */
export type Source =
  | { readonly from: 'value'; readonly value: string }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'pipe' };

/** The options that belong to books alone. */
export interface BookOptions {
  readonly as: string | undefined;
  readonly owner: string | undefined;
  readonly value: string | undefined;
  readonly file: string | undefined;
  readonly isbn: string | undefined;
  readonly price: string | undefined;
  readonly wait: boolean;
  readonly out: string | undefined;
}

type Action = BookWords['action'];

/** Where each option belongs. */
const places = {
  owner: 'books',
  value: 'book add',
  file: 'book add',
  isbn: 'book add',
  price: 'book ask',
  wait: 'book ask',
  out: 'book read',
} as const satisfies Partial<Record<keyof BookOptions, string>>;

const forms: Readonly<Record<Action, string>> = {
  add: 'a TITLE, --as NAME, and what the book contains: --value TEXT, --file PATH, or - for what comes through a pipe',
  ask: 'the ID of a book, as `carnet books` shows it, and --as NAME',
  read: 'the ID of a book, as `carnet books` shows it',
};

/** Whether these words are a command about books, and not the question how a book stands. */
export function isBookCommand([word, action]: readonly string[]): boolean {
  return word === 'book' && action !== undefined && Object.hasOwn(forms, action);
}

/** An option of books behind another command would do nothing. @throws USAGE */
export function refuseElsewhere(input: readonly string[], options: BookOptions): void {
  const [word = '', action] = input;
  const here = isBookCommand(input) ? `book ${action}` : word;
  for (const [option, place] of Object.entries(places) as [keyof typeof places, string][]) {
    const isGiven = options[option] !== undefined && options[option] !== false;
    if (isGiven && place !== here) throw wrong(`Only \`carnet ${place}\` takes --${option}.`);
  }
}

/**
 * Reads the words behind `carnet book add`, `ask` and `read`.
 * @throws USAGE
 */
export function bookWords(input: readonly string[], options: BookOptions): BookWords {
  const action = input[1] as Action;
  const [first = '', ...rest] = input.slice(2);
  if (first === '') throw wrong(`Behind \`carnet book ${action}\` stands ${forms[action]}.`);
  const { as, isbn, wait } = options;
  if (action !== 'read' && (as === undefined || as === '')) {
    throw wrong(`Behind \`carnet book ${action}\` stands --as NAME too, the library that does it.`);
  }
  const isPiped = action === 'add' && rest[0] === '-';
  const surplus = isPiped ? rest[1] : rest[0];
  if (surplus !== undefined) throw wrong(`"${surplus}" is one word too many; quote what has blanks.`);
  if (action === 'add') return { action, title: first, isbn, source: sourceFrom(options, isPiped) };
  if (action === 'ask') return { action, id: bookId(first), price: priceFrom(options.price), wait };
  if (options.out === '') throw wrong('Behind --out stands a FILE.');
  return { action, id: bookId(first), out: options.out };
}

function sourceFrom({ value, file }: BookOptions, isPiped: boolean): Source {
  // The word behind `--file -` is told as one of its own.
  const path = isPiped && file === '' ? undefined : file;
  const sources: Source[] = [
    ...(value === undefined ? [] : [{ from: 'value', value } as const]),
    ...(path === undefined ? [] : [{ from: 'file', path } as const]),
    ...(isPiped ? [{ from: 'pipe' } as const] : []),
  ];
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    throw wrong('A book has one content: --value TEXT, --file PATH, or - for what comes through a pipe.');
  }
  if (source.from === 'file' && source.path === '') throw wrong('Behind --file stands a PATH.');
  return source;
}

/** Deniers as text, from livres: nobody counts deniers on a command line. */
function priceFrom(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return parseLivres(text.trim().replace(/ ?LVR$/i, '')).toString();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw wrong(error.message);
  }
}

/** The id of a book as it was typed. @throws USAGE */
export function bookId(text: string): string {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw wrong(`"${text.slice(0, 40)}" is not the id of a book, 64 hex digits: \`carnet books\` lists them.`);
}

function wrong(reason: string): Error {
  return usageRefusals.USAGE({ reason });
}
