import type { PeerView, Status, SyncView } from '../../node/facade.ts';
import { duration, thousands } from '../text/format.ts';

/** Blocks a second and the time left, milliseconds; nothing before the first block came. */
export function paceOf({ from, at, target, since }: SyncView, now: number): { rate: number; left: number } | undefined {
  const rate = ((at - from) * 1000) / Math.max(1, now - since);
  return rate > 0 ? { rate, left: (Math.max(0, target - at) * 1000) / rate } : undefined;
}

/** `Syncing 312 of 1,284, 2 s left.` */
export function shortSyncWords(sync: SyncView, now: number): string {
  const pace = paceOf(sync, now);
  const left = pace === undefined ? '' : `, ${duration(pace.left)} left`;
  return `Syncing ${thousands(sync.at)} of ${thousands(sync.target)}${left}.`;
}

/** `Syncing 312 of 1,284 blocks: 406 a second, 2 s left.` */
export function syncWords(sync: SyncView, now: number): string {
  const pace = paceOf(sync, now);
  const words = pace === undefined ? '' : `: ${thousands(pace.rate)} a second, ${duration(pace.left)} left`;
  return `Syncing ${thousands(sync.at)} of ${thousands(sync.target)} blocks${words}.`;
}

/** The peer that is furthest ahead of this node, and by how many blocks; nothing where none is ahead. */
export function furthestAhead(
  status: Pick<Status, 'height'>,
  peers: readonly PeerView[],
): { peer: PeerView; blocks: number } | undefined {
  const [peer] = [...peers].sort((left, right) => right.height - left.height);
  return peer === undefined || peer.height <= status.height ? undefined : { peer, blocks: peer.height - status.height };
}
