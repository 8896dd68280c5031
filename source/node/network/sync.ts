import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Block, blockRefusals } from '../../ledger/block.ts';
import { futureLimit, type Ledger } from '../../ledger/ledger.ts';
import { breathe } from '../breathe.ts';
import type { Chain } from '../chain.ts';
import { workBytes } from '../chain-block.ts';
import type { Environment } from '../environment.ts';
import type { CheckedHeader, HeaderTree } from './headers.ts';
import { Line } from './line.ts';
import { judge } from './manners.ts';
import { headersLimit, locatorLimit } from './messages.ts';
import { type Peer, peerRefusals } from './peer.ts';
import { Turn } from './turn.ts';

/** Blocks asked for in one request. */
const batch = 32;
/** Answers that are on their way or wait while the chain takes one: at most so many times the largest frame. */
const answersAhead = 2;
/** Headers taken ahead of their bodies before bodies are asked for, if they lead to a better chain already. */
const headersWindow = 10 * headersLimit;
/** Headers of one peer that lead to no better chain, at most. */
const idleHeadersLimit = 150_000;
/** Milliseconds between two looks for peers that have more. */
const lookEvery = 1_000;

/** How far catching up is. Heights. */
export interface SyncProgress {
  readonly from: number;
  readonly at: number;
  readonly target: number;
  /** When it began, milliseconds since 1970. */
  readonly since: number;
}

/** Bodies of consecutive headers, the first of them the one at `from`, and whether their signatures are good. */
interface Answer {
  readonly from: number;
  readonly bodies: { readonly block: Block; readonly checked: Promise<void> }[];
}

export interface SyncModules {
  readonly ledger: Ledger;
  readonly chain: Chain;
  readonly headers: HeaderTree;
  /** Peers that are ready. */
  peers(): readonly Peer[];
  /** Resolves when a body that is on its way here by other means has come or not; nothing if it is not. */
  arriving(id: Uint8Array): Promise<void> | undefined;
  /** The progress moved. */
  changed(): void;
  /** A look at a peer is over, and nothing is being caught up with. */
  done(): void;
  /** A block waits because it is so many milliseconds ahead of this machine's clock. */
  held(milliseconds: number): void;
}

/**
 * Catches up with peers that have more work: headers first, checked; then bodies in order. One peer at a time; taking
 * bodies from several at once will replace `#download` alone.
 */
export class Sync {
  readonly #modules: SyncModules;
  readonly #environment: Environment;
  readonly #stop: () => void;
  readonly #line: Line;
  /** Whose turn it is. */
  #turn: Turn | undefined;
  /** Bodies that are being fetched, ids in hex. */
  #fetching: ReadonlySet<string> = new Set();
  #run: Promise<void> | undefined;
  #progress: SyncProgress | undefined;
  /** All the work that was shown to be beyond the tip. */
  #proven = 0n;
  #closed = false;

  constructor(modules: SyncModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
    this.#line = new Line(environment);
    this.#stop = environment.every(lookEvery, () => this.#lookAgain());
  }

  /** How far it is; nothing while there is nothing to catch up with. */
  get progress(): SyncProgress | undefined {
    return this.#progress;
  }

  /** Whether it shows soon how much more this peer has: until then nobody knows what its transactions stand on. */
  isLookingAt(peer: Peer): boolean {
    return this.#turn?.peer === peer || this.#line.has(peer);
  }

  /** Whether a body is being fetched here. */
  fetches(id: Uint8Array): boolean {
    return this.#fetching.has(bytesToHex(id));
  }

  /** Looks at a peer's chain, after all that were asked for before. */
  with(peer: Peer): void {
    this.#line.add(peer);
    this.#start();
  }

  /** Looks for peers that have more than is here. */
  look(): void {
    this.#start();
  }

  /** A peer is gone. */
  without(peer: Peer): void {
    this.#line.leave(peer);
  }

  /** Takes nothing more; resolves when nothing is under way. The peers must be closed. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#run;
  }

  #lookAgain(): void {
    this.#line.wake();
    this.#start();
  }

  #start(): void {
    if (this.#closed || this.#run !== undefined || this.#next() === undefined) return;
    this.#run = this.#work().finally(() => {
      this.#run = undefined;
      // Who claims more than it showed is looked at again by the clock only, or this would never end.
      if (this.#line.isAsked) this.#start();
    });
  }

  /** Who was asked for, else whoever says that it has more. */
  #next(): Peer | undefined {
    if (this.#closed) return undefined;
    return this.#line.next(this.#modules.peers(), this.#modules.chain.tip.work);
  }

