import { join } from 'node:path';
import { Chain } from '../../source/node/chain.ts';
import { Verifier } from '../../source/node/verifier/verifier.ts';
import { Store } from '../../source/store/store.ts';
import type { Figure } from '../run.ts';
import { environment, inTemporaryFolder, Workload } from '../support/fixtures.ts';
import { bareVerification } from '../support/verification.ts';

const blocks = 50;
const perBlock = 2_000;

/** Transactions a second, from bytes to the synced commit of each block. */
export const figure: Figure = {
  name: 'connect',
  unit: 'operations/s',
  limit: 'bare signature verification on all cores',
  floor: 0.5,
  run: async () => {
    const workload = await Workload.create();
    const encoded = Array.from({ length: blocks }, () => workload.block(workload.transactions(perBlock)).bytes);
    const limitValue = await bareVerification();
    return inTemporaryFolder(async (folder) => {
      const { ledger } = workload;
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
      if (chain.tip.header.height !== blocks) throw new Error('not every block was connected');
      await verifier.close();
      await store.close();
      const value = (blocks * perBlock) / seconds;
      const bytes = encoded.reduce((sum, { length }) => sum + length, 0);
      return {
        value,
        limitValue,
        ratio: value / limitValue,
        details: { seconds, blocks, perBlock, megabytes: bytes / 1e6 },
      };
    });
  },
};
