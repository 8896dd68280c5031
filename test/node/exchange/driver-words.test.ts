import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refused } from '../refused.ts';
import { done, endingsOf } from './endings.ts';
import { keyOf, type Library, paced } from './libraries.ts';
import { expectEnd } from './outcome.ts';
import { idleOn, misbehave } from './rogue.ts';
import { type Followed, Room, type Shelved } from './room.ts';

/** A library whose words are somebody's own: a person says yes or no for it. */
const owner = 'ada';
const requester = 'library-0';
const witnesses = ['library-2', 'library-3'] as const satisfies readonly Library[];

const ends = endingsOf(requester, owner);

let room: Room;
let books: Shelved[];
beforeAll(async () => {
  room = await Room.open(
    11,
    [owner, requester, ...witnesses],
    paced({ deliveryMargin: 3, ownMiningBlocks: 0, disputeBlocks: 3 }),
    { 'library-3': 'library-2' },
  );
  books = await room.shelve(owner, 7);
});
afterEach(() => misbehave(keyOf(requester), undefined));
afterAll(() => room.close());

function ask(place: number): Promise<Followed> {
  const book = books[place];
  if (book === undefined) throw new Error('there are not enough books');
  return room.request(requester, owner, book);
}

async function answer({ id }: Followed, agree: boolean): Promise<void> {
  await room.node(owner).answerRequest({ id, agree });
  await room.quiet();
}

describe('a person', () => {
  test('says yes, once, and the hand-over goes on by itself', async () => {
    const followed = await ask(0);
    await room.mine();
    expect(await room.exchange(owner, followed)).toMatchObject({
      ...{ state: 'requested', undecided: true, can: ['agree', 'decline'] },
    });
    expect(await room.exchange(requester, followed)).toMatchObject({ state: 'requested', can: ['giveUp'] });
    await answer(followed, true);
    await refused('NOTHING_TO_ANSWER', () => answer(followed, false));
    expect(await room.exchange(owner, followed)).not.toHaveProperty('undecided');
    await room.until(followed, ['done']);
    await expectEnd(room, followed, done);
  });

  test('says no', async () => {
    const followed = await ask(1);
    await answer(followed, false);
    expect(await room.exchange(owner, followed)).toMatchObject({ state: 'void', step: 2, can: [] });
    await expectEnd(room, followed, ends.declined);
  });

  test('says nothing', async () => {
    const followed = await ask(1);
    await room.until(followed, ['void']);
    await expectEnd(room, followed, ends.unanswered);
    await room.until(followed, ['void'], owner);
    expect(await room.exchange(owner, followed)).toMatchObject({
      ...{ step: 2, reason: `${owner} said neither yes nor no in time.`, can: [] },
    });
    await refused('NOTHING_TO_ANSWER', () => answer(followed, true));
  });

  test('who asked gives it up before anybody answered: nobody is asked any more', async () => {
    const followed = await ask(1);
    await room.node(requester).giveUp({ id: followed.id });
    await room.until(followed, ['void'], owner);
    await refused('NOTHING_TO_ANSWER', () => answer(followed, true));
    await expectEnd(room, followed, { ...ends.unanswered, told: /^library-0 gave the request up/ });
  });

  test('who asked gives it up while the promise waits for a block: it is taken back by itself', async () => {
    const followed = await ask(1);
    await answer(followed, true);
    await room.node(requester).giveUp({ id: followed.id });
    await room.until(followed, ['offered']);
    expect(await room.exchange(requester, followed)).toMatchObject({
      ...{ can: [], waitsFor: expect.stringContaining('to take the promise back') },
      reason: expect.stringMatching(/^library-0 gave the request up\..*taken back/),
    });
    await room.until(followed, ['void']);
    const why = /^library-0 gave the request up\.$/;
    await expectEnd(room, followed, { ...ends.aborted, told: why, toldByOwner: why });
  });

  test('takes a promise back before the price is locked', async () => {
    misbehave(keyOf(requester), idleOn('books.accept'));
    const followed = await ask(1);
    await answer(followed, true);
    await room.mine();
    expect((await room.exchange(owner, followed)).can).toEqual(['giveUp']);
    await room.node(owner).giveUp({ id: followed.id });
    await room.until(followed, ['void']);
    await expectEnd(room, followed, ends.aborted);
  });

  test('gives nothing up once the price is locked', async () => {
    const followed = await ask(1);
    await answer(followed, true);
    await room.mine();
    const give = (name: Library) => () => room.node(name).giveUp({ id: followed.id });
    // The acceptance waits for a block.
    await refused('CANNOT_GIVE_UP', give(requester));
    await room.until(followed, ['accepted']);
    for (const name of [owner, requester] as const) await refused('CANNOT_GIVE_UP', give(name));
    await room.until(followed, ['done']);
    await expectEnd(room, followed, done);
  });
});

/** Mines while the owner can sign nothing, and opens its words again. */
async function wait(blocks: number): Promise<void> {
  await room.mine(blocks);
  await room.unlock(owner);
}

describe('words that are locked', () => {
  // Who speaks for whom is heard of every node only so often.
  beforeEach(() => room.simulation.pass(61_000));

  test('when somebody asks: it can be answered once they are open, if that is in time', async () => {
    await room.node(owner).lock();
    const followed = await ask(2);
    await refused('NOTHING_TO_ANSWER', () => answer(followed, true));
    await wait(1);
    // It is asked again with the next block.
    await room.mine();
    await answer(followed, true);
    await room.until(followed, ['done']);
    await expectEnd(room, followed, done);
  });

  test.each(['offered', 'accepted'] as const)(
    'while it is %s: it goes on where it was once they are open',
    async (state) => {
      const followed = await ask(state === 'offered' ? 3 : 4);
      await answer(followed, true);
      await room.until(followed, [state]);
      await room.node(owner).lock();
      expect(await room.exchange(owner, followed)).toMatchObject({ state });
      await wait(1);
      await room.until(followed, ['done']);
      await expectEnd(room, followed, done);
    },
  );

  test('for too long: it is void, and the terminal says so', async () => {
    const followed = await ask(5);
    await answer(followed, true);
    await room.until(followed, ['accepted']);
    await room.node(owner).lock();
    await room.until(followed, ['void']);
    await room.unlock(owner);
    await room.mine(2);
    await expectEnd(room, followed, ends.undelivered);
  });

  test('after a restart in the middle: the terminal goes on once they are open', async () => {
    const followed = await ask(6);
    await answer(followed, true);
    await room.mine();
    await room.crash(owner);
    await room.mine();
    await room.restart(owner);
    await room.quiet();
    expect(await room.exchange(owner, followed)).toMatchObject({ state: 'accepted', sides: [] });
    await wait(1);
    expect(await room.exchange(owner, followed)).toMatchObject({ sides: ['owner'] });
    await room.until(followed, ['done']);
    await expectEnd(room, followed, done);
  });
});
