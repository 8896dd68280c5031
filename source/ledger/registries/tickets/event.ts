import { add, formatLivres } from '../../amount.ts';
import { joined } from '../../byte-string.ts';
import * as codec from '../../codec.ts';
import { formatInstant, latestInstant } from '../../day.ts';
import { u64be } from '../../hash.ts';
import { distinctKeys, type Key } from '../../keys.ts';
import type { Listing } from '../../listing.ts';
import type { ObjectReference } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { activeLicence } from '../licences/licence.ts';

/** Number of the tickets registry. */
export const ticketsRegistry = 7;

/** Seats of one event, at most. */
export const capacityLimit = 100_000;
/** Keys in each list of an event. */
export const keysLimit = 16;
/** Basis points in a whole. */
export const whole = 10_000n;

export const resellers = ['holders', 'sellers', 'none'] as const;

/** What the organiser allows, for all to read before they buy. */
export interface Policy {
  /** The most that a ticket may cost when it is sold on, everything included: basis points of the event's price. */
  readonly resaleCap: number;
  /** What the organiser gets of a resale: basis points of what the buyer pays. */
  readonly commission: number;
  readonly resellers: (typeof resellers)[number];
  /** Tickets that one account may buy. */
  readonly perHolder: number;
  /** How often a ticket may be given away. */
  readonly freeTransfers: number;
  /** Seconds before the doors open from which no ticket changes hands. */
  readonly lockBefore: number;
  /** Whether every holder has to be known to the police; only then is the limit for each person honest. */
  readonly certified: boolean;
  /** Whether whoever went out may come in again. */
  readonly reentry: boolean;
  /** What an official seller gets of each ticket it sold: basis points of the event's price. */
  readonly sellerFee: number;
}

export const policyCodec: codec.Codec<Policy> = codec.struct({
  resaleCap: codec.u32,
  commission: codec.u16,
  resellers: codec.choice(resellers),
  perHolder: codec.u16,
  freeTransfers: codec.u8,
  lockBefore: codec.u32,
  certified: codec.bool,
  reentry: codec.bool,
  sellerFee: codec.u16,
});

/** `open`: on sale or over, money held; `cancelled`: money is going back; `settled`: everybody was paid. */
export const eventStatuses = ['open', 'cancelled', 'settled'] as const;
export type EventStatus = (typeof eventStatuses)[number];

/** Something that takes place once. Its id is that of the transaction that made it. */
export interface Event extends Historic {
  readonly name: string;
  readonly venue: string;
  readonly organiser: Key;
  /** Signs that the event itself issues tickets. */
  readonly eventKey: Key;
  readonly gateKeys: Key[];
  readonly sellers: Key[];
  /** Milliseconds since 1970. */
  readonly doorsAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly capacity: number;
  /** Deniers for a ticket from an official seller. */
  readonly price: bigint;
  readonly policy: Policy;
  readonly status: EventStatus;
  /** Why it was cancelled. */
  readonly reason: string;
  /** Seats handed to official sellers, seats that they offer, and serials that were sold; each at most the one before. */
  readonly issued: number;
  readonly offered: number;
  readonly sold: number;
  /** Seats that were given back and are on sale again, and how many were sold again so far. */
  readonly returned: number;
  readonly resold: number;
  /** Holders who were let in. */
  readonly admitted: number;
  /** Deniers: the sum of what is held for every ticket, and what resales brought the organiser. */
  readonly held: bigint;
  readonly commissions: bigint;
  /** Ends of the waiting list. */
  readonly firstWaiting: Key | undefined;
  readonly lastWaiting: Key | undefined;
  readonly waiting: number;
  /** How often one of its tickets was sold on. */
  readonly resales: number;
}

/** An instant in milliseconds since 1970. */
const instant: codec.Codec<number> = codec.mapped(
  codec.where(codec.u64, (value) => value <= BigInt(latestInstant), 'not a time that a field takes'),
  Number,
  (value: number) => BigInt(value),
);

