import { bytesToHex } from '@noble/hashes/utils.js';
import type { Outcome } from '../ledger/block-in-progress.ts';
import { byteString } from '../ledger/byte-string.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { RefusedError, refusals } from '../ledger/refusal.ts';
import { accountOf, accountRefusals } from '../ledger/registries/accounts.ts';
import { Overlay } from '../ledger/state.ts';
import { type SignedTransaction, transactionRefusals } from '../ledger/transaction.ts';
import type { Chain } from './chain.ts';
import type { Environment } from './environment.ts';
import type { Verifier } from './verifier/verifier.ts';
import { WorkBudget } from './work-budget.ts';

/** Refusals of an entry that may be right again after the next block, or under another number. */
export const passingRefusals: ReadonlySet<string> = new Set([
  ...['ALREADY_WAITING', 'NONCE_GAP', 'NONCE_USED', 'REPLACEMENT_TOO_CHEAP', 'REPLACEMENTS_BUSY'],
  ...['MEMPOOL_FULL', 'TOO_MANY_WAITING'],
]);

export const mempoolRefusals = refusals({
  ALREADY_WAITING: (_: { id: string }) => 'This entry waits for a block already. Nothing to do.',
  REPLACEMENT_TOO_CHEAP: (data: { fee: bigint; least: bigint }) =>
    `Another entry with the same number waits already; to replace it, the fee must be at least ${data.least} deniers.`,
  REPLACEMENTS_BUSY: () =>
    'Too many entries are being replaced by better paid ones at this moment. Try again in a few seconds.',
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

/** Of a full pool, one part in so many leaves beyond what is needed, so that the next few find room at once. */
const spareShare = 100;

/** Waiting entries that are applied anew for replacements from peers, in a second and at once: some tenth of a core. */
const replacementWork = { perSecond: 5_000, most: 20_000 } as const;

/** Who hands in a transaction: what a person here wants is never put off. */
export type Origin = 'person' | 'peer';

interface Waiting {
  readonly transaction: SignedTransaction;
  /** Fee in thousandths of the least fee that the rules ask for: what orders the queue. */
  readonly rate: bigint;
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
  readonly #outcomes = new Map<string, Outcome>();
  readonly #byWid = new Map<string, SignedTransaction>();
  readonly #byAuthor = new Map<string, Map<number, SignedTransaction>>();
  readonly #replacements = new WorkBudget(replacementWork.perSecond, replacementWork.most);
  #bytes = 0;
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

  /** Everything that waits, best paid first; what is paid alike in an order in which it applies. */
  byRate(): SignedTransaction[] {
    return [...this.#waiting.values()].sort(better).map(({ transaction }) => transaction);
  }

  /**
   * Everything that waits, best paid first, but no author's entry before the author's earlier ones: each counts at
   * most as much as those that it has to follow.
   */
  inTurn(): SignedTransaction[] {
    const least = new Map<string, bigint>();
    const ranked = [...this.#waiting.values()].map(({ transaction, rate }) => {
      const author = byteString(transaction.body.author);
      const earlier = least.get(author) ?? rate;
      const counted = rate < earlier ? rate : earlier;
      least.set(author, counted);
      return { transaction, rate: counted };
    });
    return ranked.sort(better).map(({ transaction }) => transaction);
  }

  /** The waiting transaction with an id. */
  get(id: Uint8Array): SignedTransaction | undefined {
    return this.#waiting.get(byteString(id))?.transaction;
  }

  /** What a waiting transaction will have done, as things stand. */
  outcomeOf({ id }: SignedTransaction): Outcome | undefined {
    return this.#outcomes.get(byteString(id));
  }

  /** The waiting transaction with exactly these signatures. */
  byWid(wid: Uint8Array): SignedTransaction | undefined {
    return this.#byWid.get(byteString(wid));
  }

  /** The waiting transaction of an author with a number. */
  waitingAt(author: Key, nonce: number): SignedTransaction | undefined {
    return this.#byAuthor.get(byteString(author))?.get(nonce);
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
   * Takes a transaction. Gives back those that had to leave for it: one with the same nonce, what stood on it, and
   * what paid less where the pool is full.
   * @throws what the ledger refuses it for, ALREADY_WAITING, REPLACEMENT_TOO_CHEAP, REPLACEMENTS_BUSY, MEMPOOL_FULL,
   * TOO_MANY_WAITING
   */
  add(transaction: SignedTransaction, origin: Origin = 'person'): SignedTransaction[] {
    const { body, id } = transaction;
    if (this.#waiting.has(byteString(id))) throw mempoolRefusals.ALREADY_WAITING({ id: bytesToHex(id) });
    this.#ledger.checkTransaction(transaction);
    this.#ledger.checkBlockTime(transaction, this.#environment.now());
    if (!this.#verifier.check(transaction)) {
      throw transactionRefusals.SIGNATURE_INVALID({ id: bytesToHex(id), signer: bytesToHex(body.author) });
    }
    const earlier = this.waitingAt(body.author, body.nonce);
    return earlier !== undefined ? this.#replace(earlier, transaction, origin) : this.#append(transaction);
  }

  /** Follows the tip: what a block took leaves, what a replaced block held comes back, what fell invalid is dropped. */
  rebase(returned: readonly SignedTransaction[]): { dropped: SignedTransaction[] } {
    const before = [...this.#waiting.values()];
    const back = returned.filter(({ id }) => !this.#waiting.has(byteString(id)));
    const dropped = this.#rebuild([...back.map((transaction) => this.#entry(transaction)), ...before]);
    if (this.#isFull()) this.#shrink();
    return { dropped: [...dropped.keys()] };
  }

  #append(transaction: SignedTransaction): SignedTransaction[] {
    const entry = this.#entry(transaction);
    const mine = this.#byAuthor.get(byteString(transaction.body.author))?.size ?? 0;
    if (mine >= this.#limits.perAuthor) throw mempoolRefusals.TOO_MANY_WAITING({ most: this.#limits.perAuthor });
    if (!this.#isFull(transaction)) {
      this.#insert(entry, this.#apply(transaction));
      return [];
    }
    // Whoever pays no more than what is there is refused before any work is done for it.
    const worst = [...this.#waiting.values()].reduce((rate, each) => (each.rate < rate ? each.rate : rate), entry.rate);
    if (worst === entry.rate) throw this.#full(entry);
    this.#ledger.applyTransaction(this.view(), transaction, this.#nextBlock());
    return this.#makeRoom(entry);
  }

  #isFull(also?: SignedTransaction): boolean {
    const { entries, bytes } = this.#limits;
    return this.#waiting.size + (also ? 1 : 0) > entries || this.#bytes + (also?.bytes.length ?? 0) > bytes;
  }

  /** The worst paid leave, and with them what was built on them. */
  #makeRoom(entry: Waiting): SignedTransaction[] {
    const before = [...this.#waiting.values()];
    const kept = this.#bestOf(
      before.filter(({ rate }) => rate < entry.rate),
      entry.transaction,
    );
    const left = new Set(kept);
    const dropped = this.#rebuild([...before.filter((each) => each.rate >= entry.rate || left.has(each)), entry]);
    // It stood on one that had to leave, or those that pay less do not make room enough.
    if (!dropped.has(entry.transaction) && !this.#isFull()) return this.#left(before);
    this.#rebuild(before);
    throw this.#full(entry);
  }

  /** Those of `cheaper` that may stay if one more transaction has to find room, and some after it. */
  #bestOf(cheaper: readonly Waiting[], also: SignedTransaction): Waiting[] {
    const { entries, bytes } = this.#limits;
    let tooMany = this.#waiting.size + 1 - entries + Math.floor(entries / spareShare);
    let tooLarge = this.#bytes + also.bytes.length - bytes + Math.floor(bytes / spareShare);
    const bestFirst = [...cheaper].sort(better);
    while (bestFirst.length > 0 && (tooMany > 0 || tooLarge > 0)) {
      tooMany--;
      tooLarge -= bestFirst.pop()?.transaction.bytes.length ?? 0;
    }
    return bestFirst;
  }

  /** Brings a pool that a reorganisation filled beyond its bounds back within them. */
  #shrink(): void {
    const bestFirst = [...this.#waiting.values()].sort(better);
    const kept = new Set<Waiting>();
    let size = 0;
    for (const each of bestFirst) {
      size += each.transaction.bytes.length;
      if (kept.size >= this.#limits.entries || size > this.#limits.bytes) break;
      kept.add(each);
    }
    this.#rebuild([...this.#waiting.values()].filter((each) => kept.has(each)));
  }

  #full({ rate, transaction }: Waiting): RefusedError {
    const least = [...this.#waiting.values()].reduce((lowest, each) => (each.rate < lowest ? each.rate : lowest), rate);
    return mempoolRefusals.MEMPOOL_FULL({ least: (least * this.#leastFee(transaction)) / 1000n + 1n });
  }

  /** The same nonce again: it takes a tenth more fee, and nothing is lost if the new one does not apply. */
  #replace(earlier: SignedTransaction, transaction: SignedTransaction, origin: Origin): SignedTransaction[] {
    const least = leastReplacement(earlier);
    const { fee } = transaction.body;
    if (fee < least) throw mempoolRefusals.REPLACEMENT_TOO_CHEAP({ fee, least });
    this.#checkReplacementFunds(transaction);
    // It costs the sender next to nothing, and this node as much as all that waits, twice where it fails.
    const work = 2 * this.#waiting.size;
    if (origin === 'peer' && !this.#replacements.take(work, this.#environment.now())) {
      throw mempoolRefusals.REPLACEMENTS_BUSY();
    }
    const before = [...this.#waiting.values()];
    const entry = this.#entry(transaction);
    const dropped = this.#rebuild(before.map((each) => (each.transaction === earlier ? entry : each)));
    const refusal = dropped.get(transaction) ?? (this.#isFull() ? this.#full(entry) : undefined);
    if (refusal === undefined) return this.#left(before);
    this.#rebuild(before);
    throw refusal;
  }

  /**
   * Whether the author could pay for it if nothing of the author's from that number on were there: if not, there is no
   * need to try.
   */
  #checkReplacementFunds({ body }: SignedTransaction): void {
    let have = accountOf(this.#view, body.author).balance;
    for (const [nonce, waiting] of this.#byAuthor.get(byteString(body.author)) ?? []) {
      if (nonce >= body.nonce) have += this.#costOf(waiting);
    }
    const need = this.#costOf({ body });
    if (have < need) throw accountRefusals.BALANCE_TOO_LOW({ have, need });
  }

  /** Deniers that a transaction takes from its author. */
  #costOf({ body }: Pick<SignedTransaction, 'body'>): bigint {
    const operation = this.#ledger.operations.named(body.operation.name);
    return (
      (operation?.spends(body.operation.values, this.#view, body.author, this.#nextBlock().height) ?? 0n) +
      (body.payer === undefined ? body.fee : 0n)
    );
  }

  /** Those of an earlier pool that do not wait any more. */
  #left(before: readonly Waiting[]): SignedTransaction[] {
    return before.map(({ transaction }) => transaction).filter(({ id }) => !this.#waiting.has(byteString(id)));
  }

  /** Applies a list anew over the tip; gives back what does not apply any more, and why. */
  #rebuild(entries: readonly Waiting[]): Map<SignedTransaction, RefusedError> {
    this.#view = this.#chain.view();
    this.#waiting = new Map();
    this.#outcomes.clear();
    this.#byAuthor.clear();
    this.#byWid.clear();
    this.#bytes = 0;
    let failed = new Map<SignedTransaction, RefusedError>();
    // One that waits on a later one in the list is tried again after it, until a round brings nothing new.
    for (let open = entries, progress = true; progress && open.length > 0; ) {
      failed = new Map();
      for (const entry of open) {
        const refusal = this.#tryInsert(entry);
        if (refusal !== undefined) failed.set(entry.transaction, refusal);
      }
      progress = failed.size < open.length;
      open = open.filter(({ transaction }) => failed.has(transaction));
    }
    return failed;
  }

  #tryInsert(entry: Waiting): RefusedError | undefined {
    let outcome: Outcome;
    try {
      outcome = this.#apply(entry.transaction);
    } catch (error) {
      if (error instanceof RefusedError) return error;
      throw error;
    }
    this.#insert(entry, outcome);
    return undefined;
  }

  #apply(transaction: SignedTransaction): Outcome {
    const overlay = new Overlay(this.#view);
    const outcome = this.#ledger.applyTransaction(overlay, transaction, this.#nextBlock());
    overlay.merge();
    return outcome;
  }

  #insert(entry: Waiting, outcome: Outcome): void {
    const { id, wid, body, bytes } = entry.transaction;
    this.#waiting.set(byteString(id), entry);
    this.#outcomes.set(byteString(id), outcome);
    this.#byWid.set(byteString(wid), entry.transaction);
    const author = byteString(body.author);
    const own = this.#byAuthor.get(author) ?? new Map<number, SignedTransaction>();
    own.set(body.nonce, entry.transaction);
    this.#byAuthor.set(author, own);
    this.#bytes += bytes.length;
  }

  #entry(transaction: SignedTransaction): Waiting {
    return { transaction, rate: (transaction.body.fee * 1000n) / this.#leastFee(transaction) };
  }

  /** A network may ask for no fee at all; then every denier counts. */
  #leastFee({ body, bytes }: SignedTransaction): bigint {
    const least = this.#ledger.leastFee(this.#view, body.payer ?? body.author, bytes.length, this.#nextBlock().height);
    return least > 0n ? least : 1n;
  }

  /** Who mines the next block is not known yet; no rule of a transaction may depend on it. */
  #nextBlock(): { height: number; time: number; miner: Key } {
    const { header } = this.#chain.head;
    return { height: header.height + 1, time: header.time, miner: header.miner };
  }
}

/** The least fee in deniers for which another transaction takes the place of a waiting one: a tenth more. */
export function leastReplacement({ body }: SignedTransaction): bigint {
  return (body.fee * 11n + 9n) / 10n;
}

/** Order of the queue: better paid first. Sorting is stable, so what is paid alike stays as it was. */
function better(left: { rate: bigint }, right: { rate: bigint }): number {
  if (left.rate === right.rate) return 0;
  return left.rate > right.rate ? -1 : 1;
}
