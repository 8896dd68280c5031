import { byteString, putBytes } from '../ledger/byte-string.ts';
import type { Branch, DistantBranch, TreeNode } from '../ledger/tree.ts';
import { StoreDamage } from './damage.ts';

/** Levels of the tree that share one row: a read brings in four, and a change writes one row where it would be four. */
const levels = 4;
/** Levels kept in memory between two blocks, a multiple of {@link levels}: at most 4,095 branches. */
const nearLevels = 12;

/** Where a page lies: how deep, and the path so far, of which the first `depth` bits count. */
export interface PagePlace {
  readonly depth: number;
  readonly path: Uint8Array;
}

const kinds = { empty: 0, leaf: 1, branch: 2, distant: 3 } as const;

/** The largest page: 15 branches, and 16 leaves below them. */
const scratch = new Uint8Array(15 * 33 + 16 * 65);

/** A node and what hangs below it down to the next page, in preorder. A page may start with any node at the top only. */
export function encodePage(top: TreeNode | undefined, depth: number): Uint8Array {
  let size = 0;
  put(top, depth);
  return scratch.slice(0, size);

  function put(node: TreeNode | undefined, at: number): void {
    if (node === undefined) {
      scratch[size++] = kinds.empty;
    } else if (node.kind === 'leaf') {
      append(kinds.leaf, node.path);
      append(undefined, node.value);
    } else if (node.kind === 'distant' || at === depth + levels) {
      appendHash(kinds.distant, node.hash);
    } else {
      appendHash(kinds.branch, node.hash);
      put(node.left, at + 1);
      put(node.right, at + 1);
    }
  }

  function appendHash(kind: number, hash: string): void {
    scratch[size] = kind;
    putBytes(scratch, size + 1, hash);
    size += 1 + hash.length;
  }

  function append(kind: number | undefined, bytes: Uint8Array): void {
    if (kind !== undefined) scratch[size++] = kind;
    scratch.set(bytes, size);
    size += bytes.length;
  }
}

/** The nodes are views of the page, which is theirs from now on. @throws StoreDamage */
export function decodePage(page: Uint8Array): TreeNode | undefined {
  let at = 0;
  const top = take(0);
  if (at !== page.length) throw new StoreDamage('a page of the state tree is too long');
  return top;

  function bytes(): Uint8Array {
    if (at + 32 > page.length) throw new StoreDamage('a page of the state tree is cut short');
    at += 32;
    return page.subarray(at - 32, at);
  }

  function hash(): string {
    return byteString(bytes());
  }

  function take(level: number): TreeNode | undefined {
    const kind = page[at++];
    if (kind === kinds.empty) return undefined;
    if (kind === kinds.leaf) return { kind: 'leaf', path: bytes(), value: bytes(), hash: undefined };
    if (kind === kinds.distant) return { kind: 'distant', hash: hash(), branch: undefined };
    if (kind !== kinds.branch || level === levels) throw new StoreDamage('a page of the state tree makes no sense');
    return { kind: 'branch', hash: hash(), left: take(level + 1), right: take(level + 1) };
  }
}

/** The branch on a page, which must be the one that the tree above promises. */
export function branchOn(page: Uint8Array | undefined, distant: string): Branch {
  const top = page && decodePage(page);
  if (top?.kind !== 'branch' || top.hash !== distant) {
    throw new StoreDamage('a page of the state tree is not the one that belongs there');
  }
  return top;
}

/**
 * Tells every page that differs between two trees, walking only where they do: its content, or nothing where there is
 * none any more. The path is used again afterwards: copy what outlives the call.
 */
export function changedPages(
  before: TreeNode | undefined,
  after: TreeNode | undefined,
  tell: (place: PagePlace, page: Uint8Array | undefined) => void,
): void {
  const path = new Uint8Array(32);
  if (before !== after) tell({ depth: 0, path }, encodePage(after, 0));
  walk(before, after, 0);

  function walk(old: TreeNode | undefined, now: TreeNode | undefined, depth: number): void {
    if (old === now) return;
    const oldBranch = branchOf(old);
    const nowBranch = branchOf(now);
    if (oldBranch === undefined && nowBranch === undefined) return;
    if (depth > 0 && depth % levels === 0) tell({ depth, path }, nowBranch && encodePage(nowBranch, depth));
    walk(oldBranch?.left, nowBranch?.left, depth + 1);
    const byte = depth >> 3;
    const bit = 0x80 >> (depth & 7);
    path[byte] = (path[byte] ?? 0) | bit;
    walk(oldBranch?.right, nowBranch?.right, depth + 1);
    path[byte] = (path[byte] ?? 0) & ~bit;
  }
}

/** A distant branch that nobody looked at cannot have changed, nor anything below it. */
function branchOf(node: TreeNode | undefined): Branch | undefined {
  if (node?.kind === 'distant') return node.branch;
  return node?.kind === 'branch' ? node : undefined;
}

/** The same tree with only its upper levels at hand; the rest is fetched from its pages when it is needed. */
export function withoutDepths(top: TreeNode | undefined): TreeNode | undefined {
  return cut(top, 0);

  function cut(node: TreeNode | undefined, depth: number): TreeNode | undefined {
    if (node === undefined || node.kind === 'leaf') return node;
    if (depth === nearLevels) return node.kind === 'distant' && node.branch === undefined ? node : far(node);
    if (node.kind === 'distant') return node.branch === undefined ? node : cut(node.branch, depth);
    const left = cut(node.left, depth + 1);
    const right = cut(node.right, depth + 1);
    return left === node.left && right === node.right ? node : { kind: 'branch', hash: node.hash, left, right };
  }
}

function far({ hash }: Branch | DistantBranch): DistantBranch {
  return { kind: 'distant', hash, branch: undefined };
}
