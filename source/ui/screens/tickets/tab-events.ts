import type { EventSummary } from '../../../node/facade.ts';
import { noMatchRows } from '../../components/use-filter.ts';
import { useList } from '../../components/use-list.ts';
import { openForm } from '../../forms/open-form.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { blank, prose, type Row } from '../../text/row.ts';
import { elsewhere, unsaidHere, useFanActions } from './actions.ts';
import { eventColumns } from './columns.ts';
import { aboutRows } from './event-page.ts';
import { buyRows, type Purse } from './event-rows.ts';
import { useOfficeActions } from './office-actions.ts';
import type { Reader } from './reader.ts';
import { whoseGate } from './reasons.ts';
import type { Tab } from './tab.ts';
import { useEvent } from './use-tickets.ts';

/** The events that one can go to; below or beside the list what one must know before one buys. */
export function useEventsTab(options: {
  readonly items: readonly EventSummary[];
  readonly isShown: boolean;
  readonly filter: string;
  readonly typing: boolean;
  readonly purse: Purse;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, filter, typing, purse, reader } = options;
  const { navigator, messages } = useServices();
  const list = useList<EventSummary>('events', items, ({ id }) => id);
  const { selected } = list;
  const answer = useEvent(isShown ? selected?.id : undefined, reader);
  const event = answer.value;
  const { handlers, labels } = useFanActions(event, reader);
  const { gateMode, newEvent } = useOfficeActions(event, reader).handlers;
  const ownKeys = 'That is for a ticket of your own: →, choose it, then the key.';
  const gate = gateMode ?? (event && (() => messages.say(whoseGate(event, reader))));
  const page = selected && (() => navigator.push({ screen: 'tickets', view: 'event', key: selected.id }));
  const announce = () => openForm(navigator, 'tickets.createEvent');
  const isEmpty = items.length === 0;
  const isNew = isEmpty && filter === '';
  return {
    isEmpty,
    isLoading: isUnanswered(answer),
    lines: items.length,
    table: (size, isNarrow) => {
      if (isNew) return emptyRows(size.width);
      if (isEmpty) return noMatchRows('event', filter, size.width);
      return list.table(eventColumns(reader, purse.fee), size, { active: !typing, head: isNarrow, fold: !isNarrow });
    },
    detail: ({ width, height }) => {
      if (event === undefined) return [];
      const first = buyRows(event, purse, reader, width);
      return height >= first.length + 8
        ? [...first, blank, ...aboutRows(event, reader, width)].slice(0, height)
        : first;
    },
    handlers: {
      ...list.handlers,
      ...elsewhere(messages.say.bind(messages), ownKeys),
      ticketStory: () => messages.say(ownKeys),
      ...(gate === undefined ? {} : { gateMode: gate }),
      ...(newEvent === undefined ? {} : { newEvent }),
      ...(page === undefined ? {} : { open: page }),
      ...(page === undefined || handlers.open === undefined ? {} : { eventPage: page }),
      ...handlers,
      ...(isNew ? { open: announce } : {}),
    },
    labels: {
      ...labels,
      ...unsaidHere,
      ticketStory: '',
      newEvent: '',
      ...(gateMode === undefined ? { gateMode: '' } : {}),
      open: isNew ? 'announce one…' : handlers.open === undefined ? 'event' : 'buy…',
    },
    scopes: ['list', 'tickets', 'box-office'],
    position: () => `${list.position('event')}${list.hasMore() ? ' ↓' : ''}`,
  };
}

function emptyRows(width: number): Row[] {
  return [
    ...prose('No event is coming up.', width, 'title'),
    blank,
    ...prose(
      'An organiser announces an event with its price and its rules: what a resale may cost, who may sell, how many one person may have. Every ticket is signed by the event and its seller, so nobody can forge one or sell it twice, and the money waits until the event has taken place.',
      width,
    ),
    blank,
    ...prose('Enter announces one: the form is filled in already.', width, 'next'),
  ];
}
