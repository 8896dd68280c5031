import { hash } from 'node:crypto';
import { allAtHand } from '../../source/ledger/commitment.ts';
import { taggedHash, tags, u32le } from '../../source/ledger/hash.ts';
import { comparePaths, type PathChange, rootOf, type TreeNode, updateTree } from '../../source/ledger/tree.ts';
import type { Figure } from '../run.ts';

/** Objects in the tree, every level of it in memory; with many more the collector of memory is what is measured. */
const objects = 50_000;
/** Objects that a full block touches. */
const perBlock = 4_000;
const blocks = 50;

/**
 * Changes a second that the state tree takes, a block of them at a time, everything in memory.
 *
 * The floor: every new node is hashed once, and nobody can do less. On top come sorting, the walk down, 65 bytes put
 * together and one node made for each hash. On a busy machine it reached 0.35, and 0.20 when each hash was an array of
 * its own: the floor lies between, so that a step back shows. How much more is to be had is not known.
 */
export const figure: Figure = {
  name: 'tree',
  unit: 'changes/s',
  limit: 'bare SHA-256 of as many nodes',
  floor: 0.3,
  run: async ({ note }) => {
    let tree = updateTree(undefined, inOrder(changesOf(0, objects)), allAtHand);
    rootOf(tree);
    note(`${objects.toLocaleString('en-US')} objects are in the tree`);
    let [seconds, bare, hashes] = [0, 0, 0];
    for (let block = 1; block <= blocks; block++) {
      const changes = changesOf(block, perBlock);
      const before = tree;
      const start = performance.now();
      tree = updateTree(before, inOrder(changes), allAtHand);
      rootOf(tree);
      seconds += (performance.now() - start) / 1_000;
      const made = newNodes(before, tree);
      hashes += made;
      // At once, so that whatever else this machine does slows both.
      bare += bareHashing(made);
    }
    const changed = blocks * perBlock;
    return {
      value: changed / seconds,
      limitValue: changed / bare,
      ratio: bare / seconds,
      details: {
        objects,
        perBlock,
        microsecondsPerChange: (seconds * 1e6) / changed,
        hashesPerChange: hashes / changed,
      },
    };
  },
};

/** New values for objects all over the tree, others with each block. */
function changesOf(block: number, count: number): PathChange[] {
  return Array.from({ length: count }, (_, place) => {
    const number = block === 0 ? place : (place * 7_919 + block * 104_729) % objects;
    return {
      path: taggedHash(tags.state, u32le(number)),
      value: taggedHash(tags.history, u32le(number), u32le(block)),
    };
  });
}

function inOrder(changes: PathChange[]): PathChange[] {
  return changes.sort((left, right) => comparePaths(left.path, right.path));
}

/** Nodes of a tree that the one before had not: each was hashed. */
function newNodes(before: TreeNode | undefined, after: TreeNode | undefined): number {
  if (before === after || after === undefined) return 0;
  if (after.kind !== 'branch') return 1;
  const old = before?.kind === 'branch' ? before : undefined;
  return 1 + newNodes(old?.left, after.left) + newNodes(old?.right, after.right);
}

/** Seconds for so many hashes of a node's 65 bytes and nothing else. */
function bareHashing(count: number): number {
  const node = new Uint8Array(65);
  const start = performance.now();
  for (let round = 0; round < count; round++) {
    node[round & 31] = round;
    hash('sha256', node, 'binary');
  }
  return (performance.now() - start) / 1_000;
}
