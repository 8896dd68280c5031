import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres, maximumAmount } from '../../amount.ts';
import * as codec from '../../codec.ts';
import { formatInstant } from '../../day.ts';
import {
  accountField,
  amountField,
  bytesField,
  choiceField,
  flagField,
  groupField,
  listField,
  numberField,
  percentField,
  textField,
  timeField,
} from '../../field-kinds.ts';
import { distinctKeys, type Key } from '../../keys.ts';
import type { Known } from '../../known.ts';
import { defineOperation } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import { quoted } from '../../quoted.ts';
import type { State } from '../../state.ts';
import { requireRole } from '../licences/licence.ts';
import { actsFor } from '../owners/owner.ts';
import {
  allotmentOf,
  capacityLimit,
  type Event,
  eventHistory,
  eventKind,
  eventRefusals,
  keysLimit,
  lockedFrom,
  requireOpenEvent,
  requireTrading,
  resaleCapOf,
  ticketsRegistry,
  titleOf,
  updateAllotment,
  updateEvent,
} from './event.ts';
import { offeringSeller, requireSeller } from './sellers.ts';
import { addOpenEvent, cancel, releaseEntry, settleEntry } from './settlement.ts';
import { checkTimes } from './times.ts';
import { seats, toldCancellation, toldCreation, toldIssue, toldOffer } from './told.ts';

export const eventField = bytesField('Event', 32, { help: 'id of the entry that made it' });

const points = (label: string, most: number, fallback: number, help: string) =>
  percentField(label, most > 0xffff ? codec.u32 : codec.u16, most, { help, fallback: () => fallback });

const policyField = groupField('Policy', {
  resaleCap: points(
    'Resale at most',
    1_000_000,
    10_000,
    'percent of the price, everything included; 100% is the price itself',
  ),
  commission: points('Commission on a resale', 10_000, 0, 'percent of what the buyer pays; it is part of that price'),
  resellers: choiceField(
    'Who may sell on',
    { holders: 'every holder', sellers: 'official sellers only', none: 'nobody' },
    { fallback: () => 'holders' as const },
  ),
  perHolder: numberField('Tickets for each person', codec.u16, 1, 0xffff, { fallback: () => 4 }),
  freeTransfers: numberField('Gifts of each ticket', codec.u8, 0, 0xff, { fallback: () => 1 }),
  lockBefore: numberField('Fixed before doors, in s', codec.u32, 0, 31_536_000, { fallback: () => 3_600 }),
  certified: flagField('Known to the police', { fallback: () => false }),
  reentry: flagField('May come in again', { fallback: () => false }),
  sellerFee: points('Fee of its official seller', 10_000, 0, 'percent of the price; the buyer pays no more'),
});

/** An organiser needs no other key for its events than the one that its words give. */
function ownEventKey({ author, eventKey }: Known): Key | undefined {
  return author && eventKey(author);
}

const keysField = (label: string, help: string) => listField(accountField(label), keysLimit, { help });

