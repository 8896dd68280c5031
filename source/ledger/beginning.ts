import * as codec from './codec.ts';
import { dayOfTime } from './day.ts';
import type { Kind, State, StateReader } from './state.ts';

/**
 * When a ledger came to life: the time of its first block. Block 0 is as old as the file that it stands for, and an
 * operation sees only the time of the block before; so what is made in block 1 would seem to be as old as the file.
 */
export const beginningKind: Kind<{ readonly time: bigint }> = {
  registry: 0,
  kind: 3,
  name: 'beginning',
  idLength: 0,
  codec: codec.struct({ time: codec.u64 }),
};

const none = new Uint8Array(0);

/** What a rule knows of the block before: the height that is being built, and the time of the one below, milliseconds. */
interface Before {
  readonly height: number;
  readonly time: number;
}

/** Writes it down as soon as a block may know it: in block 2. */
export function noteBeginning(state: State, { height, time }: Before): void {
  if (height === 2) state.put(beginningKind, none, { time: BigInt(time) });
}

/** A day that something is said to be of, but none before the ledger came to life. */
export function dayAlive(state: StateReader, day: number, { height, time }: Before): number {
  // What waits for block 2 is tried before that is there.
  const began = height === 2 ? time : Number(state.get(beginningKind, none)?.time ?? 0n);
  return Math.max(day, dayOfTime(began));
}
