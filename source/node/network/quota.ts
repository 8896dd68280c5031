/** How much may come: so many at once, and so many a second after that. */
export interface QuotaLimits {
  readonly burst: number;
  readonly perSecond: number;
}

/** A bucket of tokens that fills itself up again. */
export class Quota {
  readonly #limits: QuotaLimits;
  #left: number;
  /** When it was last looked at, by the monotonic clock. */
  #at: number;

  constructor(limits: QuotaLimits, now: number) {
    this.#limits = limits;
    this.#left = limits.burst;
    this.#at = now;
  }

  /** Whether there are so many tokens. @param now milliseconds of the monotonic clock */
  has(now: number, amount = 1): boolean {
    const { burst, perSecond } = this.#limits;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * perSecond) / 1_000);
    this.#at = now;
    return this.#left >= amount;
  }

  /** Takes so many tokens, if there are as many. */
  take(now: number, amount = 1): boolean {
    if (!this.has(now, amount)) return false;
    this.#left -= amount;
    return true;
  }

  /** Puts back one token that was not used. */
  giveBack(): void {
    this.#left++;
  }
}
