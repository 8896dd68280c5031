import { RecentMap } from '../../ledger/recent-map.ts';
import type { Environment } from '../environment.ts';
import { hostOf } from './addresses.ts';
import type { Peer } from './peer.ts';
import { Quota, type QuotaLimits } from './quota.ts';

/** Bytes of letters of one node: a whole book of the largest size with its repeats, and then one every few blocks. */
const nodeQuota = { burst: 6 * 2 ** 20, perSecond: 2 ** 18 } as const;
/** Bytes of letters of all nodes on one machine: a new key for a node costs nothing. */
const hostQuota = { burst: 24 * 2 ** 20, perSecond: 2 ** 20 } as const;
/** Bytes that the smallest letter counts as: opening it and looking at its signature takes as long. */
const leastBytes = 2 ** 13;
/** Letters that cannot be opened which a node may bring: its build may say one thing in other words. */
const spoiltQuota = { burst: 4, perSecond: 4 / 600 } as const;
/** Milliseconds for which no letter of a node is read that brought more of those. */
const unreadFor = 600_000;
/** Nodes and hosts remembered, at least. */
const rememberedLimit = 1_000;

/** What letters cost whoever brings them. */
export class Postage {
  readonly #environment: Environment;
  readonly #nodes = new RecentMap<Quota>(rememberedLimit);
  readonly #hosts = new RecentMap<Quota>(rememberedLimit);
  readonly #spoilt = new RecentMap<Quota>(rememberedLimit);
  /** Until when no letter of a node is read. */
  readonly #unread = new RecentMap<number>(rememberedLimit);

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Whether the letters of a node (its key in hex) are dropped unread now. */
  isUnread(id: string): boolean {
    return (this.#unread.get(id) ?? Number.NEGATIVE_INFINITY) > this.#environment.monotonic();
  }

  /** Whether a peer may bring a letter of so many bytes now; one that may not costs it nothing. */
  take({ id, remote }: Pick<Peer, 'id' | 'remote'>, bytes: number): boolean {
    const now = this.#environment.monotonic();
    const amount = Math.max(bytes, leastBytes);
    const quotas = [quotaIn(this.#nodes, id, nodeQuota, now), quotaIn(this.#hosts, hostOf(remote), hostQuota, now)];
    return quotas.every((quota) => quota.has(now, amount)) && quotas.every((quota) => quota.take(now, amount));
  }

  /** A letter of a node was worth nothing to anybody: after a few of them none is read for a while. */
  spoil(id: string): void {
    const now = this.#environment.monotonic();
    if (quotaIn(this.#spoilt, id, spoiltQuota, now).take(now)) return;
    this.#unread.set(id, now + unreadFor);
    this.#environment.logger.info({ peer: id }, 'letters of a node are not read for ten minutes: they do not open');
  }
}

function quotaIn(quotas: RecentMap<Quota>, name: string, limits: QuotaLimits, now: number): Quota {
  const quota = quotas.get(name) ?? new Quota(limits, now);
  quotas.set(name, quota);
  return quota;
}
