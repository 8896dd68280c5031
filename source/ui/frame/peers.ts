import type { PeerView } from '../../node/facade.ts';

/** A peer as a person calls it: the port alone where it runs on this machine, else where it was dialled or came from. */
export function peerPlace({ address, port }: Pick<PeerView, 'address' | 'port'>): string {
  return port > 0 && /127\.0\.0\.1|localhost|\[?::1\]?/.test(address)
    ? String(port)
    : address.replace(/^wss?:\/\//, '');
}
