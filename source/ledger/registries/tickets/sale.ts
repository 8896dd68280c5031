import { add, formatLivres } from '../../amount.ts';
import { dayOfTime } from '../../day.ts';
import { accountField, amountField } from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import { defineOperation } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import type { State, StateReader } from '../../state.ts';
import { credit, debit } from '../accounts.ts';
import { checkHolder, mayStillCome } from './comer.ts';
import { eventField } from './creation.ts';
import {
  allotmentOf,
  type Event,
  eventKind,
  hold,
  isLicensed,
  requireEvent,
  requireTrading,
  requireUnlocked,
  share,
  titleOf,
  updateAllotment,
  updateEvent,
  whole,
} from './event.ts';
import { holderField } from './holder.ts';
import { requireSeller, seatsLeft } from './sellers.ts';
import {
  countReturn,
  countTickets,
  passTicket,
  requireOwnTicket,
  returnedId,
  returnedKind,
  type TicketName,
  ticketField,
  ticketHistory,
  ticketId,
  ticketKind,
  updateTicket,
} from './ticket.ts';
import { toldLeaving, toldPurchase, toldReturn, toldWaiting } from './told.ts';
import { joinList, leaveList, takeFirst, waiterOf, waitingRefusals } from './waiting.ts';

export const saleRefusals = refusals({
  SOLD_OUT: () => 'No seat is left from this seller. Look at the resale, or wait for one that is given back.',
  PRICE_CHANGED: (data: { price: bigint; asked: bigint }) =>
    `The ticket costs ${formatLivres(data.asked)} LVR, not ${formatLivres(data.price)}. Look at the price and buy again.`,
});

/** The seat that the next purchase gets: the one that was given back first, else the next number. */
function nextSerial(state: StateReader, event: Uint8Array, { resold, sold }: Pick<Event, 'resold' | 'sold'>): number {
  return state.get(returnedKind, returnedId(event, resold + 1))?.serial ?? sold + 1;
}

/** Takes the seat that is next for a buyer. */
function takeSeat(
  state: State,
  id: Uint8Array,
  seller: Key,
  { buyer, commitment, time }: { readonly buyer: Key; readonly commitment: Uint8Array; readonly time: number },
): void {
  const event = requireEvent(state, id);
  const { price, returned, resold, sold } = event;
  const serial = nextSerial(state, id, event);
  const name = { event: id, serial };
  const before = state.get(ticketKind, ticketId(name));
  state.put(ticketKind, ticketId(name), {
    ...{ holder: buyer, commitment, seller, status: 'valid', held: price, commission: 0n, listed: undefined },
    ...{ given: 0, soldOn: dayOfTime(time), admission: undefined, conflicts: 0 },
    ...{ historyCount: before?.historyCount ?? 0, historyHead: before?.historyHead ?? new Uint8Array(32) },
  });
  const held = add(event.held, price);
  const allotment = allotmentOf(state, id, seller);
  const soldBySeller = allotment.sold + (returned > 0 ? 0 : 1);
  updateAllotment(state, id, seller, { sold: soldBySeller, held: add(allotment.held, price) });
  if (returned > 0) {
    state.delete(returnedKind, returnedId(id, resold + 1));
    updateEvent(state, id, { returned: returned - 1, resold: resold + 1, held });
  } else updateEvent(state, id, { sold: sold + 1, held });
  countTickets(state, id, buyer, { bought: 1, holds: 1 });
}

export const buy = defineOperation({
  tag: 0x74,
  name: 'tickets.buy',
  label: 'Buy',
  fields: {
    event: eventField,
    seller: accountField('Official seller'),
    price: amountField('Price', { least: 0n }),
    holder: holderField,
  },
  signer: { words: 'whoever wants a ticket' },
  history: ({ event: id }, _origin, state) => {
    const event = state.get(eventKind, id);
    return event === undefined ? [] : ticketHistory({ event: id, serial: nextSerial(state, id, event) });
  },
  spends: ({ price }) => price,
  review: ({ event: id, seller, price }, { state, name }, by) => [
    `${by} buys one ticket for ${titleOf(state, id)} from ${name(seller)}, for ${formatLivres(price)} LVR.`,
    'The event holds the money until it has taken place. If it is cancelled, it comes back without asking.',
    'The name of who comes is not published: the gate sees it when you show it.',
  ],
  summary: ({ event, price }, { state }) => `Ticket for ${titleOf(state, event)}, ${formatLivres(price)} LVR`,
  summaryFor: toldPurchase,
  apply: (state, { event: id, seller, price, holder }, { author, height, time }) => {
    const event = requireTrading(state, id, time);
    requireSeller(state, event, seller);
    if (price !== event.price) throw saleRefusals.PRICE_CHANGED({ price, asked: event.price });
    const { offered, sold } = allotmentOf(state, id, seller);
    if (offered <= sold && event.returned === 0) throw saleRefusals.SOLD_OUT();
    checkHolder(state, id, event, { key: author, height, buys: true });
    debit(state, author, price);
    takeSeat(state, id, seller, { buyer: author, commitment: holder, time });
  },
});

