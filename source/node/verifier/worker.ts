import { parentPort } from 'node:worker_threads';
import { verify } from '../../ledger/signature.ts';
import { firstFailing } from './batch.ts';

parentPort?.on('message', (batch: Uint8Array) => {
  parentPort?.postMessage(firstFailing(batch, verify));
});
