/** What is told apart by a number. */
export interface Numbered {
  readonly id: number;
}

/** Things that are made once for each text, so that equal ones are the same one and a number names them. */
export class Once<T extends object> {
  readonly #made = new Map<string, T & Numbered>();

  /** The thing with this text; made where there is none yet. */
  of(text: string, make: () => T): T & Numbered {
    let thing = this.#made.get(text);
    if (thing === undefined) {
      thing = { ...make(), id: this.#made.size + 1 };
      this.#made.set(text, thing);
    }
    return thing;
  }

  get size(): number {
    return this.#made.size;
  }
}
