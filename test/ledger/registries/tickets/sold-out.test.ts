import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { sha256, u32le } from '../../../../source/ledger/hash.ts';
import { address } from '../../../../source/ledger/keys.ts';
import { RefusedError } from '../../../../source/ledger/refusal.ts';
import { accountOf } from '../../../../source/ledger/registries/accounts.ts';
import { ticketKind } from '../../../../source/ledger/registries/tickets/ticket.ts';
import { publicKeyOf } from '../../../../source/ledger/signature.ts';
import { Overlay } from '../../../../source/ledger/state.ts';
import type { SignedTransaction } from '../../../../source/ledger/transaction.ts';
import { keyOf } from '../../support.ts';
import { hasty } from '../licences/hasty.ts';
import { expectBooks } from './books.ts';
import { BoxOffice, policy, price } from './box.ts';

const seats = 500;
const fee = 1_000n;
const wealth = 100n * price;

const fans = Array.from({ length: 100 }, (_, place) => {
  const secretKey = sha256(u32le(place + 1));
  return { secretKey, key: publicKeyOf(secretKey) };
});

const genesis = {
  ...hasty,
  allocations: {
    ...hasty.allocations,
    ...Object.fromEntries(fans.map(({ key }) => [address('dcrn', key), wealth])),
  },
};

/** An order for a ticket; the name at the door is the fan's place. */
function order(box: BoxOffice, fan: number, nonce: number): SignedTransaction {
  const { format, network } = box.chain.ledger;
  const { secretKey, key } = fans[fan]!;
  const values = { event: box.event, seller: keyOf('seller'), price, holder: sha256(u32le(fan)) };
  const call = { name: 'tickets.buy', values };
  return format.sign({ network, author: key, payer: undefined, nonce, fee, expiry: 0, operation: call }, secretKey, []);
}

/** Six orders of each of a hundred fans, mixed the same way each time; each fan's own stay in order. */
function crowd(box: BoxOffice): SignedTransaction[] {
  const places = Array.from({ length: 6 * fans.length }, (_, place) => ({
    fan: place % fans.length,
    at: bytesToHex(sha256(u32le(place))),
  }));
  const made = new Map<number, number>();
  const next = (fan: number) => {
    const nonce = made.get(fan) ?? 0;
    made.set(fan, nonce + 1);
    return nonce;
  };
  return places.sort((left, right) => (left.at < right.at ? -1 : 1)).map(({ fan }) => order(box, fan, next(fan)));
}

/** Does as a miner does: takes into a block what can be, in the order in which it came. */
function mineWhatFits(box: BoxOffice, orders: readonly SignedTransaction[]): string[] {
  const { chain } = box;
  const state = chain.view();
  const progress = chain.ledger.openBlock(state, chain.tip, keyOf('miner-0'));
  const accepted: SignedTransaction[] = [];
  const codes: string[] = [];
  for (const one of orders) {
    try {
      progress.tryAdd(one, new Overlay(state));
      accepted.push(one);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      codes.push(error.code);
    }
  }
  chain.mine(...accepted);
  return codes;
}

test('an event of 500 is sold out by 100 buyers at once, no seat twice and nobody over the limit; cancelled, it refunds 500 holders over several blocks by itself', () => {
  const box = new BoxOffice({ capacity: seats, policy: { ...policy, perHolder: 5 } }, seats, genesis);
  const { chain } = box;
  const orders = crowd(box);
  const codes: string[] = [];
  for (let at = 0; at < orders.length; at += 60) codes.push(...mineWhatFits(box, orders.slice(at, at + 60)));

  expect(box.now).toMatchObject({ sold: seats, held: BigInt(seats) * price });
  expect(codes.length).toBe(100);
  expect(new Set(codes)).toEqual(new Set(['TICKET_LIMIT', 'SOLD_OUT']));
  const tickets = chain.all(ticketKind);
  expect(new Set(tickets.map(({ key }) => bytesToHex(key))).size).toBe(seats);
  for (const { key } of fans) {
    const mine = tickets.filter(({ holder }) => bytesToHex(holder) === bytesToHex(key));
    expect(mine.length).toBe(5);
    expect(accountOf(chain.view(), key).balance).toBe(wealth - 5n * (price + fee));
  }
  expectBooks(chain);

  chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
  for (const left of [400n, 300n, 200n, 100n, 0n]) {
    chain.mine();
    expect(box.now.held).toBe(left * price);
  }
  for (const { key } of fans) expect(accountOf(chain.view(), key).balance).toBe(wealth - 5n * fee);
  expect(chain.all(ticketKind).every(({ status, held }) => status === 'refunded' && held === 0n)).toBe(true);
  expectBooks(chain);
});
