import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';

/** Bytes of the secret from which all others come. */
export const masterSize = 32;

const nonceSize = 24;
/** Bytes that a box has more than what is in it: nonce and tag. */
export const boxOverhead = nonceSize + 16;

/** What a box holds; a box of one kind never opens as one of another. */
export type BoxKind = 'person' | 'entry' | 'head' | 'slot';

/** All that is done with the secrets of one database. */
export class Secrets {
  readonly #rows: Uint8Array;
  readonly #index: Uint8Array;
  readonly #chain: Uint8Array;
  readonly #randomBytes: (size: number) => Uint8Array;

  /** @param network the genesis id: a database that is told to be another network's opens to nobody */
  constructor(master: Uint8Array, network: Uint8Array, randomBytes: (size: number) => Uint8Array) {
    const derive = (purpose: string) => hkdf(sha256, master, network, utf8ToBytes(`carnet police ${purpose}`), 32);
    this.#rows = derive('rows');
    this.#index = derive('index');
    this.#chain = derive('chain');
    this.#randomBytes = randomBytes;
  }

  /** Where the person behind a key lies, 32 bytes: HMAC-SHA256, so that the place says nothing about the key. */
  indexOf(key: Key): Uint8Array {
    return hmac(sha256, this.#index, key);
  }

  /** HMAC-SHA256 of a link of the log, 32 bytes: nobody without the passphrase can make one. */
  linkOf(entry: Uint8Array): Uint8Array {
    return hmac(sha256, this.#chain, entry);
  }

  /** XChaCha20-Poly1305 under a fresh nonce, which stands in front. */
  close(kind: BoxKind, plain: Uint8Array): Uint8Array {
    const nonce = this.#randomBytes(nonceSize);
    return concatBytes(nonce, xchacha20poly1305(this.#rows, nonce, utf8ToBytes(kind)).encrypt(plain));
  }

  /** What is in a box; nothing where it is not as it was closed. */
  open(kind: BoxKind, box: Uint8Array): Uint8Array | undefined {
    if (box.length < boxOverhead) return undefined;
    // Copied: what LevelDB gives is a Buffer, whose `slice` would not.
    const bytes = Uint8Array.from(box);
    try {
      const cipher = xchacha20poly1305(this.#rows, bytes.subarray(0, nonceSize), utf8ToBytes(kind));
      return cipher.decrypt(bytes.subarray(nonceSize));
    } catch {
      // The cipher says no more than that its tag does not fit.
      return undefined;
    }
  }

  /** Overwrites the secrets; nothing can be opened any more. */
  forget(): void {
    for (const secret of [this.#rows, this.#index, this.#chain]) secret.fill(0);
  }
}
