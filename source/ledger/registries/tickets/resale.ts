import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres } from '../../amount.ts';
import { accountField, amountField } from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import { defineOperation } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import type { State, StateReader } from '../../state.ts';
import { credit, debit } from '../accounts.ts';
import { actsFor, currentKey, isAnnouncedLost } from '../owners/owner.ts';
import { checkHolder } from './comer.ts';
import { type Event, eventKind, requireEvent, requireTrading, resaleCapOf, titleOf, updateEvent } from './event.ts';
import { holderField } from './holder.ts';
import { keepCommission, saleRefusals, splitResale } from './sale.ts';
import { requireSeller, sellersFor } from './sellers.ts';
import {
  countTickets,
  passTicket,
  requireOwnTicket,
  requireValidTicket,
  type Ticket,
  type TicketName,
  ticketField,
  ticketHistory,
  ticketId,
  ticketKind,
  ticketRefusals,
  updateTicket,
} from './ticket.ts';
import { toldGift, toldListing, toldResale, toldUnlisting } from './told.ts';

export const resaleRefusals = refusals({
  PRICE_OVER_CAP: (data: { price: bigint; cap: bigint }) =>
    `The organiser allows at most ${formatLivres(data.cap)} LVR, everything included; ${formatLivres(data.price)} is more. Ask for less.`,
  RESALE_FORBIDDEN: (data: { who: Event['policy']['resellers'] }) =>
    data.who === 'none'
      ? 'The organiser does not allow tickets of this event to be sold on. Return it, or give it away.'
      : 'Only official sellers may sell tickets of this event on. Return it, or give it away.',
  NOT_LISTED: () => 'This ticket is not for sale any more. Nobody was charged; look for another one.',
  HOLDER_ANNOUNCED_LOST: () =>
    'Somebody announced that the key of its holder was lost, so it may be a thief who sells. Nobody was charged; look for another one.',
  OWN_TICKET: () => 'This ticket is yours already. Nothing to do.',
  TRANSFERS_USED: (data: { most: number }) =>
    data.most === 0
      ? 'The organiser does not allow tickets of this event to be given away.'
      : `This ticket was given away ${data.most} time${data.most === 1 ? '' : 's'} already, and no more is allowed.`,
});

/** @throws RESALE_FORBIDDEN, SELLER_UNLICENSED */
function checkReseller(state: State, event: Event, author: Key, height: number): void {
  const { resellers: who } = event.policy;
  if (who === 'none') throw resaleRefusals.RESALE_FORBIDDEN({ who });
  if (who === 'holders') return;
  const [seller] = sellersFor(state, event, author, height);
  if (seller === undefined) throw resaleRefusals.RESALE_FORBIDDEN({ who });
  requireSeller(state, event, seller);
}

function ticketOf(state: StateReader, name: TicketName): Ticket | undefined {
  return state.get(ticketKind, ticketId(name));
}

export const list = defineOperation({
  tag: 0x78,
  name: 'tickets.list',
  label: 'Offer for resale',
  fields: {
    ticket: ticketField(),
    price: amountField('Price for the buyer', { least: 0n, help: 'everything included' }),
  },
  signer: { words: 'the holder of the ticket' },
  history: ({ ticket }) => ticketHistory(ticket),
  review: ({ ticket, price }, { state }, by) => {
    const event = state.get(eventKind, ticket.event);
    const { commission, rest } = event === undefined ? { commission: 0n, rest: price } : splitResale(event, price);
    return [
      `${by} offers ticket ${ticket.serial} for ${titleOf(state, ticket.event)} for ${formatLivres(price)} LVR, everything included.`,
      `You get ${formatLivres(rest)} LVR of it${commission > 0n ? `, the organiser ${formatLivres(commission)}` : ''}. The first who pays has it.`,
    ];
  },
  summary: ({ ticket, price }) => `Ticket ${ticket.serial} offered for ${formatLivres(price)} LVR`,
  summaryFor: toldListing,
  apply: (state, { ticket: name, price }, { author, height, time }) => {
    const event = requireTrading(state, name.event, time);
    const { listed } = requireOwnTicket(state, name, author, height);
    if (listed !== undefined) throw ticketRefusals.TICKET_LISTED();
    checkReseller(state, event, author, height);
    const cap = resaleCapOf(event);
    if (price > cap) throw resaleRefusals.PRICE_OVER_CAP({ price, cap });
    updateTicket(state, name, { listed: price });
  },
});

