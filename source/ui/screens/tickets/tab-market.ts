import type { MarketView } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { isUnanswered } from '../../model/queries.ts';
import { blank, prose, type Row } from '../../text/row.ts';
import { useOfferActions } from './actions.ts';
import { marketColumns } from './columns.ts';
import type { Purse } from './event-rows.ts';
import { offerRows } from './market-rows.ts';
import type { Reader } from './reader.ts';
import type { Tab } from './tab.ts';
import { ticketKey, useEvent } from './use-tickets.ts';

/** What holders offer, event by event, the cheapest first. */
export function useMarketTab(options: {
  readonly items: readonly MarketView[];
  readonly isShown: boolean;
  readonly purse: Purse;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, purse, reader } = options;
  const list = useList<MarketView>('resale', items, ticketKey);
  const selected = isShown ? list.selected : undefined;
  const answer = useEvent(selected?.event.id, reader);
  const event = answer.value;
  const actions = useOfferActions(selected, event, reader);
  return {
    isEmpty: items.length === 0,
    isLoading: isUnanswered(answer),
    lines: items.length,
    table: (size, isNarrow) =>
      items.length === 0
        ? emptyRows(size.width)
        : list.table(marketColumns(reader, purse.fee), size, { head: isNarrow, fold: !isNarrow }),
    detail: ({ width }) => (selected === undefined ? [] : offerRows(selected, purse, reader, width)),
    handlers: { ...list.handlers, ...actions.handlers },
    labels: actions.labels,
    scopes: ['list', 'tickets'],
    position: () => `${list.position('ticket')}${list.hasMore() ? ' ↓' : ''}`,
  };
}

function emptyRows(width: number): Row[] {
  return [
    ...prose('No holder offers a ticket now.', width, 'title'),
    blank,
    ...prose(
      'Whoever cannot go offers the ticket here, for no more than the organiser allows, everything included. Who pays has it in the same step: the old one lets nobody in any more.',
      width,
    ),
    blank,
    ...prose('To sell one of yours: ←, choose it, s.', width, 'next'),
  ];
}
