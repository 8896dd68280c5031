import type { Environment } from '../environment.ts';
import { judge } from './manners.ts';
import type { Peer } from './peer.ts';

/** Milliseconds that a peer may be waited for until it has shown a header of more work, while another waits. */
const lookTime = 3_000;
/** Milliseconds that a peer may be waited for until it has given its share, while another waits. */
const shareTime = 10_000;
/** The share: so many blocks, or so many bytes of them. */
const share = { blocks: 32, bytes: 2 ** 18 } as const;
/** Milliseconds between two looks at the clock. */
const lookEvery = 1_000;

/**
 * The time for which one peer is asked for its chain. It has no end while nobody else waits; else whoever brings too
 * little loses it, so that nobody holds all others to a pace of its own. Only time spent waiting for it counts.
 */
export class Turn {
  readonly peer: Peer;
  readonly #environment: Environment;
  readonly #isOtherWaiting: () => boolean;
  #waited = 0;
  #blocks = 0;
  #bytes = 0;
  #hasProved = false;
  #isOver = false;

  constructor(peer: Peer, environment: Environment, isOtherWaiting: () => boolean) {
    this.peer = peer;
    this.#environment = environment;
    this.#isOtherWaiting = isOtherWaiting;
  }

  /** Whether it was lost. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether it has shown more work than there is here. */
  get hasProved(): boolean {
    return this.#hasProved;
  }

  proved(): void {
    this.#hasProved = true;
    this.#waited = 0;
  }

  /** A body came. */
  gained(bytes: number): void {
    this.#blocks++;
    this.#bytes += bytes;
    if (this.#blocks >= share.blocks || this.#bytes >= share.bytes) this.#blocks = this.#bytes = this.#waited = 0;
  }

  /** As much came as fits into one answer. */
  gainedAll(): void {
    this.#waited = 0;
  }

  /** What comes; nothing if the turn was lost over it. What comes too late is judged still, but nobody takes it. */
  wait<T>(coming: Promise<T>): Promise<T | undefined> {
    const since = this.#environment.monotonic();
    const waited = () => this.#waited + this.#environment.monotonic() - since;
    return new Promise((resolve, reject) => {
      const stop = this.#environment.every(lookEvery, () => {
        if (waited() < (this.#hasProved ? shareTime : lookTime) || !this.#isOtherWaiting()) return;
        stop();
        this.#isOver = true;
        resolve(undefined);
      });
      const end = () => {
        stop();
        this.#waited = waited();
      };
      coming.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          if (this.#isOver) judge(this.peer, error, this.#environment);
          else reject(error);
        },
      );
    });
  }
}
