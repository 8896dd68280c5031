import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { type Book, bookKind, booksByOwner, libraryOf, requireBook } from '../../ledger/registries/books/book.ts';
import { isbnSought } from '../../ledger/registries/books/isbn.ts';
import { roster } from '../../ledger/registries/licences/rosters.ts';
import { stateKey } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { BookSummary, BookView } from '../facade.ts';
import { type Given, idIn, textIn, wholeIn } from '../parameters.ts';
import { earlierIn, historyLimit } from './events.ts';
import { type Listed, listedAhead } from './listed.ts';
import { keysOf } from './owners.ts';
import { pastOf, pastView } from './past.ts';
import { ahead, type Sources } from './sources.ts';

/** Books looked at for one list, at most. */
const scanLimit = 5_000;

/** Whether the content of a book can be read here. */
export type CanRead = (book: Book) => Promise<boolean>;

/** The id of a book that was asked for. @throws PARAMETER_INVALID */
export function bookIdIn(query: Given, name: string): Uint8Array {
  const id = idIn(query, name);
  if (id === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: name, expected: 'the id of a book' });
  return id;
}

/**
 * A book with its story.
 * @throws PARAMETER_INVALID, BOOK_UNKNOWN
 */
export async function book(sources: Sources, query: Given, canRead: CanRead): Promise<BookView> {
  const id = bookIdIn(query, 'id');
  const known = ahead(sources);
  const value = requireBook(known.state, id);
  const past = await pastOf(sources, stateKey(bookKind, id), historyLimit);
  return {
    ...(await summaryOf(sources, known, { id, value }, canRead)),
    commitment: bytesToHex(value.commitment),
    ...earlierIn(value, past),
    history: past.map((each) => pastView(sources, known, each)),
  };
}

/**
 * Books of one owner, or of all.
 * @throws PARAMETER_INVALID, NAME_UNKNOWN, BOOK_UNKNOWN for an `after` that is none
 */
export async function shelf(sources: Sources, query: Given, canRead: CanRead): Promise<BookSummary[]> {
  const owner = textIn(query, 'owner')?.trim();
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const after = idIn(query, 'after');
  const sought = textIn(query, 'find')?.trim().toLowerCase() ?? '';
  const known = ahead(sources);
  const found = await (owner === undefined
    ? everyBook(sources, known, after)
    : booksOf(sources, keysOf(sources, sources.wallet.keyOf(owner)), after));
  const digits = isbnSought(sought);
  const isMatch = ({ value: { title, isbn } }: Listed<Book>) =>
    title.toLowerCase().includes(sought) || (digits !== undefined && isbn?.includes(digits) === true);
  const shown = found.filter(isMatch).slice(0, limit);
  return Promise.all(shown.map((each) => summaryOf(sources, known, each, canRead)));
}

function everyBook(sources: Sources, { state }: Informed, after?: Uint8Array): Promise<Listed<Book>[]> {
  // Behind its owner, as the listing is in their order.
  const place = after && Uint8Array.of(...requireBook(state, after).owner, ...after);
  return listedAhead(sources, booksByOwner, { start: new Uint8Array(), after: place, limit: scanLimit });
}

/** The books of some keys. */
export async function booksOf(sources: Sources, keys: readonly Key[], after?: Uint8Array): Promise<Listed<Book>[]> {
  const lists = await Promise.all(
    keys.map((start) => listedAhead(sources, booksByOwner, { start, after, limit: scanLimit })),
  );
  return lists.flat();
}

async function summaryOf(
  { chain }: Sources,
  known: Informed,
  { id, value }: Listed<Book>,
  canRead: CanRead,
): Promise<BookSummary> {
  const settled = chain.view().get(bookKind, id);
  const { title, isbn, owner, chunks, handed, exchange } = value;
  return {
    ...{ id: bytesToHex(id), title, owner: known.address(owner), parts: chunks, handed },
    ...(isbn === undefined ? {} : { isbn }),
    ...(exchange === undefined ? {} : { exchange: bytesToHex(exchange) }),
    ...((await canRead(value)) ? { readable: true as const } : {}),
    ...(settled === undefined ? { waiting: true as const } : {}),
  };
}

/** A library that takes part, and what it owns. */
export interface Participant {
  readonly key: Key;
  /** Height at which it joined; 0 while that waits for a block. */
  readonly since: number;
  readonly books: number;
}

/** Every active library that joined, in the order in which they were licensed. */
export async function participants(sources: Sources): Promise<Participant[]> {
  const { state } = ahead(sources);
  const settled = sources.chain.view();
  const joined = roster(state, 'library').filter((key) => libraryOf(state, key) !== undefined);
  return Promise.all(
    joined.map(async (key) => {
      const books = await booksOf(sources, [key]);
      const owned = books.filter(({ value }) => equalBytes(value.owner, key));
      return { key, since: libraryOf(settled, key)?.since ?? 0, books: owned.length };
    }),
  );
}
