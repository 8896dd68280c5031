import { byteString, bytesOf } from './byte-string.ts';
import { emptyRoot, leafHash, nodeHash } from './merkle.ts';

/** The tree of RFC 9162 over a list, kept whole: for whoever needs the paths of many leaves. */
export class MerkleTree {
  /** Hashes from the leaves up; the last level is the root. */
  readonly #levels: readonly (readonly string[])[];

  constructor(leaves: readonly Uint8Array[]) {
    let level = leaves.map((leaf) => byteString(leafHash(leaf)));
    const levels = [level];
    while (level.length > 1) {
      const above: string[] = [];
      for (let index = 0; index < level.length; index += 2) {
        const [left, right] = [level[index], level[index + 1]];
        if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
      }
      levels.push(above);
      level = above;
    }
    this.#levels = levels;
  }

  /** The same as `merkleRoot`, 32 bytes. */
  get root(): Uint8Array {
    const top = this.#levels.at(-1)?.[0];
    return top === undefined ? emptyRoot.slice() : bytesOf(top);
  }

  /** The hashes beside the way from a leaf to the root, from below (RFC 9162, section 2.1.3.1). */
  path(index: number): Uint8Array[] {
    const path: Uint8Array[] = [];
    for (const [height, level] of this.#levels.entries()) {
      const beside = level[(index >>> height) ^ 1];
      if (level.length > 1 && beside !== undefined) path.push(bytesOf(beside));
    }
    return path;
  }
}

/** How many hashes the path of a leaf has in a list of `count`. */
export function pathLength(index: number, count: number): number {
  let length = 0;
  for (let [place, size] = [index, count]; size > 1; place >>>= 1, size = (size + 1) >>> 1) {
    if ((place ^ 1) < size) length++;
  }
  return length;
}

/**
 * The root to which a leaf and its path lead in a list of `count` (RFC 9162, section 2.1.3.2), 32 bytes; nothing where
 * the path has another length than such a leaf's.
 */
export function rootByPath(
  leaf: Uint8Array,
  { index, count }: { readonly index: number; readonly count: number },
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (index >= count || path.length !== pathLength(index, count)) return undefined;
  let hash = byteString(leafHash(leaf));
  let next = 0;
  for (let [place, size] = [index, count]; size > 1; place >>>= 1, size = (size + 1) >>> 1) {
    if ((place ^ 1) >= size) continue;
    const beside = byteString(path[next++] ?? new Uint8Array());
    hash = place % 2 === 0 ? nodeHash(hash, beside) : nodeHash(beside, hash);
  }
  return bytesOf(hash);
}
