import { cpus } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { publicKeyOf, sign, verify } from '../../source/ledger/signature.ts';

/** Signatures that each core checks. */
const rounds = 30_000;

/** Signatures a second that all cores together check, with nothing else to do. */
export async function bareVerification(): Promise<number> {
  const workers = cpus().map(() => new Worker(new URL(import.meta.url), { workerData: rounds }));
  // Starting a thread is not verifying: the clock runs from the last thread's word that it is ready.
  await Promise.all(workers.map(nextMessage));
  const start = performance.now();
  for (const worker of workers) worker.postMessage('go');
  await Promise.all(workers.map(nextMessage));
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return (workers.length * rounds) / seconds;
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

if (parentPort !== null && typeof workerData === 'number') {
  const port = parentPort;
  const secretKey = new Uint8Array(32).fill(7);
  const key = publicKeyOf(secretKey);
  const digest = new Uint8Array(32).fill(9);
  const signature = sign(digest, secretKey);
  for (let warmUp = 0; warmUp < 100; warmUp++) verify(signature, digest, key);
  port.once('message', () => {
    for (let round = 0; round < workerData; round++) {
      if (!verify(signature, digest, key)) throw new Error('a good signature was refused');
    }
    port.postMessage('done');
  });
  port.postMessage('ready');
}
