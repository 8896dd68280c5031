import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeSealedHeader } from '../../ledger/block.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { Chain, ChainMove } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { HeaderTree } from './headers.ts';
import { frameLimit, type MessageOf, transactionsLimit } from './messages.ts';
import type { Peer } from './peer.ts';
import { RecentSet } from './recent.ts';
import type { Sync } from './sync.ts';
import { workBytes } from './sync.ts';

/** Transactions are announced together, at most this many milliseconds after they came. */
const announceDelay = 100;
/** Ids remembered for each peer, and of what was refused. */
const remembered = 20_000;

export interface GossipModules {
  readonly ledger: Ledger;
  readonly chain: Chain;
  readonly headers: HeaderTree;
  readonly sync: Sync;
  /** Peers that are ready. */
  peers(): readonly Peer[];
  /** A transaction that waits here, by `wid`. */
  waiting(wid: Uint8Array): SignedTransaction | undefined;
  /** Hands in a transaction from a peer. Throws its refusal. */
  admit(transaction: SignedTransaction): void;
}

/** What a peer is known to have. */
interface Knowledge {
  readonly blocks: RecentSet;
  readonly transactions: RecentSet;
}

/** Spreads new blocks by header and transactions by `wid`; each is fetched once, from whoever announced it first. */
export class Gossip {
  readonly #modules: GossipModules;
  readonly #environment: Environment;
  readonly #knowledge = new Map<Peer, Knowledge>();
  /** Blocks and transactions that are on their way here, in hex. */
  readonly #fetching = new Set<string>();
  /** Encodings that were refused: asking for them again would bring the same bytes. */
  readonly #refused = new RecentSet(remembered);
  #outgoing: SignedTransaction[] = [];
  readonly #stop: () => void;

  constructor(modules: GossipModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
    this.#stop = environment.every(announceDelay, () => this.#flush());
  }

  close(): void {
    this.#stop();
  }

  /** A peer is ready: it hears of everything that waits here. */
  join(peer: Peer, waiting: readonly SignedTransaction[]): void {
    this.#knowledge.set(peer, { blocks: new RecentSet(remembered), transactions: new RecentSet(remembered) });
    this.#announceTo(peer, waiting);
  }

  leave(peer: Peer): void {
    this.#knowledge.delete(peer);
  }

  /** A transaction waits here now. */
  spread(transaction: SignedTransaction): void {
    this.#outgoing.push(transaction);
  }

  /** The tip moved: every peer that does not have it hears of its header. */
  follow(move: ChainMove): void {
    const tip = move.connected.at(-1);
    if (tip === undefined) return;
    const header = encodeSealedHeader(tip);
    for (const peer of this.#modules.peers()) {
      if (this.#learn(peer, 'blocks', tip.id)) peer.send({ type: 'newBlock', header });
    }
  }

  /** A peer announced a block. */
  async takeBlock(peer: Peer, { header }: MessageOf<'newBlock'>): Promise<void> {
    const { headers, sync, chain } = this.#modules;
    const [checked] = await headers.add([header]).catch((error: unknown) => {
      if (error instanceof RefusedError && error.code === 'PARENT_UNKNOWN') return [];
      throw error;
    });
    if (checked === undefined) {
      sync.with(peer);
      return;
    }
    this.#learn(peer, 'blocks', checked.id);
    peer.tip = { height: checked.header.height, id: checked.id, work: workBytes(checked.work) };
    if (chain.block(checked.id) !== undefined) return;
    if (chain.block(checked.header.parent) === undefined) sync.with(peer);
    else await this.#once(checked.id, () => this.#fetchBlock(peer, checked.id));
  }

  async #fetchBlock(peer: Peer, id: Uint8Array): Promise<void> {
    const { ledger, chain, headers } = this.#modules;
    const { blocks } = await peer.ask('blocks', { ids: [id] });
    const [bytes] = blocks;
    if (bytes === undefined) return;
    const block = ledger.decodeBlock(bytes);
    if (bytesToHex(block.id) !== bytesToHex(id)) return;
    await chain.submit(block);
    headers.forget([id]);
  }

  /** A peer announced transactions: those that nobody asked for yet are fetched. */
  async takeAnnouncement(peer: Peer, { wids }: MessageOf<'newTransactions'>): Promise<void> {
    const wanted = wids.filter((wid) => {
      this.#learn(peer, 'transactions', wid);
      const hex = bytesToHex(wid);
      return !this.#fetching.has(hex) && !this.#refused.has(hex) && this.#modules.waiting(wid) === undefined;
    });
    if (wanted.length === 0) return;
    const keys = wanted.map(bytesToHex);
    for (const key of keys) this.#fetching.add(key);
    try {
      const { transactions } = await peer.ask('transactions', { wids: wanted });
      for (const bytes of transactions) this.#admit(peer, bytes, new Set(keys));
    } finally {
      for (const key of keys) this.#fetching.delete(key);
    }
  }

  /** Answers a request for transactions: those that wait here, as many as fit into a frame. */
  giveTransactions(peer: Peer, { request, wids }: MessageOf<'getTransactions'>): void {
    const transactions: Uint8Array[] = [];
    let room = frameLimit - 1_024;
    for (const wid of wids) {
      const bytes = this.#modules.waiting(wid)?.bytes;
      if (bytes === undefined || bytes.length + 4 > room) continue;
      room -= bytes.length + 4;
      transactions.push(bytes);
      this.#learn(peer, 'transactions', wid);
    }
    peer.send({ type: 'transactions', request, transactions });
  }

  /** What the ledger refuses may be an honest difference of views; only what was never asked for is not. */
  #admit(peer: Peer, bytes: Uint8Array, asked: ReadonlySet<string>): void {
    const transaction = this.#modules.ledger.decodeTransaction(bytes);
    const wid = bytesToHex(transaction.wid);
    if (!asked.has(wid)) throw new RangeError('a transaction that nobody asked for');
    try {
      this.#modules.admit(transaction);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#refused.add(wid);
      this.#environment.logger.debug({ peer: peer.remote, code: error.code }, 'an entry from a peer was refused');
      if (error.code === 'SIGNATURE_INVALID' || error.code === 'WRONG_NETWORK') throw error;
    }
  }

  async #once(id: Uint8Array, fetch: () => Promise<void>): Promise<void> {
    const key = bytesToHex(id);
    if (this.#fetching.has(key)) return;
    this.#fetching.add(key);
    try {
      await fetch();
    } finally {
      this.#fetching.delete(key);
    }
  }

  #flush(): void {
    const outgoing = this.#outgoing.filter(({ wid }) => this.#modules.waiting(wid) !== undefined);
    this.#outgoing = [];
    if (outgoing.length === 0) return;
    for (const peer of this.#modules.peers()) this.#announceTo(peer, outgoing);
  }

  #announceTo(peer: Peer, transactions: readonly SignedTransaction[]): void {
    const wids = transactions.map(({ wid }) => wid).filter((wid) => this.#learn(peer, 'transactions', wid));
    for (let from = 0; from < wids.length; from += transactionsLimit) {
      peer.send({ type: 'newTransactions', wids: wids.slice(from, from + transactionsLimit) });
    }
  }

  /** Notes that a peer has something; says whether that is news. */
  #learn(peer: Peer, kind: keyof Knowledge, id: Uint8Array): boolean {
    return this.#knowledge.get(peer)?.[kind].add(bytesToHex(id)) ?? false;
  }
}
