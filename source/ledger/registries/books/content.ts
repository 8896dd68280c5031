import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { equalBytes } from '@noble/ciphers/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { taggedHash, tags, u32le } from '../../hash.ts';
import { MerkleTree, pathLength, rootByPath } from '../../merkle-path.ts';
import { refusals } from '../../refusal.ts';

/** Bytes of every part of a book but the last. */
export const chunkSize = 1_024;
/** Parts of one book, at most. */
export const chunkLimit = 1_024;
/** Bytes of a content, at most. */
export const contentLimit = chunkSize * chunkLimit;

const hashSize = 32;
const saltSize = 32;
const tagSize = 16;
/** Hashes on the way from a part to the root, at most. */
export const pathLimit = Math.log2(chunkLimit);
/** Bytes of an encrypted part, at least: of one byte, in a book of one part. */
export const blockLeast = saltSize + 1 + tagSize;
/** Bytes of an encrypted part, at most. */
export const blockLimit = saltSize + pathLimit * hashSize + chunkSize + tagSize;

export const contentRefusals = refusals({
  CONTENT_EMPTY: () => 'A book needs a content. Type something, or choose a file that is not empty.',
  CONTENT_TOO_LONG: (data: { size: number; most: number }) =>
    `The content has ${group(data.size)} bytes; a book takes ${group(data.most)}, which is 1 MiB. Choose something smaller.`,
});

function group(count: number): string {
  return count.toLocaleString('en-US');
}

/** `up to 3 KiB`, from the number of its parts: the last may be shorter. */
export function sizeWords(parts: number): string {
  return parts === chunkLimit ? 'up to 1 MiB' : `up to ${group(parts)} KiB`;
}

/** A part of a book, with the salt that keeps its print from being guessed. */
export interface SaltedChunk {
  /** 32 random bytes. */
  readonly salt: Uint8Array;
  readonly chunk: Uint8Array;
}

/**
 * The parts of a content, each of `chunkSize` bytes but the last.
 * @throws CONTENT_EMPTY, CONTENT_TOO_LONG
 */
export function cutContent(content: Uint8Array): Uint8Array[] {
  const size = content.length;
  if (size === 0) throw contentRefusals.CONTENT_EMPTY();
  if (size > contentLimit) throw contentRefusals.CONTENT_TOO_LONG({ size, most: contentLimit });
  const count = Math.ceil(size / chunkSize);
  return Array.from({ length: count }, (_, index) => content.slice(index * chunkSize, (index + 1) * chunkSize));
}

/** The content that some parts are of. */
export function joinContent(chunks: readonly SaltedChunk[]): Uint8Array {
  return concatBytes(...chunks.map(({ chunk }) => chunk));
}

function printOf({ salt, chunk }: SaltedChunk): Uint8Array {
  return taggedHash(tags.chunk, salt, chunk);
}

/** What stands on the ledger for a content, 32 bytes: nobody guesses the content from it. */
export function commitmentOf(chunks: readonly SaltedChunk[]): Uint8Array {
  return new MerkleTree(chunks.map(printOf)).root;
}

/** A key and what it is for: each hand-over has a key of its own, so a part's place can be its nonce. */
interface Lock {
  readonly xid: Uint8Array;
  readonly key: Uint8Array;
}

function cipherOf({ xid, key }: Lock, index: number) {
  const place = u32le(index);
  return chacha20poly1305(key, concatBytes(place, new Uint8Array(8)), concatBytes(xid, place));
}

/** Every part of a book encrypted, with its salt and the way to the book's commitment. */
export function lockContent(chunks: readonly SaltedChunk[], lock: Lock): Uint8Array[] {
  const tree = new MerkleTree(chunks.map(printOf));
  return chunks.map(({ salt, chunk }, index) =>
    cipherOf(lock, index).encrypt(concatBytes(salt, ...tree.path(index), chunk)),
  );
}

/** Which part of which book something should be. */
interface Place {
  readonly index: number;
  /** Parts of the book. */
  readonly count: number;
  readonly commitment: Uint8Array;
}

/** The part that an encrypted one opens to; nothing where it does not open, or is not that part of the book. */
export function openBlock(block: Uint8Array, lock: Lock, { index, count, commitment }: Place): SaltedChunk | undefined {
  const plain = decrypted(block, lock, index);
  if (plain === undefined) return undefined;
  const hashes = pathLength(index, count);
  const start = saltSize + hashes * hashSize;
  const path = Array.from({ length: hashes }, (_, at) =>
    plain.subarray(saltSize + at * hashSize).subarray(0, hashSize),
  );
  const salted = { salt: plain.slice(0, saltSize), chunk: plain.slice(start) };
  const { length } = salted.chunk;
  // A part too short would shift all behind it, and the content would be another one under the same commitment.
  if (length === 0 || length > chunkSize || (index < count - 1 && length < chunkSize)) return undefined;
  const root = rootByPath(printOf(salted), { index, count }, path);
  return root !== undefined && equalBytes(root, commitment) ? salted : undefined;
}

function decrypted(block: Uint8Array, lock: Lock, index: number): Uint8Array | undefined {
  if (block.length < blockLeast || block.length > blockLimit) return undefined;
  try {
    return cipherOf(lock, index).decrypt(block);
  } catch {
    // It throws for a false tag alone: the sizes were looked at before.
    return undefined;
  }
}

/** What stands on the ledger for the encrypted parts, 32 bytes. */
export function ciphertextRoot(blocks: readonly Uint8Array[]): Uint8Array {
  return new MerkleTree(blocks).root;
}

/** The hashes beside the way of an encrypted part, for whoever shows that it does not open. */
export function ciphertextPath(blocks: readonly Uint8Array[], index: number): Uint8Array[] {
  return new MerkleTree(blocks).path(index);
}
