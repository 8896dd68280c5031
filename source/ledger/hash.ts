import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

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

/** SHA-256 after some first bytes. */
export type Midstate = ReturnType<typeof nobleSha256.create>;

/** One for all hashes that start from a midstate: making a hasher costs as much as hashing a short message. */
const hasher = nobleSha256.create();

/** The state after `first`, from which {@link hashFrom} starts. */
export function midstateOf(...first: readonly Uint8Array[]): Midstate {
  const state = nobleSha256.create();
  for (const part of first) state.update(part);
  return state;
}

/** SHA-256 of what a midstate has seen and the parts behind it, 32 bytes. */
export function hashFrom(start: Midstate, parts: readonly Uint8Array[]): Uint8Array {
  start._cloneInto(hasher);
  for (const part of parts) hasher.update(part);
  const digest = new Uint8Array(32);
  hasher.digestInto(digest);
  return digest;
}

const midstates = new Map<Tag, Midstate>();

function tagged(tag: Tag): Midstate {
  let state = midstates.get(tag);
  if (state === undefined) {
    const tagHash = nobleSha256(utf8ToBytes(tag));
    state = midstateOf(tagHash, tagHash);
    midstates.set(tag, state);
  }
  return state;
}

/**
 * SHA-256(SHA-256(tag), SHA-256(tag), parts), the tagged hash of BIP 340, 32 bytes. Parts of variable length must be
 * given through {@link prefixed}, so that no two lists of parts can run together.
 */
export function taggedHash(tag: Tag, ...parts: readonly Uint8Array[]): Uint8Array {
  return hashFrom(tagged(tag), parts);
}

/** Two parts for {@link taggedHash}: the length of the bytes as a little-endian u32, then the bytes. */
export function prefixed(bytes: Uint8Array): [length: Uint8Array, bytes: Uint8Array] {
  return [u32le(bytes.length), bytes];
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
