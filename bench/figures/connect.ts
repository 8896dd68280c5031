import type { Ledger } from '../../source/ledger/ledger.ts';
import type { Figure } from '../run.ts';
import { connectAll } from '../support/connecting.ts';
import { inTemporaryFolder, Workload } from '../support/fixtures.ts';
import { bareVerification } from '../support/verification.ts';

const blocks = 50;
const perBlock = 2_000;

/** The encoded blocks alone: who made them, with a state and a tree of its own in memory, is done with. */
async function prepared(): Promise<{ ledger: Ledger; encoded: Uint8Array[] }> {
  const workload = await Workload.create();
  const encoded = Array.from({ length: blocks }, () => workload.block(workload.transactions(perBlock)).bytes);
  return { ledger: workload.ledger, encoded };
}

/** Transactions a second, from bytes to the synced commit of each block. */
export const figure: Figure = {
  name: 'connect',
  unit: 'operations/s',
  limit: 'bare signature verification on all cores',
  floor: 0.5,
  run: async () => {
    const { ledger, encoded } = await prepared();
    const limitValue = await bareVerification();
    return inTemporaryFolder(async (folder) => {
      const seconds = await connectAll(ledger, encoded, folder);
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
