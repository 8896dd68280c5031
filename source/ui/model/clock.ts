/** A clock tells its followers this often while something goes on, milliseconds. */
const lively = 1000;

/** Of the ticks of a quiet clock only each fifth is told: ages need no more, and an idle terminal should cost nothing. */
const quietShare = 5;

/** The time that the screen shows. All of it moves together, so that one tick is one frame. */
export class Clock {
  readonly #now: () => number;
  readonly #animate: boolean;
  readonly #listeners = new Set<() => void>();
  #shown: number;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #quiet = false;

  /** @param options.animate off: the time moves only when something else is drawn */
  constructor(options: { now: () => number; animate: boolean }) {
    this.#now = options.now;
    this.#animate = options.animate;
    this.#shown = options.now();
  }

  /** The time as of the last tick, milliseconds since 1970. */
  shown = (): number => this.#shown;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#animate) this.#timer ??= setInterval(() => this.#tick(), lively);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  /** Nothing moves that a person would watch by the second. */
  setQuiet(quiet: boolean): void {
    this.#quiet = quiet;
  }

  /** The ledger moved: the time is looked at again, so that a new block is not older than the clock says. */
  look(): void {
    this.#shown = this.#now();
  }

  #tick(): void {
    this.#ticks += 1;
    if (this.#quiet && this.#ticks % quietShare !== 0) return;
    this.#shown = this.#now();
    for (const listener of [...this.#listeners]) listener();
  }
}
