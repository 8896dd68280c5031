import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExchangeState } from '../../../source/node/facade.ts';
import { done } from './endings.ts';
import type { Library } from './libraries.ts';
import { expectEnd } from './outcome.ts';
import { Room, type Shelved } from './room.ts';

const [requester, owner, ...witnesses] = ['library-0', 'library-1', 'library-2', 'library-3'] as const;
const states: readonly ExchangeState[] = ['requested', 'offered', 'accepted', 'delivered'];

let room: Room;
let books: Shelved[];
beforeAll(async () => {
  room = await Room.open(19, [requester, owner, ...witnesses]);
  books = await room.shelve(owner, 3);
});
afterAll(() => room.close());

const roles: readonly { role: string; name: Library; place: number }[] = [
  { role: 'the requester', name: requester, place: 0 },
  { role: 'the owner', name: owner, place: 1 },
  { role: 'a witness', name: witnesses[0], place: 2 },
];

test.each(roles)('$role is away for a block at each step: it goes on where it was', async ({ name, place }) => {
  const book = books[place];
  if (book === undefined) throw new Error('there are not enough books');
  const followed = await room.request(requester, owner, book);
  const met: ExchangeState[] = [];
  for (let blocks = 0; blocks < 20; blocks++) {
    const { state } = await room.exchange(name, followed);
    if (state === 'done') break;
    if (states.includes(state) && !met.includes(state)) {
      met.push(state);
      await room.crash(name);
      await room.mine();
      await room.restart(name);
    } else await room.mine();
  }
  expect(met).toEqual(states);
  await expectEnd(room, followed, done);
  // As deep as it has to be for those who took part to be done with it.
  await room.mine(2);
});
