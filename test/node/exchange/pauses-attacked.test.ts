import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Outcome, usualSpans } from '../../../source/node/exchange/machine.ts';
import type { MachineRecord } from '../../../source/node/exchange/machines.ts';
import { asked } from '../../../source/node/exchange/owner.ts';
import { pausedUntil } from '../../../source/node/exchange/pauses.ts';
import { keyOf, type Library, quick } from './libraries.ts';
import { idleOn, misbehave } from './rogue.ts';
import { Room, type Shelved } from './room.ts';

const requester = 'library-0';
const owner = 'library-1';
const others: readonly [Library, Library] = ['library-2', 'library-3'];
const rules = quick.parameters;
const { request: span } = usualSpans(rules);

let room: Room;
let books: readonly Shelved[];
beforeAll(async () => {
  room = await Room.open(43, [requester, owner, ...others], quick);
  books = await room.shelve(owner, 4);
});
afterAll(() => {
  misbehave(keyOf(requester), undefined);
  return room.close();
});

test('whoever asks and never pays is answered no for a while, and nobody else is', async () => {
  const [book] = books;
  if (book === undefined) throw new Error('there is no book');
  misbehave(keyOf(requester), idleOn('books.accept'));
  const inVain = async (some: readonly Shelved[]) => {
    const all = [];
    for (const one of some) all.push(await room.request(requester, owner, one));
    for (const one of all) expect(await room.until(one, ['void'])).toMatchObject({ step: 4 });
    // Until no fork can undo it.
    await room.mine(2);
  };
  await inVain(books);
  await inVain([book]);
  const end = room.height;
  const sixth = await room.request(requester, owner, book);
  expect(await room.exchange(requester, sixth)).toMatchObject({
    state: 'void',
    reason: expect.stringContaining('did not want to hand this book over'),
  });
  expect(await room.node(owner).mempool()).toEqual([]);
  misbehave(keyOf(requester), undefined);
  const [other] = others;
  await room.until(await room.request(other, owner, book), ['done']);
  await room.mine(Math.max(0, end + span - room.height));
  await room.until(await room.request(requester, owner, books[1] ?? book), ['done']);
});

test('each pause is longer than the one before, up to a limit, and one price that is locked ends them', () => {
  const [self, from] = [keyOf(owner), keyOf(requester)];
  const at = (outcome: Outcome, place: number): MachineRecord => {
    const id = new Uint8Array(32).fill(place + 1);
    const request = { xid: id, self, requester: from, witnesses: [], book: id, price: 0n, latest: 900, since: 0 };
    const { state } = asked(request);
    return { machine: { role: 'owner', state: { ...state, deadline: 100 + place, outcome } }, since: 0, sent: [] };
  };
  const pause = (outcomes: readonly Outcome[], requests = from) => {
    const until = pausedUntil(outcomes.map(at), { owner: self, requester: requests }, rules);
    const last = 100 + outcomes.lastIndexOf('unaccepted') - rules.deliveryDepth - rules.deliveryMargin;
    return until === 0 ? 0 : (until - last) / span;
  };
  const times = (count: number) => Array.from({ length: count }, () => 'unaccepted' as const);
  expect([4, 5, 6, 7, 11, 12, 40].map((count) => pause(times(count)))).toEqual([0, 1, 2, 4, 64, 64, 64]);
  expect(pause(times(9), keyOf('ada'))).toBe(0);
  expect(pause([...times(9), 'undelivered', ...times(4)])).toBe(0);
  expect(pause([...times(4), 'declined', 'unaccepted'])).toBe(1);
});
