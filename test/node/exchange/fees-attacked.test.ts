import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { devnet } from '../../../source/ledger/networks.ts';
import { checkPurse, disputeReserve, mostFee } from '../../../source/node/exchange/fees.ts';
import { refused } from '../refused.ts';
import { addressOf, keyOf, type Library, paced, quick } from './libraries.ts';
import { misbehave, swapping } from './rogue.ts';
import { price, Room, type Shelved } from './room.ts';

const requester = 'library-0';
const owner = 'library-1';
const witnesses: readonly Library[] = ['library-2', 'library-3'];
const others = 'bob';

let room: Room;
let books: readonly Shelved[];
beforeAll(async () => {
  // Small blocks are soon full.
  const pace = { ...quick.parameters, disputeBlocks: 8, maxBlockBytes: 2 ** 13, maxTransactionBytes: 2 ** 12 };
  room = await Room.open(42, [requester, owner, ...witnesses], paced(pace));
  books = await room.shelve(owner, 3);
});
afterEach(() => misbehave(keyOf(owner), undefined));
afterAll(() => room.close());

function book(place: number): Shelved {
  const found = books[place];
  if (found === undefined) throw new Error('there are not enough books');
  return found;
}

async function free(): Promise<bigint> {
  return BigInt((await room.node(requester).account({ address: addressOf(requester) })).balance);
}

/** An owner that encrypts another book than the one it promised. */
function swap({ chunks }: Shelved): void {
  const other = chunks.map(({ salt, chunk }) => ({ salt, chunk: chunk.map((byte) => byte ^ 1) }));
  misbehave(keyOf(owner), swapping(other, room.drawn.get(owner) ?? [], chunks));
}

/** Fills the next block, and one more, with payments that are paid a little better than what a hand-over begins with. */
async function crowd(fee: bigint): Promise<void> {
  for (let count = 0; count < 45; count++) {
    const payment = { as: 'carol', operation: 'coins.transfer', to: addressOf('bob'), amount: '1', fee: `${fee}` };
    await room.node('alice').submit(payment);
  }
  await room.quiet();
}

test('nobody can ask for a book, or lock its price, without the fees to object', async () => {
  const have = await free();
  const { parameters } = devnet;
  const bond = room.parameters.bookBond;
  const reserve = disputeReserve({ price: have, bond }, parameters);
  const all = { as: requester, book: book(1).id, price: `${have - reserve}` };
  const { data } = await refused('FEES_UNCOVERED', () => room.node(requester).request(all));
  expect(data).toMatchObject({ have, price: have - reserve });
  expect((await room.node(requester).checkRequest(all)).refusal?.code).toBe('FEES_UNCOVERED');
  // It has them when it asks, and gives them away meanwhile.
  const { id } = await room.node(requester).request({ ...all, price: `${have / 2n}` });
  const paid = { as: requester, operation: 'coins.transfer', to: addressOf(others), amount: `${have / 2n - 5_000n}` };
  await room.node(requester).submit(paid);
  await room.quiet();
  await room.mine();
  const view = await room.exchange(requester, { id });
  expect(view).toMatchObject({ state: 'offered', reason: expect.stringContaining('could not object') });
  expect((await room.node(requester).mempool()).length).toBe(0);
  await room.node('alice').submit({ ...paid, as: others, to: addressOf(requester), amount: '100000000' });
  await room.quiet();
  await room.mine();
  expect(await room.exchange(requester, { id })).toMatchObject({ state: 'offered', reason: null });
  await room.until({ id, book: book(1).id, content: '', requester, owner, height: 0, before: new Map() }, ['done']);
});

test('a dispute gets past blocks that others fill with payments of a little more fee', async () => {
  swap(book(0));
  const followed = await room.request(requester, owner, book(0));
  const { until = 0 } = await room.until(followed, ['delivered']);
  const before = await free();
  while ((await room.exchange(requester, followed)).state === 'delivered') {
    await crowd(450n);
    await room.mine();
  }
  expect(await room.exchange('alice', followed)).toMatchObject({ state: 'disputed' });
  expect(room.height).toBeLessThan(until);
  const { bookBond: bond } = room.parameters;
  // With the price comes the bond; what it cost is far below what it was worth.
  expect(before + price + bond - (await free())).toBeLessThan(mostFee({ price, bond }));
});

test('what is kept for a dispute is enough to outbid others, and never more than the dispute is worth', () => {
  const stake = { price: 1_000_000n, bond: 10_000_000n };
  const usual = { minFeePerByte: 1n };
  expect(disputeReserve(stake, usual)).toBe(16n * 2_560n);
  expect(disputeReserve({ price: 0n, bond: 40_000n }, usual)).toBe(10_000n);
  expect(disputeReserve({ price: 0n, bond: 0n }, usual)).toBe(2_560n);
  const fees = 2_048n + 16n * 2_560n;
  expect(() => checkPurse(stake.price + fees, stake, usual)).not.toThrow();
  expect(() => checkPurse(stake.price + fees - 1n, stake, usual)).toThrow('you could not object');
});
