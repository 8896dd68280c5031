import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';

/** Entries that wait here alone, for a block of one's own: no other terminal hears of them yet. */
export class KeptEntries {
  /** By id in hex. */
  readonly #kept = new Map<string, SignedTransaction>();
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

  /**
   * An entry was taken: gives what the others may hear of now. That is nothing where it is kept; and with a later entry
   * of the same author all that was kept, because its number comes first.
   */
  take(transaction: SignedTransaction): SignedTransaction[] {
    if (this.#isKeeping) this.#kept.set(bytesToHex(transaction.id), transaction);
    if (this.has(transaction)) return [];
    return [...this.#releaseOf(transaction.body.author), transaction];
  }

  has({ id }: Pick<SignedTransaction, 'id'>): boolean {
    return this.#kept.has(bytesToHex(id));
  }

  /** From now on everybody may hear of it. Says whether it was kept. */
  release({ id }: Pick<SignedTransaction, 'id'>): boolean {
    return this.#kept.delete(bytesToHex(id));
  }

  #releaseOf(author: Key): SignedTransaction[] {
    const released = [...this.#kept.values()].filter(({ body }) => equalBytes(body.author, author));
    for (const one of released) this.release(one);
    return released;
  }
}
