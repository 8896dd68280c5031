import type { TicketEvent, TicketView } from '../../../node/facade.ts';
import { livres } from '../../text/format.ts';
import { type Reader, whom } from './reader.ts';

/** What happened to one ticket, oldest first, in words that do not say again which ticket it is. */
export function storyOf(ticket: TicketView, reader: Reader): TicketEvent[] {
  return ticket.history.map((each, at) => ({ ...each, what: momentWords(each, at, ticket, reader) }));
}

function momentWords(moment: TicketEvent, at: number, ticket: TicketView, reader: Reader): string {
  const { operation, price, to, what } = moment;
  const amount = price === undefined ? '' : ` for ${livres(price)} LVR`;
  switch (operation) {
    case 'tickets.buy':
      return `Bought${amount}`;
    case 'tickets.list':
      return `Offered${amount}`;
    case 'tickets.unlist':
      return 'Taken off the market';
    case 'tickets.buyListed':
      return `Sold on${amount}`;
    case 'tickets.give':
      return to === undefined ? 'Given away' : `Given to ${whom(reader, to)}`;
    case 'tickets.giveBack': {
      const next = nextHolder(ticket, at);
      return next === undefined
        ? 'Returned'
        : `Returned; now ${next === reader.address ? 'yours' : `${whom(reader, next)}'s`}`;
    }
    case 'tickets.admit':
      return ticket.history.slice(0, at).some((each) => each.operation === operation) ? 'Let in again' : 'Let in';
    default:
      return what;
  }
}

/** What only a holder signs. */
const ofHolders: ReadonlySet<string> = new Set(['tickets.list', 'tickets.unlist', 'tickets.give', 'tickets.giveBack']);

/**
 * Who had the ticket when it had been returned: whoever waited for it first; nobody where it went on sale again. It is
 * told by what its next holder did, or by who holds it still.
 */
function nextHolder({ history, holder, status }: TicketView, at: number): string | undefined {
  const next = history.slice(at + 1).find(({ operation }) => operation === 'tickets.buy' || ofHolders.has(operation));
  if (next === undefined) return status === 'returned' ? undefined : holder;
  return next.operation === 'tickets.buy' ? undefined : next.signer;
}
