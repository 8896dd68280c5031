import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { RefusedError, refusals } from '../ledger/refusal.ts';
import { accountOf } from '../ledger/registries/accounts.ts';
import { Overlay } from '../ledger/state.ts';
import { type SignedTransaction, transactionRefusals } from '../ledger/transaction.ts';
import type { Chain } from './chain.ts';
import type { Environment } from './environment.ts';
import type { Verifier } from './verifier/verifier.ts';

export const mempoolRefusals = refusals({
  ALREADY_WAITING: (_: { id: string }) => 'This entry waits for a block already. Nothing to do.',
  REPLACEMENT_TOO_CHEAP: (data: { fee: bigint; least: bigint }) =>
    `Another entry with the same number waits already; to replace it, the fee must be at least ${data.least} deniers.`,
  MEMPOOL_FULL: (data: { least: bigint }) =>
    `Too many entries wait for a block. Try again after the next one, or pay a fee of more than ${data.least} deniers.`,
  TOO_MANY_WAITING: (data: { most: number }) =>
    `${data.most} entries of this author wait for a block already. Try again after the next one.`,
});

/** Bounds of what may wait for a block. */
export interface MempoolLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly perAuthor: number;
}

const defaultLimits: MempoolLimits = { entries: 20_000, bytes: 16 * 2 ** 20, perAuthor: 2_000 };

interface Waiting {
  readonly transaction: SignedTransaction;
  /** Deniers a thousand bytes: what orders the queue. */
  readonly rate: bigint;
  /** Order of arrival. */
  readonly arrival: number;
}

/** Transactions that wait for a block, each known to apply on a view over the tip with all before it. */
export class Mempool {
  readonly #ledger: Ledger;
  readonly #chain: Chain;
  readonly #verifier: Verifier;
  readonly #environment: Environment;
  readonly #limits: MempoolLimits;
  /** By id, in an order in which they apply one after the other. */
  #waiting = new Map<string, Waiting>();
  readonly #byAuthor = new Map<string, Map<number, SignedTransaction>>();
  #bytes = 0;
  #arrivals = 0;
  #view: Overlay;

