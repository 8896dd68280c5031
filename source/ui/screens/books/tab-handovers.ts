import type { ExchangeSummary, ExchangeView } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useNow } from '../../model/use-model.ts';
import { blank, type Row, row, type Size, span } from '../../text/row.ts';
import type { Reader } from '../tickets/reader.ts';
import type { Tab } from '../tickets/tab.ts';
import { useHandoverActions } from './actions.ts';
import { exchangeColumns } from './columns.ts';
import { waitingRow } from './handover.ts';
import { saidRows, sequenceRows } from './handover-rows.ts';
import { noHandoversRows } from './teaching.ts';
import { useExchange } from './use-books.ts';
import { exchangeState, priceWords } from './words.ts';

/** The hand-overs of the acting name: those that wait for a yes or no first. */
export function useHandoversTab(options: {
  readonly items: readonly ExchangeSummary[];
  readonly isShown: boolean;
  readonly reader: Reader;
}): Tab & { readonly onKey: (name: string) => boolean } {
  const { items, isShown, reader } = options;
  const { navigator } = useServices();
  const now = useNow();
  const list = useList<ExchangeSummary>('hand-overs', items, ({ id }) => id);
  const selected = isShown ? list.selected : undefined;
  const answer = useExchange(selected?.id, reader);
  const view = answer.value;
  const { handlers, labels, onKey } = useHandoverActions(view, reader);
  const isEmpty = items.length === 0;
  const { back: _, ...ownLabels } = labels;
  const mayAgree = view?.can.includes('agree') === true;
  const see = selected && (() => navigator.push({ screen: 'books', view: 'handover', key: selected.id }));
  return {
    isEmpty,
    isLoading: isUnanswered(answer),
    lines: items.length,
    onKey: isShown ? onKey : () => false,
    table: (size, isNarrow) =>
      isEmpty
        ? noHandoversRows(reader.acting, size.width)
        : list.table(exchangeColumns(reader, isNarrow), size, { head: isNarrow, fold: !isNarrow }),
    detail: (size) => {
      if (view === undefined) return [];
      const isDrawn = size.height >= view.passages.length + 5 && size.width >= 70;
      return isDrawn ? sequenceRows(view, reader, now, size) : shortRows(view, reader, size);
    },
    handlers: {
      ...list.handlers,
      ...handlers,
      ...(mayAgree || see === undefined ? {} : { open: see }),
      ...(see === undefined ? {} : { handOver: see }),
    },
    labels: { ...ownLabels, copy: '', open: mayAgree ? 'yes…' : 'see it', ...(mayAgree ? {} : { handOver: '' }) },
    scopes: ['list', 'books'],
    position: () => (isEmpty ? '' : `${list.position('hand-over')}${list.hasMore() ? ' ↓' : ''}`),
  };
}

/** Where there is no room to draw it: how far it is, and what it waits for or why it ended. */
function shortRows(view: ExchangeView, reader: Reader, { width, height }: Size): Row[] {
  const { mark, words } = exchangeState(view);
  const done = view.passages.filter(({ state }) => state === 'done').length;
  const failed = view.passages.some(({ state }) => state === 'failed');
  const steps: Row = [
    span(' '),
    ...view.passages.map(({ state }) =>
      state === 'done'
        ? span('━━', 'good')
        : state === 'now'
          ? span('●━', 'next')
          : state === 'failed'
            ? span('✗ ', 'bad')
            : span('──', 'dim'),
    ),
    span(`  ${done} of ${view.passages.length} messages and entries${failed ? ', then it ended' : ''}`, 'dim'),
  ];
  return [
    row(' ', mark, ` ${words}   “${view.title}” ${priceWords(view.price)}`),
    steps,
    waitingRow(view),
    blank,
    ...saidRows(view, reader, width),
  ].slice(0, height);
}