export const giveBack = defineOperation({
  tag: 0x75,
  name: 'tickets.giveBack',
  label: 'Return for refund',
  fields: { ticket: ticketField() },
  signer: { words: 'the holder of the ticket' },
  history: ({ ticket }) => ticketHistory(ticket),
  review: ({ ticket }, { state }, by) => [
    `${by} returns ticket ${ticket.serial} for ${titleOf(state, ticket.event)} and gets ${formatLivres(state.get(ticketKind, ticketId(ticket))?.held ?? 0n)} LVR, what the event holds for it.`,
    'The seat goes to whoever waits first, else it is on sale again.',
  ],
  summary: ({ ticket }) => `Ticket ${ticket.serial} returned`,
  summaryFor: toldReturn,
  apply: (state, { ticket: name }, { author, height, time }) => {
    // Whoever wants the money back need not wait until the organiser is licensed again.
    const event = requireUnlocked(state, name.event, time);
    const { held, holder, seller } = requireOwnTicket(state, name, author, height);
    credit(state, author, held);
    hold(state, name.event, seller, -held);
    countReturn(state, name.event, holder, event.policy.perHolder);
    const isSold = isLicensed(state, event) && passToFirst(state, name, seller, { height, time });
    if (!isSold) {
      countTickets(state, name.event, holder, { holds: -1 });
      updateTicket(state, name, { status: 'returned', held: 0n, commission: 0n, listed: undefined });
      const { returned, resold } = event;
      state.put(returnedKind, returnedId(name.event, resold + returned + 1), { serial: name.serial });
      updateEvent(state, name.event, { returned: returned + 1 });
    }
  },
});

/** People who wait that one returned seat is offered to, at most: rules never search for long. */
const tries = 100;

/**
 * Gives a seat to whoever waits first, who pays for it with what is locked; whoever may not have it any more loses the
 * place and gets the price back. Whether somebody has it.
 */
function passToFirst(
  state: State,
  name: TicketName,
  seller: Key,
  { height, time }: { readonly height: number; readonly time: number },
): boolean {
  const event = requireEvent(state, name.event);
  for (let count = 0; count < tries; count++) {
    const { firstWaiting } = requireEvent(state, name.event);
    if (firstWaiting === undefined) return false;
    if (!mayStillCome(state, event, firstWaiting, height)) {
      leaveList(state, name.event, firstWaiting, height);
      continue;
    }
    const { commitment, price } = takeFirst(state, name.event, firstWaiting);
    passTicket(state, name, firstWaiting, {
      ...{ commitment, held: price, commission: 0n, given: 0, soldOn: dayOfTime(time) },
    });
    hold(state, name.event, seller, price);
    return true;
  }
  return false;
}

export const wait = defineOperation({
  tag: 0x76,
  name: 'tickets.wait',
  label: 'Wait for a ticket',
  fields: { event: eventField, holder: holderField },
  signer: { words: 'whoever wants a ticket' },
  spends: ({ event }, state) => state.get(eventKind, event)?.price ?? 0n,
  review: ({ event }, { state }, by) => [
    `${by} waits for a seat at ${titleOf(state, event)} that somebody gives back.`,
    `${formatLivres(state.get(eventKind, event)?.price ?? 0n)} LVR are locked for it; you get them back when you stop waiting, or when the event begins without you.`,
  ],
  summary: ({ event }, { state }) => `Waiting for ${titleOf(state, event)}`,
  summaryFor: toldWaiting,
  apply: (state, { event: id, holder }, { author, height, time }) => {
    const event = requireTrading(state, id, time);
    const left = seatsLeft(state, id, event);
    if (left > 0) throw waitingRefusals.SEATS_LEFT({ left });
    if (waiterOf(state, id, author) !== undefined) throw waitingRefusals.WAITING_ALREADY();
    checkHolder(state, id, event, { key: author, height, buys: true });
    joinList(state, id, author, holder);
  },
});

export const unwait = defineOperation({
  tag: 0x77,
  name: 'tickets.unwait',
  label: 'Stop waiting',
  fields: { event: eventField },
  signer: { words: 'whoever waits' },
  review: ({ event }, { state }, by) => [
    `${by} does not wait for ${titleOf(state, event)} any more and gets the locked price back.`,
  ],
  summary: ({ event }, { state }) => `No longer waiting for ${titleOf(state, event)}`,
  summaryFor: toldLeaving,
  apply: (state, { event }, { author, height }) => {
    requireEvent(state, event);
    leaveList(state, event, author, height);
  },
});

/** What the event gets of a resale, and what its holder gets. */
export function splitResale({ policy }: Event, price: bigint): { commission: bigint; rest: bigint } {
  const rest = share(price, Number(whole) - policy.commission);
  // The remainder of the division goes to the organiser.
  return { commission: price - rest, rest };
}

/** The event keeps what a resale brought the organiser. Deniers. */
export function keepCommission(state: State, id: Uint8Array, amount: bigint): void {
  updateEvent(state, id, { commissions: add(requireEvent(state, id).commissions, amount) });
}