  async #work(): Promise<void> {
    for (let peer = this.#next(); peer !== undefined; peer = this.#next()) {
      this.#line.take(peer);
      const turn = new Turn(peer, this.#environment, () => this.#isOtherWaiting(turn));
      this.#turn = turn;
      try {
        await this.#catchUp(turn);
      } catch (error) {
        judge(peer, error, this.#environment);
      }
      this.#turn = undefined;
      this.#fetching = new Set();
      if (turn.isOver && peer.isReady) {
        if (turn.hasProved) this.#line.wasSlow(peer);
        else this.#line.failed(peer);
      }
      // What was shown and not given yet is still to be caught up with, by whoever is next.
      if (!turn.isOver || !turn.hasProved) this.#endProgress();
    }
    this.#line.endRun();
    this.#endProgress();
  }

  #isOtherWaiting({ peer, hasProved }: Turn): boolean {
    const { chain, peers } = this.#modules;
    return this.#line.hasOther(peer, peers(), hasProved ? this.#proven : chain.tip.work + 1n);
  }

  async #catchUp(turn: Turn): Promise<void> {
    const { chain, headers } = this.#modules;
    for (let isMore = true; isMore && !this.#closed; ) {
      const found = await this.#fetchHeaders(turn);
      if (turn.isOver || found.best === undefined || found.best.work <= chain.tip.work) return;
      // What is on its way by itself is not fetched again.
      await Promise.all(headers.missing(found.best.id).map(({ id }) => this.#modules.arriving(id)));
      const missing = headers.missing(found.best.id);
      const [first] = missing;
      // Headers that had to make room for newer ones are asked for again another time.
      if (first === undefined || chain.block(first.header.parent) === undefined) return;
      await this.#download(turn, missing);
      isMore = found.isMore && !turn.isOver;
    }
  }

  /** The last header that the peer has to offer for now, if it has any that is not on the best chain. */
  async #fetchHeaders(turn: Turn): Promise<{ best: CheckedHeader | undefined; isMore: boolean }> {
    const { chain, headers } = this.#modules;
    const { peer } = turn;
    const claimed = peer.tip;
    let best: CheckedHeader | undefined;
    for (let count = 0; ; ) {
      const answer = await turn.wait(peer.ask('headers', { locator: this.#locator(best) }));
      if (answer === undefined) return { best: undefined, isMore: false };
      const { good, held } = await headers.add(answer.headers);
      if (held !== undefined) this.#hold(peer, held.time);
      const last = good.at(-1);
      const isNews = last !== undefined && (best === undefined || last.work > best.work);
      if (isNews) best = last;
      const isMore = isNews && held === undefined && answer.headers.length === headersLimit;
      if (isMore) turn.gainedAll();
      // What it said first was a claim; this is what it has shown. What is held will be asked for again.
      if (held === undefined && !isMore && peer.tip === claimed) peer.tip = tipOf(best ?? chain.tip);
      count += good.length;
      if (best !== undefined && best.work > chain.tip.work)
        this.#prove(turn, best, isMore ? Math.max(claimed.height, best.header.height) : best.header.height);
      else if (best === undefined && held === undefined) this.#line.failed(peer);
      if (best === undefined || !isMore) return { best, isMore: false };
      if (best.work > chain.tip.work) {
        if (count >= headersWindow) return { best, isMore };
      } else if (count >= idleHeadersLimit) throw peerRefusals.TOO_MANY_HEADERS({ most: count });
    }
  }

  /** More work than there is here was shown: only now is this node known to be behind. */
  #prove(turn: Turn, { work }: CheckedHeader, target: number): void {
    turn.proved();
    this.#proven = work;
    this.#line.proved(turn.peer);
    this.#setProgress({ ...this.#begun(), target });
  }

  #hold(peer: Peer, time: number): void {
    this.#line.hold(peer, time - futureLimit);
    this.#modules.held(time - this.#environment.now());
  }

  /**
   * Bodies in order. While the chain takes one answer the next ones are on their way, and their signatures checked: a
   * core that waits for another is time lost.
   */
  async #download(turn: Turn, missing: readonly CheckedHeader[]): Promise<void> {
    const { chain, headers } = this.#modules;
    this.#fetching = new Set(missing.map(({ id }) => bytesToHex(id)));
    const target = missing.at(-1)?.header.height ?? 0;
    this.#setProgress({ ...this.#begun(), target: Math.max(target, this.#progress?.target ?? 0) });
    const coming: Promise<Answer>[] = [];
    let last: Promise<Answer> = Promise.resolve({ from: 0, bodies: [] });
    for (let done = 0; done < missing.length && !this.#closed; ) {
      while (coming.length <= answersAhead) {
        last = this.#fetchAfter(turn, missing, last);
        coming.push(last);
      }
      const answer = await turn.wait(coming.shift() ?? last);
      if (turn.isOver) return;
      for (const { block, checked } of answer?.bodies ?? []) {
        turn.gained(block.bytes.length);
        await checked;
        try {
          await chain.submit(block);
        } finally {
          // An invalid block takes what follows it along; a body that came is not missing any more.
          const isInvalid = chain.block(block.id)?.status === 'invalid';
          headers.forget(isInvalid ? missing.slice(done).map(({ id }) => id) : [block.id]);
        }
        done++;
      }
      this.#setProgress({ ...this.#begun(), at: chain.tip.header.height });
    }
  }

