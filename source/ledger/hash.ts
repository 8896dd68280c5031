// Node's own SHA-256 takes a quarter of the time of one in JavaScript, and a block asks for tens of thousands.
// biome-ignore lint/correctness/noNodejsModules lint/style/noRestrictedImports: hashing is pure, whoever does it
import { hash } from 'node:crypto';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesOf } from './byte-string.ts';
import { Scratch } from './scratch.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(message: Uint8Array): Uint8Array {
  // As a string it comes in half the time that a buffer of its own would take.
  return bytesOf(sha256Text(message));
}

/** The same as a `byteString`: where many hashes are kept, for instance in a tree, that takes less memory. */
export function sha256Text(message: Uint8Array): string {
  return hash('sha256', message, 'binary');
}

/** Every domain in which Carnet hashes. A tag is used for one purpose only. */
export const tags = {
  transaction: 'carnet/transaction',
  signed: 'carnet/signed',
  seal: 'carnet/seal',
  genesis: 'carnet/genesis',
  history: 'carnet/history',
  queue: 'carnet/queue',
  holder: 'carnet/holder',
  salt: 'carnet/salt',
  gate: 'carnet/gate',
  eventKey: 'carnet/event',
  handshake: 'carnet/handshake',
  state: 'carnet/state',
  person: 'carnet/person',
  witness: 'carnet/witness',
  chunk: 'carnet/chunk',
  key: 'carnet/key',
  exchange: 'carnet/exchange',
  request: 'carnet/request',
  mask: 'carnet/mask',
  keyVote: 'carnet/keyvote',
  requestVote: 'carnet/requestvote',
  sealing: 'carnet/sealing',
  letter: 'carnet/letter',
  record: 'carnet/record',
  speaker: 'carnet/speaker',
  vault: 'carnet/vault',
} as const;

export type Tag = (typeof tags)[keyof typeof tags];

/** Parts of one message, put together: handing over one is cheaper than handing over several. */
const message = new Scratch(4_096);

/** SHA-256 of the parts one after the other, 32 bytes. */
export function sha256Of(...parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += part.length;
  const whole = message.start(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return sha256(whole);
}

const prefixes = new Map<Tag, Uint8Array>();

/** The hash of the tag, twice: one block of SHA-256. */
function prefixOf(tag: Tag): Uint8Array {
  let prefix = prefixes.get(tag);
  if (prefix === undefined) {
    const tagHash = sha256(utf8ToBytes(tag));
    prefix = concatBytes(tagHash, tagHash);
    prefixes.set(tag, prefix);
  }
  return prefix;
}

/**
 * SHA-256(SHA-256(tag), SHA-256(tag), parts), the tagged hash of BIP 340, 32 bytes. Parts of variable length must be
 * given through {@link prefixed}, so that no two lists of parts can run together.
 */
export function taggedHash(tag: Tag, ...parts: readonly Uint8Array[]): Uint8Array {
  return sha256Of(prefixOf(tag), ...parts);
}

/** Two parts for {@link taggedHash}: the length of the bytes as a little-endian u32, then the bytes. */
export function prefixed(bytes: Uint8Array): [length: Uint8Array, bytes: Uint8Array] {
  return [u32le(bytes.length), bytes];
}

/** Four bytes, little-endian. */
export function u32le(value: number): Uint8Array {
  const raw = new Uint8Array(4);
  for (let place = 0; place < 4; place++) raw[place] = value >>> (8 * place);
  return raw;
}

/** Eight bytes, little-endian; `value` at most 2^53 - 1. */
export function u64le(value: number): Uint8Array {
  const raw = new Uint8Array(8);
  const high = Math.floor(value / 2 ** 32);
  for (let place = 0; place < 4; place++) {
    raw[place] = value >>> (8 * place);
    raw[place + 4] = high >>> (8 * place);
  }
  return raw;
}

/** Eight bytes, big-endian: as bytes they are in the order of the numbers. */
export function u64be(value: number | bigint): Uint8Array {
  const raw = new Uint8Array(8);
  new DataView(raw.buffer).setBigUint64(0, BigInt(value));
  return raw;
}
