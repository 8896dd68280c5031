import { bytesToHex } from '@noble/hashes/utils.js';
import type { SignedTransaction } from '../../ledger/transaction.ts';

/** Transactions kept back, at most. */
const limit = 500;
/** Rounds over them: each may let in what the next stands on. */
const rounds = 3;

/** Transactions that came before what they stand on: an earlier number of their author, a car not made yet. Bounded. */
export class HeldTransactions {
  readonly #held = new Map<string, SignedTransaction>();

  get size(): number {
    return this.#held.size;
  }

  has(wid: string): boolean {
    return this.#held.has(wid);
  }

  keep(transaction: SignedTransaction): void {
    this.#held.set(bytesToHex(transaction.wid), transaction);
    if (this.#held.size <= limit) return;
    const [oldest] = this.#held.keys();
    if (oldest !== undefined) this.#held.delete(oldest);
  }

  /** Tries all again. @param admit says whether it is done with: taken, or refused for good */
  retry(admit: (transaction: SignedTransaction) => boolean): void {
    for (let round = 0; round < rounds && this.#held.size > 0; round++) {
      const before = this.#held.size;
      for (const [wid, transaction] of [...this.#held]) if (admit(transaction)) this.#held.delete(wid);
      if (this.#held.size === before) return;
    }
  }
}
