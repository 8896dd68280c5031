import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blockRefusals, encodeSealedHeader } from '../../ledger/block.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { workOf } from '../../ledger/work.ts';
import type { Chain, ChainMove } from '../chain.ts';
import type { Environment } from '../environment.ts';
import { RecentSet } from '../recent.ts';
import type { CheckedHeader, HeaderTree } from './headers.ts';
import { judge } from './manners.ts';
import { frameLimit, type MessageOf, transactionsLimit } from './messages.ts';
import { type Peer, peerRefusals } from './peer.ts';
import { type Sync, tipOf } from './sync.ts';
import type { TransactionFetcher } from './transactions.ts';

/** Transactions are announced together, at most this many milliseconds after they came. */
const announceDelay = 100;
/** Ids remembered for each peer. */
const remembered = 20_000;
/** A branch is stored once its work comes within so many blocks of the tip's. */
const branchDepth = 144n;
/** Room in a frame for what stands around a list. */
const frameSpare = 1_024;

export interface GossipModules {
  readonly ledger: Ledger;
  readonly chain: Chain;
  readonly headers: HeaderTree;
  readonly sync: Sync;
  readonly fetcher: TransactionFetcher;
  /** Peers that are ready. */
  peers(): readonly Peer[];
  /** A transaction that waits here, by `wid`. */
  waiting(wid: Uint8Array): SignedTransaction | undefined;
}

/** Spreads new blocks by header and transactions by `wid`; each body is fetched once, from whoever announced it first. */
export class Gossip {
  readonly #modules: GossipModules;
  readonly #environment: Environment;
  /** `wid`s in hex that a peer is known to have. */
  readonly #known = new Map<Peer, RecentSet>();
  /** Bodies that are on their way here, by id in hex. */
  readonly #arriving = new Map<string, Promise<void>>();
  readonly #stop: () => void;
  #outgoing: SignedTransaction[] = [];
  /** Whether the tip moved while the chain was behind: then only the last one is worth a word. */
  #owesTip = false;

  constructor(modules: GossipModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
    this.#stop = environment.every(announceDelay, () => this.#flush());
  }

  close(): void {
    this.#stop();
    this.#outgoing = [];
  }

