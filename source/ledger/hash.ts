import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export const sha256: (message: Uint8Array) => Uint8Array = nobleSha256;

/** Every domain in which Carnet hashes. A tag is used for one purpose only. */
export const tags = {
  transaction: 'carnet/transaction',
  signed: 'carnet/signed',
  seal: 'carnet/seal',
  genesis: 'carnet/genesis',
  history: 'carnet/history',
  queue: 'carnet/queue',
  handshake: 'carnet/handshake',
} as const;

export type Tag = (typeof tags)[keyof typeof tags];

type Midstate = ReturnType<typeof nobleSha256.create>;
const midstates = new Map<Tag, Midstate>();

function midstate(tag: Tag): Midstate {
  let state = midstates.get(tag);
  if (state === undefined) {
    const tagHash = nobleSha256(utf8ToBytes(tag));
    state = nobleSha256.create().update(tagHash).update(tagHash);
    midstates.set(tag, state);
  }
  return state;
}

/**
 * SHA-256(SHA-256(tag), SHA-256(tag), parts), the tagged hash of BIP 340, 32 bytes. Parts of variable length must be
 * given through {@link prefixed}, so that no two lists of parts can run together.
 */
export function taggedHash(tag: Tag, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = midstate(tag).clone();
  for (const part of parts) state.update(part);
  return state.digest();
}

/** The bytes behind their length as a little-endian u32. */
export function prefixed(bytes: Uint8Array): Uint8Array {
  return concatBytes(u32le(bytes.length), bytes);
}

/** Four bytes, little-endian. */
export function u32le(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

/** Eight bytes, little-endian; `value` at most 2^53 - 1. */
export function u64le(value: number): Uint8Array {
  const raw = new Uint8Array(8);
  new DataView(raw.buffer).setBigUint64(0, BigInt(value), true);
  return raw;
}
