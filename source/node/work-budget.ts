/**
 * Work that others may cause: so much a second, and so much at once. What is asked for beyond it has to wait. A clock
 * that jumps gives nothing and takes nothing.
 */
export class WorkBudget {
  readonly #perSecond: number;
  readonly #most: number;
  #left: number;
  #at: number | undefined;

  constructor(perSecond: number, most: number) {
    this.#perSecond = perSecond;
    this.#most = most;
    this.#left = most;
  }

  /** Takes `cost` if there is anything left at `now`, milliseconds; says whether it did. */
  take(cost: number, now: number): boolean {
    const elapsed = Math.min(Math.max(now - (this.#at ?? now), 0), 1_000);
    this.#at = now;
    this.#left = Math.min(this.#most, this.#left + (elapsed * this.#perSecond) / 1_000);
    if (this.#left <= 0) return false;
    // One large piece may overdraw it: then nothing more is done until that is made good.
    this.#left -= cost;
    return true;
  }
}
