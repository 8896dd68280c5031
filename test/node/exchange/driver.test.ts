import { afterAll, beforeAll, expect, test } from 'vitest';
import { done } from './endings.ts';
import { addressOf, type Library, paced } from './libraries.ts';
import { expectEnd } from './outcome.ts';
import { Room, type Shelved } from './room.ts';

const libraries: readonly Library[] = ['library-0', 'library-1', 'library-2', 'library-3'];

let room: Room;
beforeAll(async () => {
  // Four of them take a block of their own one after the other.
  room = await Room.open(1, libraries, paced({ ownMiningBlocks: 4, disputeBlocks: 6 }));
});
afterAll(() => room.close());

/** The library so many places on. */
function next(library: Library, steps: number): Library {
  return libraries[(libraries.indexOf(library) + steps) % libraries.length] ?? 'library-0';
}

test('every library asks every other one, four at a time, and mines the block in which the book becomes its own', async () => {
  const holders = new Map<Library, Shelved>();
  for (const name of libraries) {
    const [book] = await room.shelve(name, 1);
    if (book !== undefined) holders.set(name, book);
  }
  for (const steps of [1, 2, 3]) {
    const asked = await Promise.all(
      libraries.map((requester) => {
        const owner = next(requester, steps);
        return room.request(requester, owner, holders.get(owner) as Shelved);
      }),
    );
    for (const each of asked) await room.until(each, ['delivered']);
    for (const { id, requester, book, content } of asked) {
      await room.mine(1, requester);
      const view = await room.exchange(requester, { id });
      expect(view).toMatchObject({ state: 'done', step: 7, reason: null, ended: room.height });
      const ended = view.history.at(-1);
      expect(ended).toMatchObject({ operation: 'books.transfer', block: view.ended });
      expect(await room.node('alice').block({ height: view.ended ?? 0 })).toMatchObject({
        miner: addressOf(requester),
      });
      expect(await room.node(requester).read({ book })).toEqual({ content });
      expect(await room.node('alice').book({ id: book })).toMatchObject({ owner: addressOf(requester) });
      holders.set(requester, { id: book, content, chunks: [] });
    }
  }
});

test('whoever does not mine hands its last step to everybody once its own time is over', async () => {
  const [book] = await room.shelve('library-0', 1);
  const followed = await room.request('library-3', 'library-0', book as Shelved);
  const { until = 0 } = await room.until(followed, ['delivered']);
  const { disputeBlocks, ownMiningBlocks } = room.parameters;
  await room.mine(ownMiningBlocks);
  expect(await room.exchange('alice', followed)).toMatchObject({ state: 'delivered' });
  await room.mine();
  await expectEnd(room, followed, done);
  expect(await room.exchange('alice', followed)).toMatchObject({ ended: until - disputeBlocks + ownMiningBlocks + 1 });
});

test('of two that ask for one book one gets it; the other hears that it does not', async () => {
  const [book] = await room.shelve('library-1', 1);
  const [first, second] = await Promise.all([
    room.request('library-0', 'library-1', book as Shelved),
    room.request('library-2', 'library-1', book as Shelved),
  ]);
  const views = await Promise.all([first, second].map((each) => room.exchange(each.requester, each)));
  const [winner, loser] = views[0]?.state === 'void' ? [second, first] : [first, second];
  expect(await room.exchange(loser.requester, loser)).toMatchObject({
    ...{ state: 'void', step: 2, can: [] },
    reason: 'library-1 did not want to hand this book over.',
  });
  expect((await room.exchange('library-1', loser)).reason).toMatch(
    /^The ledger did not take .*promised to somebody else/,
  );
  await room.until(winner, ['done']);
  await expectEnd(room, winner, done);
  expect(await room.node(loser.requester).checkRequest({ as: loser.requester, book: winner.book })).toEqual({});
});