  /** What comes after an answer: how many bodies fit into one shows only when it is there. */
  #fetchAfter(turn: Turn, missing: readonly CheckedHeader[], before: Promise<Answer>): Promise<Answer> {
    const answer = before.then(({ from, bodies }) => this.#fetch(turn, missing, from + bodies.length));
    // Whoever awaits it later gets the error; until then nobody does.
    answer.catch(() => undefined);
    return answer;
  }

  async #fetch(turn: Turn, missing: readonly CheckedHeader[], from: number): Promise<Answer> {
    const { peer } = turn;
    const wanted = missing.slice(from, from + (this.#line.isSlow(peer) ? 1 : batch));
    if (wanted.length === 0 || turn.isOver || this.#closed) return { from, bodies: [] };
    const { ledger, chain } = this.#modules;
    const { blocks } = await peer.ask('blocks', { ids: wanted.map(({ id }) => id) });
    if (blocks.length === 0) throw peerRefusals.BODY_MISSING();
    if (blocks.length > wanted.length) throw peerRefusals.UNEXPECTED({ type: 'blocks' });
    const bodies: Answer['bodies'] = [];
    for (const [index, bytes] of blocks.entries()) {
      const block = ledger.decodeBlock(bytes);
      if (!equalBytes(block.id, wanted[index]?.id ?? ledger.genesisId)) throw blockRefusals.BODY_MISMATCH();
      const checked = chain.prepare(block);
      // Awaited before the block is handed in; if that never happens, nobody needs it.
      checked.catch(() => undefined);
      bodies.push({ block, checked });
      await breathe();
    }
    return { from, bodies };
  }

  /** Ids from `best` (the tip if absent) back to block 0, ever further apart: the peer answers after the first it has. */
  #locator(best: CheckedHeader | undefined): Uint8Array[] {
    const { chain, ledger } = this.#modules;
    const ids: Uint8Array[] = best === undefined ? [] : [best.id];
    let step = 1;
    for (let height = chain.tip.header.height; height > 0 && ids.length < locatorLimit - 1; height -= step) {
      const block = chain.at(height);
      if (block !== undefined) ids.push(block.id);
      if (ids.length >= 10) step *= 2;
    }
    return [...ids, ledger.genesisId];
  }

  #begun(): SyncProgress {
    const { height } = this.#modules.chain.tip.header;
    return this.#progress ?? { from: height, at: height, target: height, since: this.#environment.now() };
  }

  /** Whatever was looked at last, nothing is on its way now; what was kept back meanwhile may go on. */
  #endProgress(): void {
    if (this.#progress !== undefined) this.#setProgress(undefined);
    this.#modules.done();
  }

  #setProgress(progress: SyncProgress | undefined): void {
    this.#progress = progress;
    this.#modules.changed();
  }
}

/** What a peer shows as its tip. */
export function tipOf({ header, id, work }: CheckedHeader): { height: number; id: Uint8Array; work: Uint8Array } {
  return { height: header.height, id, work: workBytes(work) };
}
