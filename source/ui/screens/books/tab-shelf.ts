import { formatLivres } from '../../../ledger/amount.ts';
import type { BookSummary, ExchangeSummary, LibraryView } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { openForm } from '../../forms/open-form.ts';
import { useServices } from '../../model/services.ts';
import type { Reader } from '../tickets/reader.ts';
import type { Tab } from '../tickets/tab.ts';
import { ownShelf, type Standing, useBookActions, useJoin } from './actions.ts';
import { summaryRows } from './book-rows.ts';
import { shelfColumns } from './columns.ts';
import { joinRows } from './teaching.ts';
import { useBook } from './use-books.ts';

/** What Enter does where no book stands; b says how one is added. */
const emptyOpens: Readonly<Record<Standing, string>> = {
  member: '',
  outside: 'join…',
  joining: '',
  uncovered: 'guarantee…',
  suspended: 'the licence',
  ended: 'the licence',
  'no library': '',
};

/** The books of the acting name; for whoever does not take part yet, what that takes. */
export function useShelfTab(options: {
  readonly items: readonly BookSummary[];
  readonly isShown: boolean;
  readonly exchanges: readonly ExchangeSummary[];
  readonly standing: Standing;
  readonly libraries: readonly LibraryView[];
  readonly reader: Reader;
}): Tab {
  const { items, isShown, exchanges, standing, libraries, reader } = options;
  const { navigator } = useServices();
  const list = useList<BookSummary>(ownShelf, items, ({ id }) => id);
  const selected = isShown ? list.selected : undefined;
  const book = useBook(selected?.id).value;
  const { handlers, labels } = useBookActions(selected, exchanges, standing, reader);
  const join = useJoin(reader);
  const add = () => navigator.push({ screen: 'books', view: 'add-book', key: 'page' });
  const { missing } = reader.status?.names.find(({ name }) => name === reader.acting) ?? {};
  const lock = () =>
    openForm(navigator, 'coins.stake', {
      as: reader.acting,
      ...(missing === undefined ? {} : { amount: formatLivres(BigInt(missing)) }),
    });
  const licence = () =>
    navigator.push({ screen: 'directory', view: 'licence', key: `${reader.address ?? ''} library` });
  const isEmpty = items.length === 0;
  const mayRead = selected !== undefined && labels.readBook !== '';
  const empty = {
    member: { open: add },
    outside: { open: join, join },
    joining: {},
    uncovered: { open: lock },
    suspended: { open: licence },
    ended: { open: licence },
    'no library': {},
  }[standing];
  const { askFor: _, ...own } = handlers;
  return {
    isEmpty,
    isLoading: false,
    lines: items.length,
    table: (size, isNarrow) =>
      isEmpty
        ? joinRows(standing, reader, libraries, size.width)
        : list.table(shelfColumns(exchanges, reader, isNarrow), size, { head: isNarrow, fold: !isNarrow }),
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
      open: isEmpty ? emptyOpens[standing] : mayRead ? 'read' : 'the book',
      // Enter does the same.
      readBook: '',
      ...(isEmpty ? { join: '' } : {}),
    },
    scopes: isEmpty ? ['books', 'books-join'] : ['list', 'books'],
    position: () => (isEmpty ? '' : `${list.position('book')}${list.hasMore() ? ' ↓' : ''}`),
  };
}
