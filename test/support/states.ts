import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block } from '../../source/ledger/block.ts';
import { treeAfter } from '../../source/ledger/commitment.ts';
import type { Genesis } from '../../source/ledger/genesis.ts';
import type { Key } from '../../source/ledger/keys.ts';
import { Ledger, type Parent } from '../../source/ledger/ledger.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { Overlay } from '../../source/ledger/state.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { emptyStateRoot, rootOf, type TreeNode } from '../../source/ledger/tree.ts';

/** The state after a block, and the tree over it. */
interface Known {
  readonly ledger: Ledger;
  readonly objects: ReadonlyMap<string, Uint8Array>;
  readonly tree: TreeNode | undefined;
}

/**
 * The states after the blocks that tests build, by block id, so that blocks can be built on any of them without the node
 * that is tested.
 */
const states = new Map<string, Known>();

/** The state that a network starts with, so that blocks can be built on its first. */
export function learnNetwork(genesis: Genesis): void {
  const ledger = new Ledger(genesis);
  const id = bytesToHex(ledger.genesisId);
  if (states.has(id)) return;
  const founded = new Overlay({ read: () => undefined });
  ledger.foundState(founded);
  states.set(id, after({ ledger, objects: new Map(), tree: undefined }, founded));
}

function after({ ledger, objects, tree }: Known, overlay: Overlay): Known {
  const changes = overlay.changes();
  const now = new Map(objects);
  for (const { key, after: bytes } of changes) {
    if (bytes === undefined) now.delete(key);
    else now.set(key, bytes);
  }
  return { ledger, objects: now, tree: treeAfter(tree, changes) };
}

/** The state after a block on `parent`; nothing where that is not known, or the block cannot be applied. */
function stateAfter(parent: Parent, miner: Key, transactions: readonly SignedTransaction[]): Known | undefined {
  const known = states.get(bytesToHex(parent.id));
  if (known === undefined) return undefined;
  const overlay = new Overlay({ read: (key) => known.objects.get(key) });
  try {
    const progress = known.ledger.openBlock(overlay, parent, miner);
    for (const transaction of transactions) progress.add(transaction);
    progress.finish();
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
  return after(known, overlay);
}

/** The root that a block has to promise; one of nothing where it would be refused for something else anyway. */
export function stateRootAfter(parent: Parent, miner: Key, transactions: readonly SignedTransaction[]): Uint8Array {
  const state = stateAfter(parent, miner, transactions);
  return state === undefined ? emptyStateRoot : rootOf(state.tree);
}

/** Learns the state after a block, so that others can be built on it. */
export function learnBlock({ id, header, transactions }: Block, parent: Parent): void {
  const name = bytesToHex(id);
  if (states.has(name)) return;
  const state = stateAfter(parent, header.miner, transactions);
  if (state !== undefined) states.set(name, state);
}

learnNetwork(regtest);
learnNetwork(devnet);
