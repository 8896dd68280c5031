/** Keys beyond this many are dropped: somebody leans on a key. */
const most = 64;

/**
 * Keys on their way to the view. While a view waits for its first answer its keys wait too, so that `2 Enter Enter` in
 * one burst opens a car's newest entry however fast the node answers.
 */
export class KeyQueue {
  #handle: ((name: string) => void) | undefined;
  readonly #keys: string[] = [];
  #ready = true;
  #draining = false;

  /** Who takes the keys. */
  onKey(handle: (name: string) => void): void {
    this.#handle = handle;
  }

  /** Whether no key waits. */
  get idle(): boolean {
    return this.#keys.length === 0 && !this.#draining;
  }

  /** A key came. */
  push(name: string): void {
    if (this.#ready && !this.#draining && this.#keys.length === 0) this.#handle?.(name);
    else if (this.#keys.length < most) this.#keys.push(name);
  }

  /** Forgets what waits. */
  clear(): void {
    this.#keys.length = 0;
  }

  /** Whether the view that was drawn last knows what its keys work on. */
  setReady(ready: boolean): void {
    this.#ready = ready;
    if (ready) this.#drain();
  }

  /** Gives one key at a time. React draws what a key changed on the turn after it, so the next key waits for two. */
  #drain(): void {
    if (this.#draining || this.#keys.length === 0) return;
    this.#draining = true;
    setImmediate(() => {
      const key = this.#ready ? this.#keys.shift() : undefined;
      if (key !== undefined) this.#handle?.(key);
      setImmediate(() => {
        this.#draining = false;
        if (this.#ready) this.#drain();
      });
    });
  }
}
