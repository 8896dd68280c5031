import type { SignatureCheck } from '../../ledger/transaction.ts';

/** Signature 64, digest 32, key 33. */
const checkSize = 129;
/** Checks that a thread takes at a time: a millisecond or two of work, so that all end nearly together. */
const run = 32;

/** Checks that several threads share: each takes the next run of them until none is left. */
export interface Batch {
  /** How many checks were taken. One 32-bit number. */
  readonly taken: Int32Array<SharedArrayBuffer>;
  /** The checks, one after the other. */
  readonly checks: Uint8Array<SharedArrayBuffer>;
}

/** Many checks in one memory: a message for each would cost more than the check itself. */
export function packChecks(checks: readonly SignatureCheck[]): Batch {
  const packed = new Uint8Array(new SharedArrayBuffer(checks.length * checkSize));
  checks.forEach(({ signature, digest, key }, index) => {
    const from = index * checkSize;
    packed.set(signature, from);
    packed.set(digest, from + 64);
    packed.set(key, from + 96);
  });
  return { taken: new Int32Array(new SharedArrayBuffer(4)), checks: packed };
}

/**
 * Checks what no other thread has taken, until nothing is left. The place of the first of them that fails, or -1. A
 * thread that found one stops, and the others after the runs they took before: so the least of their answers is the
 * first of the batch.
 */
export function firstFailing(
  { taken, checks }: Batch,
  verify: (signature: Uint8Array, digest: Uint8Array, key: Uint8Array) => boolean,
): number {
  const count = checks.length / checkSize;
  for (let place = Atomics.add(taken, 0, run); place < count; place = Atomics.add(taken, 0, run)) {
    // A copy: what is native wants memory of its own thread.
    const own = checks.slice(place * checkSize, (place + run) * checkSize);
    for (let from = 0; from < own.length; from += checkSize) {
      const digest = own.subarray(from + 64, from + 96);
      if (verify(own.subarray(from, from + 64), digest, own.subarray(from + 96, from + checkSize))) continue;
      Atomics.store(taken, 0, count);
      return place + from / checkSize;
    }
  }
  return -1;
}
