import type { EventSummary } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { blank, prose, type Row } from '../../text/row.ts';
import { officeColumns } from './columns.ts';
import { useOfficeActions } from './office-actions.ts';
import { officeRows } from './office-rows.ts';
import type { Reader } from './reader.ts';
import type { Tab } from './tab.ts';
import { useBoxOffice, useEvent } from './use-tickets.ts';

/** The events of an organiser, a seller or a gate: how they sell, and what is to be done next. */
export function useOfficeTab(options: {
  readonly items: readonly EventSummary[];
  readonly isShown: boolean;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, reader } = options;
  const { navigator } = useServices();
  const list = useList<EventSummary>('box office', items, ({ id }) => id);
  const selected = isShown ? list.selected : undefined;
  const answer = useEvent(selected?.id, reader);
  const event = answer.value;
  const office = useBoxOffice(selected?.id).value;
  const { handlers, labels, next } = useOfficeActions(event, reader);
  const page = selected && (() => navigator.push({ screen: 'tickets', view: 'event', key: selected.id }));
  const isEmpty = items.length === 0;
  const { newEvent } = handlers;
  return {
    isEmpty,
    isLoading: isUnanswered(answer),
    lines: items.length,
    table: (size, isNarrow) =>
      isEmpty
        ? emptyRows(newEvent !== undefined, size.width)
        : list.table(officeColumns(reader), size, { head: isNarrow, fold: !isNarrow }),
    detail: ({ width, height }) => (office === undefined ? [] : officeRows(office, next, reader, { width, height })),
    handlers: {
      ...list.handlers,
      ...(page === undefined ? {} : { open: page }),
      ...(page === undefined || handlers.open === undefined ? {} : { eventPage: page }),
      ...handlers,
      ...(isEmpty && newEvent !== undefined ? { open: newEvent } : {}),
    },
    labels: { open: isEmpty ? 'announce one…' : 'event', ...labels },
    scopes: ['list', 'tickets', 'box-office'],
    position: () => `${list.position('event')}${list.hasMore() ? ' ↓' : ''}`,
  };
}

function emptyRows(isOrganiser: boolean, width: number): Row[] {
  return [
    ...prose('No event of yours is on this ledger yet.', width, 'title'),
    blank,
    ...prose(
      isOrganiser
        ? 'Announce one, hand its seats to an official seller, and the seller puts them on sale. The money waits with the event until it is over; if you cancel it, everybody gets it back by itself.'
        : 'As soon as an organiser names you as an official seller or as a gate of an event, it stands here.',
      width,
    ),
    ...(isOrganiser ? [blank, ...prose('Enter announces one: the form is filled in already.', width, 'next')] : []),
  ];
}
