import { sizeWords as wordsOf } from '../../../ledger/registries/books/content.ts';
import { quorumOf } from '../../../ledger/registries/books/witnesses.ts';
import type { BookSummary, ExchangeSummary, LibraryView } from '../../../node/facade.ts';
import { counted, livres } from '../../text/format.ts';
import { type Span, span } from '../../text/row.ts';
import { cut, widthOf } from '../../text/width.ts';
import { type Reader, whom } from '../tickets/reader.ts';

/** `978-2-07-061275-8` would take a table of publishers: the prefix alone stands apart. */
export function isbnText(isbn: string): string {
  return `${isbn.slice(0, 3)}-${isbn.slice(3)}`;
}

/** `up to 3 KiB`: the last part may be shorter. */
export function sizeWords({ parts }: Pick<BookSummary, 'parts'>): string {
  return wordsOf(parts);
}

/** `never`, `once`, `3 times` */
export function handedWords({ handed }: Pick<BookSummary, 'handed'>): string {
  if (handed === 0) return 'never';
  return handed === 1 ? 'once' : counted(handed, 'time');
}

/** `never handed on`, `handed on once` */
export function handedPhrase(book: Pick<BookSummary, 'handed'>): string {
  return book.handed === 0 ? 'never handed on' : `handed on ${handedWords(book)}`;
}

/** By title, those of one title always in the same order. */
export function byTitle(left: BookSummary, right: BookSummary): number {
  return left.title.localeCompare(right.title, 'en') || (left.id < right.id ? -1 : 1);
}

/** What is said of a book in at most so many columns: a long title gives way, not the price behind it. */
export function aboutBook(what: string, bookTitle: string, width: number): string {
  const over = widthOf(what) - width;
  if (over <= 0 || bookTitle === '') return what;
  return what.replace(bookTitle, () => cut(bookTitle, Math.max(3, widthOf(bookTitle) - over)));
}

/** A glyph in its colour, and a few words. */
export interface State {
  readonly mark: Span;
  readonly words: string;
}

/** How a book stands, for whoever looks; `exchanges` are the hand-overs that the acting name knows of. */
export function bookState(book: BookSummary, exchanges: readonly ExchangeSummary[], reader: Reader): State {
  const state = (mark: Span, words: string): State => ({ mark, words });
  if (book.waiting) return state(span('◌', 'next'), 'waiting for a block');
  const running = runningOf(book, exchanges);
  if (running !== undefined && book.owner === reader.address) {
    const other = whom(reader, running.requester);
    return running.undecided
      ? state(span('!', 'warn'), `${other} asks for it`)
      : state(span('●', 'next'), `promised to ${other}`);
  }
  if (running !== undefined && running.requester === reader.address)
    return state(span('●', 'next'), 'on its way to you');
  if (book.exchange !== undefined) return state(span('●', 'next'), 'being handed over');
  if (book.owner !== reader.address) return state(span('○'), 'on its shelf');
  return book.readable ? state(span('✓', 'good'), 'to be read here') : state(span('○'), 'content in another terminal');
}

/** The hand-over of a book that is under way, as far as it is known here. */
export function runningOf(
  { id, exchange }: Pick<BookSummary, 'id' | 'exchange'>,
  exchanges: readonly ExchangeSummary[],
): ExchangeSummary | undefined {
  const open = exchanges.filter((each) => each.book === id && isOpen(each));
  return open.find((each) => each.id === exchange) ?? open[0];
}

/** Whether a hand-over is not over. */
export function isOpen({ state }: Pick<ExchangeSummary, 'state'>): boolean {
  return state !== 'done' && state !== 'void' && state !== 'disputed';
}

/** `for 2.00 LVR`, `for nothing` */
export function priceWords(price: string): string {
  return price === '0' ? 'for nothing' : `for ${livres(price)} LVR`;
}

/** How a hand-over stands, in a few words. */
export function exchangeState({ state, step, undecided }: ExchangeSummary): State {
  switch (state) {
    case 'done':
      return { mark: span('✓', 'good'), words: 'done' };
    case 'disputed':
      return { mark: span('✗', 'bad'), words: 'it did not open' };
    case 'void':
      return { mark: span('✗', 'bad'), words: `void at step ${step}` };
    case 'requested':
    case 'offered':
    case 'accepted':
    case 'delivered':
      return undecided
        ? { mark: span('!', 'warn'), words: 'yes or no?' }
        : { mark: span('●', 'next'), words: `step ${step} of 7` };
  }
}

/** How many witnesses two libraries get, and how many of them must agree, as far as one can tell before it begins. */
export function witnessesOf(libraries: readonly LibraryView[]): { readonly of: number; readonly need: number } {
  const of = Math.max(0, Math.min(15, libraries.filter(({ since }) => since > 0).length - 2));
  return { of, need: quorumOf(of) };
}

/** Whether a terminal can be found that speaks for a library. */
export function reachWords({ here, elsewhere }: LibraryView): string {
  if (here) return elsewhere === 0 ? 'this terminal' : `this terminal and ${elsewhere} more`;
  return elsewhere === 0 ? 'nobody knows where' : counted(elsewhere, 'terminal');
}
