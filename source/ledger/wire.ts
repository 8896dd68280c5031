/**
 * Why bytes are not what a codec reads, or a value not what it writes; in words that end a sentence. The codec that
 * knows the name of the field adds it on the way out.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** The innermost field in which it happened. */
  place: string | undefined;
}

/** Takes bytes from the front of a buffer. Every number is little-endian. */
export class Reader {
  readonly #data: Uint8Array;
  readonly #isKept: boolean;
  #at = 0;

  /** @param isKept whether the data never changes, and may live as long as anything that is read from it */
  constructor(data: Uint8Array, isKept = false) {
    this.#data = data;
    this.#isKept = isKept;
  }

  /** The place of the next `size` bytes, which are behind it afterwards. @throws Fault where there are fewer */
  #take(size: number): number {
    const from = this.#at;
    if (from + size > this.#data.length) throw new Fault('too short');
    this.#at = from + size;
    return from;
  }

  u8(): number {
    return this.#byte(this.#take(1));
  }

  u16(): number {
    const from = this.#take(2);
    return this.#byte(from) | (this.#byte(from + 1) << 8);
  }

  u32(): number {
    return this.#word(this.#take(4));
  }

  u64(): bigint {
    const from = this.#take(8);
    const [low, high] = [this.#word(from), this.#word(from + 4)];
    // Nearly every amount is below 2^53, where one number holds it.
    return high < 0x20_0000 ? BigInt(high * 0x1_0000_0000 + low) : (BigInt(high) << 32n) | BigInt(low);
  }

  /** The next `size` bytes, copied unless the data is kept: they do not change with the frame that they came in. */
  bytes(size: number): Uint8Array {
    const from = this.#take(size);
    // A view takes 100 bytes and a third of the time, a copy 250: a block brings tens of thousands.
    return this.#isKept ? this.#data.subarray(from, from + size) : this.#data.slice(from, from + size);
  }

  /** The next `size` bytes as they lie in the frame: for whoever is done with them before the frame changes. */
  view(size: number): Uint8Array {
    const from = this.#take(size);
    return this.#data.subarray(from, from + size);
  }

  /** @throws Fault where anything is left */
  end(): void {
    if (this.#at < this.#data.length) throw new Fault('bytes left over');
  }

  #byte(place: number): number {
    return this.#data[place] ?? 0;
  }

  #word(from: number): number {
    const high = (this.#byte(from + 2) << 16) | (this.#byte(from + 3) << 24);
    return (this.#byte(from) | (this.#byte(from + 1) << 8) | high) >>> 0;
  }
}

const startSize = 1_024;

/** Puts bytes one after the other into a buffer that grows. Every number is little-endian. */
export class Writer {
  #data = new Uint8Array(startSize);
  #size = 0;

  u8(value: number): void {
    this.#number(value, 1, 0xff);
  }

  u16(value: number): void {
    this.#number(value, 2, 0xffff);
  }

  u32(value: number): void {
    this.#number(value, 4, 0xffff_ffff);
  }

  u64(value: bigint): void {
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new Fault('not a number of 64 bits');
    this.#number(Number(value & 0xffff_ffffn), 4, 0xffff_ffff);
    this.#number(Number(value >> 32n), 4, 0xffff_ffff);
  }

  bytes(value: Uint8Array): void {
    const at = this.#room(value.length);
    this.#data.set(value, at);
  }

  /** Everything written so far, of which nothing is left here. */
  take(): Uint8Array {
    const taken = this.#data.slice(0, this.#size);
    this.#size = 0;
    return taken;
  }

  /** Forgets what was written. Gives back whether the buffer is of a size to be used again. */
  clear(): boolean {
    this.#size = 0;
    return this.#data.length <= 64 * startSize;
  }

  #number(value: number, size: number, most: number): void {
    if (!Number.isInteger(value) || value < 0 || value > most) throw new Fault(`not a number of ${8 * size} bits`);
    const at = this.#room(size);
    for (let place = 0; place < size; place++) this.#data[at + place] = value >>> (8 * place);
  }

  /** The place of the next `size` bytes, which are taken afterwards. */
  #room(size: number): number {
    const at = this.#size;
    this.#size = at + size;
    if (this.#size > this.#data.length) {
      const larger = new Uint8Array(Math.max(2 * this.#data.length, this.#size));
      larger.set(this.#data);
      this.#data = larger;
    }
    return at;
  }
}
