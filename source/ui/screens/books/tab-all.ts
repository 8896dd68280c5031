import type { BookSummary, ExchangeSummary } from '../../../node/facade.ts';
import { noMatchRows } from '../../components/use-filter.ts';
import { useList } from '../../components/use-list.ts';
import type { Reader } from '../tickets/reader.ts';
import type { Tab } from '../tickets/tab.ts';
import { type Standing, useBookActions } from './actions.ts';
import { summaryRows } from './book-rows.ts';
import { allColumns } from './columns.ts';
import { noShelvesRows } from './teaching.ts';
import { useBook } from './use-books.ts';

/** The books of everybody: Enter asks for one of another. */
export function useAllTab(options: {
  readonly items: readonly BookSummary[];
  readonly isShown: boolean;
  readonly filter: string;
  readonly typing: boolean;
  readonly exchanges: readonly ExchangeSummary[];
  readonly standing: Standing;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, filter, typing, exchanges, standing, reader } = options;
  const list = useList<BookSummary>('all shelves', items, ({ id }) => id);
  const selected = isShown ? list.selected : undefined;
  const book = useBook(selected?.id).value;
  const { handlers, labels } = useBookActions(selected, exchanges, standing, reader);
  const isEmpty = items.length === 0;
  const mayAsk = selected !== undefined && labels.askFor !== '';
  const mayRead = selected !== undefined && labels.readBook !== '';
  const open = mayAsk ? handlers.askFor : mayRead ? handlers.readBook : handlers.object;
  return {
    isEmpty,
    isLoading: false,
    lines: items.length,
    table: (size, isNarrow) => {
      if (isEmpty) return filter === '' ? noShelvesRows(size.width) : noMatchRows('book', filter, size.width);
      return list.table(allColumns(exchanges, reader, isNarrow), size, {
        active: !typing,
        head: isNarrow,
        fold: !isNarrow,
      });
    },
    detail: (size) => (book === undefined ? [] : summaryRows(book, exchanges, reader, size)),
    handlers: { ...list.handlers, ...handlers, ...(open === undefined ? {} : { open }) },
    labels: {
      ...labels,
      copy: '',
      open: mayAsk ? 'ask for it…' : mayRead ? 'read' : 'the book',
      // Enter does the same.
      askFor: '',
      readBook: '',
    },
    scopes: ['list', 'books'],
    position: () => (isEmpty ? '' : `${list.position('book')}${list.hasMore() ? ' ↓' : ''}`),
  };
}
