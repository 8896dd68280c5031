import { formatLivres } from '../../amount.ts';
import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import type { StateReader } from '../../state.ts';
import { tellingTo } from '../telling.ts';
import { bookKind } from './book.ts';
import { type Exchange, exchangeOf } from './exchange.ts';

interface ByXid {
  readonly xid: Uint8Array;
}

/** The title of a book as whoever added it wrote it. */
export function titleIn(state: StateReader, book: Uint8Array): string {
  return state.get(bookKind, book)?.title ?? 'a book that is not on the ledger';
}

/** `library-1 added Seven to its shelf` */
export function toldAddition({ title }: { readonly title: string }, known: Told, seen: Seen): string {
  const { who, isOwn } = tellingTo(known, seen);
  return `${who} put ${title} on ${isOwn ? 'your' : 'its'} shelf`;
}

/** `library-1 promised you Seven for 2.00 LVR` */
export function toldOffer(
  { book, requester, price }: { readonly book: Uint8Array; readonly requester: Key; readonly price: bigint },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  const cost = price === 0n ? 'for nothing' : `for ${formatLivres(price)} LVR`;
  return `${who} promised ${whom(requester)} ${titleIn(known.state, book)} ${cost}`;
}

/** `library-0 locked 2.00 LVR for your book Seven` */
export function toldAcceptance({ xid }: ByXid, known: Told, seen: Seen): string | undefined {
  return withExchange(xid, known, ({ book, owner, price }) => {
    const { who, isReader } = tellingTo(known, seen);
    const of = isReader(owner) ? 'your book' : `the book of ${known.name(owner)},`;
    if (price === 0n) return `${who} said yes to ${of} ${titleIn(known.state, book)}, for nothing`;
    return `${who} locked ${formatLivres(price)} LVR for ${of} ${titleIn(known.state, book)}`;
  });
}

/** `library-1 delivered the key of Seven to you` */
export function toldDelivery({ xid }: ByXid, known: Told, seen: Seen): string | undefined {
  return withExchange(xid, known, ({ book, requester }) => {
    const { who, whom } = tellingTo(known, seen);
    return `${who} delivered the key of ${titleIn(known.state, book)} to ${whom(requester)}`;
  });
}

/** `library-0 opened Seven, and you are paid` */
export function toldEnd({ xid }: ByXid, known: Told, seen: Seen): string | undefined {
  return withExchange(xid, known, ({ book, owner, price }) => {
    const { who, isReader } = tellingTo(known, seen);
    const gain = price === 0n ? ', and your bond is back' : ', and you are paid';
    return `${who} opened ${titleIn(known.state, book)}${isReader(owner) ? gain : ''}`;
  });
}

/** `library-0 showed that Seven does not open; your bond is lost` */
export function toldDispute({ xid }: ByXid, known: Told, seen: Seen): string | undefined {
  return withExchange(xid, known, ({ book, owner }) => {
    const { who, isReader } = tellingTo(known, seen);
    const loss = isReader(owner) ? '; your bond is lost' : '';
    return `${who} showed that ${titleIn(known.state, book)} does not open${loss}`;
  });
}

/** `library-1 called off handing Seven over to you` */
export function toldAbort({ xid }: ByXid, known: Told, seen: Seen): string | undefined {
  return withExchange(xid, known, ({ book, requester }) => {
    const { who, whom } = tellingTo(known, seen);
    return `${who} called off handing ${titleIn(known.state, book)} over to ${whom(requester)}`;
  });
}

function withExchange(xid: Uint8Array, known: Told, tell: (exchange: Exchange) => string): string | undefined {
  const exchange = exchangeOf(known.state, xid);
  return exchange === undefined ? undefined : tell(exchange);
}
