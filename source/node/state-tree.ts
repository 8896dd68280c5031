import { isCommitted, type KeyChange, treeAfter } from '../ledger/commitment.ts';
import type { StateTree } from '../ledger/ledger.ts';
import { Overlay, type StateSource } from '../ledger/state.ts';
import { TreeContradiction, type TreeNode } from '../ledger/tree.ts';
import { StoreDamage } from '../store/damage.ts';

/**
 * The tree after changes over a state that is kept on disk.
 * @throws StoreDamage where an object that changes is not what the tree has
 */
export function changedTree(tree: StateTree, changes: readonly KeyChange[]): TreeNode | undefined {
  return told(() => treeAfter(tree.top, changes, tree.fetch));
}

/** Runs `work`; a tree that contradicts the state is damage of the store, and says nothing about a block. */
export function told<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TreeContradiction) throw new StoreDamage(error.message);
    throw error;
  }
}

/**
 * Before a block is blamed: a row that vanished from the disk makes good blocks fail. Everything that `apply` reads is
 * held against the tree.
 * @param apply what was refused a moment ago; run once more, on an overlay that goes nowhere
 * @throws StoreDamage
 */
export function checkReads(state: StateSource, tree: StateTree, apply: (overlay: Overlay) => unknown): void {
  const read = new Map<string, Uint8Array | undefined>();
  const watched: StateSource = {
    read: (key) => {
      const bytes = state.read(key);
      read.set(key, bytes);
      return bytes;
    },
  };
  let again: unknown;
  try {
    apply(new Overlay(watched));
  } catch (error) {
    // Whoever asks knows why already, unless the disk failed only now.
    again = error;
  }
  if (again instanceof StoreDamage) throw again;
  for (const [key, bytes] of read) {
    if (!isCommitted(tree, key, bytes)) throw new StoreDamage('an object of the state is not the one that was kept');
  }
}
