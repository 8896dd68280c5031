import { bytesToHex } from '@noble/hashes/utils.js';
import { type Event, eventKind, requireEvent } from '../../../../source/ledger/registries/tickets/event.ts';
import { holderCommitment } from '../../../../source/ledger/registries/tickets/holder.ts';
import {
  type Purse,
  purseOf,
  type Ticket,
  ticketId,
  ticketKind,
} from '../../../../source/ledger/registries/tickets/ticket.ts';
import { idOf, statePrefix } from '../../../../source/ledger/state.ts';
import { keyOf, TestChain } from '../../support.ts';
import { hasty } from '../licences/hasty.ts';

/** 100 LVR. */
export const price = 100_000_000n;
export const doors = '2026-03-01T19:00Z';

/** An hour on a day of the tests, milliseconds. */
export function at(text: string): number {
  return Date.parse(text);
}

/** Everything that has a price or a limit, with what most tests want. */
export const policy = {
  ...{ resaleCap: 11_000, commission: 500, resellers: 'holders', perHolder: 2, freeTransfers: 1, lockBefore: 3_600 },
  ...{ certified: false, reentry: false, sellerFee: 0 },
};

export const concert = {
  ...{ name: 'Concert', venue: 'Olympia', doorsAt: doors, startsAt: '2026-03-01T20:00Z', endsAt: '2026-03-01T23:00Z' },
  ...{ capacity: 5, price: `${price}`, eventKey: 'library-0', gateKeys: ['garage'], sellers: ['seller'], policy },
};

/** For whom a ticket is; only the gate will ever see the name. */
export function printOf(name: string): string {
  return bytesToHex(holderCommitment(new Uint8Array(32).fill(7), name));
}

/** One event on a chain of its own. */
export class BoxOffice {
  readonly chain: TestChain;
  readonly event: Uint8Array;
  readonly id: string;

  /** @param onSale seats that the official seller offers at once */
  constructor(over: object = {}, onSale = 5, genesis = hasty) {
    this.chain = new TestChain(genesis);
    this.event = this.chain.do('organiser', 'tickets.createEvent', { ...concert, ...over }).id;
    this.id = bytesToHex(this.event);
    if (onSale > 0) this.sell(onSale);
  }

  /** Organiser and event hand out seats, and the seller puts them on sale. */
  sell(count: number): void {
    this.chain.do('organiser', 'tickets.issue', { event: this.id, count, seller: 'seller', eventKey: 'library-0' });
    this.chain.do('seller', 'tickets.offer', { event: this.id, count });
  }

  /** What a purchase says. */
  order(as: string): Record<string, unknown> {
    return { event: this.id, seller: 'seller', price: `${price}`, holder: printOf(as) };
  }

  buy(as: string): void {
    this.chain.do(as, 'tickets.buy', this.order(as));
  }

  do(as: string, operation: string, serial: number, more: object = {}): void {
    this.chain.do(as, `tickets.${operation}`, { ticket: this.ticketName(serial), ...more });
  }

  ticketName(serial: number): string {
    return `${this.id}/${serial}`;
  }

  get now(): Event {
    return requireEvent(this.chain.view(), this.event);
  }

  ticket(serial: number): Ticket | undefined {
    return this.chain.view().get(ticketKind, ticketId({ event: this.event, serial }));
  }

  purse(name: string): Purse {
    return purseOf(this.chain.view(), this.event, keyOf(name));
  }

  /** Mines an empty block of a time; the next block has it as its parent's. */
  waitUntil(time: string | number): void {
    this.chain.take(this.chain.build({ time: typeof time === 'number' ? time : at(time) }));
  }

  balance(name: string): bigint {
    return this.chain.account(name).balance;
  }

  /** What somebody has more, or less, after something happened. Fees are not its business, so somebody else pays them. */
  gain(name: string, act: () => void): bigint {
    const before = this.balance(name);
    act();
    return this.balance(name) - before;
  }
}

/** Every ticket on a chain, by its id. */
export function ticketsOf(chain: TestChain): Ticket[] {
  const prefix = statePrefix(ticketKind);
  const keys = chain.state.entries().filter(([key]) => key.startsWith(prefix));
  return keys.flatMap(([key]) => chain.view().get(ticketKind, idOf(key)) ?? []);
}

/** Every event on a chain. */
export function eventsOf(chain: TestChain): Event[] {
  const prefix = statePrefix(eventKind);
  const keys = chain.state.entries().filter(([key]) => key.startsWith(prefix));
  return keys.flatMap(([key]) => chain.view().get(eventKind, idOf(key)) ?? []);
}
