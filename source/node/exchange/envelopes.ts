import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { libraryOf } from '../../ledger/registries/books/book.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { KeyPair } from '../../wallet/words.ts';
import type { Message } from './messages.ts';
import { type Letter, open, type SealingPair, seal, sealingPair } from './sealing.ts';

/** Closes what leaves this terminal and opens what comes in. */
export class Envelopes {
  readonly #genesisId: Uint8Array;
  /** By account in hex: deriving one takes a while. */
  readonly #pairs = new Map<string, Promise<SealingPair>>();

  constructor(genesisId: Uint8Array) {
    this.#genesisId = genesisId;
  }

  /** The sealing pair of an account whose key is here. */
  pairOf({ publicKey, secretKey }: KeyPair): Promise<SealingPair> {
    const name = bytesToHex(publicKey);
    const known = this.#pairs.get(name) ?? sealingPair(secretKey);
    this.#pairs.set(name, known);
    return known;
  }

  /** A message signed and sealed for a library; nothing where that never joined. */
  async seal(state: StateReader, from: KeyPair, to: Key, message: Message): Promise<Letter | undefined> {
    const sealingKey = libraryOf(state, to)?.sealingKey;
    return sealingKey && seal(message, { genesisId: this.#genesisId, from, to, sealingKey });
  }

  /**
   * Opens what came for an account whose key is here.
   * @throws LETTER_UNREADABLE, LETTER_UNSIGNED, MALFORMED
   */
  async open(letter: Letter, pair: KeyPair): Promise<{ readonly from: Key; readonly message: Message }> {
    const { privateKey } = await this.pairOf(pair);
    return open(letter, this.#genesisId, privateKey);
  }
}
