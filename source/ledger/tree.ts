import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesOf } from './byte-string.ts';
import { sha256Text } from './hash.ts';
import { nodeHash } from './merkle.ts';

/**
 * The commitment to the whole state: a compact sparse Merkle tree. An object hangs at the path of its key, as high as
 * it stands alone; an empty place is 32 zero bytes; a subtree with one leaf is that leaf. So the root depends on what
 * the state holds, and on nothing else.
 *
 * Nodes are never changed: an update makes new ones along the way and shares the rest with the tree before it.
 */
export type TreeNode = Leaf | Branch | DistantBranch;

/** One object: the path of its key and the hash of its encoding, 32 bytes each. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly path: Uint8Array;
  readonly value: Uint8Array;
  /** Worked out when somebody needs it. */
  hash: string | undefined;
}

/** A place with at least two objects below it. */
export interface Branch {
  readonly kind: 'branch';
  /** As a {@link byteString}, like every hash in a tree: thousands are made with each block. */
  readonly hash: string;
  readonly left: TreeNode | undefined;
  readonly right: TreeNode | undefined;
}

/** A branch of which only the hash is at hand. */
export interface DistantBranch {
  readonly kind: 'distant';
  readonly hash: string;
  /** The branch itself, once somebody looked. */
  branch: Branch | undefined;
}

/** What becomes of one path: the hash of the object's new encoding, or nothing where the object is gone. */
export interface PathChange {
  readonly path: Uint8Array;
  readonly value: Uint8Array | undefined;
  /** Whether the object was there before, where somebody knows. */
  readonly existed?: boolean | undefined;
}

/** The tree has an object that the state has not, or the other way: one of them is not what was kept. */
export class TreeContradiction extends Error {
  override readonly name = 'TreeContradiction';
}

/** Fetches the branch with a hash that stands `depth` bits down a path. */
export type FetchBranch = (depth: number, path: Uint8Array, hash: string) => Branch;

/** The root of an empty tree, and the hash of an empty place: 32 zero bytes. */
export const emptyStateRoot: Uint8Array = new Uint8Array(32);
const emptyHash = '\0'.repeat(32);
const leafInput = new Uint8Array(65);

/** Hash of a leaf: SHA-256(0x00, path, hash of the encoding). */
export function hashLeaf(path: Uint8Array, value: Uint8Array): string {
  leafInput.set(path, 1);
  leafInput.set(value, 33);
  return sha256Text(leafInput);
}

/** Root of a tree, 32 bytes; zeros for an empty one. */
export function rootOf(node: TreeNode | undefined): Uint8Array {
  return bytesOf(hashOf(node));
}

/** Hash of a tree or a part of it. */
export function hashOf(node: TreeNode | undefined): string {
  if (node === undefined) return emptyHash;
  if (node.kind !== 'leaf') return node.hash;
  node.hash ??= hashLeaf(node.path, node.value);
  return node.hash;
}

/** The bit of a path that decides at a depth: 0 goes left, 1 goes right. */
export function bitAt(path: Uint8Array, depth: number): number {
  return ((path[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1;
}

/** Below zero where the left path comes first, above where the right one does. */
export function comparePaths(left: Uint8Array, right: Uint8Array): number {
  for (let index = 0; index < 32; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The branch behind a node that is known by its hash only. */
export function nearBranch(node: Branch | DistantBranch, depth: number, path: Uint8Array, fetch: FetchBranch): Branch {
  if (node.kind === 'branch') return node;
  node.branch ??= fetch(depth, path, node.hash);
  return node.branch;
}

/**
 * The tree after some changes, which come in ascending order of their paths, each path once.
 * @throws TreeContradiction
 */
export function updateTree(
  tree: TreeNode | undefined,
  changes: readonly PathChange[],
  fetch: FetchBranch,
): TreeNode | undefined {
  return update(tree, 0, 0, changes.length);

  function update(node: TreeNode | undefined, depth: number, from: number, to: number): TreeNode | undefined {
    const first = changes[from];
    if (from === to || first === undefined) return node;
    if (node === undefined || node.kind === 'leaf') return grow(mergeLeaves(node, changes.slice(from, to)), depth);
    const { left, right } = nearBranch(node, depth, first.path, fetch);
    const middle = firstRight(changes, depth, from, to);
    const newLeft = update(left, depth + 1, from, middle);
    const newRight = update(right, depth + 1, middle, to);
    return newLeft === left && newRight === right ? node : join(newLeft, newRight);
  }
}

/** What two sides make: a branch, unless no more than one leaf is left. */
function join(left: TreeNode | undefined, right: TreeNode | undefined): TreeNode | undefined {
  if (left === undefined && (right === undefined || right.kind === 'leaf')) return right;
  if (right === undefined && left?.kind === 'leaf') return left;
  return { kind: 'branch', left, right, hash: nodeHash(hashOf(left), hashOf(right)) };
}

/** The tree of some leaves, in ascending order of their paths, from a depth on. */
function grow(leaves: readonly Leaf[], depth: number, from = 0, to = leaves.length): TreeNode | undefined {
  if (to - from <= 1) return from < to ? leaves[from] : undefined;
  const middle = firstRight(leaves, depth, from, to);
  return join(grow(leaves, depth + 1, from, middle), grow(leaves, depth + 1, middle, to));
}

/** Index of the first path that goes right at a depth, where all before go left. */
function firstRight(sorted: readonly { path: Uint8Array }[], depth: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle];
    if (at !== undefined && bitAt(at.path, depth) === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The leaves of a place that held one at most, after changes. A leaf that stays as it was stays the same node. */
function mergeLeaves(old: Leaf | undefined, changes: readonly PathChange[]): Leaf[] {
  const leaves: Leaf[] = [];
  let waiting = old;
  for (const { path, value, existed } of changes) {
    const order = waiting === undefined ? 1 : comparePaths(waiting.path, path);
    if (existed !== undefined && existed !== (waiting !== undefined && order === 0)) {
      throw new TreeContradiction('an object of the state is missing, or was never committed to');
    }
    if (waiting !== undefined && order < 0) leaves.push(waiting);
    const isSame = waiting !== undefined && order === 0 && value !== undefined && equalBytes(waiting.value, value);
    if (isSame && waiting !== undefined) leaves.push(waiting);
    else if (value !== undefined) leaves.push({ kind: 'leaf', path, value, hash: undefined });
    if (order <= 0) waiting = undefined;
  }
  if (waiting !== undefined) leaves.push(waiting);
  return leaves;
}
