import { cpus } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { sha256 } from '@noble/hashes/sha2.js';

interface Order {
  readonly header: Uint8Array;
  readonly milliseconds: number;
}

/** Hashes a second of the bare library over all cores: the last block of a header on a saved midstate. */
export async function bareHashing(header: Uint8Array, milliseconds: number): Promise<number> {
  const order: Order = { header, milliseconds };
  const workers = cpus().map(() => new Worker(new URL(import.meta.url), { workerData: order }));
  const rates = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<number>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  await Promise.all(workers.map((worker) => worker.terminate()));
  return rates.reduce((sum, rate) => sum + rate, 0);
}

if (parentPort !== null) {
  const { header, milliseconds } = workerData as Order;
  const midstate = sha256.create().update(header.subarray(0, 128));
  const hash = sha256.create();
  const tail = header.slice(128);
  const id = new Uint8Array(32);
  const start = performance.now();
  let hashes = 0;
  while (performance.now() - start < milliseconds) {
    for (let round = 0; round < 2_048; round++) {
      tail[51] = round;
      midstate._cloneInto(hash);
      hash.update(tail);
      hash.digestInto(id);
    }
    hashes += 2_048;
  }
  parentPort.postMessage((hashes * 1_000) / (performance.now() - start));
}
