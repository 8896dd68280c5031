import type { Dialler } from './dialler.ts';
import type { Peer } from './peer.ts';

/** Addresses of one node that are dialled one after the other, at most. */
const urlsLimit = 3;

export interface ReachModules {
  /** Dials nothing twice at once, whoever wants it. */
  readonly dialler: Pick<Dialler, 'visit'>;
  /** Peers that are ready. */
  peers(): readonly Peer[];
}

/** Connects to a node (its key in hex) at one of its addresses; nothing if that does not come about now. */
export async function reach(
  { dialler, peers }: ReachModules,
  id: string,
  urls: readonly string[],
): Promise<Peer | undefined> {
  for (const url of urls.slice(0, urlsLimit)) {
    await dialler.visit(url, id);
    // Another may answer there, and the node may have come by itself meanwhile.
    const found = peers().find((peer) => peer.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}
