// The tickets' part of the facade: plain JSON data, as everything there.

import type { Policy } from '../../ledger/registries/tickets/event.ts';
import type { IssuerView } from './licences.ts';
import type { StoryEvent } from './story.ts';

export type { Policy };

export interface EventSummary {
  readonly id: string;
  readonly name: string;
  readonly venue: string;
  readonly organiser: string;
  /** Milliseconds since 1970. */
  readonly doorsAt: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** From when on no ticket changes hands. */
  readonly lockedFrom: number;
  readonly price: string;
  readonly capacity: number;
  /** `open`: on sale, under way or over, and not yet settled. */
  readonly status: 'open' | 'cancelled' | 'settled';
  /** Whether a ticket can be bought from an official seller now. */
  readonly onSale: boolean;
  /** Seats that official sellers have on sale. */
  readonly left: number;
  /** Serials that were sold; given back ones are among `left` again. */
  readonly sold: number;
  /** The event, or what its organiser or a seller did about it, waits for a block. */
  readonly waiting?: true;
}

/** Seats of one official seller. */
export interface SellerView {
  readonly seller: string;
  /** Whether it may sell now. */
  readonly licensed: boolean;
  readonly issued: number;
  readonly offered: number;
  readonly sold: number;
}

/** Something that happened to an event or a ticket. */
export interface TicketEvent extends StoryEvent {
  /** Deniers, where it has a price. */
  readonly price?: string;
  /** Who was given something. */
  readonly to?: string;
}

/** What somebody has to do with an event. */
export interface EventShare {
  /** Tickets held now. */
  readonly holds: number;
  /** Tickets bought, against the limit for each person. */
  readonly bought: number;
  /** Place on the waiting list, from 1. */
  readonly waits?: number;
  /** Whether a name of this wallet that is asked for organises it, sells for it, or lets people in. */
  readonly roles: readonly ('organiser' | 'seller' | 'gate')[];
}

export interface EventView extends EventSummary {
  readonly eventKey: string;
  readonly gateKeys: readonly string[];
  readonly sellers: readonly SellerView[];
  readonly policy: Policy;
  /** The policy in sentences, for people. */
  readonly policyLines: readonly string[];
  /** The most that a ticket may cost when it is sold on, deniers. */
  readonly cap: string;
  /** Why it was cancelled. */
  readonly reason?: string;
  readonly issued: number;
  readonly offered: number;
  /** Seats that were given back and are on sale again. */
  readonly returned: number;
  /** Holders who were let in. */
  readonly admitted: number;
  /** Deniers that the event holds for its tickets. */
  readonly held: string;
  /** Deniers that resales brought the organiser so far. */
  readonly commissions: string;
  readonly resales: number;
  /** Tickets that holders offer now. */
  readonly listed: number;
  /** How many wait for a ticket. */
  readonly waitingList: number;
  /** The licence of the organiser. */
  readonly issuer?: IssuerView;
  /** Of whoever was asked for with `as`. */
  readonly share?: EventShare;
  /** Older events that are left out of `history`. */
  readonly earlier?: number;
  /** The latest 500, oldest first; an entry that waits for a block comes last, with `block` 0. */
  readonly history: readonly TicketEvent[];
}

/** How a gate let somebody in. */
export interface AdmissionView {
  readonly gate: string;
  readonly session: string;
  /** Half minutes since 1970. */
  readonly slot: number;
}

export interface TicketSummary {
  readonly event: EventSummary;
  readonly serial: number;
  readonly holder: string;
  /** `valid`: lets its holder in; `returned`: on sale again; `refunded`: the event was cancelled. */
  readonly status: 'valid' | 'returned' | 'refunded';
  /** Deniers that come back when it is given back or the event is cancelled. */
  readonly held: string;
  /** Deniers for which its holder offers it. */
  readonly listed?: string;
  /** Gifts that are left. */
  readonly giftsLeft: number;
  readonly admission?: AdmissionView;
  /** Later admissions that should not have been. */
  readonly conflicts: number;
  /** Something about it waits for a block. */
  readonly waiting?: true;
}

export interface TicketView extends TicketSummary {
  /** The official seller who sold it. */
  readonly seller: string;
  /** The print of who comes, hex. */
  readonly commitment: string;
  /** The name behind the print, where this wallet made it and knows it. */
  readonly name?: string;
  /** The licence of the seller when it was sold. */
  readonly issuer?: IssuerView;
  /** Older events that are left out of `history`. */
  readonly earlier?: number;
  /** Its whole story, the latest 500 events: oldest first; an entry that waits for a block comes last, with `block` 0. */
  readonly history: readonly TicketEvent[];
}

/** A ticket that its holder offers. */
export interface MarketView {
  readonly event: EventSummary;
  readonly serial: number;
  readonly holder: string;
  readonly price: string;
  /** The most that it may cost, deniers. */
  readonly cap: string;
  /** Basis points of the price that go to the organiser. */
  readonly commission: number;
  readonly waiting?: true;
}

/** One place on a waiting list. */
export interface WaitingPlace {
  readonly event: EventSummary;
  /** From 1. */
  readonly place: number;
  readonly of: number;
  /** Deniers that are locked for it. */
  readonly locked: string;
  /** It waits for a block itself. */
  readonly waiting?: true;
}

/** An organiser's look at one event. */
export interface BoxOfficeView {
  readonly event: EventView;
  /** Tickets sold by official sellers and still valid, by day (`YYYY-MM-DD`, UTC), days without a sale left out. */
  readonly soldOn: readonly { readonly day: string; readonly tickets: number }[];
  /** Tickets that let somebody in or still can. */
  readonly valid: number;
  /** Valid tickets that nobody came with, once the doors are open. */
  readonly noShows: number;
  /** Tickets with which somebody was let in more often than they allow. */
  readonly conflicts: readonly number[];
}

/** The tickets' methods of the facade. */
export interface TicketsFacade {
  /**
   * Events that are not over, the one that opens its doors first before the others; at most `limit` (100, at most 500).
   * With `as` (a name or an address) those that it organises, sells for or lets people into, those that are over too.
   * `find` within name or venue.
   */
  events(query?: { as?: string; find?: string; limit?: number }): Promise<readonly EventSummary[]>;
  /** An event by the id of the entry that made it; with `as`, what that account has to do with it. */
  event(query: { id: string; as?: string }): Promise<EventView>;
  ticket(query: { event: string; serial: number }): Promise<TicketView>;
  /**
   * Tickets of a holder (a name or an address), or of an event; at most `limit` (100, at most 500). They go on after
   * `after`: of an event a serial, of a holder `event/serial`.
   */
  tickets(query: {
    holder?: string;
    event?: string;
    after?: number | string;
    limit?: number;
  }): Promise<readonly TicketSummary[]>;
  /** Where an account waits for a ticket. */
  waitingFor(query: { as: string }): Promise<readonly WaitingPlace[]>;
  /** What holders offer of one event, the cheapest first; or of all that are not over. */
  market(query?: { event?: string; limit?: number }): Promise<readonly MarketView[]>;
  boxOffice(query: { event: string }): Promise<BoxOfficeView>;
}