  /** Resolves when no announced body is on its way. The peers must be closed. */
  async settled(): Promise<void> {
    await Promise.all(this.#arriving.values());
  }

  /** A peer is ready: it hears of everything that waits here, and of a tip that came after the hello. */
  join(peer: Peer, waiting: readonly SignedTransaction[]): void {
    const { tip } = this.#modules.chain;
    this.#known.set(peer, new RecentSet(remembered));
    this.#modules.fetcher.join(peer);
    if (!equalBytes(peer.toldTip.id, tip.id)) peer.send({ type: 'newBlock', header: encodeSealedHeader(tip) });
    this.#announce(peer, waiting);
  }

  leave(peer: Peer): void {
    this.#known.delete(peer);
    this.#modules.fetcher.leave(peer);
  }

  /** A transaction waits here now. */
  spread(transaction: SignedTransaction): void {
    this.#outgoing.push(transaction);
  }

  /** The tip moved: every peer hears of its header, so that each knows how far the others are. */
  follow(move: ChainMove): void {
    this.#modules.fetcher.follow(move);
    if (this.#modules.sync.progress === undefined) this.#announceTip();
    else this.#owesTip = true;
  }

  /** Resolves when an announced body has come or not; nothing if it is not on its way. */
  arriving(id: Uint8Array): Promise<void> | undefined {
    return this.#arriving.get(bytesToHex(id));
  }

  /** A peer announced a block. */
  async takeBlock(peer: Peer, { header }: MessageOf<'newBlock'>): Promise<void> {
    const { headers, sync, chain } = this.#modules;
    const checked = await this.#check(header);
    if (!peer.isReady) return;
    // Its parent is unknown, or it is held because of the clock.
    if (checked === undefined) return sync.with(peer);
    peer.tip = tipOf(checked);
    await this.#arriving.get(bytesToHex(checked.header.parent));
    if (!peer.isReady || sync.fetches(checked.id) || chain.block(checked.id) !== undefined) return;
    if (chain.block(checked.header.parent) === undefined) sync.with(peer);
    else if (!this.#isFarBehind(checked)) await this.#fetchOnce(peer, checked.id);
    else headers.forget([checked.id]);
  }

  /** A peer announced transactions. */
  takeAnnouncement(peer: Peer, { wids }: MessageOf<'newTransactions'>): void {
    for (const wid of wids) this.#known.get(peer)?.add(bytesToHex(wid));
    this.#modules.fetcher.take(peer, wids);
  }

  /** Answers a request for transactions: those that wait here, as many as fit into a frame. */
  giveTransactions(peer: Peer, { request, wids }: MessageOf<'getTransactions'>): void {
    const transactions: Uint8Array[] = [];
    let room = frameLimit - frameSpare;
    for (const wid of wids) {
      const bytes = this.#modules.waiting(wid)?.bytes;
      if (bytes === undefined || bytes.length + 4 > room) continue;
      room -= bytes.length + 4;
      transactions.push(bytes);
      this.#known.get(peer)?.add(bytesToHex(wid));
    }
    peer.send({ type: 'transactions', request, transactions });
  }

  async #check(header: Uint8Array): Promise<CheckedHeader | undefined> {
    try {
      return (await this.#modules.headers.add([header])).good[0];
    } catch (error) {
      if (error instanceof RefusedError && error.code === 'PARENT_UNKNOWN') return undefined;
      throw error;
    }
  }

  #isFarBehind({ work }: CheckedHeader): boolean {
    const { tip } = this.#modules.chain;
    return work + branchDepth * workOf(tip.header.bits) < tip.work;
  }

  async #fetchOnce(peer: Peer, id: Uint8Array): Promise<void> {
    const key = bytesToHex(id);
    if (this.#arriving.has(key)) return;
    const fetching = this.#fetch(peer, id).catch((error: unknown) => {
      judge(peer, error, this.#environment);
    });
    this.#arriving.set(key, fetching);
    await fetching;
    this.#arriving.delete(key);
    // Where it did not come, another peer may have it.
    this.#modules.sync.look();
  }

  async #fetch(peer: Peer, id: Uint8Array): Promise<void> {
    const { ledger, chain, headers } = this.#modules;
    const { blocks } = await peer.ask('blocks', { ids: [id] });
    const [bytes] = blocks;
    if (bytes === undefined) throw peerRefusals.BODY_MISSING();
    const block = ledger.decodeBlock(bytes);
    if (blocks.length > 1 || !equalBytes(block.id, id)) throw blockRefusals.BODY_MISMATCH();
    try {
      await chain.submit(block);
    } finally {
      // The body came; if it is no good, nothing may stand on its header.
      headers.forget([id]);
    }
  }

  #flush(): void {
    if (this.#owesTip && this.#modules.sync.progress === undefined) {
      this.#owesTip = false;
      this.#announceTip();
    }
    const outgoing = this.#outgoing.filter(({ wid }) => this.#modules.waiting(wid) !== undefined);
    this.#outgoing = [];
    if (outgoing.length === 0) return;
    for (const peer of this.#modules.peers()) this.#announce(peer, outgoing);
  }

  #announceTip(): void {
    const header = encodeSealedHeader(this.#modules.chain.tip);
    for (const peer of this.#modules.peers()) peer.send({ type: 'newBlock', header });
  }

  #announce(peer: Peer, transactions: readonly SignedTransaction[]): void {
    const known = this.#known.get(peer);
    const wids = transactions.map(({ wid }) => wid).filter((wid) => known?.add(bytesToHex(wid)));
    for (let from = 0; from < wids.length; from += transactionsLimit) {
      peer.send({ type: 'newTransactions', wids: wids.slice(from, from + transactionsLimit) });
    }
  }
}
