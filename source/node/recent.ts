/**
 * A set that remembers at least the latest so many members, and at most twice as many: enough to say something once,
 * never a memory that grows. It forgets a whole generation at a time, because finding the oldest member of a large set
 * means stepping over the places of all that were taken out before.
 */
export class RecentSet {
  readonly #limit: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(member: string): boolean {
    return this.#young.has(member) || this.#old.has(member);
  }

  /** Adds a member; says whether it was new. */
  add(member: string): boolean {
    const isNew = !this.has(member);
    this.#young.add(member);
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    return isNew;
  }
}
