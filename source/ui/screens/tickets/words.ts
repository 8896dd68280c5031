import type { EventSummary, EventView, TicketSummary } from '../../../node/facade.ts';
import { livres, thousands } from '../../text/format.ts';
import { type Span, span } from '../../text/row.ts';
import { shortWhen, timeOfDay } from './times.ts';

/** `0112` */
export function serialText(serial: number): string {
  return String(serial).padStart(4, '0');
}

/** `Concert, Olympia` */
export function eventTitle({ name, venue }: Pick<EventSummary, 'name' | 'venue'>): string {
  return `${name}, ${venue}`;
}

/** Whether its end has come. */
export function isOver({ status, endsAt }: EventSummary, now: number): boolean {
  return status === 'settled' || now >= endsAt;
}

/** Whether its tickets change hands now, as far as its organiser may. */
export function isTrading({ status, lockedFrom }: EventSummary, now: number): boolean {
  return status === 'open' && now < lockedFrom;
}

/** What is left of an event, for a column: a number, or why there is none. */
export function leftWords(event: EventSummary, now: number): string {
  const { status, left, onSale } = event;
  if (status === 'cancelled') return 'cancelled';
  if (isOver(event, now)) return 'over';
  if (!isTrading(event, now)) return 'closed';
  if (left === 0) return event.sold === 0 ? 'not yet' : 'none';
  return onSale ? thousands(left) : 'stopped';
}

/** `1 h before the doors`, `when the doors open`: from when on no ticket changes hands. */
export function lockWords({ doorsAt, lockedFrom }: Pick<EventSummary, 'doorsAt' | 'lockedFrom'>): string {
  const before = doorsAt - lockedFrom;
  if (before <= 0) return 'when the doors open';
  const [size, unit] = units.find(([each]) => before % each === 0) ?? [1_000, 's'];
  const count = before / size;
  return `${thousands(count)} ${unit === 'day' && count > 1 ? 'days' : unit} before the doors`;
}

/** Milliseconds of a unit, the longest first. */
const units = [
  [86_400_000, 'day'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

interface State {
  readonly mark: Span;
  readonly words: string;
}

/** How a ticket stands, in a few words. */
export function ticketState(ticket: TicketSummary, now: number): State {
  const { event, status, listed, admission, waiting, conflicts, held } = ticket;
  const state = (mark: Span, words: string) => ({ mark, words });
  if (waiting)
    return state(span('◌', 'next'), admission === undefined ? 'waiting for a block' : 'inside, waiting for a block');
  if (status === 'refunded') return state(span('○'), 'refunded, your money is back');
  if (status === 'returned') return state(span('○'), 'returned');
  if (event.status === 'cancelled') return state(span('✗', 'bad'), `cancelled, ${livres(held)} comes back`);
  if (conflicts > 0) return state(span('✗', 'bad'), 'let in more than once');
  if (admission !== undefined) return state(span('✓', 'good'), `inside since ${timeOfDay(admission.slot * 30_000)}`);
  if (isOver(event, now)) return state(span('○'), 'event over');
  if (listed !== undefined) return state(span('○', 'next'), `for sale at ${livres(listed)}`);
  return state(span('✓', 'good'), 'valid');
}

/** `2 of 500 left`, `463 of 500 sold`. */
export function soldWords({ sold, capacity }: EventSummary, returned = 0): string {
  return `${thousands(sold - returned)} of ${thousands(capacity)} sold`;
}

/** `Fri 18 Dec 20:00` of its start. */
export function whenWords({ startsAt }: Pick<EventSummary, 'startsAt'>, now: number): string {
  return shortWhen(startsAt, now);
}

/** The official seller to buy from: licensed, with seats of its own if there are any. */
export function sellerOf({ sellers, returned }: EventView): string | undefined {
  const licensed = sellers.filter((each) => each.licensed);
  const withSeats = licensed.find(({ offered, sold }) => offered > sold);
  return (withSeats ?? (returned > 0 ? licensed[0] : undefined))?.seller;
}

/** Whether one person has all that the event allows. */
export function isFull({ share, policy }: EventView): boolean {
  if (share === undefined) return false;
  return Math.max(share.bought, share.holds + (share.waits === undefined ? 0 : 1)) >= policy.perHolder;
}
