import type { AddressView, PeersView, PeerView, Status } from '../../../node/facade.ts';
import { progressRow } from '../../components/progress.ts';
import { type Column, tableRows } from '../../components/table.ts';
import { useList } from '../../components/use-list.ts';
import { peerPlace } from '../../frame/peers.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useNow, useQuery, useStatus } from '../../model/use-model.ts';
import { bytes, duration, thousands } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, type Size, span } from '../../text/row.ts';

const none: PeersView = { peers: [], addresses: [] };

/** Rows of known addresses that stay in view below a long list of peers in a narrow terminal. */
const addressRoom = 8;

/** Who is connected, how far they are, and which other addresses this node knows. */
export function usePeersView(): ViewModel {
  const { copy, facade, messages, navigator, queries } = useServices();
  const status = useStatus().value;
  const now = useNow();
  const answer = useQuery<PeersView>('peers', ['peers', 'tip'], (asked) => asked.peers());
  const { peers, addresses } = answer.value ?? none;
  const list = useList('peers', peers, ({ id }) => id);
  const { selected } = list;
  const dial = () => navigator.push({ screen: 'peers', view: 'dial', key: 'page' });
  const disconnect = async (peer: PeerView) => {
    try {
      await queries.once(() => facade.disconnect({ peer: peer.id }));
      messages.say(`${peerPlace(peer)} is disconnected; this node may dial it again by itself`);
      queries.touchAll();
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  const heading = headingRows(status, peers, now);
  return {
    panes: {
      listRows: heading(80).length + Math.max(peers.length + 1, 3) + 1,
      list: (size) => {
        const above = heading(size.width);
        if (peers.length === 0) return [...above, ...aloneRows(status, size.width)];
        return [...above, ...list.table(columns(now), { width: size.width, height: size.height - above.length })];
      },
      detail: (size) => addressRows(addresses, now, size),
    },
    scopes: ['list', 'peers'],
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      dial,
      ...(peers.length === 0 ? { open: dial } : {}),
      ...(selected === undefined
        ? {}
        : {
            giveUp: () => void disconnect(selected),
            copy: () => {
              copy(selected.id);
              messages.say(`The key of ${peerPlace(selected)} (${selected.agent}) is on the clipboard`);
            },
          }),
    },
    labels: { open: 'dial', giveUp: 'disconnect', copy: 'copy its key' },
    hint: () => dim(` ${list.position('peer')}`),
  };
}

/** How this node is, and how far it has caught up, in so many columns. */
function headingRows(status: Status | undefined, peers: readonly PeerView[], now: number): (width: number) => Row[] {
  return (width) => [
    row(
      ' ',
      span('PEERS', 'title'),
      `  ${peers.length}`,
      span(status === undefined ? '' : `   ${status.health}`, 'dim'),
    ),
    ...(status?.sync === undefined ? [] : [syncRow(status.sync, now, width)]),
    blank,
  ];
}

function syncRow({ from, at, target, since }: NonNullable<Status['sync']>, now: number, width: number): Row {
  return progressRow(
    { label: 'Syncing', start: from, done: at, total: target, elapsed: now - since, unit: 'blocks' },
    width,
  );
}

function aloneRows(status: Status | undefined, width: number): Row[] {
  const port = status === undefined ? '' : ` This node listens on port ${status.port}.`;
  return [
    ...prose('No other node is connected: this one has nobody to agree with.', width),
    ...prose(
      `Open a second terminal and type npm start there as well: the two find each other within seconds.${port} d dials one elsewhere.`,
      width,
      'next',
    ),
  ];
}

function columns(now: number): Column<PeerView>[] {
  return [
    { title: 'Peer', cell: peerPlace, lead: ({ direction }) => span(direction === 'in' ? '←' : '→') },
    { title: 'Called', width: 6, drop: 4, cell: ({ direction }) => (direction === 'in' ? 'us' : 'by us') },
    { title: 'Block', width: 9, align: 'right', cell: ({ height }) => thousands(height) },
    {
      title: 'Answers in',
      width: 10,
      align: 'right',
      drop: 1,
      cell: ({ latency }) => (latency === undefined ? '' : `${Math.max(1, Math.round(latency))} ms`),
    },
    { title: 'Received', width: 9, align: 'right', drop: 2, cell: ({ bytesIn }) => bytes(bytesIn) },
    { title: 'Sent', width: 9, align: 'right', drop: 2, cell: ({ bytesOut }) => bytes(bytesOut) },
    { title: 'For', width: 7, align: 'right', drop: 3, steady: true, cell: ({ since }) => duration(now - since) },
  ];
}

function addressRows(addresses: readonly AddressView[], now: number, size: Size): Row[] {
  const heading = row(' ', span('KNOWN ADDRESSES', 'title'), `  ${addresses.length}`);
  if (addresses.length === 0) {
    return [heading, ...prose('None yet: peers tell each other whom they know.', size.width, 'dim')];
  }
  const sorted = [...addresses].sort(
    (left, right) => Number(right.connected) - Number(left.connected) || right.lastGood - left.lastGood,
  );
  return [
    heading,
    ...tableRows({
      items: sorted,
      columns: addressColumns(now),
      selected: -1,
      start: 0,
      size: { width: size.width, height: Math.max(addressRoom, size.height - 1) },
      active: false,
    }),
  ];
}

const sources: Readonly<Record<string, string>> = { seed: 'from the start', person: 'a person' };

function addressColumns(now: number): Column<AddressView>[] {
  return [
    {
      title: 'Address',
      cell: ({ url }) => url,
      lead: ({ connected }) => (connected ? span('●', 'good') : span('○', 'dim')),
    },
    { title: 'Heard of from', width: 22, drop: 1, cell: ({ source }) => sources[source] ?? source },
    {
      title: 'Last connected',
      width: 14,
      align: 'right',
      cell: ({ connected, lastGood }) =>
        connected ? 'now' : lastGood === 0 ? 'never' : `${duration(now - lastGood)} ago`,
    },
  ];
}
