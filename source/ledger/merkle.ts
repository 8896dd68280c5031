import { byteString, bytesOf, putBytes } from './byte-string.ts';
import { sha256, sha256Of, sha256Text } from './hash.ts';

const leafPrefix = Uint8Array.of(0);
const nodeInput = Uint8Array.of(1, ...new Uint8Array(64));

/** The root of the empty list: SHA-256 of nothing. */
export const emptyRoot: Uint8Array = sha256(new Uint8Array(0));

/** Hash of one leaf: SHA-256(0x00, leaf). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256Of(leafPrefix, leaf);
}

/** Hash of an inner node, SHA-256(0x01, left, right), of hashes and as one that are {@link byteString}s. */
export function nodeHash(left: string, right: string): string {
  putBytes(nodeInput, 1, left);
  putBytes(nodeInput, 33, right);
  return sha256Text(nodeInput);
}

/**
 * The Merkle tree hash of a list (RFC 9162, section 2.1.1), 32 bytes. A leaf is never duplicated: an odd one at the
 * end of a level is carried up, which gives the same tree as splitting at the largest power of two.
 */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves.map((leaf) => byteString(leafHash(leaf)));
  while (level.length > 1) {
    const above: string[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index], level[index + 1]];
      if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return level[0] === undefined ? emptyRoot.slice() : bytesOf(level[0]);
}