export const unlist = defineOperation({
  tag: 0x79,
  name: 'tickets.unlist',
  label: 'Take off the market',
  fields: { ticket: ticketField() },
  signer: { words: 'the holder of the ticket' },
  history: ({ ticket }) => ticketHistory(ticket),
  review: ({ ticket }, { state }, by) => [
    `${by} keeps ticket ${ticket.serial} for ${titleOf(state, ticket.event)}: it is not for sale any more.`,
  ],
  summary: ({ ticket }) => `Ticket ${ticket.serial} taken off the market`,
  summaryFor: toldUnlisting,
  apply: (state, { ticket: name }, { author, height }) => {
    const { listed } = requireOwnTicket(state, name, author, height);
    if (listed === undefined) throw resaleRefusals.NOT_LISTED();
    updateTicket(state, name, { listed: undefined });
  },
});

export const buyListed = defineOperation({
  tag: 0x7a,
  name: 'tickets.buyListed',
  label: 'Buy from a holder',
  fields: { ticket: ticketField(), price: amountField('Price', { least: 0n }), holder: holderField },
  signer: { words: 'whoever wants the ticket' },
  history: ({ ticket }) => ticketHistory(ticket),
  spends: ({ price }) => price,
  review: ({ ticket, price }, { state, name }, by) => {
    const seller = ticketOf(state, ticket)?.holder;
    return [
      `${by} buys ticket ${ticket.serial} for ${titleOf(state, ticket.event)}${seller === undefined ? '' : ` from ${name(seller)}`} for ${formatLivres(price)} LVR, everything included.`,
      'Money and ticket change hands in one step. What its holder had does not let anybody in any more.',
    ];
  },
  summary: ({ ticket, price }, { state }) =>
    `Ticket ${ticket.serial} for ${titleOf(state, ticket.event)}, ${formatLivres(price)} LVR`,
  summaryFor: toldResale,
  apply: (state, { ticket: name, price, holder: commitment }, { author, height, time }) => {
    const event = requireTrading(state, name.event, time);
    const { listed, holder, commission: before } = requireValidTicket(state, name);
    if (listed === undefined) throw resaleRefusals.NOT_LISTED();
    if (equalBytes(holder, author) || actsFor(state, author, holder, height)) throw resaleRefusals.OWN_TICKET();
    if (isAnnouncedLost(state, currentKey(state, holder, height))) throw resaleRefusals.HOLDER_ANNOUNCED_LOST();
    if (price !== listed) throw saleRefusals.PRICE_CHANGED({ price, asked: listed });
    checkHolder(state, name.event, event, { key: author, height, buys: true });
    const { commission, rest } = splitResale(event, price);
    debit(state, author, price);
    credit(state, currentKey(state, holder, height), rest);
    keepCommission(state, name.event, commission);
    updateEvent(state, name.event, { resales: requireEvent(state, name.event).resales + 1 });
    countTickets(state, name.event, author, { bought: 1 });
    passTicket(state, name, author, { commitment, commission: before + commission });
  },
});

export const give = defineOperation({
  tag: 0x7b,
  name: 'tickets.give',
  label: 'Give away',
  fields: { ticket: ticketField(), to: accountField('To', { help: 'signs too' }), holder: holderField },
  signer: { words: 'the holder of the ticket' },
  cosigners: ({ to }) => [to],
  history: ({ ticket }) => ticketHistory(ticket),
  review: ({ ticket, to }, { state, name }, by) => [
    `${by} gives ticket ${ticket.serial} for ${titleOf(state, ticket.event)} to ${name(to)}, who signs too. No money moves.`,
  ],
  summary: ({ ticket, to }, { name }) => `Ticket ${ticket.serial} given to ${name(to)}`,
  summaryFor: toldGift,
  apply: (state, { ticket: name, to, holder: commitment }, { author, height, time }) => {
    const event = requireTrading(state, name.event, time);
    const { listed, given } = requireOwnTicket(state, name, author, height);
    if (listed !== undefined) throw ticketRefusals.TICKET_LISTED();
    if (equalBytes(author, to)) throw resaleRefusals.OWN_TICKET();
    const most = event.policy.freeTransfers;
    if (given >= most) throw resaleRefusals.TRANSFERS_USED({ most });
    checkHolder(state, name.event, event, { key: to, height, buys: false });
    passTicket(state, name, to, { commitment, given: given + 1 });
  },
});
