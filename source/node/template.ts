import { blockVersion, emptyBlockSize, type Header, sizeInBlock, transactionsRoot } from '../ledger/block.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { emptyRoot } from '../ledger/merkle.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { Overlay } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { rootOf } from '../ledger/tree.ts';
import type { Chain } from './chain.ts';
import type { Mempool } from './mempool.ts';
import { changedTree } from './state-tree.ts';

/** Rounds over what waits, best paid first: each costs as much as the whole mempool, so there are few. */
const roundsByRate = 3;

/** A block that only lacks its nonce and seal. */
export interface Template {
  readonly header: Header;
  readonly transactions: readonly SignedTransaction[];
  /** Deniers of all fees together. */
  readonly fees: bigint;
}

/**
 * The best block that can be built on the head now: what waits, best paid first, each only where it applies.
 * @param now milliseconds since 1970
 */
export function buildTemplate(
  { ledger, chain, mempool }: { ledger: Ledger; chain: Chain; mempool: Mempool },
  miner: Key,
  now: number,
): Template {
  const parent = chain.head;
  const time = Math.max(now, parent.header.time + 1);
  const state = chain.view();
  const progress = ledger.openBlock(state, parent, miner);
  const transactions: SignedTransaction[] = [];
  let room = ledger.genesis.parameters.maxBlockBytes - emptyBlockSize;
  let open = mempool.inTurn();
  // A transaction may wait on a worse paid one of somebody else (a car not made yet): try again after it, a few times.
  for (let round = 0; round < roundsByRate; round++) {
    const left = open.filter((transaction) => !addTo(transaction));
    if (left.length === open.length) break;
    open = left;
  }
  // What stands on a long row of such comes in the order in which the mempool holds it, which is one that applies.
  if (open.length > 0) {
    const left = new Set(open);
    for (const transaction of mempool.all()) if (left.has(transaction)) addTo(transaction);
  }
  const { fees } = progress.finish();
  const header: Header = {
    version: blockVersion,
    height: parent.header.height + 1,
    time,
    bits: chain.bitsAfter(parent),
    parent: parent.id,
    transactionsRoot: transactionsRoot(transactions),
    votesRoot: emptyRoot,
    stateRoot: rootOf(changedTree(chain.tree, state.changes())),
    miner,
    nonce: 0,
  };
  return { header, transactions, fees };

  function addTo(transaction: SignedTransaction): boolean {
    const size = sizeInBlock(transaction.bytes.length);
    if (size > room || !tryAdd(transaction)) return false;
    transactions.push(transaction);
    room -= size;
    return true;
  }

  function tryAdd(transaction: SignedTransaction): boolean {
    try {
      ledger.checkBlockTime(transaction, time);
      progress.tryAdd(transaction, new Overlay(state));
      return true;
    } catch (error) {
      if (error instanceof RefusedError) return false;
      throw error;
    }
  }
}
