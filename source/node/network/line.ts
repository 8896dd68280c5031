import { workFrom } from '../chain-block.ts';
import type { Environment } from '../environment.ts';
import type { Peer } from './peer.ts';

/** Milliseconds before a peer that said it has more and showed nothing is looked at again, doubled each time. */
const shortestRest = 2_000;
const longestRest = 120_000;

interface Rest {
  /** By the monotonic clock. */
  readonly until: number;
  readonly length: number;
  /** Whether it asked for another look meanwhile. */
  readonly isAsked: boolean;
}

/** Whose chain is looked at next: those that were asked for as they came, then those that say that they have more. */
export class Line {
  readonly #environment: Environment;
  readonly #asked = new Set<Peer>();
  /** Peers that this run has looked at; without news from them another look would bring the same. */
  readonly #tried = new Set<Peer>();
  /** Peers whose next block is ahead of the clock, and when its time comes. */
  readonly #later = new Map<Peer, number>();
  readonly #resting = new Map<Peer, Rest>();
  /** Peers that lost their turn because they were slow. */
  readonly #slow = new Set<Peer>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Whether somebody was asked for. */
  get isAsked(): boolean {
    return this.#asked.size > 0;
  }

  /** Whether a peer waits for its turn. */
  has(peer: Peer): boolean {
    return this.#asked.has(peer);
  }

  /** Puts a peer at the end; one that showed nothing the last time comes when it has rested. */
  add(peer: Peer): void {
    const rest = this.#resting.get(peer);
    if (rest === undefined || rest.until <= this.#environment.monotonic()) this.#asked.add(peer);
    else this.#resting.set(peer, { ...rest, isAsked: true });
  }

  /** Whoever is next, if it says that it has more work than `work` or was asked for. */
  next(peers: readonly Peer[], work: bigint): Peer | undefined {
    const [first] = this.#asked;
    return first ?? peers.find((peer) => this.#isFree(peer) && workFrom(peer.tip.work) > work);
  }

  /** Whether another peer waits that has this work too, as far as it says. */
  hasOther(peer: Peer, peers: readonly Peer[], work: bigint): boolean {
    if (this.#asked.size > (this.#asked.has(peer) ? 1 : 0)) return true;
    return peers.some((other) => other !== peer && this.#isFree(other) && workFrom(other.tip.work) >= work);
  }

  /** A peer's turn begins. */
  take(peer: Peer): void {
    this.#asked.delete(peer);
    this.#tried.add(peer);
  }

  /** All that want a look had one. */
  endRun(): void {
    this.#tried.clear();
  }

  /** It has work that this node has not, and showed it. */
  proved(peer: Peer): void {
    this.#resting.delete(peer);
  }

  /** It showed nothing of what it said. */
  failed(peer: Peer): void {
    const now = this.#environment.monotonic();
    const last = this.#resting.get(peer);
    const isLongAgo = last === undefined || last.until + longestRest < now;
    const length = isLongAgo ? shortestRest : Math.min(2 * last.length, longestRest);
    // What it asked for during its turn waits as well.
    this.#resting.set(peer, { until: now + length, length, isAsked: this.#asked.delete(peer) });
  }

  /** It gave less than others may. It comes again after them, and is asked for less at once. */
  wasSlow(peer: Peer): void {
    this.#slow.add(peer);
    this.#asked.add(peer);
  }

  isSlow(peer: Peer): boolean {
    return this.#slow.has(peer);
  }

  /** Its next block is ahead of the clock until a time, milliseconds since 1970. */
  hold(peer: Peer, until: number): void {
    this.#later.set(peer, until);
  }

  /** Those whose time has come wait again. */
  wake(): void {
    const now = this.#environment.now();
    for (const [peer, time] of this.#later) {
      if (time > now) continue;
      this.#later.delete(peer);
      this.#asked.add(peer);
    }
    const monotonic = this.#environment.monotonic();
    for (const [peer, rest] of this.#resting) {
      if (!rest.isAsked || rest.until > monotonic) continue;
      this.#resting.set(peer, { ...rest, isAsked: false });
      this.#asked.add(peer);
    }
  }

  /** A peer is gone. */
  leave(peer: Peer): void {
    for (const list of [this.#asked, this.#tried, this.#later, this.#resting, this.#slow]) list.delete(peer);
  }

  #isFree(peer: Peer): boolean {
    const isResting = (this.#resting.get(peer)?.until ?? Number.NEGATIVE_INFINITY) > this.#environment.monotonic();
    return !isResting && !this.#tried.has(peer) && !this.#later.has(peer);
  }
}
