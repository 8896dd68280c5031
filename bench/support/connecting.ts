import { join } from 'node:path';
import type { Block } from '../../source/ledger/block.ts';
import type { Ledger } from '../../source/ledger/ledger.ts';
import { Chain } from '../../source/node/chain.ts';
import { Verifier } from '../../source/node/verifier/verifier.ts';
import { Store } from '../../source/store/store.ts';
import { environment } from './fixtures.ts';

/** Blocks that are on their way at once; a node that catches up has more. */
const ahead = 4;

/** Seconds in which a new chain takes encoded blocks, from bytes to the synced commit of each; a node's folder is left. */
export async function connectAll(ledger: Ledger, encoded: readonly Uint8Array[], folder: string): Promise<number> {
  const store = await Store.open(join(folder, 'ledger'), ledger.genesisId);
  const verifier = new Verifier();
  const chain = await Chain.open({ ledger, store, verifier }, environment);
  const start = performance.now();
  // As a node that catches up does: the signatures of the next blocks are checked while the chain takes this one.
  const prepared: { block: Block; checked: Promise<void> }[] = [];
  for (let taken = 0, next = 0; taken < encoded.length; taken++) {
    for (let bytes = encoded[next]; bytes !== undefined && next < taken + ahead; bytes = encoded[++next]) {
      const block = ledger.decodeBlock(bytes);
      prepared.push({ block, checked: chain.prepare(block) });
    }
    const first = prepared.shift();
    if (first === undefined) throw new Error('a block was not prepared');
    await first.checked;
    await chain.submit(first.block);
  }
  const seconds = (performance.now() - start) / 1_000;
  if (chain.tip.header.height !== encoded.length) throw new Error('not every block was connected');
  await verifier.close();
  await store.close();
  return seconds;
}
