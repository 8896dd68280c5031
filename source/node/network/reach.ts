import { RecentMap } from '../../ledger/recent-map.ts';
import type { Environment } from '../environment.ts';
import type { Dialler } from './dialler.ts';
import type { Peer } from './peer.ts';
import { Quota } from './quota.ts';

/** Addresses of one node that are dialled one after the other, at most. */
const urlsLimit = 3;
/**
 * Dials in vain of one host, and of the addresses of one node: whoever writes records could have a third party dialled
 * by everybody who has a letter, on any port or under any name.
 */
const vainQuota = { burst: 8, perSecond: 0.1 } as const;
/** Hosts and nodes remembered, at least. */
const rememberedLimit = 1_000;

export interface ReachModules {
  /** Dials nothing twice at once, whoever wants it. */
  readonly dialler: Pick<Dialler, 'visit'>;
  /** Peers that are ready. */
  peers(): readonly Peer[];
}

/** Connects to nodes at the addresses that they say of themselves. */
export class Reach {
  readonly #modules: ReachModules;
  readonly #environment: Environment;
  readonly #vain = new RecentMap<Quota>(rememberedLimit);

  constructor(modules: ReachModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
  }

  /** Connects to a node (its key in hex) at one of its addresses; nothing if that does not come about now. */
  async connect(id: string, urls: readonly string[]): Promise<Peer | undefined> {
    const { dialler, peers } = this.#modules;
    for (const url of urls.slice(0, urlsLimit)) {
      const quotas = [this.#quotaOf(id), this.#quotaOf(new URL(url).hostname)];
      let hasDialled = false;
      await dialler.visit(url, id, () => {
        const now = this.#environment.monotonic();
        hasDialled = quotas.every((quota) => quota.has(now));
        if (hasDialled) for (const quota of quotas) quota.take(now);
        return hasDialled;
      });
      // Another may answer there, and the node may have come by itself meanwhile.
      const found = peers().find((peer) => peer.id === id);
      if (found === undefined) continue;
      if (hasDialled) for (const quota of quotas) quota.giveBack();
      return found;
    }
    return undefined;
  }

  #quotaOf(name: string): Quota {
    const quota = this.#vain.get(name) ?? new Quota(vainQuota, this.#environment.monotonic());
    this.#vain.set(name, quota);
    return quota;
  }
}