export const eventKind: Kind<Event> = {
  registry: ticketsRegistry,
  kind: 1,
  name: 'event',
  idLength: 32,
  codec: codec.struct({
    name: codec.text(100),
    venue: codec.text(100),
    organiser: codec.publicKey,
    eventKey: codec.publicKey,
    gateKeys: codec.list(codec.publicKey, keysLimit),
    sellers: codec.list(codec.publicKey, keysLimit),
    doorsAt: instant,
    startsAt: instant,
    endsAt: instant,
    capacity: codec.u32,
    price: codec.u64,
    policy: policyCodec,
    status: codec.choice(eventStatuses),
    reason: codec.text(200),
    issued: codec.u32,
    offered: codec.u32,
    sold: codec.u32,
    returned: codec.u32,
    resold: codec.u32,
    admitted: codec.u32,
    held: codec.u64,
    commissions: codec.u64,
    firstWaiting: codec.optional(codec.publicKey),
    lastWaiting: codec.optional(codec.publicKey),
    waiting: codec.u32,
    resales: codec.u32,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** Open events, the one that ends first before the others: milliseconds since 1970, big-endian. */
export const eventsByEnd: Listing<Event> = {
  number: 2,
  kind: eventKind,
  // An event costs pennies to announce and to cancel: those that are over for good must not hide the others.
  places: ({ status, endsAt }) => (status === 'open' ? [u64be(endsAt)] : []),
};

/** The events of whoever organises, sells or lets in, likewise in the order in which they end. */
export const eventsByParty: Listing<Event> = {
  number: 3,
  kind: eventKind,
  places: ({ organiser, sellers, gateKeys, endsAt }) => {
    const parties = distinctKeys([organiser, ...sellers, ...gateKeys]);
    return parties.map((key) => joined(key, u64be(endsAt)));
  },
};

/** Seats of an event that one official seller has. */
export interface Allotment {
  readonly issued: number;
  readonly offered: number;
  readonly sold: number;
  /** Deniers that the event holds for tickets that this seller sold. */
  readonly held: bigint;
}

export const allotmentKind: Kind<Allotment> = {
  registry: ticketsRegistry,
  kind: 2,
  name: 'allotment',
  idLength: 65,
  codec: codec.struct({ issued: codec.u32, offered: codec.u32, sold: codec.u32, held: codec.u64 }),
};

const noAllotment: Allotment = { issued: 0, offered: 0, sold: 0, held: 0n };

export const eventRefusals = refusals({
  EVENT_UNKNOWN: () => 'No event with this id is on the ledger. Check the id.',
  EVENT_ENDED: (data: { status: EventStatus }) =>
    `This event is ${data.status === 'open' ? 'over' : data.status}. Nothing more can be done with its tickets.`,
  ORGANISER_UNLICENSED: () =>
    'The organiser of this event is not licensed at this moment, so no ticket of it can be sold. Wait, or ask the government department.',
  NOT_ORGANISER: () => 'Only the organiser of the event can do this. Sign as the organiser.',
  WRONG_EVENT_KEY: () => "This is not the event's key. Name the key under which the event was made.",
  NOT_SELLER: () => 'The event does not name this account as an official seller. Choose one that it names.',
  SELLER_UNLICENSED: () => 'This official seller is not licensed at this moment. Choose another one.',
  TIMES_INVALID: () =>
    'The doors open before it starts, it starts before it ends, and all of that lies ahead: the doors within ten years, the end within 366 days of the doors. Check the three times.',
  LOCK_PASSED: (data: { since: number }) =>
    `Tickets of this event would be fixed since ${formatInstant(data.since)}, so none could ever be sold. Choose later doors, or a shorter time before them.`,
  PRICE_OVERFLOW: (data: { price: bigint; capacity: number }) =>
    `${data.capacity} tickets at ${formatLivres(data.price)} LVR are more money than there can be. Choose a lower price.`,
  CAPACITY_EXCEEDED: (data: { left: number; count: number }) =>
    `${data.left} seats are left to hand out; ${data.count} are not. Hand out fewer.`,
  ISSUE_EXCEEDED: (data: { left: number; count: number }) =>
    `You have ${data.left} seats that are not on offer yet; ${data.count} are not. Offer fewer.`,
  SALE_LOCKED: (data: { since: number }) =>
    `Since ${formatInstant(data.since)} no ticket of this event changes hands any more. It is too late.`,
  EVENTS_LIMIT: (data: { most: number }) =>
    `${data.most} events of this organiser are open already. Wait until one is over.`,
  EVENT_KEY_OWN: () =>
    'The key of an event is not the key that signs as its organiser: two keys have to agree. Leave it out, or name another one.',
});

/** An event by its name, for sentences. */
export function titleOf(state: StateReader, id: Uint8Array): string {
  const event = state.get(eventKind, id);
  return event === undefined ? 'an event that is not on the ledger' : quoted(event.name);
}

/** @throws EVENT_UNKNOWN */
export function requireEvent(state: StateReader, id: Uint8Array): Event {
  const event = state.get(eventKind, id);
  if (event === undefined) throw eventRefusals.EVENT_UNKNOWN();
  return event;
}

/**
 * An event that is neither cancelled, settled nor over.
 * @param time the parent block's, milliseconds
 * @throws EVENT_UNKNOWN, EVENT_ENDED
 */
export function requireOpenEvent(state: StateReader, id: Uint8Array, time: number): Event {
  const event = requireEvent(state, id);
  const { status, endsAt } = event;
  // The queue may be late; that gives nobody extra time.
  if (status !== 'open' || time >= endsAt) throw eventRefusals.EVENT_ENDED({ status });
  return event;
}

/** From when on no ticket changes hands, milliseconds since 1970. */
export function lockedFrom({ doorsAt, policy }: Pick<Event, 'doorsAt' | 'policy'>): number {
  return doorsAt - policy.lockBefore * 1_000;
}

/**
 * An event whose tickets may change hands at this time, if its organiser is licensed.
 * @throws those of {@link requireOpenEvent}, SALE_LOCKED
 */
export function requireUnlocked(state: StateReader, id: Uint8Array, time: number): Event {
  const event = requireOpenEvent(state, id, time);
  const since = lockedFrom(event);
  if (time >= since) throw eventRefusals.SALE_LOCKED({ since });
  return event;
}

/**
 * An event whose tickets may change hands now.
 * @throws those of {@link requireUnlocked}, ORGANISER_UNLICENSED
 */
export function requireTrading(state: StateReader, id: Uint8Array, time: number): Event {
  const event = requireUnlocked(state, id, time);
  if (!isLicensed(state, event)) throw eventRefusals.ORGANISER_UNLICENSED();
  return event;
}

/** Whether its organiser may sell now. */
export function isLicensed(state: StateReader, { organiser }: Pick<Event, 'organiser'>): boolean {
  return activeLicence(state, organiser, 'organiser') !== undefined;
}

/** Changes some members of an event. */
export function updateEvent(state: State, id: Uint8Array, change: Partial<Event>): void {
  state.put(eventKind, id, { ...requireEvent(state, id), ...change });
}

function allotmentId(event: Uint8Array, seller: Key): Uint8Array {
  return joined(event, seller);
}

/** Seats of an event that a seller has; none if it never got any. */
export function allotmentOf(state: StateReader, event: Uint8Array, seller: Key): Allotment {
  return state.get(allotmentKind, allotmentId(event, seller)) ?? noAllotment;
}

export function updateAllotment(state: State, event: Uint8Array, seller: Key, change: Partial<Allotment>): void {
  state.put(allotmentKind, allotmentId(event, seller), { ...allotmentOf(state, event, seller), ...change });
}

/** More, or less if `amount` is below zero, is held for tickets that a seller sold. Deniers. */
export function hold(state: State, id: Uint8Array, seller: Key, amount: bigint): void {
  updateEvent(state, id, { held: add(requireEvent(state, id).held, amount) });
  updateAllotment(state, id, seller, { held: add(allotmentOf(state, id, seller).held, amount) });
}

/** Basis points of an amount, rounded down: the rest of a division goes to whoever gets what is left. */
export function share(amount: bigint, basisPoints: number): bigint {
  return (amount * BigInt(basisPoints)) / whole;
}

/** The most that a ticket may cost when it is sold on. Deniers. */
export function resaleCapOf({ price, policy }: Pick<Event, 'price' | 'policy'>): bigint {
  return share(price, policy.resaleCap);
}

export function eventHistory(id: Uint8Array): readonly ObjectReference[] {
  return [{ kind: asHistoric(eventKind), id }];
}
