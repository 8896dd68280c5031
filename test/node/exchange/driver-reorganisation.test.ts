import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExchangeState } from '../../../source/node/facade.ts';
import { refused } from '../refused.ts';
import { done, endingsOf } from './endings.ts';
import { addressOf, miner, paced } from './libraries.ts';
import { expectBook, expectEnd, expectMoney } from './outcome.ts';
import { type Followed, Room, type Shelved } from './room.ts';

const [requester, owner, ...witnesses] = ['library-0', 'library-1', 'library-2', 'library-3'] as const;
/** Finds the blocks of those who deal, while the other miner is cut off with a branch of its own. */
const [finder] = witnesses;

const states = ['offered', 'accepted', 'delivered', 'done'] as const satisfies readonly ExchangeState[];
const steps = ['books.offer', 'books.accept', 'books.deliver', 'books.transfer'];

const { vanished } = endingsOf(requester, owner);

let room: Room;
let books: Shelved[];
beforeAll(async () => {
  // As much time as a few branches take away.
  const genesis = paced({ deliveryMargin: 9 });
  room = await Room.open(17, [requester, owner, ...witnesses], genesis, { 'library-3': finder });
  books = await room.shelve(owner, 5);
});
afterAll(() => room.close());

async function request(place: number): Promise<Followed> {
  const book = books[place];
  if (book === undefined) throw new Error('there are not enough books');
  return room.request(requester, owner, book);
}

/** How it stands for the requester; nothing while the ledger does not have it. */
async function stateOf(followed: Followed): Promise<ExchangeState> {
  return (await room.exchange(requester, followed)).state;
}

/** Mines apart from the others until it stands so, then as many blocks as are longer than that without any of it. */
async function undone(followed: Followed, state: ExchangeState, more = 1): Promise<void> {
  let blocks = 0;
  for (; (await stateOf(followed)) !== state; blocks++) {
    if (blocks > 10) throw new Error(`it never is ${state}`);
    await room.mine(1, finder);
  }
  await room.host(miner).mine(blocks + more);
  await room.heal();
}

describe('a fork takes everything off the ledger; it comes back, and goes on to its end,', () => {
  /** Blocks on the branch before each was asked for, so that in the end each stands at another step. */
  const begun = [0, 1, 3, 4];
  const stand = [...states].reverse();
  let followed: Followed[];
  let [forked, taken]: ExchangeState[][] = [];
  /** Whose the books were then. */
  let owners: string[];

  beforeAll(async () => {
    await room.cut(miner);
    followed = [];
    const statesNow = () => Promise.all(followed.map(stateOf));
    for (let blocks = 0; blocks < 5; blocks++) {
      if (begun.includes(blocks)) followed.push(await request(followed.length));
      await room.mine(1, finder);
    }
    forked = await statesNow();
    await room.host(miner).mine(6);
    await room.heal();
    taken = await statesNow();
    owners = await Promise.all(followed.map(async ({ book }) => (await room.node(miner).book({ id: book })).owner));
    for (const each of followed) await room.until(each, ['done']);
    // As deep as it has to be for those who took part to be done with it.
    await room.mine(2);
  }, 60_000);

  test('also where all of them are at different steps', () => {
    expect(forked).toEqual(stand);
    expect(taken).toEqual(stand.map(() => 'requested'));
    expect(owners).toEqual(stand.map(() => addressOf(owner)));
  });

  test.each(stand.map((state, place) => ({ state, place })))('once it is $state', async ({ place }) => {
    const one = followed[place];
    if (one === undefined) throw new Error('it was not asked for');
    const { history } = await room.exchange(requester, one);
    expect(history.map(({ operation }) => operation)).toEqual(steps);
    expect(history.every(({ block }) => block > one.height)).toBe(true);
    await expectBook(room, one, done);
  });

  test('and each price was paid once', () =>
    expectMoney(
      room,
      followed.map((each) => ({ followed: each, expected: done })),
    ));
});

test('a fork that takes it off for longer than it was promised for ends it: nothing moved', async () => {
  await room.cut(miner);
  const followed = await request(4);
  await undone(followed, 'accepted', 34);
  await room.mine();
  for (const name of [requester, owner]) {
    expect(await room.exchange(name, followed)).toMatchObject({
      ...{ state: 'void', can: [], reason: expect.stringMatching(vanished.reason) },
    });
  }
  await refused('EXCHANGE_UNKNOWN', () => room.exchange(miner, followed));
  await expectEnd(room, followed, vanished);
});
