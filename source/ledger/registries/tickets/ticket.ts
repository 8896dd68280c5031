import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { joined } from '../../byte-string.ts';
import * as codec from '../../codec.ts';
import { type Field, field, unfit } from '../../field.ts';
import { u64be } from '../../hash.ts';
import type { Key } from '../../keys.ts';
import type { Listing } from '../../listing.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { actsFor, requireNotLost } from '../owners/owner.ts';
import { ticketsRegistry } from './event.ts';

/** One seat of one event. Its id is that of the event, then the serial, big-endian. */
export interface Ticket extends Historic {
  readonly holder: Key;
  /** Who comes through the door, without saying it, see `holder.ts`. 32 bytes. */
  readonly commitment: Uint8Array;
  /** The official seller who sold it. */
  readonly seller: Key;
  /** `valid`: lets its holder in; `returned`: on sale again; `refunded`: the event was cancelled. */
  readonly status: 'valid' | 'returned' | 'refunded';
  /** Deniers of the event's price that the event still holds for it. */
  readonly held: bigint;
  /** Deniers that its resales brought the organiser; they go back with the price if the event is cancelled. */
  readonly commission: bigint;
  /** Deniers for which its holder offers it; nothing while it is not for sale. */
  readonly listed: bigint | undefined;
  /** The day of its sale, days since 1970 (UTC). */
  readonly soldOn: number;
  /** How often it was given away. */
  readonly given: number;
  /** How its holder was let in first. */
  readonly admission: Admission | undefined;
  /** Later admissions that should not have been. */
  readonly conflicts: number;
}

/** That a gate let somebody in. */
export interface Admission {
  readonly gate: Key;
  /** Six letters, see `gate.ts`. */
  readonly session: string;
  /** Half minutes since 1970. */
  readonly slot: number;
}

export const sessionCodec: codec.Codec<string> = codec.ascii(6, /^[A-Z]{6}$/);

