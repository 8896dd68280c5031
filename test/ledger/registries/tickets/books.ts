import { bytesToHex } from '@noble/hashes/utils.js';
import { expect } from 'vitest';
import type { Key } from '../../../../source/ledger/keys.ts';
import {
  type Allotment,
  allotmentKind,
  type Event,
  eventKind,
  resaleCapOf,
} from '../../../../source/ledger/registries/tickets/event.ts';
import {
  purseKind,
  returnedKind,
  type Ticket,
  ticketKind,
} from '../../../../source/ledger/registries/tickets/ticket.ts';
import { type Waiter, waiterKind } from '../../../../source/ledger/registries/tickets/waiting.ts';
import type { Kind } from '../../../../source/ledger/state.ts';
import type { TestChain } from '../../support.ts';

type Found<T> = T & { readonly key: Uint8Array };

/** Everything on a chain that belongs to one event. */
function of<T extends object>(chain: TestChain, kind: Kind<T>, event: Uint8Array): Found<T>[] {
  const prefix = bytesToHex(event);
  return chain.all(kind).filter(({ key }) => bytesToHex(key.subarray(0, 32)) === prefix);
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);
const count = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);
const same = (left: Key | undefined, right: Key | undefined) =>
  left === right || (left && right && bytesToHex(left) === bytesToHex(right));

/** What must be true of every event in every block: counters are what the objects say, and the money is there. */
export function expectBooks(chain: TestChain): void {
  for (const event of chain.all(eventKind)) {
    const tickets = of(chain, ticketKind, event.key);
    expectSeats(chain, event, tickets);
    expectMoney(event, tickets, of(chain, allotmentKind, event.key));
    const waiters = of(chain, waiterKind, event.key);
    expectList(chain, event, waiters);
    expectPurses(chain, event, tickets, waiters);
  }
}

/** No seat twice, and no more seats at any step than the step before gave. */
function expectSeats(chain: TestChain, event: Found<Event>, tickets: readonly Found<Ticket>[]): void {
  const { capacity, issued, offered, sold, returned, admitted } = event;
  const serials = tickets.map(({ key }) => new DataView(key.buffer, key.byteOffset).getUint32(32));
  expect(serials.sort((left, right) => left - right)).toEqual(Array.from({ length: sold }, (_, place) => place + 1));
  expect([sold <= offered, offered <= issued, issued <= capacity]).toEqual([true, true, true]);
  const allotments = of(chain, allotmentKind, event.key);
  expect({
    issued: count(allotments.map((one) => one.issued)),
    offered: count(allotments.map((one) => one.offered)),
    sold: count(allotments.map((one) => one.sold)),
  }).toEqual({ issued, offered, sold });
  for (const one of allotments) expect(one.sold <= one.offered && one.offered <= one.issued).toBe(true);
  const back = tickets.filter(({ status }) => status === 'returned');
  const pile = of(chain, returnedKind, event.key).map(({ serial }) => serial);
  expect(pile.sort()).toEqual(back.map(({ key }) => new DataView(key.buffer, key.byteOffset).getUint32(32)).sort());
  expect({ returned, admitted }).toEqual({
    returned: back.length,
    admitted: tickets.filter(({ admission }) => admission !== undefined).length,
  });
}

/** What the event holds is what its tickets say, and covers every refund; no price passes the cap. */
function expectMoney(event: Found<Event>, tickets: readonly Ticket[], allotments: readonly Allotment[]): void {
  const isPaid = event.status === 'settled';
  for (const { status, held, commission, listed } of tickets) {
    expect(held).toBe(status === 'valid' ? event.price : 0n);
    if (status !== 'valid') expect(commission).toBe(0n);
    if (listed !== undefined) expect(listed <= resaleCapOf(event)).toBe(true);
  }
  expect(event.held).toBe(isPaid ? 0n : sum(tickets.map(({ held }) => held)));
  expect(event.held).toBe(sum(allotments.map(({ held }) => held)));
  if (!isPaid) expect(event.commissions >= sum(tickets.map(({ commission }) => commission))).toBe(true);
}

/** The waiting list is one chain from its first to its last, each with the price locked. */
function expectList(chain: TestChain, event: Found<Event>, waiters: readonly Found<Waiter>[]): void {
  let before: Key | undefined;
  let at = event.firstWaiting;
  let length = 0;
  while (at !== undefined && length <= waiters.length) {
    const waiter = waiters.find(({ key }) => same(key.subarray(32), at));
    expect(same(waiter?.before, before)).toBe(true);
    expect(waiter?.price).toBe(event.price);
    before = at;
    at = waiter?.after;
    length++;
  }
  expect({ length, last: same(before, event.lastWaiting) }).toEqual({ length: event.waiting, last: true });
  expect(waiters.length).toBe(event.waiting);
  for (const { key } of waiters) {
    const locked = chain.all(waiterKind).filter((other) => same(other.key.subarray(32), key.subarray(32)));
    expect(chain.lockedOf(key.subarray(32))).toBe(sum(locked.map(({ price }) => price)));
  }
}

/** Nobody is over the limit, by what was bought or by what is held. */
function expectPurses(
  chain: TestChain,
  event: Found<Event>,
  tickets: readonly Ticket[],
  waiters: readonly Found<Waiter>[],
): void {
  const most = event.policy.perHolder;
  const had = tickets.filter(({ status }) => status !== 'returned');
  const purses = of(chain, purseKind, event.key);
  for (const { key, bought, holds } of purses) {
    const owner = key.subarray(32);
    expect(holds).toBe(had.filter(({ holder }) => same(holder, owner)).length);
    const waits = waiters.some((waiter) => same(waiter.key.subarray(32), owner)) ? 1 : 0;
    expect(bought <= most && holds + waits <= most).toBe(true);
  }
  expect(count(purses.map(({ holds }) => holds))).toBe(had.length);
  // A ticket that somebody has, or waits for, was bought by somebody, given away or not.
  expect(count(purses.map(({ bought }) => bought))).toBeGreaterThanOrEqual(had.length + waiters.length);
}
