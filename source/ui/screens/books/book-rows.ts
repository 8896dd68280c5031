import type { BookSummary, BookView, ExchangeSummary } from '../../../node/facade.ts';
import type { List } from '../../components/use-list.ts';
import { nameOf } from '../../forms/known.ts';
import { thousands } from '../../text/format.ts';
import { blank, ends, type Row, row, rowWidth, type Size, span, title } from '../../text/row.ts';
import { cut, padTo, wrapWords } from '../../text/width.ts';
import { eventRow } from '../tickets/event-page.ts';
import { type Reader, whom } from '../tickets/reader.ts';
import { bookState, handedWords, isbnText, sizeWords } from './words.ts';

/** A book as one line says it, and the facts about it. */
export function factRows(
  book: BookSummary | BookView,
  exchanges: readonly ExchangeSummary[],
  reader: Reader,
  width: number,
): Row[] {
  const { mark, words } = bookState(book, exchanges, reader);
  const standing = row(mark, ` ${words} `);
  const name = cut(book.title, Math.max(4, width - rowWidth(standing) - 4));
  const facts: [string, string][] = [
    ['Owner', whom(reader, book.owner)],
    ...(book.isbn === undefined ? [] : [['ISBN', isbnText(book.isbn)] satisfies [string, string]]),
    ['Size', sizeWords(book)],
    ['Handed over', handedWords(book)],
    ...('commitment' in book ? [['Print', book.commitment] satisfies [string, string]] : []),
  ];
  return [
    ends(row(' ', span(name, 'title')), standing, width),
    ...facts.flatMap(([label, value]) =>
      wrapWords(value, Math.max(10, width - 14)).map((text, at) =>
        row(' ', span(padTo(at === 0 ? label : '', 12), 'dim'), text),
      ),
    ),
  ];
}

/** A book beside its list: how it stands, and its last events as far as there is room. */
export function summaryRows(
  book: BookView,
  exchanges: readonly ExchangeSummary[],
  reader: Reader,
  { width, height }: Size,
): Row[] {
  const { commitment: _, ...rest } = book;
  const facts = factRows(rest, exchanges, reader, width);
  const room = height - facts.length - 2;
  if (room < 1) return facts.slice(0, height);
  const events = [...book.history].reverse().slice(0, room);
  return [...facts, blank, title(' WHAT HAPPENED'), ...events.map((each) => eventRow(each, reader, width))];
}

/** One line of a book's story; `index` counts from the oldest. */
export type Moment = BookView['history'][number] & { readonly index: number };

export function momentKey({ id, index }: Moment): string {
  return `${id} ${index}`;
}

/** A book as a story: how it stands, then every owner and hand-over it had. */
export function storyRows(
  book: BookView,
  exchanges: readonly ExchangeSummary[],
  moments: List<Moment>,
  reader: Reader,
  size: Size,
): Row[] {
  const { status } = reader;
  const heading = row(
    ' ',
    span('WHAT HAPPENED', 'title'),
    span(book.earlier === undefined ? '' : `   and ${thousands(book.earlier)} before`, 'dim'),
  );
  const above = [...factRows(book, exchanges, reader, size.width), blank, heading];
  const table = moments.table(
    [
      { title: 'What', cell: ({ what }) => what },
      {
        title: 'Signed by',
        width: 20,
        cell: ({ signer }) => (signer === undefined ? 'by itself' : nameOf(status, signer)),
      },
      {
        title: 'Block',
        width: 8,
        align: 'right',
        cell: ({ block }) => (block === 0 ? 'waiting' : thousands(block)),
        tone: ({ block }) => (block === 0 ? 'next' : undefined),
      },
    ],
    { width: size.width, height: Math.max(2, size.height - above.length) },
  );
  return [...above, ...table];
}
