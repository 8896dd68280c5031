import { bytesField, numberField, optionalField, textField } from '../../field-kinds.ts';
import { defineOperation } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import { asHistoric } from '../../state.ts';
import { requireRole } from '../licences/licence.ts';
import {
  bookHistory,
  bookKind,
  bookRefusals,
  chunkCount,
  libraryKind,
  libraryOf,
  requireLibrary,
  titleLimit,
} from './book.ts';
import { chunkLimit, sizeWords } from './content.ts';
import { isbnField } from './isbn.ts';
import { toldAddition } from './told.ts';

/** `books.join`: a library takes part, and says for which key messages to it are sealed. */
export const join = defineOperation({
  tag: 0x80,
  name: 'books.join',
  label: 'Join the libraries',
  fields: { sealingKey: bytesField('Sealing key', 32, { help: 'X25519: messages to this library are sealed for it' }) },
  signer: { roles: ['library'], words: 'a library' },
  history: (_values, { author }) => [{ kind: asHistoric(libraryKind), id: author }],
  review: (_values, _known, by) => [
    `${by} joins the libraries that hand books over: it can own books, ask for them, and is called as a witness.`,
    'The sealing key is public. What others send to this library in a hand-over is sealed for it.',
  ],
  summary: () => 'Joined the libraries',
  apply: (state, { sealingKey }, { author, height }) => {
    requireRole(state, author, 'library');
    if (libraryOf(state, author) !== undefined) throw bookRefusals.JOINED_ALREADY();
    state.put(libraryKind, author, { sealingKey, since: height, historyCount: 0, historyHead: new Uint8Array(32) });
  },
});

/** `books.add`: a book whose content its owner has, and nobody else. */
export const add = defineOperation({
  tag: 0x81,
  name: 'books.add',
  label: 'Add a book',
  fields: {
    title: textField('Title', titleLimit),
    isbn: optionalField(isbnField),
    chunks: numberField('Parts of 1 KiB', chunkCount, 1, chunkLimit, { plain: true }),
    commitment: bytesField('Print of the content', 32),
  },
  signer: { roles: ['library'], words: 'a library that joined' },
  history: (_values, { id }) => bookHistory(id),
  review: ({ title, chunks }, _known, by) => [
    `${by} adds the book ${quoted(title)} with ${sizeWords(chunks)} to its shelf.`,
    'Its title is public. Its content stays with its owner: the ledger keeps only a print, by which it is known again.',
  ],
  summary: ({ title }) => `Book added: ${title}`,
  summaryFor: toldAddition,
  apply: (state, { title, isbn, chunks, commitment }, { author, id }) => {
    requireLibrary(state, author);
    state.put(bookKind, id, {
      ...{ title, isbn, owner: author, chunks, commitment, exchange: undefined, handed: 0 },
      ...{ historyCount: 0, historyHead: new Uint8Array(32) },
    });
  },
});
