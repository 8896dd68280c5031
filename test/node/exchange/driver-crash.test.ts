import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExchangeState } from '../../../source/node/facade.ts';
import { done } from './endings.ts';
import type { Library } from './libraries.ts';
import { expectBook, expectMoney } from './outcome.ts';
import { type Followed, Room, type Shelved } from './room.ts';

const states: readonly ExchangeState[] = ['requested', 'offered', 'accepted', 'delivered'];

/** Who is away. */
const away = 'library-0';
/** What it is in each of three hand-overs that go on over the same blocks. */
const roles: readonly { role: string; requester: Library; owner: Library }[] = [
  { role: 'the requester', requester: away, owner: 'library-1' },
  { role: 'the owner', requester: 'library-2', owner: away },
  { role: 'a witness', requester: 'library-3', owner: 'library-1' },
];

let room: Room;
let followed: Followed[];
/** At which steps of each it was away. */
let met: ExchangeState[][];
beforeAll(async () => {
  room = await Room.open(19, ['library-0', 'library-1', 'library-2', 'library-3']);
  followed = [];
  const books: Shelved[] = [];
  for (const { owner } of roles) books.push(...(await room.shelve(owner, 1)));
  for (const [place, { requester, owner }] of roles.entries()) {
    followed.push(await room.request(requester, owner, books[place] as Shelved));
  }
  met = await awayAtEach();
}, 60_000);
afterAll(() => room.close());

/** Takes it away for a block whenever one of them is at a step at which it was not away before. */
async function awayAtEach(): Promise<ExchangeState[][]> {
  const seen: ExchangeState[][] = followed.map(() => []);
  for (let blocks = 0; blocks < 30; blocks++) {
    const now = await Promise.all(followed.map(async (each) => (await room.exchange(away, each)).state));
    if (now.every((state) => state === 'done')) break;
    const isNew = now.map((state, place) => states.includes(state) && seen[place]?.includes(state) === false);
    for (const [place, state] of now.entries()) if (isNew[place]) seen[place]?.push(state);
    if (isNew.includes(true)) await room.crash(away);
    await room.mine();
    if (isNew.includes(true)) await room.restart(away);
  }
  return seen;
}

describe('a library that is away for a block at each step goes on where it was', () => {
  test('and was away at all of them', () => {
    expect(met).toEqual(roles.map(() => states));
  });

  test.each(roles)('as $role', async ({ requester, owner }) => {
    const one = followed.find((each) => each.requester === requester && each.owner === owner);
    if (one === undefined) throw new Error('it was not asked for');
    await expectBook(room, one, done);
  });

  test('and in the end each price was paid once', () =>
    expectMoney(
      room,
      followed.map((each) => ({ followed: each, expected: done })),
    ));
});
