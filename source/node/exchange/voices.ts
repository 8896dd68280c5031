import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { libraryOf } from '../../ledger/registries/books/book.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { Wallet } from '../../wallet/wallet.ts';
import type { KeyPair } from '../../wallet/words.ts';

/** Accounts that one terminal speaks for, at most. */
const limit = 32;

/**
 * For which libraries a terminal takes part in hand-overs: those of the owner's words that joined, and those for which
 * something was done here. The published names are everybody's, so holding their keys alone says nothing.
 */
export class Voices {
  readonly #wallet: Wallet;
  readonly #named = new Map<string, Key>();

  constructor(wallet: Wallet) {
    this.#wallet = wallet;
  }

  /** From now on this terminal speaks for an account as well. Says whether that is new. */
  add(account: Key): boolean {
    const name = bytesToHex(account);
    if (this.#named.has(name)) return false;
    this.#named.set(name, account);
    return true;
  }

  /** The pairs of those that it can speak for now: their keys are here and open, and they joined. */
  pairs(state: StateReader): KeyPair[] {
    const own = this.#wallet.names().filter((one) => one.own && !one.locked);
    const keys = new Map([...this.#named, ...own.map(({ key }) => [bytesToHex(key), key] as const)]);
    return [...keys.values()]
      .filter((key) => this.#canSign(key) && libraryOf(state, key) !== undefined)
      .slice(0, limit)
      .map((key) => this.#wallet.pairOf(key));
  }

  /** The pair of an account that it speaks for now. */
  pairOf(state: StateReader, account: Key): KeyPair | undefined {
    return this.pairs(state).find(({ publicKey }) => equalBytes(publicKey, account));
  }

  #canSign(key: Key): boolean {
    return this.#wallet.holds(key) && !this.#wallet.isLocked(key);
  }
}
