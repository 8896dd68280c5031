import { bytesToHex } from '@noble/hashes/utils.js';
import { type Event, requireEvent } from '../../../../source/ledger/registries/tickets/event.ts';
import { gateDigest, slotLength } from '../../../../source/ledger/registries/tickets/gate.ts';
import { holderCommitment } from '../../../../source/ledger/registries/tickets/holder.ts';
import {
  type Purse,
  purseOf,
  type Ticket,
  ticketId,
  ticketKind,
} from '../../../../source/ledger/registries/tickets/ticket.ts';
import { sign } from '../../../../source/ledger/signature.ts';
import type { IntentInput } from '../../../../source/wallet/intent.ts';
import { keyOf, secretOf, TestChain } from '../../support.ts';
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

/** Half an hour after the doors opened, in half minutes since 1970. */
export const evening = at('2026-03-01T19:30Z') / slotLength;

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

  do(as: string, operation: string, serial: number, more: IntentInput = {}): void {
    this.chain.do(as, `tickets.${operation}`, { ticket: this.ticketName(serial), ...more });
  }

  /** What the terminal of a holder shows at a gate. */
  proof(holder: string, serial: number, session: string, slot: number): string {
    return bytesToHex(sign(gateDigest({ event: this.event, serial }, session, slot), secretOf(holder)));
  }

  /** A gate lets the holder of a ticket in, half an hour after the doors opened unless said otherwise. */
  admit(serial: number, over: { as?: string; by?: string; session?: string; slot?: number } = {}): void {
    const { as = 'garage', by = 'alice', session = 'ABCDEF', slot = evening } = over;
    this.do(as, 'admit', serial, { session, slot, signature: this.proof(by, serial, session, slot) });
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
