import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './messages.ts';
import { NonceSearch } from './search.ts';

/** Milliseconds of searching between two looks at the messages. */
const slice = 40;
/** Nonces between two looks at the clock. */
const stride = 2_048;

let search: NonceSearch | undefined;
let job = 0;
let next = 0;
/** Share of the time spent searching, 0 to 1. */
let duty = 1;
let scheduled = false;

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function schedule(delay: number): void {
  if (scheduled) return;
  scheduled = true;
  // A timer of 0 would still wait a millisecond, which at full duty is a few per cent of the speed.
  if (delay > 0) setTimeout(work, delay);
  else setImmediate(work);
}

function work(): void {
  scheduled = false;
  if (search === undefined) return;
  const start = performance.now();
  let hashes = 0;
  let found: number | undefined;
  while (found === undefined && performance.now() - start < slice) {
    found = search.run(next, stride);
    next = (next + stride) >>> 0;
    hashes += stride;
  }
  const spent = performance.now() - start;
  post({ type: 'hashes', hashes });
  if (found === undefined) schedule(duty >= 1 ? 0 : (spent * (1 - duty)) / duty);
  else {
    search = undefined;
    post({ type: 'found', job, nonce: found });
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'stop') {
    search = undefined;
    return;
  }
  search = new NonceSearch(message.header, message.target);
  job = message.job;
  next = message.from;
  duty = message.duty;
  schedule(0);
});
