import type {
  BoxOfficeView,
  EventSummary,
  EventView,
  MarketView,
  TicketSummary,
  TicketView,
  WaitingPlace,
} from '../../../node/facade.ts';
import type { Answer } from '../../model/queries.ts';
import { useQuery } from '../../model/use-model.ts';
import type { Reader } from './reader.ts';

const topics = ['tip', 'mempool', 'fork'] as const;

/** Most lines of one list. */
const limit = 500;

/** The events that are not over, those that `find` is in if it is anything. */
export function useEvents(find: string): Answer<readonly EventSummary[]> {
  return useQuery<readonly EventSummary[]>(`events ${find}`, topics, (facade) =>
    facade.events({ limit, ...(find === '' ? {} : { find }) }),
  );
}

/** The events that the acting name organises, sells for or lets people into. */
export function useOwnEvents({ acting, address }: Reader): Answer<readonly EventSummary[]> {
  return useQuery<readonly EventSummary[]>(`events of ${acting} ${address}`, topics, (facade) =>
    address === undefined ? Promise.resolve([]) : facade.events({ as: acting, limit }),
  );
}

/** One event, with what the acting name has to do with it; nothing is asked without an id. */
export function useEvent(id: string | undefined, { acting, address }: Reader): Answer<EventView | undefined> {
  return useQuery<EventView | undefined>(`event ${id} for ${acting} ${address}`, topics, (facade) =>
    id === undefined
      ? Promise.resolve(undefined)
      : facade.event({ id, ...(address === undefined ? {} : { as: acting }) }),
  );
}

/** An organiser's look at one event; nothing is asked without an id. */
export function useBoxOffice(event: string | undefined): Answer<BoxOfficeView | undefined> {
  return useQuery<BoxOfficeView | undefined>(`box office of ${event}`, topics, (facade) =>
    event === undefined ? Promise.resolve(undefined) : facade.boxOffice({ event }),
  );
}

/** The tickets of the acting name. */
export function useOwnTickets({ acting, address }: Reader): Answer<readonly TicketSummary[]> {
  return useQuery<readonly TicketSummary[]>(`tickets of ${acting} ${address}`, topics, (facade) =>
    address === undefined ? Promise.resolve([]) : facade.tickets({ holder: acting, limit }),
  );
}

/** Where the acting name waits for a ticket. */
export function useOwnPlaces({ acting, address }: Reader): Answer<readonly WaitingPlace[]> {
  return useQuery<readonly WaitingPlace[]>(`places of ${acting} ${address}`, topics, (facade) =>
    address === undefined ? Promise.resolve([]) : facade.waitingFor({ as: acting }),
  );
}

/** What holders offer. */
export function useMarket(): Answer<readonly MarketView[]> {
  return useQuery<readonly MarketView[]>('ticket market', topics, (facade) => facade.market({ limit }));
}

/** One ticket with its story, by `event/serial`; nothing is asked without one. */
export function useTicket(key: string | undefined): Answer<TicketView | undefined> {
  return useQuery<TicketView | undefined>(`ticket ${key}`, topics, (facade) => {
    const { event, serial } = namedBy(key ?? '');
    return key === undefined ? Promise.resolve(undefined) : facade.ticket({ event, serial });
  });
}

/** A ticket as places and forms name it. */
export function ticketKey({ event, serial }: { readonly event: { readonly id: string }; readonly serial: number }) {
  return `${event.id}/${serial}`;
}

/** The parts of such a name. */
export function namedBy(key: string): { event: string; serial: number } {
  const [event = '', serial = ''] = key.split('/');
  return { event, serial: Number(serial) };
}

/**
 * Deniers that the ledger takes for a purchase by the acting name; nothing while it is not known. It follows from the
 * size of the entry, which is the same for every ticket.
 */
export function useFee(event: EventSummary | undefined, { acting, address }: Reader): string | undefined {
  const { id, organiser, price } = event ?? {};
  const isAsked = id !== undefined && address !== undefined;
  const answer = useQuery<string | undefined>(isAsked ? `fee of ${id} for ${acting}` : 'no fee', ['tip'], (facade) =>
    isAsked
      ? facade.review({ as: acting, operation: 'tickets.buy', event: id, seller: organiser, price, holder }).then(feeOf)
      : Promise.resolve(undefined),
  );
  return answer.value;
}

/** The same for a purchase from a holder. */
export function useResaleFee(offer: MarketView | undefined, { acting, address }: Reader): string | undefined {
  const ticket = offer === undefined || address === undefined ? undefined : ticketKey(offer);
  const price = offer?.price;
  const name = ticket === undefined ? 'no fee of a resale' : `fee of a resale of ${ticket} for ${acting}`;
  const answer = useQuery<string | undefined>(name, ['tip'], (facade) =>
    ticket === undefined
      ? Promise.resolve(undefined)
      : facade.review({ as: acting, operation: 'tickets.buyListed', ticket, price, holder }).then(feeOf),
  );
  return answer.value;
}

/** A print of any name takes as many bytes. */
const holder = '00'.repeat(32);

function feeOf({ fee }: { readonly fee: string }): string {
  return fee;
}
