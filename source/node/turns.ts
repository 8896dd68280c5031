/** Work that is done one piece at a time, in the order in which it was handed in. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work once all that was handed in before is done with; gives what it gives, or throws what it throws. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    // What one piece fell over must not stop the next; whoever handed it in gets the error from `mine`.
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Resolves when everything handed in before is done with. */
  async settled(): Promise<void> {
    await this.take(async () => undefined);
  }
}
