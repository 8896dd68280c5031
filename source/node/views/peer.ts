import type { PeerView } from '../facade.ts';
import { firstPort } from '../network/listener.ts';

/** Who came to whom, in a few words. */
export function joinedWords(peer: PeerView): string {
  if (peer.direction === 'in') return `${placeOf(peer)} joined`;
  return isPeerZero(peer) ? `Joined ${placeOf(peer)}, Peer Zero.` : `Joined ${placeOf(peer)}.`;
}

/** Whether it is where every node of this machine looks first. */
export function isPeerZero({ port, address }: PeerView): boolean {
  return port === firstPort && /^ws:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(address);
}

/** A peer as people call it: by its port, if it has one. */
export function placeOf({ port, address }: PeerView): string {
  return port === 0 ? address : String(port);
}
