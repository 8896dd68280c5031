import { sha256 } from '@noble/hashes/sha2.js';
import { headerSize } from '../../ledger/block.ts';

/** Bytes of a header that do not change while nonces are tried: two SHA-256 blocks. */
const fixedSize = 128;
const nonceOffset = headerSize - 4;

/**
 * Tries nonces on an encoded header (183 bytes). The first two SHA-256 blocks are hashed once (midstate), so each try
 * costs one compression.
 */
export class NonceSearch {
  readonly #midstate: ReturnType<typeof sha256.create>;
  readonly #hash = sha256.create();
  readonly #tail: Uint8Array;
  readonly #nonce: DataView;
  readonly #id = new Uint8Array(32);
  readonly #target: Uint8Array;

  /** @param target 32 bytes, big-endian; an id must be at most this */
  constructor(header: Uint8Array, target: Uint8Array) {
    this.#midstate = sha256.create().update(header.subarray(0, fixedSize));
    this.#tail = header.slice(fixedSize);
    this.#nonce = new DataView(this.#tail.buffer, nonceOffset - fixedSize, 4);
    this.#target = target;
  }

  /** Tries `count` nonces from `from` on; the first that meets the target, or nothing. */
  run(from: number, count: number): number | undefined {
    for (let tried = 0; tried < count; tried++) {
      const nonce = (from + tried) >>> 0;
      this.#nonce.setUint32(0, nonce, true);
      this.#midstate._cloneInto(this.#hash);
      this.#hash.update(this.#tail);
      this.#hash.digestInto(this.#id);
      if (this.#meets()) return nonce;
    }
    return undefined;
  }

  #meets(): boolean {
    const [id, target] = [this.#id, this.#target];
    for (let place = 0; place < 32; place++) {
      const difference = (id[place] ?? 0) - (target[place] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return true;
  }
}
