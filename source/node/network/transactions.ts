import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Ledger } from '../../ledger/ledger.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { type SignedTransaction, transactionRefusals } from '../../ledger/transaction.ts';
import { breathe } from '../breathe.ts';
import type { ChainMove } from '../chain.ts';
import type { Environment } from '../environment.ts';
import { RecentSet } from '../recent.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { HeldTransactions } from './held.ts';
import { judge } from './manners.ts';
import type { MessageOf } from './messages.ts';
import { type Peer, peerRefusals } from './peer.ts';

/** Transactions asked for in one request: even the largest fit into a frame. */
const batch = 250;
/** Transactions handed in without a pause. */
const atOnce = 50;
/** Announcements of one peer that may wait to be fetched. */
const queueLimit = 20_000;
/** Other peers remembered for one transaction, in case that the first does not give it. */
const sourcesLimit = 4;
/** Encodings remembered as included or refused. */
const remembered = 50_000;

/** What no peer passes on that checked it, as every honest one does. */
const dishonest: ReadonlySet<string> = new Set([
  'SIGNATURE_INVALID',
  'WRONG_NETWORK',
  'COSIGNERS_WRONG',
  'PAYER_IS_AUTHOR',
]);
/** What waiting a little does not change. */
const settled: ReadonlySet<string> = new Set([
  ...dishonest,
  'ALREADY_WAITING',
  'NONCE_USED',
  'EXPIRED',
  'FEE_TOO_LOW',
  'REPLACEMENT_TOO_CHEAP',
  'MEMPOOL_FULL',
  'TOO_MANY_WAITING',
]);

export interface FetcherModules {
  readonly ledger: Ledger;
  readonly verifier: Verifier;
  /** Whether it waits here. */
  isWaiting(wid: Uint8Array): boolean;
  /** Whether another one with the same author and number waits here. */
  replaces(transaction: SignedTransaction): boolean;
  /** Hands in a transaction from a peer. Throws its refusal. */
  admit(transaction: SignedTransaction): void;
  /** Whether transactions of a peer can be judged now: not while the chain is behind, or it shows soon if it is. */
  isReady(peer: Peer): boolean;
}

interface Queue {
  readonly wanted: Set<string>;
  running: boolean;
}

/**
 * Fetches transactions that peers announced: each once, from whoever announced it first, and from another if that one
 * does not give it. What comes before what it stands on is kept back for a while.
 */
export class TransactionFetcher {
  readonly #modules: FetcherModules;
  readonly #environment: Environment;
  readonly #queues = new Map<Peer, Queue>();
  /** Who announced what is being fetched, by `wid` in hex; the first is being asked. */
  readonly #sources = new Map<string, Peer[]>();
  /** In blocks of the best chain. */
  #included = new RecentSet(remembered);
  #refused = new RecentSet(remembered);
  readonly #held = new HeldTransactions();
  readonly #working = new Set<Promise<void>>();

  constructor(modules: FetcherModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
  }

  /** Transactions that wait for what they stand on. */
  get held(): number {
    return this.#held.size;
  }

  join(peer: Peer): void {
    this.#queues.set(peer, { wanted: new Set(), running: false });
  }

  leave(peer: Peer): void {
    const left = this.#queues.get(peer)?.wanted ?? [];
    this.#queues.delete(peer);
    for (const wid of left) this.#next(wid, peer);
    this.resume();
  }