export const ticketKind: Kind<Ticket> = {
  registry: ticketsRegistry,
  kind: 3,
  name: 'ticket',
  idLength: 36,
  codec: codec.struct({
    holder: codec.publicKey,
    commitment: codec.hash32,
    seller: codec.publicKey,
    status: codec.choice(['valid', 'returned', 'refunded']),
    held: codec.u64,
    commission: codec.u64,
    listed: codec.optional(codec.u64),
    soldOn: codec.u16,
    given: codec.u8,
    admission: codec.optional(codec.struct({ gate: codec.publicKey, session: sessionCodec, slot: codec.u32 })),
    conflicts: codec.u32,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** The tickets of an account, by event and number; those that were given back are nobody's. */
export const ticketsByHolder: Listing<Ticket> = {
  number: 4,
  kind: ticketKind,
  places: ({ holder, status }) => (status === 'returned' ? [] : [holder]),
};

/** What holders offer, by event and then by price (deniers, big-endian), the cheapest first. */
export const resaleMarket: Listing<Ticket> = {
  number: 5,
  kind: ticketKind,
  places: ({ listed }, id) => (listed === undefined ? [] : [joined(id.subarray(0, 32), u64be(listed))]),
};

/** Tickets with which somebody was let in more often than they allow, by event and number. */
export const conflictsByEvent: Listing<Ticket> = {
  number: 9,
  kind: ticketKind,
  places: ({ conflicts }, id) => (conflicts === 0 ? [] : [id.subarray(0, 32)]),
};

/** That a holder was let in again, by the digest that the holder signed for it: one proof lets in once. */
export const laterAdmissionKind: Kind<{ readonly gate: Key }> = {
  registry: ticketsRegistry,
  kind: 8,
  name: 'later admission',
  idLength: 32,
  codec: codec.struct({ gate: codec.publicKey }),
};

/** What an account has of an event. */
export interface Purse {
  /** Tickets that it bought, those that wait for it included; those that it gave back do not count. */
  readonly bought: number;
  readonly holds: number;
  /** Tickets that it gave back and that do not count for that: at most as many as one person may have. */
  readonly returns: number;
}

export const purseKind: Kind<Purse> = {
  registry: ticketsRegistry,
  kind: 4,
  name: 'purse',
  idLength: 65,
  codec: codec.struct({ bought: codec.u32, holds: codec.u32, returns: codec.u32 }),
};

/** A seat that was given back, by its place among all that ever were; the first one is sold first. */
export const returnedKind: Kind<{ readonly serial: number }> = {
  registry: ticketsRegistry,
  kind: 5,
  name: 'returned seat',
  idLength: 36,
  codec: codec.struct({ serial: codec.u32 }),
};

/** @param place from 1 on, among all seats of the event that ever were given back */
export function returnedId(event: Uint8Array, place: number): Uint8Array {
  return ticketId({ event, serial: place });
}

export const ticketRefusals = refusals({
  TICKET_UNKNOWN: () => 'No such ticket was sold. Check the event and the number.',
  TICKET_VOID: (data: { status: Ticket['status'] }) =>
    `This ticket was ${data.status}, so it is no ticket any more. Nothing can be done with it.`,
  NOT_HOLDER: () => 'Only the holder of the ticket can do this. Sign as its holder.',
  TICKET_USED: () => 'This ticket has let somebody in already, so it changes hands no more.',
  TICKET_LISTED: () => 'This ticket is for sale. Take it off the market first.',
  TICKET_LIMIT: (data: { most: number }) =>
    `One person can have ${data.most} ticket${data.most === 1 ? '' : 's'} of this event, and that is reached; what was sold on counts, and so do returns after the first ${data.most}. Nobody was charged.`,
});

/** An event and the number of a seat. */
export interface TicketName {
  readonly event: Uint8Array;
  /** From 1 on. */
  readonly serial: number;
}

/** @param serial from 1 on */
export function ticketId({ event, serial }: TicketName): Uint8Array {
  return joined(event, Uint8Array.of(serial >>> 24, serial >>> 16, serial >>> 8, serial));
}

/** A ticket as `event/serial`: the event's id in hex, and a number. JSON takes `{event, serial}` too, and 36 bytes in hex. */
export function ticketField(label = 'Ticket'): Field<TicketName> {
  const parse = (input: unknown): TicketName => {
    const { event, serial } =
      typeof input === 'string' ? split(input.trim()) : ((input ?? {}) as Record<string, unknown>);
    const isId = typeof event === 'string' && /^[0-9a-f]{64}$/i.test(event);
    if (!isId || !Number.isInteger(serial) || Number(serial) < 1 || Number(serial) > 0xffffffff) {
      throw unfit("must be the event's id and the ticket's number, like 5f1c...09/112");
    }
    return { event: hexToBytes(event.toLowerCase()), serial: Number(serial) };
  };
  const text = ({ event, serial }: TicketName) => `${bytesToHex(event)}/${serial}`;
  const itsCodec = codec.struct<TicketName>({
    event: codec.hash32,
    serial: codec.where(codec.u32, (serial) => serial >= 1, 'not from 1 on'),
  });
  return field(label, 'text', itsCodec, { parse, toJson: text, show: text });
}

function split(text: string): { event: string; serial: number } {
  if (/^[0-9a-f]{72}$/i.test(text)) return { event: text.slice(0, 64), serial: Number.parseInt(text.slice(64), 16) };
  const [event = '', serial = ''] = text.split('/');
  return { event, serial: /^\d{1,10}$/.test(serial) ? Number(serial) : 0 };
}

/** A ticket whatever became of it. @throws TICKET_UNKNOWN */
export function requireTicket(state: StateReader, name: TicketName): Ticket {
  const ticket = state.get(ticketKind, ticketId(name));
  if (ticket === undefined) throw ticketRefusals.TICKET_UNKNOWN();
  return ticket;
}

/** A ticket that lets somebody in. @throws TICKET_UNKNOWN, TICKET_VOID */
export function requireValidTicket(state: StateReader, name: TicketName): Ticket {
  const ticket = requireTicket(state, name);
  if (ticket.status !== 'valid') throw ticketRefusals.TICKET_VOID({ status: ticket.status });
  return ticket;
}

/**
 * A ticket that `author` holds and that nobody used yet. A thief would be quick, so nothing moves by a key that was
 * announced as lost.
 * @throws those of {@link requireValidTicket}, NOT_HOLDER, TICKET_USED, KEY_ANNOUNCED_LOST
 */
export function requireOwnTicket(state: StateReader, name: TicketName, author: Key, height: number): Ticket {
  const ticket = requireValidTicket(state, name);
  if (!actsFor(state, author, ticket.holder, height)) throw ticketRefusals.NOT_HOLDER();
  if (ticket.admission !== undefined) throw ticketRefusals.TICKET_USED();
  requireNotLost(state, author);
  return ticket;
}

/** Changes some members of a ticket. */
export function updateTicket(state: State, name: TicketName, change: Partial<Ticket>): void {
  state.put(ticketKind, ticketId(name), { ...requireTicket(state, name), ...change });
}

function purseId(event: Uint8Array, key: Key): Uint8Array {
  return joined(event, key);
}

/** What an account has of an event. */
export function purseOf(state: StateReader, event: Uint8Array, key: Key): Purse {
  return state.get(purseKind, purseId(event, key)) ?? { bought: 0, holds: 0, returns: 0 };
}

/** Whether an account ever had a ticket of an event, or waited for one. */
export function hasDealt(state: StateReader, event: Uint8Array, key: Key): boolean {
  return state.get(purseKind, purseId(event, key)) !== undefined;
}

/** Changes what an account has by so many; fewer if below zero. */
export function countTickets(
  state: State,
  event: Uint8Array,
  key: Key,
  change: Partial<Pick<Purse, 'bought' | 'holds'>>,
): void {
  const { bought, holds, returns } = purseOf(state, event, key);
  state.put(purseKind, purseId(event, key), {
    returns,
    bought: Math.max(0, bought + (change.bought ?? 0)),
    holds: Math.max(0, holds + (change.holds ?? 0)),
  });
}

/**
 * Somebody gave a ticket back, which makes room for another one. Only `most` times: whoever went on buying and returning
 * one seat would make its history endless for some fees.
 */
export function countReturn(state: State, event: Uint8Array, key: Key, most: number): void {
  const { bought, holds, returns } = purseOf(state, event, key);
  if (bought === 0 || returns >= most) return;
  state.put(purseKind, purseId(event, key), { bought: bought - 1, holds, returns: returns + 1 });
}

/** A ticket goes from its holder to another one. */
export function passTicket(state: State, name: TicketName, to: Key, change: Partial<Ticket>): void {
  const { holder } = requireTicket(state, name);
  countTickets(state, name.event, holder, { holds: -1 });
  countTickets(state, name.event, to, { holds: 1 });
  updateTicket(state, name, { ...change, holder: to, listed: undefined });
}

export function ticketHistory(name: TicketName): readonly ObjectReference[] {
  return [{ kind: asHistoric(ticketKind), id: ticketId(name) }];
}
