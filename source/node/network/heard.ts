import { RecentMap } from '../../ledger/recent-map.ts';
import { Quota } from './quota.ts';

/** How often a node is heard of for an account that was never heard of for it: many at once, then one in five minutes. */
const newNodesQuota = { burst: 16, perSecond: 1 / 300 } as const;
/** Nodes remembered of one account: as many as can be heard of in a day, after which their records are too old. */
const nodesLimit = 304;
/** Accounts remembered. */
const accountsLimit = 500;

interface OfAccount {
  /** The newest sequence of each node. */
  readonly newest: RecentMap<number>;
  readonly newNodes: Quota;
}

/**
 * The newest word of each node, so that an older record is none again, even of a node that was forgotten or took its
 * word back. Each account has a memory of its own: however many nodes speak for one, they push none of another out.
 */
export class Heard {
  readonly #accounts = new RecentMap<OfAccount>(accountsLimit);

  /** The newest sequence that a node was heard with for any of these accounts; -1 for none. */
  newest(id: string, accounts: readonly string[]): number {
    return Math.max(-1, ...accounts.map((account) => this.#accounts.get(account)?.newest.get(id) ?? -1));
  }

  /** Whether a node may be heard of for one of these accounts. @param now milliseconds of the monotonic clock */
  hasRoom(id: string, accounts: readonly string[], now: number): boolean {
    return accounts.some((account) => {
      const known = this.#accounts.get(account);
      return known === undefined || known.newest.get(id) !== undefined || known.newNodes.has(now);
    });
  }

  /** A node was heard of for these accounts: by its record now, or by the one that this one takes back. */
  note(id: string, sequence: number, accounts: readonly string[], now: number): void {
    for (const account of accounts) {
      const known = this.#accounts.get(account) ?? {
        newest: new RecentMap<number>(nodesLimit),
        newNodes: new Quota(newNodesQuota, now),
      };
      this.#accounts.set(account, known);
      if (known.newest.get(id) !== undefined || known.newNodes.take(now)) known.newest.set(id, sequence);
    }
  }
}
