import { cpus } from 'node:os';
import { headerCodec } from '../../source/ledger/block.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { bitsOf } from '../../source/ledger/work.ts';
import { Miner } from '../../source/node/miner/miner.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';
import type { Figure } from '../run.ts';
import { environment } from '../support/fixtures.ts';
import { bareHashing } from '../support/hashing.ts';

const milliseconds = 5_000;

/** Hashes a second of the real miner over all cores at full duty, a new job each second included. */
export const figure: Figure = {
  name: 'mine',
  unit: 'hashes/s',
  limit: 'SHA-256 with midstate, same number of threads',
  floor: 0.9,
  run: async () => {
    const wallet = await demoWallet(regtest);
    const { genesisHeader } = new Ledger(regtest);
    // A target that nobody meets, so that the search never ends by itself.
    const header = { ...genesisHeader, height: 2, bits: bitsOf(1n) };
    const modules = {
      template: () => ({ header, transactions: [], fees: 0n }),
      version: () => 'always the same',
      submit: () => Promise.reject(new Error('nobody can find this block')),
    };
    const limitValue = await bareHashing(headerCodec.encode(header), milliseconds);
    const miner = new Miner(
      wallet.pairOf(wallet.keyOf('miner-0')),
      { workers: cpus().length, duty: 1 },
      modules,
      environment,
    );
    miner.start();
    await firstHashes(miner);
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const value = (miner.takeHashes() * 1_000) / (performance.now() - start);
    await miner.stop();
    return { value, limitValue, ratio: value / limitValue, details: { threads: cpus().length, milliseconds } };
  },
};

/** Starting threads is not mining: the clock runs from the first hashes. */
async function firstHashes(miner: Miner): Promise<void> {
  while (miner.takeHashes() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
