import { join } from 'node:path';
import type { Ledger } from '../../source/ledger/ledger.ts';
import { Chain } from '../../source/node/chain.ts';
import { Verifier } from '../../source/node/verifier/verifier.ts';
import { Store } from '../../source/store/store.ts';
import { environment } from './fixtures.ts';

/** Seconds in which a new chain takes encoded blocks, from bytes to the synced commit of each; a node's folder is left. */
export async function connectAll(ledger: Ledger, encoded: readonly Uint8Array[], folder: string): Promise<number> {
  const store = await Store.open(join(folder, 'ledger'), ledger.genesisId);
  const verifier = new Verifier();
  const chain = await Chain.open({ ledger, store, verifier }, environment);
  const start = performance.now();
  // As a node that catches up does: the next block's signatures are checked while the chain takes this one.
  const prepare = (bytes: Uint8Array | undefined) => {
    const block = bytes && ledger.decodeBlock(bytes);
    return { block, checked: block ? chain.prepare(block) : Promise.resolve() };
  };
  let next = prepare(encoded[0]);
  for (let index = 1; next.block !== undefined; index++) {
    const { block, checked } = next;
    await checked;
    next = prepare(encoded[index]);
    await chain.submit(block);
  }
  const seconds = (performance.now() - start) / 1_000;
  if (chain.tip.header.height !== encoded.length) throw new Error('not every block was connected');
  await verifier.close();
  await store.close();
  return seconds;
}
