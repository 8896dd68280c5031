import { RecentMap } from '../ledger/recent-map.ts';

/**
 * A set that remembers at least the latest so many members, and at most twice as many: enough to say something once,
 * never a memory that grows.
 */
export class RecentSet {
  readonly #members: RecentMap<true>;

  constructor(limit: number) {
    this.#members = new RecentMap(limit);
  }

  has(member: string): boolean {
    return this.#members.get(member) !== undefined;
  }

  /** Adds a member; says whether it was new. */
  add(member: string): boolean {
    const isNew = !this.has(member);
    if (isNew) this.#members.set(member, true);
    return isNew;
  }
}
