import type { AddressView, PeersView, PeerView, Status, SyncView } from '../../../node/facade.ts';
import { progressRow } from '../../components/progress.ts';
import { tableRows } from '../../components/table.ts';
import { listeningUrl, peerPlace } from '../../frame/peers.ts';
import { furthestAhead, paceOf } from '../../frame/sync.ts';
import { bytes, clock, dayOfInstant, duration, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { cut, padTo } from '../../text/width.ts';
import { addressColumns, distanceWords, latencyWords } from './columns.ts';

/** Rows of known addresses that stay in view below a long list of peers in a narrow terminal. */
export const addressRoom = 8;

/** How many peers there are and who called whom; how far this node has caught up, where it has to. */
export function headingRows(status: Status | undefined, peers: readonly PeerView[], now: number, width: number): Row[] {
  const out = peers.filter(({ direction }) => direction === 'out').length;
  const [fromHere, dialledIn] = width < 60 ? ['out', 'in'] : ['dialled from here', 'dialled in'];
  const dialled = [
    ...(out > 0 ? [`→ ${thousands(out)} ${fromHere}`] : []),
    ...(peers.length > out ? [`← ${thousands(peers.length - out)} ${dialledIn}`] : []),
  ].join('   ');
  return [
    row(' ', span('PEERS', 'title'), `  ${peers.length}`, span(dialled === '' ? '' : `   ${dialled}`, 'dim')),
    ...stateRows(status, peers, now, width),
    blank,
  ];
}

function stateRows(status: Status | undefined, peers: readonly PeerView[], now: number, width: number): Row[] {
  if (status === undefined || peers.length === 0) return [];
  if (status.sync !== undefined) return syncingRows(status.sync, now, width);
  const ahead = furthestAhead(status, peers);
  if (status.health !== 'behind' || ahead === undefined) {
    return [row(' ', span('✓', 'good'), ` In sync at block ${thousands(status.height)}.`)];
  }
  return prose(
    `○ Behind by ${thousands(ahead.blocks)}: ${peerPlace(ahead.peer)} is at block ${thousands(ahead.peer.height)}, this node at ${thousands(status.height)}. It asks its peers for the rest by itself.`,
    width,
    'warn',
  );
}

function syncingRows(sync: SyncView, now: number, width: number): Row[] {
  const { from, at, target, since } = sync;
  const progress = { label: 'Syncing', start: from, done: at, total: target, unit: 'blocks' };
  if (width >= 70) return [progressRow({ ...progress, elapsed: now - since }, width)];
  // In a narrow pane the bar has a line of its own.
  const pace = paceOf(sync, now);
  const words = pace === undefined ? '' : `${thousands(pace.rate)} a second, ${duration(pace.left)} left`;
  return [progressRow({ ...progress, elapsed: 0 }, width), row(' ', span(words, 'dim'))];
}

/** What a peer is and how to get one, for whoever has none. */
export function aloneRows(status: Status | undefined, width: number): Row[] {
  const listens = status === undefined ? '' : ` This node listens on port ${status.port}.`;
  return [
    ...prose(
      'A peer is another node with its own copy of this ledger. Peers tell each other of every entry and block, and each checks all of it for itself: nobody has to be trusted. This node has none yet: nobody checks what it does.',
      width,
    ),
    blank,
    title(' OPEN A SECOND TERMINAL'),
    ...prose('Type npm start there as well: the two find each other within seconds.', width, 'next'),
    ...(width < 80 ? [blank] : []),
    title(' OR DIAL ONE'),
    ...prose(`d asks for its address.${listens}`, width, 'next'),
  ];
}

/** One peer in full. */
export function peerRows(peer: PeerView, status: Status | undefined, now: number, width: number): Row[] {
  const fact = (label: string, value: string) => row(' ', span(padTo(label, 14), 'dim'), value);
  const own = status?.height ?? 0;
  return [
    row(' ', span('PEER', 'dim'), ' › ', span(peerPlace(peer), 'title')),
    fact('Address', peer.address),
    fact('Direction', peer.direction === 'out' ? '→ dialled from here' : '← dialled in'),
    fact('Listens', peer.port === 0 ? 'no' : `on port ${peer.port}`),
    fact('Program', peer.agent),
    fact(
      'Block',
      `${thousands(peer.height)}, ${own === peer.height ? 'the same as' : `${distanceWords(peer.height, own)}${peer.height > own ? ' of' : ''}`} this node`,
    ),
    fact('Answers in', latencyWords(peer) || 'not asked yet'),
    fact('Received', bytes(peer.bytesIn)),
    fact('Sent', bytes(peer.bytesOut)),
    fact('Since', `${dayOfInstant(peer.since)} ${clock(peer.since)}, ${duration(now - peer.since)}`),
    row(' ', span(padTo('Key', 14), 'dim'), cut(peer.id, Math.max(8, width - 30)), span('   c copies it', 'dim')),
    blank,
  ];
}

/** The addresses that this node knows: the connected ones first, then those that were good most lately. */
export function addressRows({ addresses, peers }: PeersView, now: number, size: Size): Row[] {
  const heading = row(' ', span('KNOWN ADDRESSES', 'title'), `  ${addresses.length}`);
  if (addresses.length === 0) {
    return [heading, ...prose('None yet: peers tell each other whom they know.', size.width, 'dim')];
  }
  const room = Math.max(1, size.height - 2);
  // One that dialled in stands at its address too.
  const urls = new Set(peers.map(listeningUrl));
  const known = addresses.map((each) => ({ ...each, connected: each.connected || urls.has(each.url) }));
  const shown = sorted(known).slice(0, addresses.length > room ? room - 1 : room);
  const more = addresses.length - shown.length;
  return [
    heading,
    ...tableRows({
      items: shown,
      columns: addressColumns(peers, now),
      selected: -1,
      start: 0,
      size: { width: size.width, height: shown.length + 1 },
      active: false,
    }),
    ...(more > 0 ? [row(' ', span(`and ${thousands(more)} more`, 'dim'))] : []),
  ];
}

function sorted(addresses: readonly AddressView[]): AddressView[] {
  return [...addresses].sort(
    (left, right) => Number(right.connected) - Number(left.connected) || right.lastGood - left.lastGood,
  );
}
