import { anyListing } from '../../listing.ts';
import type { Registry } from '../../operation.ts';
import { cancelEvent, createEvent, issue, offer } from './creation.ts';
import { eventKind, eventsByEnd, eventsByParty, ticketsRegistry } from './event.ts';
import { admit } from './gate.ts';
import { buyListed, give, list, unlist } from './resale.ts';
import { buy, giveBack, unwait, wait } from './sale.ts';
import { due, readEntry } from './settlement.ts';
import { conflictsByEvent, resaleMarket, ticketsByHolder } from './ticket.ts';
import { waitingByAccount } from './waiting.ts';

const deeds = {
  settle: 'Over: the money is paid out',
  refund: 'Cancelled, money back',
  release: 'The waiting list is closed',
  revoked: 'Cancelled: the organiser lost its licence',
} as const;

/** Events, their tickets, the resale of tickets, and who was let in. */
export const tickets: Registry = {
  number: ticketsRegistry,
  name: 'tickets',
  operations: [
    ...[createEvent, issue, offer, cancelEvent],
    ...[buy, giveBack, wait, unwait],
    ...[list, unlist, buyListed, give, admit],
  ],
  listings: [
    anyListing(eventsByEnd),
    anyListing(eventsByParty),
    anyListing(ticketsByHolder),
    anyListing(resaleMarket),
    anyListing(conflictsByEvent),
    anyListing(waitingByAccount),
  ],
  due,
  describe: (payload, { state }) => {
    const { mark, event } = readEntry(payload);
    const name = event === undefined ? undefined : state.get(eventKind, event)?.name;
    return { label: name ?? 'Events', what: deeds[mark] };
  },
};
