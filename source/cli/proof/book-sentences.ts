import { bytesToHex } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Book } from '../../ledger/registries/books/book.ts';
import { type Exchange, endingWords, statusWords } from '../../ledger/registries/books/exchange.ts';
import { quotedLines } from '../quoted.ts';

type AddressOf = (key: Key) => string;

const livres = (deniers: bigint) => `${formatLivres(deniers)} LVR`;

/** What is proven of a book. */
export function bookSentences(id: Uint8Array, book: Book, address: AddressOf): string[] {
  const { owner, chunks, isbn, exchange, handed, commitment } = book;
  return [
    `Book ${bytesToHex(id)} belongs to ${address(owner)}.`,
    `Its content has ${chunks} ${chunks === 1 ? 'part' : 'parts'} of at most 1,024 bytes and the print ${bytesToHex(commitment)}; what it says is not on the ledger.`,
    `It changed hands ${handed === 1 ? 'once' : `${handed.toLocaleString('en-US')} times`}. Being handed over: ${exchange === undefined ? 'no' : `yes, hand-over ${bytesToHex(exchange)}`}.`,
    ...(isbn === undefined ? [] : [`The ISBN that was given for it: ${isbn}.`]),
    'Its title, as it was written:',
    ...quotedLines(book.title),
  ];
}

/** That there is no book. */
export function noBook(id: Uint8Array): string {
  return `No book has the id ${bytesToHex(id)}.`;
}

/** What is proven of a hand-over. */
export function exchangeSentences(id: Uint8Array, exchange: Exchange, address: AddressOf): string[] {
  const { book, owner, requester, price, bond, witnesses, status, ending, endedAt } = exchange;
  const ended =
    ending === undefined ? '' : ` It ended in block ${endedAt.toLocaleString('en-US')}: ${endingWords[ending]}.`;
  return [
    `Hand-over ${bytesToHex(id)} of book ${bytesToHex(book)} is ${statusWords[status]}.${ended}`,
    `From ${address(owner)}`,
    `to   ${address(requester)}`,
    `for ${livres(price)}; the bond of its owner was ${livres(bond)}.`,
    ...witnesses.map((witness) => `A witness: ${address(witness)}`),
  ];
}

/** That there is no hand-over. */
export function noExchange(id: Uint8Array): string {
  return `No hand-over has the id ${bytesToHex(id)}.`;
}
