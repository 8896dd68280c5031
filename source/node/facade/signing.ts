import type { Review } from '../facade.ts';

/** An entry on its way between the wallets that must sign it. */
export interface SigningView {
  /** The signing file itself: text that may be saved, mailed and pasted. */
  readonly file: string;
  /** Its id once it is handed in. */
  readonly id: string;
  readonly operation: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What whoever signs agrees to, and why the ledger would refuse it now. */
  readonly review: Review;
  /** The author's number that it takes. */
  readonly nonce: number;
  /** The last block that may hold it; 0 for no end. */
  readonly expiry: number;
  /** The last block that can take it: its expiry, or before that the end of what it is about; 0 for no end. */
  readonly goodUntil: number;
  /** Addresses that must still sign, in the order of the entry. */
  readonly needs: readonly string[];
  /** Addresses that have signed. */
  readonly has: readonly string[];
}
