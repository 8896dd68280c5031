import { bytesOf } from './byte-string.ts';
import { sha256, taggedHash, tags } from './hash.ts';
import { comparePaths, type FetchBranch, type PathChange, type TreeNode, updateTree } from './tree.ts';

/** Where an object belongs in the state tree, by its state key. */
export function pathOf(stateKey: string): Uint8Array {
  return taggedHash(tags.state, bytesOf(stateKey));
}

/** An object's encoding after a change, by its state key; nothing where it is gone. */
export interface KeyChange {
  readonly key: string;
  readonly after: Uint8Array | undefined;
}

/** The tree after changes of the state, each object once, in any order. */
export function treeAfter(
  tree: TreeNode | undefined,
  changes: readonly KeyChange[],
  fetch: FetchBranch = allAtHand,
): TreeNode | undefined {
  const paths = changes.map(({ key, after }): PathChange => {
    return { path: pathOf(key), value: after && sha256(after) };
  });
  return updateTree(tree, paths.sort(byPath), fetch);
}

function byPath(left: PathChange, right: PathChange): number {
  return comparePaths(left.path, right.path);
}

/** For a tree of which every branch is in memory. */
export function allAtHand(): never {
  throw new Error('a branch of the tree is not at hand');
}
