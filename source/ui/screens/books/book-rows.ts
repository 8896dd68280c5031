import type { BookSummary, BookView, ExchangeSummary } from '../../../node/facade.ts';
import type { List } from '../../components/use-list.ts';
import { nameOf } from '../../forms/known.ts';
import { clock, dayOfInstant, thousands } from '../../text/format.ts';
import { blank, ends, type Row, row, rowWidth, type Size, span, title } from '../../text/row.ts';
import { cut, padTo, widthOf, wrapWords } from '../../text/width.ts';
import { type Reader, whom } from '../tickets/reader.ts';
import { aboutBook, bookState, handedWords, isbnText, sizeWords } from './words.ts';

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
    ['Handed on', handedWords(book)],
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
  return [
    ...facts,
    blank,
    title(' WHAT HAPPENED'),
    ...events.map((each) => momentRow(each, book.title, reader, width)),
  ];
}

/** When something happened, what, and who signed it; where that has no room the signer is left out, then the title cut. */
function momentRow(
  { what, signer, block, time }: BookView['history'][number],
  bookTitle: string,
  { status }: Reader,
  width: number,
): Row {
  const when = block === 0 ? '' : `${dayOfInstant(time)} ${clock(time)}`;
  const before = row(' ', span(padTo(when, 20), 'dim'), '  ');
  const where =
    block === 0 ? row('  ', span('waiting', 'next'), ' ') : row('  ', span(`block ${thousands(block)}`, 'dim'), ' ');
  const who = row('  ', span(signer === undefined ? 'by itself' : nameOf(status, signer), 'dim'));
  const room = width - rowWidth(before) - rowWidth(where);
  const behind = widthOf(what) + rowWidth(who) <= room ? [...who, ...where] : where;
  return ends(row(...before, aboutBook(what, bookTitle, room)), behind.slice(1), width);
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
  const signerOf = ({ signer }: Moment) => (signer === undefined ? 'by itself' : nameOf(status, signer));
  // Beside it stand the signer, the block, the mark, and the gaps between them.
  const signers = Math.min(20, Math.max(...['Signed by', ...moments.items.map(signerOf)].map(widthOf)));
  const whatRoom = size.width - signers - 14;
  const table = moments.table(
    [
      { title: 'What', cell: ({ what }) => what, short: ({ what }) => aboutBook(what, book.title, whatRoom) },
      {
        title: 'Signed by',
        width: 20,
        cell: signerOf,
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
