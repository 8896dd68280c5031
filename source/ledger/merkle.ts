import { sha256, sha256Of } from './hash.ts';

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The root of the empty list: SHA-256 of nothing. */
export const emptyRoot: Uint8Array = sha256(new Uint8Array(0));

/** Hash of one leaf: SHA-256(0x00, leaf). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256Of(leafPrefix, leaf);
}

/** Hash of an inner node: SHA-256(0x01, left, right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256Of(nodePrefix, left, right);
}

/**
 * The Merkle tree hash of a list (RFC 9162, section 2.1.1), 32 bytes. A leaf is never duplicated: an odd one at the
 * end of a level is carried up, which gives the same tree as splitting at the largest power of two.
 */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot.slice();
  let level = leaves.map((leaf) => leafHash(leaf));
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return level[0] ?? emptyRoot.slice();
}
