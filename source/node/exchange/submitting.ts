import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { type Exchange, exchangeOf } from '../../ledger/registries/books/exchange.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { Sources } from '../queries/sources.ts';
import type { KeptEntries } from './kept.ts';
import type { Submission } from './running.ts';

/** Refusals of an entry that may be right again after the next block. */
const passing: ReadonlySet<string> = new Set([
  'ALREADY_WAITING',
  'NONCE_GAP',
  'REPLACEMENT_TOO_CHEAP',
  'MEMPOOL_FULL',
  'TOO_MANY_WAITING',
  'KEY_MISSING',
  'WALLET_LOCKED',
  'ACCEPTANCE_YOUNG',
]);

/** What stands on the ledger before each step; once that is over there is nothing to submit any more. */
const before = {
  'books.offer': undefined,
  'books.abort': 'offered',
  'books.accept': 'offered',
  'books.deliver': 'accepted',
  'books.transfer': 'delivered',
  'books.dispute': 'delivered',
} as const satisfies Readonly<Record<string, Exchange['status'] | undefined>>;

export interface SubmittingSetup {
  readonly kept: KeptEntries;
  submit(intent: Readonly<Record<string, unknown>>): void;
  release(id: Uint8Array): void;
  mines(): boolean;
}

/** How the entries of a hand-over get onto the ledger: signed once, kept for an own block where that is asked for. */
export class Submitting {
  readonly #sources: Sources;
  readonly #setup: SubmittingSetup;

  constructor(sources: Sources, setup: SubmittingSetup) {
    this.#sources = sources;
    this.#setup = setup;
  }

  isPassing(code: string): boolean {
    return passing.has(code);
  }

  /** Signs and submits, unless it waits already. Throws the refusals of wallet, ledger and mempool. */
  submit(author: Key, xid: Uint8Array, { operation: name, values, until, ownUntil }: Submission): void {
    const { mempool, chain, ledger } = this.#sources;
    const next = chain.tip.header.height + 1;
    const isForOwnBlock = ownUntil !== undefined && next <= ownUntil && this.#setup.mines();
    const waiting = exchangeOf(mempool.view(), xid);
    if (!isBefore(name, waiting)) {
      if (!isForOwnBlock) this.#release(author, xid, name);
      return;
    }
    const operation = ledger.operations.named(name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    const known = this.#sources.known();
    const fields = Object.entries(operation.fields).flatMap(([field, { toJson }]) =>
      values[field] === undefined ? [] : [[field, toJson(values[field], known)] as const],
    );
    const intent = {
      ...{ as: known.address(author), operation: name, expiry: until, nonce: mempool.nextNonce(author) },
      ...Object.fromEntries(fields),
    };
    if (isForOwnBlock) this.#setup.kept.keep(() => this.#setup.submit(intent));
    else this.#setup.submit(intent);
  }

  /** The time for a block of one's own is over: now anybody may have it. */
  #release(author: Key, xid: Uint8Array, name: string): void {
    const isIt = ({ body, id }: SignedTransaction) =>
      this.#setup.kept.has({ id }) &&
      body.operation.name === name &&
      equalBytes(body.author, author) &&
      equalBytes((body.operation.values as { readonly xid: Uint8Array }).xid, xid);
    for (const { id } of this.#sources.mempool.all().filter(isIt)) this.#setup.release(id);
  }
}

/** Whether a step is still to be done, as things stand with everything that waits. */
function isBefore(name: string, waiting: Exchange | undefined): boolean {
  return (before as Readonly<Record<string, Exchange['status'] | undefined>>)[name] === waiting?.status;
}
