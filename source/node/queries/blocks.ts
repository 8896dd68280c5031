import { bytesToHex } from '@noble/hashes/utils.js';
import type { Known } from '../../ledger/known.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { workOf } from '../../ledger/work.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { ChainBlock } from '../chain-block.ts';
import type { BlockSummary, BlockView, EntryPlace, EntryView } from '../facade.ts';
import { type Given, idIn, wholeIn } from '../parameters.ts';
import { nodeRefusals } from '../refusals.ts';
import { entryView } from '../views/entry.ts';
import { issuerOf } from './issuer.ts';
import type { Sources } from './sources.ts';

const largestHeight = 0xffffffff;

/** An entry by id, waiting or in the best chain. */
export function entry(sources: Sources, query: Given): EntryView | undefined {
  const { chain, mempool } = sources;
  const id = idIn(query, 'id');
  if (id === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'id', expected: '64 hex digits' });
  const waiting = mempool.get(id);
  if (waiting !== undefined) return placed(sources, waiting, { state: 'waiting' });
  const found = chain.transaction(id);
  const holder = found && chain.at(found.height);
  if (found === undefined || holder === undefined) return undefined;
  return placed(sources, found.transaction, placeIn(sources, holder, found.index));
}

/** Entries waiting for a block, best paid first, at most 200. */
export function waitingEntries(sources: Sources): EntryView[] {
  return sources.mempool
    .byRate()
    .slice(0, 200)
    .map((transaction) => placed(sources, transaction, { state: 'waiting' }));
}

/** An entry with the licence that stands behind it. */
function placed(sources: Sources, transaction: SignedTransaction, place: EntryPlace, known = sources.known()) {
  const issuer = issuerOf(sources, transaction, place.state === 'waiting' ? 0 : place.height);
  return entryView(sources.ledger, known, transaction, place, issuer);
}

function depthOf({ chain }: Sources, { header, id }: ChainBlock): number {
  const best = chain.at(header.height);
  return best !== undefined && bytesToHex(best.id) === bytesToHex(id) ? chain.tip.header.height - header.height + 1 : 0;
}

function placeIn(sources: Sources, block: ChainBlock, index: number): EntryPlace {
  const { height, time } = block.header;
  return { state: 'in block', height, block: bytesToHex(block.id), index, depth: depthOf(sources, block), time };
}

function summaryOf(known: Known, { header, id, entries, size }: ChainBlock): BlockSummary {
  return {
    height: header.height,
    id: bytesToHex(id),
    time: header.time,
    miner: header.height === 0 ? '' : known.address(header.miner),
    entries,
    size,
    work: workOf(header.bits).toString(),
  };
}

/** A block by height in the best chain, or by id in any branch; the tip if neither is given. */
export function block(sources: Sources, query: Given): BlockView {
  const { ledger, chain } = sources;
  const height = wholeIn(query, 'height', 0, largestHeight);
  const id = idIn(query, 'id');
  const found = id !== undefined ? chain.block(id) : chain.at(height ?? chain.tip.header.height);
  if (found === undefined) throw nodeRefusals.NOT_FOUND({ what: id === undefined ? `Block ${height}` : 'This block' });
  const known = sources.known();
  const { header, seal, fees } = found;
  const transactions = chain.body(found.id)?.transactions ?? [];
  return {
    ...summaryOf(known, found),
    version: header.version,
    bits: header.bits,
    parent: bytesToHex(header.parent),
    transactionsRoot: bytesToHex(header.transactionsRoot),
    votesRoot: bytesToHex(header.votesRoot),
    stateRoot: bytesToHex(header.stateRoot),
    nonce: header.nonce,
    seal: bytesToHex(seal),
    fees: fees.toString(),
    reward: header.height === 0 ? '0' : (ledger.genesis.parameters.blockReward + fees).toString(),
    depth: depthOf(sources, found),
    transactions: transactions.map((each, index) => placed(sources, each, placeIn(sources, found, index), known)),
  };
}

/** Blocks of the best chain, newest first. */
export function blocks({ chain, known }: Sources, query: Given): BlockSummary[] {
  const from = Math.min(wholeIn(query, 'from', 0, largestHeight) ?? chain.tip.header.height, chain.tip.header.height);
  const count = wholeIn(query, 'count', 1, 200) ?? 50;
  const names = known();
  const found: BlockSummary[] = [];
  for (let height = from; height >= 0 && found.length < count; height--) {
    const one = chain.at(height);
    if (one !== undefined) found.push(summaryOf(names, one));
  }
  return found;
}
