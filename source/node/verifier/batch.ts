import type { SignatureCheck } from '../../ledger/transaction.ts';

/** Signature 64, digest 32, key 33. */
const checkSize = 129;

/** Many checks in one buffer: a message for each would cost more than the check itself. */
export function packChecks(checks: readonly SignatureCheck[]): Uint8Array {
  const batch = new Uint8Array(checks.length * checkSize);
  checks.forEach(({ signature, digest, key }, index) => {
    const from = index * checkSize;
    batch.set(signature, from);
    batch.set(digest, from + 64);
    batch.set(key, from + 96);
  });
  return batch;
}

/** The place of the first check that fails, or -1. */
export function firstFailing(
  batch: Uint8Array,
  verify: (signature: Uint8Array, digest: Uint8Array, key: Uint8Array) => boolean,
): number {
  for (let from = 0; from < batch.length; from += checkSize) {
    const signature = batch.subarray(from, from + 64);
    const digest = batch.subarray(from + 64, from + 96);
    if (!verify(signature, digest, batch.subarray(from + 96, from + checkSize))) return from / checkSize;
  }
  return -1;
}
