import { parentPort } from 'node:worker_threads';
import { verify } from '../../ledger/signature.ts';
import { type Batch, firstFailing } from './batch.ts';

parentPort?.on('message', (batch: Batch) => {
  parentPort?.postMessage(firstFailing(batch, verify));
});
