import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256, taggedHash, tags } from '../../source/ledger/hash.ts';
import type { Ledger } from '../../source/ledger/ledger.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { entryOf, handoverEntries, joining, type Promised } from '../ledger/handover-entries.ts';
import { keyOf, signed } from '../support/node.ts';

const libraries = ['library-0', 'library-1', 'library-2', 'library-3'];

/** What libraries write, in two chapters. */
export interface BookStory {
  /** They join, promise and accept. */
  readonly promised: readonly SignedTransaction[];
  /** The keys are delivered: in a block that is `deliveryDepth` after that of the acceptances, or later. */
  readonly delivered: readonly SignedTransaction[];
}

/** Neither of the two who deal, in the order that the id gives. */
function witnessesOf(xid: Uint8Array, parties: readonly string[]): string[] {
  const place = (name: string) => bytesToHex(taggedHash(tags.witness, xid, keyOf(name)));
  return libraries
    .filter((name) => !parties.includes(name))
    .sort((left, right) => (place(left) < place(right) ? -1 : 1));
}

/**
 * One book that does not open, one that changes hands, and a promise that is taken back; `number` makes the books and
 * hand-overs its own. A library joins with its first entry. `nonces` are where the libraries stand, and stand afterwards.
 */
export function tellOfBooks(ledger: Ledger, nonces: Map<string, number>, number: number): BookStory {
  const told: SignedTransaction[] = [];
  const then = (as: string, operation: string, fields: Readonly<Record<string, unknown>>): string => {
    const nonce = nonces.get(as) ?? 0;
    nonces.set(as, nonce + 1);
    const transaction = signed(ledger, as, operation, nonce, fields);
    told.push(transaction);
    return bytesToHex(transaction.id);
  };
  const promise = (name: string, owner: string, rest: Pick<Promised, 'requester' | 'fill'>, book: string) => {
    const xid = sha256(new TextEncoder().encode(`${name} ${number}`));
    const entries = handoverEntries({ xid, ...rest, witnesses: witnessesOf(xid, [owner, rest.requester]) });
    return { ...entries, promise: then(owner, 'books.offer', entries.offer(book)) };
  };

  for (const [place, name] of libraries.entries()) {
    if ((nonces.get(name) ?? 0) === 0) then(name, 'books.join', joining(place));
  }
  const six = then('library-1', 'books.add', entryOf(`Six ${number}`, 6));
  const seven = then('library-2', 'books.add', entryOf(`Seven ${number}`, 7));
  then('library-1', 'books.abort', promise('back', 'library-1', { requester: 'library-0', fill: 6 }, six).id);
  const bad = promise('bad', 'library-1', { requester: 'library-0', fill: 5 }, six);
  then('library-0', 'books.accept', bad.accept(bad.promise));
  const good = promise('good', 'library-2', { requester: 'library-3', fill: 7 }, seven);
  then('library-3', 'books.accept', good.accept(good.promise));
  const promised = told.splice(0);

  then('library-1', 'books.deliver', bad.deliver());
  then('library-0', 'books.dispute', bad.dispute());
  then('library-2', 'books.deliver', good.deliver());
  then('library-3', 'books.transfer', good.id);
  return { promised, delivered: told };
}
