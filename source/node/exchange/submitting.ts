import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { type Exchange, exchangeOf } from '../../ledger/registries/books/exchange.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { passingRefusals } from '../mempool.ts';
import type { Sources } from '../queries/sources.ts';
import { checkPurse, disputeReserve, mostFee, raisedFee, type Stake } from './fees.ts';
import type { KeptEntries } from './kept.ts';
import type { Submission } from './running.ts';

/** Refusals of an entry that may be right again after the next block. */
const passing: ReadonlySet<string> = new Set([
  ...passingRefusals,
  ...['KEY_MISSING', 'WALLET_LOCKED', 'ACCEPTANCE_YOUNG', 'FEES_UNCOVERED'],
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

/** Steps that are worth more than their least fee. A transfer is none: without it the queue does the same. */
const urgent: ReadonlySet<string> = new Set(['books.offer', 'books.accept', 'books.deliver', 'books.dispute']);

/** Steps of which it is remembered when their fee was chosen. */
const pricedLimit = 1_000;

export interface SubmittingSetup {
  readonly kept: KeptEntries;
  submit(intent: Readonly<Record<string, unknown>>): void;
  release(id: Uint8Array): void;
  mines(): boolean;
}

/** What one entry is about. */
interface Step {
  readonly name: string;
  readonly xid: Uint8Array;
  /** Whoever signs it. */
  readonly author: Key;
  /** Whoever pays its fee, where that is not its author. */
  readonly payer: Key | undefined;
  readonly submission: Submission;
}

/**
 * How the entries of a hand-over get onto the ledger: signed once, kept for an own block where that is asked for, and
 * signed again for a higher fee under the same number when a block passed them by.
 */
export class Submitting {
  readonly #sources: Sources;
  readonly #setup: SubmittingSetup;
  /** Height of the tip at which the fee of a step was chosen last. */
  readonly #priced = new Map<string, number>();

  constructor(sources: Sources, setup: SubmittingSetup) {
    this.#sources = sources;
    this.#setup = setup;
  }

  isPassing(code: string): boolean {
    return passing.has(code);
  }

  /** Signs and submits, unless it waits already. Throws the refusals of wallet, ledger and mempool. */
  submit(account: Key, xid: Uint8Array, submission: Submission): void {
    const { mempool, chain, ledger } = this.#sources;
    const { operation: name, values, ownUntil } = submission;
    const next = chain.tip.header.height + 1;
    const step: Step = { name, xid, ...this.#signersFor(account, next), submission };
    const isForOwnBlock = ownUntil !== undefined && next <= ownUntil && this.#setup.mines();
    const view = mempool.view();
    const waiting = exchangeOf(view, xid);
    if (!isBefore(name, waiting)) {
      if (!isForOwnBlock) this.#look(step, waiting);
      return;
    }
    const { parameters } = ledger.genesis;
    const price = typeof values.price === 'bigint' ? values.price : 0n;
    const stake = waiting ?? { price, bond: parameters.bookBond };
    if (name === 'books.accept') checkPurse(accountOf(view, step.author).balance, stake, parameters);
    if (isForOwnBlock) this.#setup.kept.keep(() => this.#sign(step));
    else this.#signOutbidding(step, stake);
    this.#remember(step);
  }

  /** Whoever acts for an account by the next block: its key may have been replaced, by another that is here too. */
  #signersFor(account: Key, height: number): Pick<Step, 'author' | 'payer'> {
    const { chain, mempool, wallet } = this.#sources;
    const author = currentKey(chain.view(), account, height);
    if (equalBytes(author, account) || !wallet.holds(author)) return { author: account, payer: undefined };
    // What the old key had stays with it.
    const view = mempool.view();
    const isPoorer = accountOf(view, author).balance < accountOf(view, account).balance;
    return { author, payer: isPoorer ? account : undefined };
  }

  #sign(
    { name, author, payer, submission }: Step,
    more: { readonly nonce?: number; readonly fee?: string } = {},
  ): void {
    const { mempool, ledger } = this.#sources;
    const { values, until } = submission;
    const operation = ledger.operations.named(name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    const known = this.#sources.known();
    const fields = Object.entries(operation.fields).flatMap(([field, { toJson }]) =>
      values[field] === undefined ? [] : [[field, toJson(values[field], known)] as const],
    );
    this.#setup.submit({
      ...{ as: known.address(author), operation: name, expiry: until, nonce: mempool.nextNonce(author) },
      ...(payer === undefined ? {} : { payer: known.address(payer) }),
      ...more,
      ...Object.fromEntries(fields),
    });
  }

  /** For the least fee; where too many pay more than that, for as much as gets it in. */
  #signOutbidding(step: Step, stake: Stake): void {
    try {
      this.#sign(step);
    } catch (error) {
      const least = error instanceof RefusedError && error.code === 'MEMPOOL_FULL' ? error.data.least : undefined;
      if (typeof least !== 'bigint' || !urgent.has(step.name)) throw error;
      const fee = (least * 11n) / 10n + 1n;
      if (fee > this.#mostFor(step, stake)) throw error;
      this.#sign(step, { fee: fee.toString() });
    }
  }

  /** It waits, and for everybody: its time for a block of one's own is over, or it never had any. */
  #look(step: Step, stake: Stake | undefined): void {
    const entry = this.#waiting(step);
    if (entry === undefined) return;
    if (this.#setup.kept.has(entry)) {
      this.#setup.release(entry.id);
      this.#remember(step);
      return;
    }
    const { header } = this.#sources.chain.tip;
    const priced = this.#priced.get(wordsOf(step));
    if (stake === undefined || !urgent.has(step.name) || (priced !== undefined && header.height <= priced)) return;
    this.#remember(step);
    // After a restart nobody knows how long it has waited.
    if (priced !== undefined) this.#raise(step, entry, stake);
  }

  #raise(step: Step, entry: SignedTransaction, stake: Stake): void {
    const { fee: paid, nonce } = entry.body;
    const fee = raisedFee(entry, this.#mostFor(step, stake, paid));
    if (fee === undefined) return;
    try {
      this.#sign(step, { nonce, fee: fee.toString() });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // The one before still waits.
      const { code } = error;
      this.#sources.environment.logger.info({ code, operation: step.name, fee }, 'a fee could not be raised');
    }
  }

  /** Deniers that a step may cost: what it is worth, what its payer has, and of that not what a dispute needs. */
  #mostFor({ name, author, payer = author }: Step, stake: Stake, paid = 0n): bigint {
    const { mempool, ledger } = this.#sources;
    const kept = name === 'books.accept' ? disputeReserve(stake, ledger.genesis.parameters) : 0n;
    const free = accountOf(mempool.view(), payer).balance + paid - kept;
    const most = mostFee(stake);
    return free < most ? free : most;
  }

  #waiting({ name, xid, author }: Step): SignedTransaction | undefined {
    const { mempool, chain } = this.#sources;
    const end = mempool.nextNonce(author);
    for (let nonce = accountOf(chain.view(), author).nonce; nonce < end; nonce++) {
      const entry = mempool.waitingAt(author, nonce);
      const operation = entry?.body.operation;
      const isIt = operation?.name === name && equalBytes((operation.values as { readonly xid: Uint8Array }).xid, xid);
      if (isIt) return entry;
    }
    return undefined;
  }

  #remember(step: Step): void {
    const words = wordsOf(step);
    this.#priced.delete(words);
    this.#priced.set(words, this.#sources.chain.tip.header.height);
    const [oldest] = this.#priced.keys();
    if (this.#priced.size > pricedLimit && oldest !== undefined) this.#priced.delete(oldest);
  }
}

function wordsOf({ name, xid, author }: Step): string {
  return `${name} ${bytesToHex(xid)} ${bytesToHex(author)}`;
}

/** Whether a step is still to be done, as things stand with everything that waits. */
function isBefore(name: string, waiting: Exchange | undefined): boolean {
  return (before as Readonly<Record<string, Exchange['status'] | undefined>>)[name] === waiting?.status;
}
