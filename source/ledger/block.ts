import { concatBytes } from '@noble/hashes/utils.js';
import * as codec from './codec.ts';
import { sha256, taggedHash, tags } from './hash.ts';
import type { Key } from './keys.ts';
import { merkleRoot } from './merkle.ts';
import { refusals } from './refusal.ts';
import { sign, verify } from './signature.ts';
import type { SignedTransaction } from './transaction.ts';
import { Fault } from './wire.ts';

export interface Header {
  readonly version: number;
  readonly height: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Compact target. */
  readonly bits: number;
  readonly parent: Uint8Array;
  readonly transactionsRoot: Uint8Array;
  readonly votesRoot: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly miner: Key;
  readonly nonce: number;
}

/** Milliseconds as a u64; beyond 2^53 - 1 they are no time that JavaScript can hold. */
const time: codec.Codec<number> = codec.mapped(
  codec.u64,
  (value) => {
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Fault('time out of range');
    return Number(value);
  },
  (value: number) => BigInt(value),
);

/** 183 bytes, the nonce last: three SHA-256 blocks with their padding, of which a miner repeats only the last. */
export const headerCodec: codec.Codec<Header> = codec.struct({
  version: codec.u16,
  height: codec.u32,
  time,
  bits: codec.u32,
  parent: codec.hash32,
  transactionsRoot: codec.hash32,
  votesRoot: codec.hash32,
  stateRoot: codec.hash32,
  miner: codec.publicKey,
  nonce: codec.u32,
});

/** The one version of blocks. */
export const blockVersion = 1;

/** Bytes of an encoded header. */
export const headerSize = 183;

/** A header with the miner's signature over its id. */
export interface SealedHeader {
  readonly header: Header;
  /** SHA-256 of the encoded header; also its proof of work. */
  readonly id: Uint8Array;
  readonly seal: Uint8Array;
}

/** A whole block. */
export interface Block extends SealedHeader {
  readonly transactions: readonly SignedTransaction[];
  /** The encoding: header, seal, votes, transactions. */
  readonly bytes: Uint8Array;
}

/** Header and seal as they travel, 247 bytes. */
export const sealedHeaderSize = headerSize + 64;

export const blockRefusals = refusals({
  BLOCK_TOO_LARGE: (data: { size: number; limit: number }) =>
    `The block has ${data.size} bytes; ${data.limit} are allowed. Get it from another peer.`,
  WORK_MISSING: () => 'The block has not been worked for: its id is above its target. Ignore it.',
  BITS_WRONG: (data: { bits: number; expected: number }) =>
    `The block claims the target ${data.bits.toString(16)}; the rules give ${data.expected.toString(16)}. Ignore it.`,
  HEIGHT_WRONG: (data: { height: number; expected: number }) =>
    `The block says height ${data.height}; its parent makes it ${data.expected}. Ignore it.`,
  VERSION_UNKNOWN: (data: { version: number }) =>
    `The block has version ${data.version}, which this program does not know. Update Carnet.`,
  TIME_TOO_EARLY: (_: { time: number; parent: number }) =>
    'The block is not later than its parent. Ignore it, and check the clock of the machine that made it.',
  FROM_FUTURE: (data: { time: number; now: number }) =>
    `The block is ${Math.round((data.time - data.now) / 1000)} s ahead of this machine's clock. It is held until then; check the clock.`,
  SEAL_INVALID: () => 'The block does not carry the signature of the miner it names. Ignore it.',
  MINER_UNLICENSED: (data: { miner: string; height: number }) =>
    `The miner of block ${data.height} held no licence for it. Only licensed miners may find blocks.`,
  BODY_MISMATCH: () => 'The body is not the one that the header promises. Get it from another peer.',
  STATE_ROOT_MISMATCH: () => 'The block promises another state than its entries lead to. Ignore it.',
  PARENT_UNKNOWN: (data: { parent: string }) =>
    `The block follows ${data.parent.slice(0, 16)}…, which this node does not have. Send that one first.`,
  BLOCK_INVALID: (data: { id: string; reason: string }) =>
    `Block ${data.id.slice(0, 16)}… was found invalid before (${data.reason}). It stays refused.`,
});