export const createEvent = defineOperation({
  tag: 0x70,
  name: 'tickets.createEvent',
  label: 'Create an event',
  fields: {
    name: textField('Name', 100),
    venue: textField('Where', 100),
    doorsAt: timeField('Doors open'),
    startsAt: timeField('Starts'),
    endsAt: timeField('Ends'),
    capacity: numberField('Seats', codec.u32, 1, capacityLimit),
    price: amountField('Price', { least: 0n }),
    eventKey: accountField('Key of the event', {
      help: 'signs with you; made from your words if you leave it out',
      fallback: ownEventKey,
    }),
    gateKeys: keysField('At the gate', 'who lets people in'),
    sellers: keysField('Official sellers', 'who may sell tickets at the price'),
    policy: policyField,
  },
  signer: { roles: ['organiser'], words: 'a licensed organiser' },
  cosigners: ({ eventKey }) => [eventKey],
  history: (_values, { id }) => eventHistory(id),
  review: (values, { name }, by) => [
    `${by} announces ${quoted(values.name)}, ${quoted(values.venue)}: doors ${formatInstant(values.doorsAt)}, start ${formatInstant(values.startsAt)}, end ${formatInstant(values.endsAt)} (UTC).`,
    `${seats(values.capacity)} at ${formatLivres(values.price)} LVR, sold by ${values.sellers.map(name).join(', ') || 'nobody'}; let in by ${values.gateKeys.map(name).join(', ') || 'nobody'}.`,
    `The event signs by a key of its own, ${name(values.eventKey)}: without it nobody hands out seats.`,
    ...policyLines(values.policy, values.price),
    'Nothing of this can be changed later. The money stays with the event until it is over; if you cancel, all of it goes back.',
  ],
  summary: ({ name }) => `Event announced: ${name}`,
  summaryFor: toldCreation,
  apply: (state, values, { author, id, time }) => {
    requireRole(state, author, 'organiser');
    const { doorsAt, startsAt, endsAt, capacity, price, eventKey, policy } = values;
    // A second signature by the same key would say nothing.
    if (equalBytes(eventKey, author)) throw eventRefusals.EVENT_KEY_OWN();
    checkTimes(values, time);
    if (price * BigInt(capacity) > maximumAmount) throw eventRefusals.PRICE_OVERFLOW({ price, capacity });
    state.put(eventKind, id, {
      ...{ name: values.name, venue: values.venue, organiser: author, eventKey },
      ...{ gateKeys: distinctKeys(values.gateKeys), sellers: distinctKeys(values.sellers) },
      ...{ doorsAt, startsAt, endsAt, capacity, price, policy, status: 'open', reason: '' },
      ...{ issued: 0, offered: 0, sold: 0, returned: 0, resold: 0, admitted: 0, held: 0n, commissions: 0n },
      ...{ firstWaiting: undefined, lastWaiting: undefined, waiting: 0, resales: 0 },
      ...{ historyCount: 0, historyHead: new Uint8Array(32) },
    });
    addOpenEvent(state, author, id);
    // Nobody can give a seat back after that, so there is nothing to wait for.
    enqueue(state, 'time', lockedFrom(values), ticketsRegistry, releaseEntry(id));
    enqueue(state, 'time', endsAt, ticketsRegistry, settleEntry(id));
  },
});

/** What the organiser allows, in sentences. */
export function policyLines(policy: Event['policy'], price: bigint): string[] {
  const { resellers, commission, perHolder, freeTransfers, certified, sellerFee, reentry } = policy;
  const cap = formatLivres(resaleCapOf({ price, policy }));
  const percent = (points: number) => `${points / 100}%`;
  const commissionWords = commission === 0 ? '' : `; ${percent(commission)} of it goes to the organiser`;
  return [
    resellers === 'none'
      ? 'Resale: nobody may sell a ticket on; it can be returned.'
      : `Resale: ${resellers === 'holders' ? 'every holder' : 'official sellers only'}, at most ${cap} LVR, everything included${commissionWords}.`,
    giftWords(freeTransfers),
    `Buying, selling, giving and returning end ${lockWords(policy.lockBefore)}.`,
    certified
      ? `At most ${perHolder} for each person, and each holder is known to the police.`
      : `At most ${perHolder} for each account. One person can have several accounts.`,
    ...(sellerFee > 0
      ? [`Of each ticket, ${percent(sellerFee)} goes to its official seller; you pay no more for it.`]
      : []),
    reentry ? 'Whoever goes out may come in again.' : 'A ticket lets in once.',
  ];
}

function giftWords(freeTransfers: number): string {
  if (freeTransfers === 0) return 'Gifts: none; a ticket cannot be given away.';
  return `Gifts: each ticket ${freeTransfers === 1 ? 'once' : `up to ${freeTransfers} times`}.`;
}

/** `1 h before the doors open`; seconds. */
function lockWords(lockBefore: number): string {
  if (lockBefore === 0) return 'when the doors open';
  const units = [
    [86_400, lockBefore === 86_400 ? ' day' : ' days'],
    [3_600, ' h'],
    [60, ' min'],
    [1, ' s'],
  ] as const;
  const [size, unit] = units.find(([seconds]) => lockBefore % seconds === 0) ?? units[3];
  return `${lockBefore / size}${unit} before the doors open`;
}

