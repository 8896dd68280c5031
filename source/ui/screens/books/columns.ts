import type { BookSummary, ExchangeSummary, LibraryView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { counted, livres, thousands } from '../../text/format.ts';
import { span } from '../../text/row.ts';
import { type Reader, whom } from '../tickets/reader.ts';
import { bookState, exchangeState, handedPhrase, handedWords, isbnText, reachWords, sizeWords } from './words.ts';

/** What a long title asks for before other columns are left out for its sake. */
const titleWants = 22;

const title: Column<BookSummary> = { title: 'Title', wants: titleWants, cell: (book) => book.title };
const size: Column<BookSummary> = { title: 'Size', width: 14, drop: 3, cell: sizeWords };
/** @param hasHead a number says by itself what it counts where no head stands above it */
const handed = (hasHead: boolean): Column<BookSummary> => ({
  title: 'Handed on',
  width: hasHead ? 10 : 20,
  drop: 4,
  cell: hasHead ? handedWords : handedPhrase,
  folded: handedPhrase,
});

function state(exchanges: readonly ExchangeSummary[], reader: Reader): Column<BookSummary> {
  return {
    title: '  State',
    width: 31,
    drop: 1,
    cell: (book) => bookState(book, exchanges, reader).words,
    lead: (book) => bookState(book, exchanges, reader).mark,
  };
}

/** The columns of one's own shelf. */
export function shelfColumns(
  exchanges: readonly ExchangeSummary[],
  reader: Reader,
  hasHead: boolean,
): Column<BookSummary>[] {
  return [
    title,
    { title: 'ISBN', width: 14, drop: 5, cell: ({ isbn }) => (isbn === undefined ? '' : isbnText(isbn)) },
    size,
    handed(hasHead),
    state(exchanges, reader),
  ];
}

/** The columns of every shelf. */
export function allColumns(
  exchanges: readonly ExchangeSummary[],
  reader: Reader,
  hasHead: boolean,
): Column<BookSummary>[] {
  return [
    title,
    {
      title: 'Owner',
      width: 16,
      cell: ({ owner }) => whom(reader, owner),
    },
    size,
    handed(hasHead),
    state(exchanges, reader),
  ];
}

/** The columns of the hand-overs of the acting name. */
export function exchangeColumns(reader: Reader, hasHead: boolean): Column<ExchangeSummary>[] {
  return [
    {
      title: '  State',
      width: 18,
      cell: (exchange) => exchangeState(exchange).words,
      lead: (exchange) => exchangeState(exchange).mark,
    },
    { title: 'Book', wants: titleWants, cell: (exchange) => exchange.title },
    {
      title: 'From',
      width: hasHead ? 14 : 19,
      drop: 2,
      cell: ({ owner }) => `${hasHead ? '' : 'from '}${whom(reader, owner)}`,
      folded: ({ owner }) => `from ${whom(reader, owner)}`,
    },
    {
      title: 'To',
      width: hasHead ? 14 : 17,
      drop: 2,
      cell: ({ requester }) => `${hasHead ? '' : 'to '}${whom(reader, requester)}`,
      folded: ({ requester }) => `to ${whom(reader, requester)}`,
    },
    {
      title: 'LVR',
      width: 14,
      align: 'right',
      drop: 3,
      cell: ({ price }) => (price === '0' ? 'nothing' : hasHead ? livres(price) : `${livres(price)} LVR`),
      folded: ({ price }) => (price === '0' ? 'for nothing' : `${livres(price)} LVR`),
    },
  ];
}

/** The columns of those who joined. */
export function libraryColumns(reader: Reader, hasHead: boolean): Column<LibraryView>[] {
  return [
    { title: 'Library', cell: ({ address }) => whom(reader, address) },
    {
      title: 'Books',
      width: 11,
      align: 'right',
      drop: 3,
      cell: ({ books }) => (hasHead ? thousands(books) : counted(books, 'book')),
      folded: ({ books }) => counted(books, 'book'),
    },
    {
      title: 'Joined',
      width: 16,
      drop: 2,
      cell: ({ since }) => (since === 0 ? 'waits for a block' : `block ${thousands(since)}`),
      folded: ({ since }) => (since === 0 ? 'joining waits for a block' : `joined in block ${thousands(since)}`),
      tone: ({ since }) => (since === 0 ? 'next' : undefined),
    },
    {
      title: '  Reached in',
      width: 30,
      drop: 1,
      cell: reachWords,
      lead: ({ here, elsewhere }) => (here || elsewhere > 0 ? span('●', 'good') : span('○')),
    },
  ];
}
