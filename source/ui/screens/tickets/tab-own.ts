import type { TicketSummary, WaitingPlace } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { blank, prose, type Row } from '../../text/row.ts';
import { useTicketActions } from './actions.ts';
import { eventOf, type Own, ownColumns } from './columns.ts';
import type { Reader } from './reader.ts';
import type { Tab } from './tab.ts';
import { placeRows, ticketRows } from './ticket-rows.ts';
import { ticketKey, useEvent, useTicket } from './use-tickets.ts';

/** What one holds and where one waits: what comes first, first; what is over, last. */
export function ownLines(
  tickets: readonly TicketSummary[],
  places: readonly WaitingPlace[],
  now: number,
): readonly Own[] {
  const lines: Own[] = [
    ...tickets.map((ticket): Own => ({ kind: 'ticket', key: ticketKey(ticket), ticket })),
    ...places.map((place): Own => ({ kind: 'place', key: place.event.id, place })),
  ];
  const rank = (own: Own) => (eventOf(own).endsAt <= now || eventOf(own).status !== 'open' ? 1 : 0);
  return lines.sort(
    (left, right) =>
      rank(left) - rank(right) || eventOf(left).doorsAt - eventOf(right).doorsAt || serialOf(left) - serialOf(right),
  );
}

function serialOf(own: Own): number {
  return own.kind === 'ticket' ? own.ticket.serial : 0;
}

/** One's own tickets; below or beside the list how the selected one stands. */
export function useOwnTab(options: {
  readonly items: readonly Own[];
  readonly isShown: boolean;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, reader } = options;
  const { navigator } = useServices();
  const review = useOpenReview();
  const list = useList<Own>('my tickets', items, ({ key }) => key);
  const selected = isShown ? list.selected : undefined;
  const summary = selected?.kind === 'ticket' ? selected.ticket : undefined;
  const ticket = useTicket(summary && ticketKey(summary)).value;
  const answer = useEvent(selected && eventOf(selected).id, reader);
  const event = answer.value;
  const actions = useTicketActions(summary, event, reader);
  const place = selected?.kind === 'place' ? selected.place : undefined;
  const page = place && (() => navigator.push({ screen: 'tickets', view: 'event', key: place.event.id }));
  return {
    isEmpty: items.length === 0,
    isLoading: isUnanswered(answer),
    lines: items.length,
    table: (size, isNarrow) =>
      items.length === 0
        ? emptyRows(reader, size.width)
        : list.table(ownColumns(reader), size, { head: isNarrow, fold: !isNarrow }),
    detail: (size) => {
      if (place !== undefined) return placeRows(place, size.width);
      return ticket === undefined ? [] : ticketRows(ticket, event, reader, size);
    },
    handlers: {
      ...list.handlers,
      ...actions.handlers,
      ...(page === undefined || place === undefined
        ? {}
        : {
            open: page,
            giveUp: () => review('tickets.unwait', { as: reader.acting, event: place.event.id }),
          }),
    },
    labels: place === undefined ? actions.labels : { open: 'event', giveUp: 'stop waiting…' },
    scopes: ['list', 'tickets'],
    position: () =>
      `${list.position(items.some(({ kind }) => kind === 'place') ? 'line' : 'ticket')}${list.hasMore() ? ' ↓' : ''}`,
  };
}

function emptyRows({ acting }: Reader, width: number): Row[] {
  return [
    ...prose(`${acting} has no ticket.`, width, 'title'),
    blank,
    ...prose(
      'What you buy stands here: you show it at the gate, and only your key can. Until the doors are near you can return it for its money, give it away, or offer it for resale at no more than the organiser allows.',
      width,
    ),
    blank,
    ...prose('← chooses an event and buys; → shows what holders offer.', width, 'next'),
  ];
}
