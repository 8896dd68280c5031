import type { Logger } from 'pino';

/** Everything that a node takes from outside, so that many can run in one process under one simulated clock. */
export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment of this run: only ever forward, however people set the clock. For durations. */
  monotonic(): number;
  /** Calls back after so many milliseconds until the returned function is called. */
  every(milliseconds: number, callback: () => void): () => void;
  /** A number from 0 up to 1. */
  random(): number;
  readonly logger: Logger;
}
