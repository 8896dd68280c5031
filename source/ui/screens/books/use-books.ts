import type { BookSummary, BookView, ExchangesView, ExchangeView, LibraryView, Refusal } from '../../../node/facade.ts';
import type { Answer } from '../../model/queries.ts';
import { useQuery } from '../../model/use-model.ts';
import type { Reader } from '../tickets/reader.ts';
import { byTitle } from './words.ts';

const topics = ['tip', 'mempool', 'fork', 'exchange'] as const;

/** Most lines of one list. */
const limit = 500;

/** A shelf in the order of its titles: the ledger has it in that of ids, which says nothing to people. */
async function titled(shelf: Promise<readonly BookSummary[]>): Promise<readonly BookSummary[]> {
  return [...(await shelf)].sort(byTitle);
}

/** The books on the shelf of the acting name. */
export function useOwnShelf({ acting, address }: Reader): Answer<readonly BookSummary[]> {
  return useQuery<readonly BookSummary[]>(`shelf of ${acting} ${address}`, topics, (facade) =>
    address === undefined ? Promise.resolve([]) : titled(facade.shelf({ owner: acting, limit })),
  );
}

/** The books of everybody, those that `find` is in if it is anything. */
export function useShelves(find: string): Answer<readonly BookSummary[]> {
  return useQuery<readonly BookSummary[]>(`shelves ${find}`, topics, (facade) =>
    titled(facade.shelf({ limit, ...(find === '' ? {} : { find }) })),
  );
}

/** The books of one library; nothing is asked without one. */
export function useShelfOf(owner: string | undefined): Answer<readonly BookSummary[]> {
  return useQuery<readonly BookSummary[]>(`shelf of ${owner}`, topics, (facade) =>
    owner === undefined ? Promise.resolve([]) : titled(facade.shelf({ owner, limit })),
  );
}

/** Everybody who joined, and who can be reached. */
export function useLibraries(): Answer<readonly LibraryView[]> {
  return useQuery<readonly LibraryView[]>('libraries', [...topics, 'peers'], (facade) => facade.libraries());
}

/** The hand-overs of the acting name. */
export function useExchanges({ acting, address }: Reader): Answer<ExchangesView> {
  return useQuery<ExchangesView>(`hand-overs of ${acting} ${address}`, topics, (facade) =>
    address === undefined
      ? Promise.resolve({ out: [], in: [], witnessed: [] })
      : facade.exchanges({ as: acting, limit }),
  );
}

/** One book; nothing is asked without an id. */
export function useBook(id: string | undefined): Answer<BookView | undefined> {
  return useQuery<BookView | undefined>(`book ${id}`, topics, (facade) =>
    id === undefined ? Promise.resolve(undefined) : facade.book({ id }),
  );
}

/** One hand-over as it stands, told to the acting name; nothing is asked without an id. */
export function useExchange(id: string | undefined, { acting, address }: Reader): Answer<ExchangeView | undefined> {
  return useQuery<ExchangeView | undefined>(`hand-over ${id} ${acting} ${address}`, [...topics, 'peers'], (facade) =>
    id === undefined
      ? Promise.resolve(undefined)
      : facade.exchange({ id, ...(address === undefined ? {} : { as: acting }) }),
  );
}

/** What stands in an own book, hex. A block does not change it. */
export function useContent(book: string): Answer<{ content: string }> {
  return useQuery(`content of ${book}`, ['wallet', 'exchange'], (facade) => facade.read({ book }));
}

/** What would keep the acting name from asking for a book at a price in deniers; nothing is asked without a price. */
export function useRequestCheck(
  book: string,
  price: string | undefined,
  { acting, address }: Reader,
): Answer<{ refusal?: Refusal }> {
  return useQuery<{ refusal?: Refusal }>(`asking for ${book} as ${acting} ${address} at ${price}`, topics, (facade) =>
    price === undefined ? Promise.resolve({}) : facade.checkRequest({ as: acting, book, price }),
  );
}
