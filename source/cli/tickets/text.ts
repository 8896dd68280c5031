import { formatLivres } from '../../ledger/amount.ts';
import { slotLength } from '../../ledger/registries/tickets/gate.ts';
import type { EventSummary, EventView, TicketView } from '../../node/facade.ts';
import { facts, instant, type NameOf, table } from '../answers.ts';
import { oneLine, storyLines } from '../story.ts';

const livres = (deniers: string) => `${formatLivres(BigInt(deniers))} LVR`;
const count = (value: number) => value.toLocaleString('en-US');

/** Where an event stands. @param now milliseconds since 1970 */
function standing(event: EventSummary, now: number): string {
  const { status, onSale, doorsAt, endsAt, lockedFrom } = event;
  if (status === 'cancelled') return 'cancelled: the money goes back to the holders by itself';
  if (status === 'settled') return 'over, and everybody was paid';
  if (now >= endsAt) return 'over; everybody is paid with one of the next blocks';
  if (now >= doorsAt) return 'the doors are open';
  if (now >= lockedFrom) return 'tickets change hands no more; the doors open soon';
  return onSale ? 'on sale' : 'announced, and nothing on sale now';
}

/** Events as a table: what they cost, what is left, and the id that everything else takes. */
export function eventsText(events: readonly EventSummary[], _nameOf: NameOf, _now: number, columns?: number): string[] {
  if (events.length === 0) return ['No event is ahead.'];
  const rows = events.map(({ name, venue, doorsAt, price, left, status, id }) => [
    oneLine(name),
    oneLine(venue),
    instant(doorsAt),
    livres(price),
    status === 'open' ? (left === 0 ? 'none' : count(left)) : status,
    id,
  ]);
  return table([['Event', 'Where', 'Doors', 'Price', 'Left', 'Id'], ...rows], columns);
}

export function eventText(event: EventView, nameOf: NameOf, now: number): string[] {
  const { name, venue, doorsAt, startsAt, endsAt, reason, waiting } = event;
  const state = `${standing(event, now)}${reason === undefined ? '' : ` (${oneLine(reason)})`}`;
  return [
    `${oneLine(name)}, ${oneLine(venue)}`,
    '',
    ...facts([
      ['Id', event.id],
      ['State', `${state}${waiting ? '; something about it waits for a block' : ''}`],
      ['Organiser', `${nameOf(event.organiser)}${event.issuer?.status === 'revoked' ? ', issuer revoked' : ''}`],
      ['Doors', instant(doorsAt)],
      ['Starts', instant(startsAt)],
      ['Ends', instant(endsAt)],
      ['Price', livres(event.price)],
      ['Seats', `${count(event.capacity)}, sold ${count(event.sold)}, on sale ${count(event.left)}`],
      ['Resale', `${count(event.listed)} offered, ${count(event.resales)} sold on, at most ${livres(event.cap)}`],
      ['Waiting', count(event.waitingList)],
      ['Inside', count(event.admitted)],
      ['Held', livres(event.held)],
      ...event.sellers.map(({ seller, offered, sold, licensed }) => {
        const words = licensed ? '' : ', not licensed now';
        return ['Seller', `${nameOf(seller)}: ${count(sold)} sold of ${count(offered)} offered${words}`] as const;
      }),
      ...event.gateKeys.map((gate) => ['Gate', nameOf(gate)] as const),
    ]),
    '',
    ...event.policyLines,
    '',
    ...storyLines(event.history, nameOf),
  ];
}

const states: Readonly<Record<TicketView['status'], string>> = {
  valid: 'valid',
  returned: 'given back: it lets nobody in until it is sold again',
  refunded: 'refunded: the event was cancelled',
};

/** Where a ticket stands. @param now milliseconds since 1970 */
function ticketState({ status, admission, event }: TicketView, now: number): string {
  if (status !== 'valid') return states[status];
  if (event.status === 'cancelled') return 'cancelled with its event; the money comes with one of the next blocks';
  if (admission !== undefined) return 'inside: it has let its holder in';
  return event.status === 'settled' || now >= event.endsAt ? 'over: nobody came with it' : states.valid;
}

/** What becomes of its price; nothing where that is settled. @param now milliseconds since 1970 */
function comesBack({ status, held, admission, event }: TicketView, now: number): string[] {
  if (status !== 'valid' || event.status === 'settled') return [];
  if (event.status === 'cancelled') return [`${livres(held)}, by itself`];
  if (now >= event.endsAt) return [];
  const mayReturn = admission === undefined && now < event.lockedFrom;
  return [`${livres(held)} if ${mayReturn ? 'it is returned or ' : ''}the event is cancelled`];
}

/** When somebody was let in: the half minute for which the holder signed. */
function insideSince({ gate, slot }: NonNullable<TicketView['admission']>, nameOf: NameOf): string {
  return `let in by ${nameOf(gate)}, ${instant(slot * slotLength)}`;
}

export function ticketText(ticket: TicketView, nameOf: NameOf, now: number): string[] {
  const { event, serial, status, holder, name, listed, admission, conflicts } = ticket;
  return [
    `Ticket ${serial}, ${oneLine(event.name)}, ${oneLine(event.venue)}`,
    '',
    ...facts([
      ['Event', event.id],
      ['Doors', instant(event.doorsAt)],
      ['State', `${ticketState(ticket, now)}${ticket.waiting ? '; something about it waits for a block' : ''}`],
      [status === 'valid' ? 'Holder' : 'Last holder', `${nameOf(holder)}, ${holder}`],
      ...(name === undefined ? [] : ([['At the door', `${name} (known to this machine alone)`]] as const)),
      ['Sold by', `${nameOf(ticket.seller)}${ticket.issuer?.status === 'revoked' ? ', issuer revoked' : ''}`],
      ...comesBack(ticket, now).map((words) => ['Comes back', words] as const),
      ['For sale', listed === undefined ? 'no' : livres(listed)],
      ['Gifts left', String(ticket.giftsLeft)],
      [
        'Inside',
        admission === undefined ? (now < event.endsAt ? 'not yet' : 'nobody') : insideSince(admission, nameOf),
      ],
      ...(conflicts === 0
        ? []
        : ([
            ['Conflicts', `let in ${conflicts === 1 ? 'once' : `${count(conflicts)} times`} more than it allows`],
          ] as const)),
    ]),
    '',
    ...storyLines(ticket.history, nameOf),
  ];
}
