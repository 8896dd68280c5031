import { join } from 'node:path';
import type { Figure } from '../run.ts';
import { connectAll } from '../support/connecting.ts';
import { inTemporaryFolder, Workload } from '../support/fixtures.ts';
import { openPeer, startPeer } from '../support/peers.ts';

const blocks = 50;
const perBlock = 2_000;

/** Transactions a second that a second node takes over a real WebSocket on loopback, from empty to the tip. */
export const figure: Figure = {
  name: 'sync',
  unit: 'operations/s',
  limit: 'connecting the same blocks without a network',
  floor: 0.8,
  run: async () => {
    const workload = await Workload.create();
    const encoded = Array.from({ length: blocks }, () => workload.block(workload.transactions(perBlock)).bytes);
    return inTemporaryFolder(async (folder) => {
      const connecting = await connectAll(workload.ledger, encoded, join(folder, 'first'));
      const first = await startPeer(join(folder, 'first'));
      const { node, listener } = await openPeer(join(folder, 'second'));
      const start = performance.now();
      const arrived = new Promise<number>((resolve) => {
        node.subscribe((event) => {
          if (event.type === 'tip' && event.height === blocks) resolve((performance.now() - start) / 1_000);
        });
      });
      await node.dial({ url: first.url });
      const seconds = await arrived;
      await node.close();
      await listener.close();
      await first.stop();
      const value = (blocks * perBlock) / seconds;
      const limitValue = (blocks * perBlock) / connecting;
      return { value, limitValue, ratio: value / limitValue, details: { seconds, connecting, blocks, perBlock } };
    });
  },
};
