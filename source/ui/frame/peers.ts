import type { PeerView } from '../../node/facade.ts';

const local = /^(wss?:\/\/)?(127\.0\.0\.1|localhost|\[?::1\]?)(:|$|\/)/;

/** A peer as a person calls it: the port alone where it runs on this machine, else where it was dialled or came from. */
export function peerPlace({ address, port }: Pick<PeerView, 'address' | 'port'>): string {
  return port > 0 && local.test(address) ? String(port) : address.replace(/^wss?:\/\//, '');
}

/** The machine that a peer runs on: `this machine`, or its host. */
export function peerHost({ address }: Pick<PeerView, 'address'>): string {
  return local.test(address) ? 'this machine' : address.replace(/^wss?:\/\//, '').replace(/:\d+\/?$/, '');
}

/** The address at which a peer takes connections itself, as far as it shows: one that dialled in came from another port. */
export function listeningUrl({ address, port, direction }: PeerView): string {
  const host = address.replace(/^wss?:\/\//, '').replace(/:\d+\/?$/, '');
  return direction === 'out' ? address : `ws://${host}:${port}`;
}
