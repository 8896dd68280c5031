import type { PeersView } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { layoutOf } from '../../frame/layout.ts';
import { peerPlace } from '../../frame/peers.ts';
import { useTerminalSize } from '../../frame/size.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useNow, useQuery, useStatus } from '../../model/use-model.ts';
import { dim } from '../../text/row.ts';
import { peerColumns } from './columns.ts';
import { addressRoom, addressRows, aloneRows, headingRows, peerRows } from './rows.ts';
import { useDisconnect } from './use-disconnect.ts';

const none: PeersView = { peers: [], addresses: [] };

/** Who is connected, how far they are, and which other addresses this node knows. */
export function usePeersView(): ViewModel {
  const { copy, messages, navigator } = useServices();
  const { columns, rows } = useTerminalSize();
  const status = useStatus().value;
  const now = useNow();
  const answer = useQuery<PeersView>('peers', ['peers', 'tip'], (asked) => asked.peers());
  const known = answer.value ?? none;
  const { peers } = known;
  const list = useList('peers', peers, ({ id }) => id);
  const { selected } = list;
  const disconnect = useDisconnect(selected);
  const isNarrow = layoutOf(columns, rows).kind === 'one';
  const dial = () => navigator.push({ screen: 'peers', view: 'dial', key: 'page' });
  const above = (width: number) => headingRows(status, peers, now, width);
  const below = peers.length === 0 ? aloneRows(status, columns).length : peers.length + 1;
  const wanted = above(columns).length + below + 1;
  return {
    panes: {
      // What stands below begins after a blank row, and keeps some rows however many peers there are.
      listRows: Math.min(wanted, rows - 5 - Math.min(addressRoom, known.addresses.length + 2)),
      list: (size) => {
        const head = above(size.width);
        if (peers.length === 0) return [...head, ...aloneRows(status, size.width)];
        const room = Math.min(peers.length + 1, size.height - head.length - (isNarrow ? 1 : 0));
        return [...head, ...list.table(peerColumns(status?.height ?? 0, now), { width: size.width, height: room })];
      },
      detail: (size) => {
        const facts = isNarrow || selected === undefined ? [] : peerRows(selected, status, now, size.width);
        return [...facts, ...addressRows(known, now, { width: size.width, height: size.height - facts.length })];
      },
    },
    scopes: ['list', 'peers'],
    loading: isUnanswered(answer),
    onKey: disconnect.onKey,
    handlers: {
      ...list.handlers,
      dial,
      ...(peers.length === 0 ? { open: dial } : {}),
      ...(selected === undefined
        ? {}
        : {
            giveUp: disconnect.ask,
            copy: () => {
              copy(selected.id);
              messages.say(`The key of ${peerPlace(selected)} (${selected.agent}) is on the clipboard`);
            },
          }),
    },
    labels: { open: 'dial', giveUp: 'disconnect…', copy: 'copy its key' },
    hint: () => dim(` ${list.position('peer')}${list.hasMore() ? ' ↓' : ''}`),
  };
}
