import type { PeerView } from '../facade.ts';
import type { Peer } from './peer.ts';

/** A ready peer as people see it. */
export function viewOf(peer: Peer): PeerView {
  const { bytesIn, bytesOut } = peer.traffic;
  return {
    id: peer.id,
    address: peer.url ?? peer.remote,
    direction: peer.side === 'dialled' ? 'out' : 'in',
    port: peer.hello.listenPort,
    agent: peer.hello.agent,
    height: peer.tip.height,
    ...(peer.latency === undefined ? {} : { latency: peer.latency }),
    bytesIn,
    bytesOut,
    since: peer.since,
  };
}
