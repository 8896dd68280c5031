import { anyListing } from '../../listing.ts';
import type { Registry } from '../../operation.ts';
import { booksByIsbn, booksByOwner, booksRegistry } from './book.ts';
import { abort, dispute, transfer } from './closing.ts';
import { due, endingWords, exchangeAffair, exchangeOf } from './exchange.ts';
import { accept, deliver, offer } from './handover.ts';
import { add, join } from './shelf.ts';
import { titleIn } from './told.ts';

/** Libraries, their books, and how a book passes from one to another in front of witnesses. */
export const books: Registry = {
  number: booksRegistry,
  name: 'books',
  operations: [join, add, offer, accept, deliver, transfer, dispute, abort],
  affairs: [exchangeAffair],
  listings: [anyListing(booksByOwner), anyListing(booksByIsbn)],
  due: (state, xid, { height }) => due(state, xid, height),
  describe: (xid, { state }) => {
    const exchange = exchangeOf(state, xid);
    const { book, ending } = exchange ?? {};
    return {
      label: book === undefined ? 'Books' : titleIn(state, book),
      what: ending === undefined ? 'The time of a step is over' : `Hand-over ended: ${endingWords[ending]}`,
    };
  },
};
