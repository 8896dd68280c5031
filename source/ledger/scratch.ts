/**
 * A buffer that is used again and again for what is put together, handed over and forgotten. Its starts are kept by
 * their size: most are of few sizes, and to make a view costs as much as to hash it.
 */
export class Scratch {
  readonly #buffer: Uint8Array;
  readonly #starts: Uint8Array[] = [];

  /** @param size bytes up to which the buffer is shared */
  constructor(size: number) {
    this.#buffer = new Uint8Array(size);
  }

  /** Room for `size` bytes, which the next call may hand out again; a buffer of its own where that is too much. */
  start(size: number): Uint8Array {
    if (size > this.#buffer.length) return new Uint8Array(size);
    let view = this.#starts[size];
    if (view === undefined) {
      view = this.#buffer.subarray(0, size);
      this.#starts[size] = view;
    }
    return view;
  }
}
