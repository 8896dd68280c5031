import { formatLivres } from '../../amount.ts';
import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import { tellingTo } from '../telling.ts';
import { eventKind } from './event.ts';
import { hasDealt, type TicketName, ticketId, ticketKind } from './ticket.ts';

interface OfEvent {
  readonly event: Uint8Array;
}
interface OfTicket {
  readonly ticket: TicketName;
}
interface Priced {
  readonly price: bigint;
}

/** The name of an event as its organiser wrote it. */
function eventName({ state }: Pick<Told, 'state'>, id: Uint8Array): string {
  return state.get(eventKind, id)?.name ?? 'an event that is not on the ledger';
}

/** `ticket 12 for Concert` */
function ticketWords(known: Told, { event, serial }: TicketName): string {
  return `ticket ${serial} for ${eventName(known, event)}`;
}

const lvr = (price: bigint) => `${formatLivres(price)} LVR`;

/** Whether the reader has a ticket now. */
function isHeldBy(known: Told, name: TicketName, isReader: (key: Key) => boolean): boolean {
  const ticket = known.state.get(ticketKind, ticketId(name));
  return ticket?.status === 'valid' && isReader(ticket.holder);
}

/** `organiser announced Concert, Olympia` */
export function toldCreation(
  { name, venue }: { readonly name: string; readonly venue: string },
  known: Told,
  seen: Seen,
): string {
  return `${tellingTo(known, seen).who} announced ${name}, ${venue}`;
}

/** `organiser handed you 300 seats for Concert` */
export function toldIssue(
  { event, count, seller }: OfEvent & { readonly count: number; readonly seller: Key },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} handed ${whom(seller)} ${seats(count)} for ${eventName(known, event)}`;
}

/** `seller put 300 seats for Concert on sale` */
export function toldOffer({ event, count }: OfEvent & { readonly count: number }, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} put ${seats(count)} for ${eventName(known, event)} on sale`;
}

/** `1 seat`, `300 seats` */
export function seats(count: number): string {
  return `${count} seat${count === 1 ? '' : 's'}`;
}

/** `organiser cancelled Concert: rain` */
export function toldCancellation(
  { event, reason }: OfEvent & { readonly reason: string },
  known: Told,
  seen: Seen,
): string {
  return `${tellingTo(known, seen).who} cancelled ${eventName(known, event)}: ${reason}`;
}

/** `You bought a ticket for Concert from seller for 40.00 LVR` */
export function toldPurchase(
  { event, seller, price }: OfEvent & Priced & { readonly seller: Key },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} bought a ticket for ${eventName(known, event)} from ${whom(seller)} for ${lvr(price)}`;
}

/** `alice returned ticket 12 for Concert: it is yours now`, for whoever waited for it. */
export function toldReturn({ ticket }: OfTicket, known: Told, seen: Seen): string {
  const { who, isOwn, isReader } = tellingTo(known, seen);
  const mine = !isOwn && isHeldBy(known, ticket, isReader) ? ': it is yours now' : '';
  return `${who} returned ${ticketWords(known, ticket)}${mine}`;
}

/** `You wait for a ticket for Concert` */
export function toldWaiting({ event }: OfEvent, known: Told, seen: Seen): string {
  const { who, isOwn } = tellingTo(known, seen);
  return `${who} ${isOwn ? 'wait' : 'waits'} for a ticket for ${eventName(known, event)}`;
}

/** `You stopped waiting for a ticket for Concert` */
export function toldLeaving({ event }: OfEvent, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} stopped waiting for a ticket for ${eventName(known, event)}`;
}

/** `You offered ticket 12 for Concert for 40.00 LVR` */
export function toldListing({ ticket, price }: OfTicket & Priced, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} offered ${ticketWords(known, ticket)} for ${lvr(price)}`;
}

/** `You took ticket 12 for Concert off the market` */
export function toldUnlisting({ ticket }: OfTicket, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} took ${ticketWords(known, ticket)} off the market`;
}

/** `You bought ticket 12 for Concert for 40.00 LVR`; `Your ticket 12 for Concert was sold for 40.00 LVR`. */
export function toldResale({ ticket, price }: OfTicket & Priced, known: Told, seen: Seen): string {
  const { who, isOwn } = tellingTo(known, seen);
  const words = ticketWords(known, ticket);
  // Whoever only pays the fee hears of it too, and never had a ticket.
  return isOwn || !hasDealt(known.state, ticket.event, seen.reader)
    ? `${who} bought ${words} for ${lvr(price)}`
    : `Your ${words} was sold for ${lvr(price)}`;
}

/** `bob gave you ticket 12 for Concert` */
export function toldGift({ ticket, to }: OfTicket & { readonly to: Key }, known: Told, seen: Seen): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} gave ${whom(to)} ${ticketWords(known, ticket)}`;
}

/** `garage let you into Concert with ticket 12` */
export function toldAdmission({ ticket }: OfTicket, known: Told, seen: Seen): string {
  const { who, isOwn, isReader } = tellingTo(known, seen);
  const you = isOwn ? 'yourself' : 'you';
  const whom = isHeldBy(known, ticket, isReader) ? you : 'somebody';
  return `${who} let ${whom} into ${eventName(known, ticket.event)} with ticket ${ticket.serial}`;
}
