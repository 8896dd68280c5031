/** How many may stand in a doorway. */
export interface DoorwayLimits {
  readonly all: number;
  readonly perHost: number;
}

/**
 * Those who came and have not shown yet who they are. It is never closed because it is full: whoever has stood in it
 * longest leaves, of the host that sent the most, so that those who say nothing keep nobody out who speaks.
 */
export class Doorway<T> {
  readonly #limits: DoorwayLimits;
  /** Oldest first, and the host that each came from. */
  readonly #waiting = new Map<T, string>();

  constructor(limits: DoorwayLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Lets one in; gives back the one that has to leave for it, if any. */
  enter(one: T, host: string): T | undefined {
    this.#waiting.set(one, host);
    const counts = new Map<string, number>();
    for (const each of this.#waiting.values()) counts.set(each, (counts.get(each) ?? 0) + 1);
    if ((counts.get(host) ?? 0) > this.#limits.perHost) return this.#takeOldest(host);
    if (this.#waiting.size <= this.#limits.all) return undefined;
    const most = Math.max(...counts.values());
    for (const [each, count] of counts) if (count === most) return this.#takeOldest(each);
    return undefined;
  }

  /** It has gone on, or away. */
  leave(one: T): void {
    this.#waiting.delete(one);
  }

  #takeOldest(host: string): T | undefined {
    for (const [one, from] of this.#waiting) {
      if (from !== host) continue;
      this.#waiting.delete(one);
      return one;
    }
    return undefined;
  }
}