  /** A peer announced transactions. */
  take(peer: Peer, wids: readonly Uint8Array[]): void {
    const queue = this.#queues.get(peer);
    if (queue === undefined) return;
    for (const raw of wids) {
      const wid = bytesToHex(raw);
      if (this.#isKnown(wid, raw)) continue;
      const sources = this.#sources.get(wid);
      if (sources !== undefined) {
        if (sources.length < sourcesLimit && !sources.includes(peer)) sources.push(peer);
        this.#takeOver(wid, sources, peer);
      } else if (queue.wanted.size < queueLimit) {
        this.#sources.set(wid, [peer]);
        queue.wanted.add(wid);
      }
    }
    this.#pump(peer);
  }

  /** The tip moved, so other transactions may apply now; those in the new blocks need not be fetched any more. */
  follow({ connected, disconnected }: ChainMove): void {
    if (disconnected.length > 0) this.#included = new RecentSet(remembered);
    for (const { transactions } of connected) {
      for (const { wid } of transactions) this.#included.add(bytesToHex(wid));
    }
    this.#refused = new RecentSet(remembered);
    this.retry();
  }

  /** Something was admitted, so what stands on it may apply now. */
  retry(): void {
    this.#held.retry((transaction) => this.#admit(transaction) !== 'later');
  }

  /** Fetches what was announced while the chain was behind. */
  resume(): void {
    for (const peer of this.#queues.keys()) this.#pump(peer);
  }

  /** Resolves when nothing is being handed in. The peers must be closed. */
  async settled(): Promise<void> {
    await Promise.all(this.#working);
  }

  #isKnown(wid: string, raw: Uint8Array): boolean {
    return this.#included.has(wid) || this.#refused.has(wid) || this.#held.has(wid) || this.#modules.isWaiting(raw);
  }

  #pump(peer: Peer): void {
    const queue = this.#queues.get(peer);
    if (queue === undefined || queue.running || queue.wanted.size === 0 || !this.#modules.isReady(peer)) return;
    queue.running = true;
    const work = this.#run(peer, queue);
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  async #run(peer: Peer, queue: Queue): Promise<void> {
    try {
      while (queue.wanted.size > 0 && this.#queues.get(peer) === queue && this.#modules.isReady(peer)) {
        await this.#fetch(peer, queue);
      }
    } catch (error) {
      judge(peer, error, this.#environment);
    }
    queue.running = false;
  }

  async #fetch(peer: Peer, queue: Queue): Promise<void> {
    const asked = [...queue.wanted].slice(0, batch);
    const { transactions } = await peer.ask('transactions', { wids: asked.map(hexToBytes) });
    await this.#take(queue, asked, transactions);
    const missing = asked.filter((wid) => queue.wanted.has(wid));
    // What did not fit into the answer is asked for again; where nothing came, the peer has none of it any more.
    if (transactions.length > 0) return;
    for (const wid of missing) {
      queue.wanted.delete(wid);
      this.#next(wid, peer);
    }
  }

  async #take(queue: Queue, asked: readonly string[], encoded: MessageOf<'transactions'>['transactions']) {
    const open = new Set(asked);
    const decoded: SignedTransaction[] = [];
    for (const [index, bytes] of encoded.entries()) {
      const transaction = this.#modules.ledger.decodeTransaction(bytes);
      if (!open.delete(bytesToHex(transaction.wid))) throw peerRefusals.UNEXPECTED({ type: 'transactions' });
      decoded.push(transaction);
      if (index % atOnce === atOnce - 1) await breathe();
    }
    await this.#checkSignatures(decoded);
    for (const [index, transaction] of decoded.entries()) {
      const wid = bytesToHex(transaction.wid);
      queue.wanted.delete(wid);
      this.#sources.delete(wid);
      const outcome = this.#admit(transaction);
      if (outcome === 'later') this.#held.keep(transaction);
      else if (outcome instanceof RefusedError && dishonest.has(outcome.code)) throw outcome;
      if (index % atOnce === atOnce - 1) await breathe();
    }
    if (this.#held.size > 0) this.retry();
  }

  async #checkSignatures(transactions: readonly SignedTransaction[]): Promise<void> {
    const bad = await this.#modules.verifier.firstInvalid(transactions);
    if (bad === undefined) return;
    const { id, body } = bad;
    throw transactionRefusals.SIGNATURE_INVALID({ id: bytesToHex(id), signer: bytesToHex(body.author) });
  }

  /** Whether it waits here now, may later, or was refused. */
  #admit(transaction: SignedTransaction): 'taken' | 'later' | RefusedError {
    const wid = bytesToHex(transaction.wid);
    const isReplacement = this.#modules.replaces(transaction);
    try {
      this.#modules.admit(transaction);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // What would replace another and fails is not tried again and again: each time costs as much as all that waits.
      const isTried = isReplacement && error.code !== 'REPLACEMENTS_BUSY';
      if (!settled.has(error.code) && !isTried) return 'later';
      this.#refused.add(wid);
      this.#environment.logger.debug({ code: error.code }, 'an entry from a peer was refused');
      return error;
    }
    return 'taken';
  }

  /** Whoever cannot be asked now holds nothing back from those who can. */
  #takeOver(wid: string, sources: Peer[], peer: Peer): void {
    const [first] = sources;
    if (first === undefined || this.#modules.isReady(first) || !this.#modules.isReady(peer)) return;
    const queue = this.#queues.get(peer);
    if (queue === undefined || queue.wanted.size >= queueLimit) return;
    this.#queues.get(first)?.wanted.delete(wid);
    this.#sources.set(wid, [peer, ...sources.filter((other) => other !== peer)]);
    queue.wanted.add(wid);
  }

  /** Another peer that announced it is asked. */
  #next(wid: string, failed: Peer): void {
    const left = (this.#sources.get(wid) ?? []).filter((peer) => peer !== failed && this.#queues.has(peer));
    const [first] = left;
    if (first === undefined) {
      this.#sources.delete(wid);
      return;
    }
    this.#sources.set(wid, left);
    this.#queues.get(first)?.wanted.add(wid);
    this.#pump(first);
  }
}