const bodyFrame = codec.struct({
  seal: codec.signature64,
  // No vote exists yet: the list is on the wire so that votes will not change the frame.
  votes: codec.list(codec.u8, 0),
});

/** What the miner signs: taggedHash("carnet/seal", id). */
export function sealDigest(id: Uint8Array): Uint8Array {
  return taggedHash(tags.seal, id);
}

/** The miner's signature over a block id, 64 bytes. */
export function sealBlock(id: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return sign(sealDigest(id), secretKey);
}

/** Whether the header's miner signed its id. */
export function verifySeal({ header, id, seal }: SealedHeader): boolean {
  return verify(seal, sealDigest(id), header.miner);
}

/** SHA-256 of the encoded header. */
export function blockId(header: Header): Uint8Array {
  return sha256(headerCodec.encode(header));
}

/** The root over whole encodings, signatures included, of the transactions of a block. */
export function transactionsRoot(transactions: readonly SignedTransaction[]): Uint8Array {
  return merkleRoot(transactions.map(({ bytes }) => bytes));
}

/** Puts a block together from its parts. */
export function assembleBlock(header: Header, seal: Uint8Array, transactions: readonly SignedTransaction[]): Block {
  const raw = headerCodec.encode(header);
  const lengths = transactions.flatMap(({ bytes }) => [codec.u16.encode(bytes.length), bytes]);
  const frame = bodyFrame.encode({ seal, votes: [] });
  const bytes = concatBytes(raw, frame, codec.u32.encode(transactions.length), ...lengths);
  return { header, id: sha256(raw), seal, transactions, bytes };
}

/** Bytes of an empty block: header, seal, no votes, no transactions. */
export const emptyBlockSize: number = sealedHeaderSize + 2 + 4;

/** Bytes that a transaction of `size` bytes takes in a block. */
export function sizeInBlock(size: number): number {
  return size + 2;
}

/**
 * Reads a block.
 * @throws BLOCK_TOO_LARGE, MALFORMED, or what `decodeTransaction` throws
 */
export function decodeBlock(
  bytes: Uint8Array,
  limit: number,
  decodeTransaction: (bytes: Uint8Array) => SignedTransaction,
): Block {
  if (bytes.length > limit) throw blockRefusals.BLOCK_TOO_LARGE({ size: bytes.length, limit });
  if (bytes.length < emptyBlockSize) {
    throw codec.codecRefusals.MALFORMED({ what: 'block', reason: 'too short' });
  }
  const raw = bytes.subarray(0, headerSize);
  const header = codec.decode(headerCodec, raw, 'block header');
  const frameEnd = sealedHeaderSize + 2;
  const { seal } = codec.decode(bodyFrame, bytes.subarray(headerSize, frameEnd), 'block');
  const transactions = splitTransactions(bytes, frameEnd).map(decodeTransaction);
  return { header, id: sha256(raw), seal, transactions, bytes };
}

function splitTransactions(bytes: Uint8Array, from: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const short = () =>
    codec.codecRefusals.MALFORMED({ what: 'block', reason: 'the transactions do not fill it exactly' });
  const count = view.getUint32(from, true);
  const parts: Uint8Array[] = [];
  let offset = from + 4;
  for (let index = 0; index < count; index++) {
    if (offset + 2 > bytes.length) throw short();
    const end = offset + 2 + view.getUint16(offset, true);
    if (end > bytes.length) throw short();
    parts.push(bytes.slice(offset + 2, end));
    offset = end;
  }
  if (offset !== bytes.length) throw short();
  return parts;
}

/** Reads a header with its seal, 247 bytes. */
export function decodeSealedHeader(bytes: Uint8Array): SealedHeader {
  if (bytes.length !== sealedHeaderSize)
    throw codec.codecRefusals.MALFORMED({ what: 'sealed header', reason: 'wrong size' });
  const raw = bytes.subarray(0, headerSize);
  return { header: codec.decode(headerCodec, raw, 'block header'), id: sha256(raw), seal: bytes.slice(headerSize) };
}

/** Header and seal, 247 bytes. */
export function encodeSealedHeader({ header, seal }: SealedHeader): Uint8Array {
  return concatBytes(headerCodec.encode(header), seal);
}
