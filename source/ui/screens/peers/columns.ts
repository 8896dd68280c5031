import type { AddressView, PeerView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { peerHost, peerPlace } from '../../frame/peers.ts';
import { bytes, duration, shortId, thousands } from '../../text/format.ts';
import { span } from '../../text/row.ts';

/** How far a height is from this node's own: `same`, `3 behind`, `972 ahead`. */
export function distanceWords(height: number, own: number): string {
  if (height === own) return 'same';
  return height > own ? `${thousands(height - own)} ahead` : `${thousands(own - height)} behind`;
}

/** `2 ms`; nothing before the first answer. */
export function latencyWords({ latency }: PeerView): string {
  return latency === undefined ? '' : `${thousands(Math.max(1, latency))} ms`;
}

/** The columns of the connected peers, where a peer's score will stand too once peers are scored. */
export function peerColumns(own: number, now: number): Column<PeerView>[] {
  return [
    { title: 'Peer', cell: peerHost, lead: ({ direction }) => span(direction === 'in' ? '←' : '→') },
    { title: 'Port', width: 5, align: 'right', cell: ({ port }) => (port === 0 ? 'none' : String(port)) },
    { title: 'Block', width: 11, align: 'right', cell: ({ height }) => thousands(height) },
    { title: 'From ours', width: 14, align: 'right', cell: ({ height }) => distanceWords(height, own) },
    { title: 'Answer', width: 9, align: 'right', drop: 1, cell: latencyWords },
    { title: 'Received', width: 10, align: 'right', drop: 3, cell: ({ bytesIn }) => bytes(bytesIn) },
    { title: 'Sent', width: 10, align: 'right', drop: 3, cell: ({ bytesOut }) => bytes(bytesOut) },
    { title: 'For', width: 6, align: 'right', drop: 2, steady: true, cell: ({ since }) => duration(now - since) },
  ];
}

const sources: Readonly<Record<string, string>> = { seed: 'from the start', person: 'you named it' };

/** The columns of the known addresses, where a ban will stand too once peers are banned. */
export function addressColumns(peers: readonly PeerView[], now: number): Column<AddressView>[] {
  const sourceWords = (source: string) => {
    const teller = peers.find(({ id }) => id === source);
    return sources[source] ?? (teller === undefined ? shortId(source) : peerPlace(teller));
  };
  return [
    {
      title: 'Address',
      cell: ({ url }) => url,
      lead: ({ connected }) => (connected ? span('●', 'good') : span('○', 'dim')),
    },
    { title: 'Heard of from', width: 22, drop: 1, cell: ({ source }) => sourceWords(source) },
    {
      title: 'Last connected',
      width: 14,
      align: 'right',
      cell: ({ connected, lastGood }) =>
        connected ? 'now' : lastGood === 0 ? 'never' : `${duration(now - lastGood)} ago`,
    },
  ];
}
