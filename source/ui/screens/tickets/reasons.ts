import type { EventView, TicketSummary } from '../../../node/facade.ts';
import { counted } from '../../text/format.ts';
import { type Reader, whom } from './reader.ts';
import { longDay, timeOfDay } from './times.ts';
import { isFull, isOver, isTrading } from './words.ts';

/** What a holder may want to do with a ticket. */
export type Deed = 'sell' | 'give' | 'return';

/** Why that cannot be done with a ticket now, in one sentence; nothing where it can. */
export function whyNot(
  deed: Deed,
  ticket: TicketSummary,
  event: EventView | undefined,
  reader: Reader,
): string | undefined {
  const { event: summary, holder, status, admission, listed, giftsLeft } = ticket;
  if (holder !== reader.address) return 'This ticket is not yours: only its holder sells it, gives it or returns it.';
  if (status === 'refunded') return 'The event was cancelled, and your money is back.';
  if (status === 'returned') return 'It was returned: it is on sale again.';
  if (summary.status === 'cancelled') return 'The event is cancelled: your money comes back by itself.';
  if (isOver(summary, reader.now)) return 'The event is over: this ticket changes hands no more.';
  if (admission !== undefined) return 'Somebody came in with it: it changes hands no more.';
  if (!isTrading(summary, reader.now)) return fixedSince(summary);
  if (deed === 'return') return undefined;
  if (listed !== undefined) return 'It is for sale: x takes it off the market.';
  if (deed === 'give') return giftsLeft > 0 ? undefined : noGift(event);
  return event === undefined ? undefined : noSale(event, reader.address);
}

function fixedSince({ lockedFrom }: Pick<EventView, 'lockedFrom'>): string {
  return `Since ${longDay(lockedFrom)} ${timeOfDay(lockedFrom)} UTC no ticket of this event changes hands any more.`;
}

function noGift(event: EventView | undefined): string {
  return event?.policy.freeTransfers === 0
    ? 'The organiser does not allow tickets of this event to be given away.'
    : 'It was given away as often as the organiser allows.';
}

function noSale({ policy, sellers }: EventView, address: string): string | undefined {
  if (policy.resellers === 'none')
    return 'The organiser does not allow tickets of this event to be sold on. r returns it.';
  const may = policy.resellers === 'holders' || sellers.some(({ licensed, seller }) => licensed && seller === address);
  return may ? undefined : 'Only official sellers may sell tickets of this event on. r returns it.';
}

/** Why nobody waits for a ticket of an event now, in one sentence; nothing where the acting name can. */
export function whyNoWaiting(event: EventView, reader: Reader): string | undefined {
  const { status, share, left, offered, policy } = event;
  if (reader.address === undefined) return 'This wallet does not have the name that you act as.';
  if (status === 'cancelled') return 'The event is cancelled: there is nothing to wait for.';
  if (isOver(event, reader.now)) return 'The event is over: there is nothing to wait for.';
  if (!isTrading(event, reader.now)) return fixedSince(event);
  if (share?.waits !== undefined) return 'You wait for one already; x stops waiting.';
  if (isFull(event)) return `You have all that one person may: ${counted(policy.perHolder, 'ticket')}.`;
  if (left > 0) return 'You need not wait: tickets are left.';
  return offered > 0 ? undefined : 'No seat is on sale yet.';
}

/** Who lets people in, for whoever does not. */
export function whoseGate({ gateKeys }: EventView, reader: Reader): string {
  const gates = gateKeys.map((key) => whom(reader, key)).join(', ');
  return gates === '' ? 'Nobody is named who lets people in.' : `Only ${gates} lets people in: act as it with a.`;
}
