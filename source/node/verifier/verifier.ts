import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { byteString } from '../../ledger/byte-string.ts';
import { verify } from '../../ledger/signature.ts';
import { type SignatureCheck, type SignedTransaction, signaturesOf } from '../../ledger/transaction.ts';
import { RecentSet } from '../recent.ts';
import { type Batch, packChecks } from './batch.ts';

/** Fewer signatures than this are checked at once: handing them to a worker would take longer. */
const smallBatch = 64;
/** Encodings remembered as verified, at least. */
const remembered = 25_000;

interface Pending {
  resolve(firstInvalid: number): void;
  reject(error: Error): void;
}

/** Checks signatures: a few here, many in worker threads, and those that were checked before not at all. */
export class Verifier {
  readonly #workers: Worker[] = [];
  readonly #pending = new Map<Worker, Pending[]>();
  readonly #size: number;
  /** Encodings (`wid`) whose signatures are all good. */
  readonly #verified = new RecentSet(remembered);

  constructor(size: number = Math.max(1, cpus().length)) {
    this.#size = size;
  }

  /** Whether all signatures of a transaction are good. */
  check(transaction: SignedTransaction): boolean {
    const wid = byteString(transaction.wid);
    if (this.#verified.has(wid)) return true;
    const good = signaturesOf(transaction).every(({ signature, digest, key }) => verify(signature, digest, key));
    if (good) this.#verified.add(wid);
    return good;
  }

  /** The first transaction with a bad signature, or nothing. */
  async firstInvalid(transactions: readonly SignedTransaction[]): Promise<SignedTransaction | undefined> {
    const unknown = transactions.filter(({ wid }) => !this.#verified.has(byteString(wid)));
    if (unknown.length < smallBatch) return unknown.find((transaction) => !this.check(transaction));
    const place = await this.firstFailing(unknown.flatMap(signaturesOf));
    if (place !== undefined)
      return unknown.flatMap((transaction) => signaturesOf(transaction).map(() => transaction))[place];
    for (const { wid } of unknown) this.#verified.add(byteString(wid));
    return undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  /** The place of the first check that fails, or nothing. Checks given here are not remembered. */
  async firstFailing(checks: readonly SignatureCheck[]): Promise<number | undefined> {
    if (checks.length < smallBatch) {
      const place = checks.findIndex(({ signature, digest, key }) => !verify(signature, digest, key));
      return place < 0 ? undefined : place;
    }
    this.#start();
    // All workers share one batch, so that none waits while another, which had to give way, still has a pile.
    const batch = packChecks(checks);
    const places = await Promise.all([...this.#workers].map((worker) => this.#ask(worker, batch)));
    const failing = places.filter((place) => place >= 0);
    return failing.length === 0 ? undefined : Math.min(...failing);
  }

  #ask(worker: Worker, batch: Batch): Promise<number> {
    return new Promise((resolve, reject) => {
      const queue = this.#pending.get(worker);
      if (queue === undefined) return reject(new Error('a verifying worker has ended'));
      queue.push({ resolve, reject });
      // An idle worker must not keep the process alive; one that owes an answer must.
      worker.ref();
      worker.postMessage(batch);
    });
  }

  #start(): void {
    while (this.#workers.length < this.#size) {
      // The worker is a sibling of this file, as source or as compiled code.
      const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
      const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url));
      const queue: Pending[] = [];
      const retire = (error: Error) => {
        this.#pending.delete(worker);
        const place = this.#workers.indexOf(worker);
        if (place >= 0) this.#workers.splice(place, 1);
        for (const one of queue.splice(0)) one.reject(error);
      };
      worker.on('message', (first: number) => {
        queue.shift()?.resolve(first);
        if (queue.length === 0) worker.unref();
      });
      worker.on('error', retire);
      worker.on('exit', () => retire(new Error('a verifying worker has ended')));
      worker.unref();
      this.#pending.set(worker, queue);
      this.#workers.push(worker);
    }
  }
}
