import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesOf } from './byte-string.ts';
import { sha256, taggedHash, tags } from './hash.ts';
import { proveState } from './state-proof.ts';
import { comparePaths, type FetchBranch, type PathChange, type TreeNode, updateTree } from './tree.ts';

/** Where an object belongs in the state tree, by its state key. */
export function pathOf(stateKey: string): Uint8Array {
  return taggedHash(tags.state, bytesOf(stateKey));
}

/** An object's encoding after a change, by its state key; nothing where it is gone. */
export interface KeyChange {
  readonly key: string;
  /** The encoding before; what was there is compared with the tree only where this is named. */
  readonly before?: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/**
 * The tree after changes of the state, each object once, in any order.
 * @throws TreeContradiction where an object was there before and the tree has none, or the other way
 */
export function treeAfter(
  tree: TreeNode | undefined,
  changes: readonly KeyChange[],
  fetch: FetchBranch = allAtHand,
): TreeNode | undefined {
  const paths = changes.map((change): PathChange => {
    const { key, after } = change;
    const existed = 'before' in change ? change.before !== undefined : undefined;
    return { path: pathOf(key), value: after && sha256(after), existed };
  });
  return updateTree(tree, paths.sort(byPath), fetch);
}

/** Whether an object's encoding, or that there is none, is what a tree commits to. */
export function isCommitted(
  { top, fetch }: { readonly top: TreeNode | undefined; readonly fetch: FetchBranch },
  key: string,
  bytes: Uint8Array | undefined,
): boolean {
  const path = pathOf(key);
  const { leaf } = proveState(top, path, fetch);
  if (leaf === undefined || !equalBytes(leaf.path, path)) return bytes === undefined;
  return bytes !== undefined && equalBytes(leaf.value, sha256(bytes));
}

function byPath(left: PathChange, right: PathChange): number {
  return comparePaths(left.path, right.path);
}

/** For a tree of which every branch is in memory. */
export function allAtHand(): never {
  throw new Error('a branch of the tree is not at hand');
}
