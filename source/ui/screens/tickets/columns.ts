import type { EventSummary, MarketView, TicketSummary, WaitingPlace } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { livres } from '../../text/format.ts';
import { span } from '../../text/row.ts';
import { type Reader, whom } from './reader.ts';
import { leftWords, serialText, soldWords, ticketState, whenWords } from './words.ts';

/** Price and fee, for people; the price alone while the fee is not known. */
export function allIn(price: string, fee: string | undefined): string {
  return livres(`${BigInt(price) + BigInt(fee ?? 0)}`);
}

/** What a long name and a long place ask for before other columns are left out for their sake. */
const [nameWants, venueWants] = [24, 14];

/** With `◌` before it while something about it waits for a block. */
function marked({ waiting }: { readonly waiting?: true }, text: string): string {
  return waiting ? `◌ ${text}` : text;
}

/** The columns of the list of events. */
export function eventColumns({ now }: Reader, fee: string | undefined): Column<EventSummary>[] {
  return [
    { title: 'Event', wants: nameWants, cell: ({ name }) => name },
    { title: 'Where', wants: venueWants, drop: 3, cell: ({ venue }) => venue },
    { title: 'When (UTC)', width: 22, drop: 1, cell: (event) => whenWords(event, now) },
    {
      title: 'You pay',
      width: 18,
      align: 'right',
      drop: 2,
      cell: ({ price }) => allIn(price, fee),
      folded: ({ price }) => `you pay ${allIn(price, fee)}`,
    },
    {
      title: 'Left',
      width: 13,
      align: 'right',
      cell: (event) => marked(event, leftWords(event, now)),
      tone: (event) => (event.waiting ? 'next' : event.onSale ? undefined : 'dim'),
    },
  ];
}

/** A line of what is one's own: a ticket, or a place where one waits for one. */
export type Own =
  | { readonly kind: 'ticket'; readonly key: string; readonly ticket: TicketSummary }
  | { readonly kind: 'place'; readonly key: string; readonly place: WaitingPlace };

/** The event that a line is about. */
export function eventOf(own: Own): EventSummary {
  return own.kind === 'ticket' ? own.ticket.event : own.place.event;
}

/** The columns of the list of one's own tickets. */
export function ownColumns({ now }: Reader): Column<Own>[] {
  return [
    { title: 'Event', wants: nameWants, cell: (own) => eventOf(own).name },
    { title: 'Where', wants: venueWants, drop: 3, cell: (own) => eventOf(own).venue },
    // Never left out: by it one knows two tickets for one event apart.
    { title: 'Ticket', width: 10, cell: (own) => (own.kind === 'ticket' ? serialText(own.ticket.serial) : '') },
    { title: 'When (UTC)', width: 22, drop: 2, cell: (own) => whenWords(eventOf(own), now) },
    {
      title: '  State',
      width: 32,
      drop: 1,
      cell: (own) => (own.kind === 'ticket' ? ticketState(own.ticket, now).words : placeWords(own.place)),
      lead: (own) => (own.kind === 'ticket' ? ticketState(own.ticket, now).mark : span('○', 'next')),
    },
  ];
}

function placeWords({ place, of }: WaitingPlace): string {
  return `you wait, ${place} of ${of}`;
}

/** The columns of what holders offer. */
export function marketColumns(reader: Reader, fee: string | undefined): Column<MarketView>[] {
  return [
    { title: 'Event', wants: nameWants, cell: ({ event }) => event.name },
    { title: 'Ticket', width: 10, cell: ({ serial }) => serialText(serial) },
    { title: 'When (UTC)', width: 22, drop: 3, cell: ({ event }) => whenWords(event, reader.now) },
    {
      title: 'From',
      width: 14,
      drop: 4,
      cell: ({ holder }) => whom(reader, holder),
      folded: ({ holder }) => `from ${whom(reader, holder)}`,
    },
    {
      title: 'At most',
      width: 12,
      align: 'right',
      drop: 2,
      cell: ({ cap }) => livres(cap),
      folded: ({ cap }) => `at most ${livres(cap)}`,
    },
    {
      title: 'You pay',
      width: 18,
      align: 'right',
      drop: 1,
      cell: (offer) => marked(offer, allIn(offer.price, fee)),
      folded: (offer) => marked(offer, `you pay ${allIn(offer.price, fee)}`),
      tone: ({ waiting }) => (waiting ? 'next' : undefined),
    },
  ];
}

/** The columns of the events of a box office. */
export function officeColumns({ now }: Reader): Column<EventSummary>[] {
  return [
    { title: 'Event', wants: nameWants, cell: ({ name }) => name },
    { title: 'Where', wants: venueWants, drop: 3, cell: ({ venue }) => venue },
    { title: 'When (UTC)', width: 22, drop: 1, cell: (event) => whenWords(event, now) },
    {
      title: 'Sold',
      width: 22,
      align: 'right',
      drop: 2,
      cell: (event) => soldWords(event),
      folded: (event) => soldWords(event),
    },
    {
      title: 'Left',
      width: 13,
      align: 'right',
      cell: (event) => marked(event, leftWords(event, now)),
      tone: (event) => (event.waiting ? 'next' : undefined),
    },
  ];
}
