import { formatLivres } from '../../ledger/amount.ts';
import type { EventSummary, EventView, TicketEvent, TicketView } from '../../node/facade.ts';
import { facts, instant, type NameOf, table } from '../answers.ts';

const livres = (deniers: string) => `${formatLivres(BigInt(deniers))} LVR`;
const count = (value: number) => value.toLocaleString('en-US');

const standing: Readonly<Record<EventSummary['status'], string>> = {
  open: 'takes place',
  cancelled: 'cancelled: the money goes back to the holders by itself',
  settled: 'over, and everybody was paid',
};

/** Events as a table: what they cost, what is left, and the id that everything else takes. */
export function eventsText(events: readonly EventSummary[]): string[] {
  if (events.length === 0) return ['No event is ahead.'];
  const rows = events.map(({ name, venue, doorsAt, price, left, status, id }) => [
    oneLine(name),
    oneLine(venue),
    instant(doorsAt),
    livres(price),
    status === 'open' ? (left === 0 ? 'none' : count(left)) : status,
    id,
  ]);
  return table([['Event', 'Where', 'Doors', 'Price', 'Left', 'Id'], ...rows]);
}

export function eventText(event: EventView, nameOf: NameOf): string[] {
  const { name, venue, doorsAt, startsAt, endsAt, status, reason, waiting } = event;
  const state = `${standing[status]}${reason === undefined ? '' : ` (${oneLine(reason)})`}`;
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
    ...story(event.history, nameOf),
  ];
}

const states: Readonly<Record<TicketView['status'], string>> = {
  valid: 'valid',
  returned: 'given back: it lets nobody in until it is sold again',
  refunded: 'refunded: the event was cancelled',
};

export function ticketText(ticket: TicketView, nameOf: NameOf): string[] {
  const { event, serial, status, holder, name, listed, admission, conflicts } = ticket;
  return [
    `Ticket ${serial}, ${oneLine(event.name)}, ${oneLine(event.venue)}`,
    '',
    ...facts([
      ['Event', event.id],
      ['Doors', instant(event.doorsAt)],
      ['State', `${states[status]}${ticket.waiting ? '; something about it waits for a block' : ''}`],
      [status === 'valid' ? 'Holder' : 'Last holder', `${nameOf(holder)}, ${holder}`],
      ...(name === undefined ? [] : ([['At the door', `${name} (known to this machine alone)`]] as const)),
      ['Sold by', `${nameOf(ticket.seller)}${ticket.issuer?.status === 'revoked' ? ', issuer revoked' : ''}`],
      ['Comes back', `${livres(ticket.held)} if it is returned or the event is cancelled`],
      ['For sale', listed === undefined ? 'no' : livres(listed)],
      ['Gifts left', String(ticket.giftsLeft)],
      ['Inside', admission === undefined ? 'not yet' : `let in by ${nameOf(admission.gate)}`],
      ...(conflicts === 0 ? [] : ([['Conflicts', `${conflicts}: somebody else came with it`]] as const)),
    ]),
    '',
    ...story(ticket.history, nameOf),
  ];
}

/** Oldest first, as it is told. */
function story(history: readonly TicketEvent[], nameOf: NameOf): string[] {
  return history.map(({ block, time, what, label, operation, signer }) => {
    const where = block === 0 ? 'waiting' : `block ${count(block)}, ${instant(time)}`;
    // What the queue did has the event's name for a label.
    const words = operation.includes('.') ? `${label}: ${what}` : what;
    return `${where}: ${oneLine(words)}${signer === undefined ? '' : `, by ${nameOf(signer)}`}`;
  });
}

/** What somebody wrote cannot pass for lines of this answer. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
