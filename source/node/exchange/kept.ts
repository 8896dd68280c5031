import { bytesToHex } from '@noble/hashes/utils.js';
import type { SignedTransaction } from '../../ledger/transaction.ts';

/** Entries that wait here alone, for a block of one's own: no other terminal hears of them yet. */
export class KeptEntries {
  readonly #ids = new Set<string>();
  #isKeeping = false;

  /** Keeps whatever is taken while this works. */
  keep<T>(work: () => T): T {
    this.#isKeeping = true;
    try {
      return work();
    } finally {
      this.#isKeeping = false;
    }
  }

  /** An entry was taken: whether it is kept. */
  take({ id }: SignedTransaction): boolean {
    if (this.#isKeeping) this.#ids.add(bytesToHex(id));
    return this.has({ id });
  }

  has({ id }: Pick<SignedTransaction, 'id'>): boolean {
    return this.#ids.has(bytesToHex(id));
  }

  /** From now on everybody may hear of it. Says whether it was kept. */
  release({ id }: Pick<SignedTransaction, 'id'>): boolean {
    return this.#ids.delete(bytesToHex(id));
  }
}
