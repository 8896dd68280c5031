import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import type { Listing } from '../../listing.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { activeLicence, requireRole } from '../licences/licence.ts';
import { chunkLimit } from './content.ts';
import { isbnCodec } from './isbn.ts';

/** Number of the books registry. */
export const booksRegistry = 8;

/** Bytes of UTF-8. */
export const titleLimit = 120;

/** One copy of a book. Its id is that of the transaction that added it; its content is with its owner alone. */
export interface Book extends Historic {
  readonly title: string;
  /** 13 digits. */
  readonly isbn: string | undefined;
  readonly owner: Key;
  /** Parts of 1 KiB that its content has. */
  readonly chunks: number;
  /** See `commitmentOf`, 32 bytes. */
  readonly commitment: Uint8Array;
  /** The hand-over under way. */
  readonly exchange: Uint8Array | undefined;
  /** How often it changed hands. */
  readonly handed: number;
}

/** How many parts a content can have. */
export const chunkCount: codec.Codec<number> = codec.where(
  codec.u16,
  (count) => count >= 1 && count <= chunkLimit,
  `not from 1 to ${chunkLimit}`,
);

export const bookKind: Kind<Book> = {
  registry: booksRegistry,
  kind: 1,
  name: 'book',
  idLength: 32,
  codec: codec.struct({
    title: codec.text(titleLimit),
    isbn: codec.optional(isbnCodec),
    owner: codec.publicKey,
    chunks: chunkCount,
    commitment: codec.hash32,
    exchange: codec.optional(codec.hash32),
    handed: codec.u32,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** The shelves: the books of each account. */
export const booksByOwner: Listing<Book> = { number: 7, kind: bookKind, places: ({ owner }) => [owner] };

/** The copies of a work, by its ISBN. */
export const booksByIsbn: Listing<Book> = {
  number: 8,
  kind: bookKind,
  places: ({ isbn }) => (isbn === undefined ? [] : [utf8ToBytes(isbn)]),
};

/** A library that takes part: it owns, asks and witnesses. Its id is its key. */
export interface Library extends Historic {
  /** X25519 (RFC 7748): what is sent to it in a hand-over is sealed for this key. 32 bytes. */
  readonly sealingKey: Uint8Array;
  /** Height at which it joined. */
  readonly since: number;
}

export const libraryKind: Kind<Library> = {
  registry: booksRegistry,
  kind: 2,
  name: 'library',
  idLength: 33,
  codec: codec.struct({
    sealingKey: codec.bytes(32),
    since: codec.u32,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

export const bookRefusals = refusals({
  BOOK_UNKNOWN: () => 'No book with this id is on the ledger. Check the id.',
  BOOK_BUSY: () => 'A hand-over of this book is under way already. It has to end first.',
  NOT_BOOK_OWNER: () => 'Only the owner of the book can do this. Sign as its owner.',
  JOINED_ALREADY: () => 'This library has joined already. Nothing to do.',
  NOT_JOINED: () => 'This library has not joined the others yet. Join first, then come back.',
});

/** @throws BOOK_UNKNOWN */
export function requireBook(state: StateReader, id: Uint8Array): Book {
  const book = state.get(bookKind, id);
  if (book === undefined) throw bookRefusals.BOOK_UNKNOWN();
  return book;
}

/** Changes some members of a book. */
export function updateBook(state: State, id: Uint8Array, change: Partial<Book>): void {
  state.put(bookKind, id, { ...requireBook(state, id), ...change });
}

export function bookHistory(id: Uint8Array): readonly ObjectReference[] {
  return [{ kind: asHistoric(bookKind), id }];
}

/** What a library published when it joined; nothing if it never did. */
export function libraryOf(state: StateReader, key: Key): Library | undefined {
  return state.get(libraryKind, key);
}

/** Whether a key takes part now: licensed as a library, and joined. */
export function isLibrary(state: StateReader, key: Key): boolean {
  return libraryOf(state, key) !== undefined && activeLicence(state, key, 'library') !== undefined;
}

/** @throws ROLE_MISSING, NOT_JOINED */
export function requireLibrary(state: StateReader, key: Key): void {
  requireRole(state, key, 'library');
  if (libraryOf(state, key) === undefined) throw bookRefusals.NOT_JOINED();
}