export const issue = defineOperation({
  tag: 0x71,
  name: 'tickets.issue',
  label: 'Hand seats to a seller',
  fields: {
    event: eventField,
    count: numberField('How many', codec.u32, 1, capacityLimit),
    seller: accountField('Official seller'),
    eventKey: accountField('Key of the event', {
      help: 'signs with you',
      fallback: ownEventKey,
    }),
  },
  signer: { roles: ['organiser'], words: 'the organiser of the event' },
  cosigners: ({ eventKey }) => [eventKey],
  history: ({ event }) => eventHistory(event),
  review: ({ count, seller }, { name }) => [
    `${name(seller)} gets ${seats(count)} to sell at the price of the event.`,
    'Organiser and event both sign: only such a ticket is genuine.',
  ],
  summary: ({ count, seller }, { name }) => `${seats(count)} to ${name(seller)}`,
  summaryFor: toldIssue,
  apply: (state, { event: id, count, seller, eventKey }, { author, height, time }) => {
    const event = requireTrading(state, id, time);
    requireOrganiser(state, event, author, height);
    if (!equalBytes(eventKey, event.eventKey)) throw eventRefusals.WRONG_EVENT_KEY();
    requireSeller(state, event, seller);
    const left = event.capacity - event.issued;
    if (count > left) throw eventRefusals.CAPACITY_EXCEEDED({ left, count });
    updateEvent(state, id, { issued: event.issued + count });
    updateAllotment(state, id, seller, { issued: allotmentOf(state, id, seller).issued + count });
  },
});

/** @throws NOT_ORGANISER */
function requireOrganiser(state: State, { organiser }: Event, author: Key, height: number): void {
  if (!actsFor(state, author, organiser, height)) throw eventRefusals.NOT_ORGANISER();
}

export const offer = defineOperation({
  tag: 0x72,
  name: 'tickets.offer',
  label: 'Put seats on sale',
  fields: { event: eventField, count: numberField('How many', codec.u32, 1, capacityLimit) },
  signer: { roles: ['seller', 'organiser'], words: 'an official seller of the event' },
  history: ({ event }) => eventHistory(event),
  review: ({ count }, _known, by) => [
    `${by} offers ${seats(count)} at the price of the event to whoever comes first.`,
    'The offer stands until they are sold or the doors are near.',
  ],
  summary: ({ count }) => `${seats(count)} put on sale`,
  summaryFor: toldOffer,
  apply: (state, { event: id, count }, { author, height, time }) => {
    const event = requireTrading(state, id, time);
    const seller = offeringSeller(state, { id, event }, { author, height, count });
    requireSeller(state, event, seller);
    const { issued, offered } = allotmentOf(state, id, seller);
    if (count > issued - offered) throw eventRefusals.ISSUE_EXCEEDED({ left: issued - offered, count });
    updateAllotment(state, id, seller, { offered: offered + count });
    updateEvent(state, id, { offered: event.offered + count });
  },
});

export const cancelEvent = defineOperation({
  tag: 0x73,
  name: 'tickets.cancelEvent',
  label: 'Cancel an event',
  fields: { event: eventField, reason: textField('Reason', 200, { help: 'public' }) },
  signer: { words: 'the organiser of the event' },
  history: ({ event }) => eventHistory(event),
  review: ({ event: id, reason }, { state }) => [
    `${titleOf(state, id)} does not take place: ${quoted(reason)}.`,
    `Every holder gets back what the event holds for the ticket, without asking, ${formatLivres(state.get(eventKind, id)?.held ?? 0n)} LVR in all so far, and whoever waits gets the price back. This cannot be undone.`,
  ],
  summary: ({ reason }) => `Event cancelled: ${reason}`,
  summaryFor: toldCancellation,
  apply: (state, { event: id, reason }, { author, height, time }) => {
    const event = requireOpenEvent(state, id, time);
    requireOrganiser(state, event, author, height);
    cancel(state, id, reason, height);
  },
});