  constructor(
    modules: { ledger: Ledger; chain: Chain; verifier: Verifier },
    environment: Environment,
    limits: MempoolLimits = defaultLimits,
  ) {
    this.#ledger = modules.ledger;
    this.#chain = modules.chain;
    this.#verifier = modules.verifier;
    this.#environment = environment;
    this.#limits = limits;
    this.#view = modules.chain.view();
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Everything that waits, in an order in which it applies. */
  all(): SignedTransaction[] {
    return [...this.#waiting.values()].map(({ transaction }) => transaction);
  }

  /** Everything that waits, best paid first. */
  byRate(): SignedTransaction[] {
    return [...this.#waiting.values()].sort(better).map(({ transaction }) => transaction);
  }

  /** The waiting transaction with an id. */
  get(id: Uint8Array): SignedTransaction | undefined {
    return this.#waiting.get(bytesToHex(id))?.transaction;
  }

  /** The state as it will be when everything that waits is in a block. Changes to it go nowhere. */
  view(): Overlay {
    return new Overlay(this.#view);
  }

  /** The next nonce of an author, what waits included. */
  nextNonce(author: Key): number {
    return accountOf(this.#view, author).nonce;
  }

  /**
   * Takes a transaction.
   * @throws what the ledger refuses it for, ALREADY_WAITING, REPLACEMENT_TOO_CHEAP, MEMPOOL_FULL, TOO_MANY_WAITING
   */
  add(transaction: SignedTransaction): void {
    const { body, id } = transaction;
    if (this.#waiting.has(bytesToHex(id))) throw mempoolRefusals.ALREADY_WAITING({ id: bytesToHex(id) });
    this.#ledger.checkTransaction(transaction);
    this.#ledger.checkBlockTime(transaction, this.#environment.now());
    if (!this.#verifier.check(transaction)) {
      throw transactionRefusals.SIGNATURE_INVALID({ id: bytesToHex(id), signer: bytesToHex(body.author) });
    }
    const earlier = this.#byAuthor.get(bytesToHex(body.author))?.get(body.nonce);
    if (earlier !== undefined) this.#replace(earlier, transaction);
    else this.#append(transaction);
  }

  /** Follows the tip: what a block took leaves, what a replaced block held comes back, what fell invalid is dropped. */
  rebase(returned: readonly SignedTransaction[]): { dropped: SignedTransaction[] } {
    const before = [...this.#waiting.values()];
    const back = returned.filter(({ id }) => !this.#waiting.has(bytesToHex(id)));
    const dropped = this.#rebuild([...back.map((transaction) => this.#entry(transaction)), ...before]);
    return { dropped };
  }

  #append(transaction: SignedTransaction): void {
    const entry = this.#entry(transaction);
    const mine = this.#byAuthor.get(bytesToHex(transaction.body.author))?.size ?? 0;
    if (mine >= this.#limits.perAuthor) throw mempoolRefusals.TOO_MANY_WAITING({ most: this.#limits.perAuthor });
    this.#apply(transaction);
    if (this.#isFullWith(transaction)) this.#makeRoom(entry);
    else this.#insert(entry);
  }

  #isFullWith({ bytes }: SignedTransaction): boolean {
    return this.#waiting.size >= this.#limits.entries || this.#bytes + bytes.length > this.#limits.bytes;
  }

  /** The worst paid leaves, and with it what was built on it. */
  #makeRoom(entry: Waiting): void {
    const before = [...this.#waiting.values()];
    const worst = before.reduce((least, each) => (better(least, each) < 0 ? each : least), entry);
    if (worst === entry) {
      this.#rebuild(before);
      throw mempoolRefusals.MEMPOOL_FULL({ least: this.#feeToBeat(before, entry.transaction) });
    }
    this.#rebuild([...before.filter((each) => each !== worst), entry]);
  }

  #feeToBeat(waiting: readonly Waiting[], { bytes }: SignedTransaction): bigint {
    const least = waiting.reduce((rate, each) => (each.rate < rate ? each.rate : rate), waiting[0]?.rate ?? 0n);
    return (least * BigInt(bytes.length)) / 1000n + 1n;
  }

  /** The same nonce again: it takes a tenth more fee, and nothing is lost if the new one does not apply. */
  #replace(earlier: SignedTransaction, transaction: SignedTransaction): void {
    const least = (earlier.body.fee * 11n + 9n) / 10n;
    const { fee } = transaction.body;
    if (fee < least) throw mempoolRefusals.REPLACEMENT_TOO_CHEAP({ fee, least });
    const before = [...this.#waiting.values()];
    const entry = this.#entry(transaction);
    const dropped = this.#rebuild(before.map((each) => (each.transaction === earlier ? entry : each)));
    if (!dropped.includes(transaction)) return;
    this.#rebuild(before);
    const view = new Overlay(this.#chain.view());
    this.#ledger.applyTransaction(view, transaction, this.#nextBlock());
  }

  /** Applies a list anew over the tip; gives back what does not apply any more. */
  #rebuild(entries: readonly Waiting[]): SignedTransaction[] {
    this.#view = this.#chain.view();
    this.#waiting = new Map();
    this.#byAuthor.clear();
    this.#bytes = 0;
    let open = [...entries];
    // One that waits on a later one in the list is tried again after it, until a round brings nothing new.
    for (let progress = true; progress && open.length > 0; ) {
      const failed = open.filter((entry) => !this.#tryInsert(entry));
      progress = failed.length < open.length;
      open = failed;
    }
    return open.map(({ transaction }) => transaction);
  }

  #tryInsert(entry: Waiting): boolean {
    try {
      this.#apply(entry.transaction);
    } catch (error) {
      if (error instanceof RefusedError) return false;
      throw error;
    }
    this.#insert(entry);
    return true;
  }

  #apply(transaction: SignedTransaction): void {
    const overlay = new Overlay(this.#view);
    this.#ledger.applyTransaction(overlay, transaction, this.#nextBlock());
    overlay.merge();
  }

  #insert(entry: Waiting): void {
    const { id, body, bytes } = entry.transaction;
    this.#waiting.set(bytesToHex(id), entry);
    const author = bytesToHex(body.author);
    const own = this.#byAuthor.get(author) ?? new Map<number, SignedTransaction>();
    own.set(body.nonce, entry.transaction);
    this.#byAuthor.set(author, own);
    this.#bytes += bytes.length;
  }

  #entry(transaction: SignedTransaction): Waiting {
    const rate = (transaction.body.fee * 1000n) / BigInt(transaction.bytes.length);
    return { transaction, rate, arrival: this.#arrivals++ };
  }

  /** Who mines the next block is not known yet; no rule of a transaction may depend on it. */
  #nextBlock(): { height: number; time: number; miner: Key } {
    const { header } = this.#chain.tip;
    return { height: header.height + 1, time: header.time, miner: header.miner };
  }
}

/** Order of the queue: better paid first, then first come. */
function better(left: Waiting, right: Waiting): number {
  if (left.rate !== right.rate) return left.rate > right.rate ? -1 : 1;
  return left.arrival - right.arrival;
}
