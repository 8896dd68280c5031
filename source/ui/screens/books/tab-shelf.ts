import type { BookSummary, ExchangeSummary } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { useServices } from '../../model/services.ts';
import type { Reader } from '../tickets/reader.ts';
import type { Tab } from '../tickets/tab.ts';
import { type Standing, useBookActions, useJoin } from './actions.ts';
import { summaryRows } from './book-rows.ts';
import { shelfColumns } from './columns.ts';
import { joinRows } from './teaching.ts';
import { useBook } from './use-books.ts';

/** The books of the acting name; for whoever does not take part yet, what that takes. */
export function useShelfTab(options: {
  readonly items: readonly BookSummary[];
  readonly isShown: boolean;
  readonly exchanges: readonly ExchangeSummary[];
  readonly standing: Standing;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, exchanges, standing, reader } = options;
  const { navigator } = useServices();
  const list = useList<BookSummary>('my shelf', items, ({ id }) => id);
  const selected = isShown ? list.selected : undefined;
  const book = useBook(selected?.id).value;
  const { handlers, labels } = useBookActions(selected, exchanges, standing, reader);
  const join = useJoin(reader);
  const add = () => navigator.push({ screen: 'books', view: 'add-book', key: 'page' });
  const isEmpty = items.length === 0;
  const mayRead = selected !== undefined && labels.readBook !== '';
  const empty = {
    member: { open: add },
    outside: { open: join, join },
    joining: {},
    'no library': {},
  }[standing];
  const { askFor: _, ...own } = handlers;
  return {
    isEmpty,
    isLoading: false,
    lines: items.length,
    table: (size, isNarrow) =>
      isEmpty
        ? joinRows(standing, reader, size.width)
        : list.table(shelfColumns(exchanges, reader), size, { head: isNarrow, fold: !isNarrow }),
    detail: (size) => (book === undefined ? [] : summaryRows(book, exchanges, reader, size)),
    handlers: isEmpty
      ? empty
      : {
          ...list.handlers,
          ...own,
          ...(mayRead ? { open: handlers.readBook } : { open: handlers.object }),
        },
    labels: {
      ...labels,
      copy: '',
      open: isEmpty ? (standing === 'outside' ? 'join…' : 'add a book…') : mayRead ? 'read' : 'the book',
      // Enter does the same.
      readBook: '',
      ...(isEmpty ? { addBook: '', join: '' } : {}),
    },
    scopes: isEmpty ? ['books', 'books-join'] : ['list', 'books'],
    position: () => (isEmpty ? '' : `${list.position('book')}${list.hasMore() ? ' ↓' : ''}`),
  };
}
