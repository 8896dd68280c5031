import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, keyOf, type Library, paced, quick } from './libraries.ts';
import { misbehave, swapping } from './rogue.ts';
import { type Followed, price, Room, type Shelved } from './room.ts';

const requester = 'library-0';
const owner = 'library-1';
/** Takes the place of the requester's key while a book is on its way. */
const successor = 'seller';
const witnesses: readonly Library[] = ['library-2', 'library-3'];

let room: Room;
let books: readonly Shelved[];
beforeAll(async () => {
  room = await Room.open(
    44,
    [requester, owner, ...witnesses],
    paced({ ...quick.parameters, deliveryDepth: 3, deliveryMargin: 4, disputeBlocks: 6, challengeBlocks: 3 }),
  );
  books = await room.shelve(owner, 2);
});
afterAll(() => room.close());

function book(place: number): Shelved {
  const found = books[place];
  if (found === undefined) throw new Error('there are not enough books');
  return found;
}

/** By everybody's demo keys. */
async function submit(as: string, operation: string, fields: object): Promise<void> {
  await room.node('alice').submit({ as, operation, ...fields });
  await room.quiet();
}

async function balance(name: string): Promise<bigint> {
  return BigInt((await room.node('alice').account({ address: addressOf(name) })).balance);
}

async function accepted(place: number): Promise<Followed> {
  const followed = await room.request(requester, owner, book(place));
  await room.until(followed, ['accepted']);
  return followed;
}

test('a key that was replaced meanwhile neither keeps from objecting nor from reading', async () => {
  const { chunks } = book(0);
  await submit('police', 'owners.certify', { key: requester, commitment: 'ab'.repeat(32) });
  // What the old key had stays with it: whoever comes after it has nothing.
  const all = { to: addressOf('bob'), amount: `${await balance(successor)}`, payer: 'bob' };
  await submit(successor, 'coins.transfer', all);
  const honest = await accepted(1);
  const other = chunks.map(({ salt, chunk }) => ({ salt, chunk: chunk.map((byte) => byte ^ 1) }));
  misbehave(keyOf(owner), swapping(other, room.drawn.get(owner) ?? [], chunks));
  const bad = await room.request(requester, owner, book(0));
  misbehave(keyOf(owner), undefined);
  await submit('police', 'owners.replace', { old: requester, new: successor });
  expect(await room.until(bad, ['done', 'void', 'disputed'])).toMatchObject({ state: 'disputed' });
  expect(await balance(successor)).toBe(price + room.parameters.bookBond);
  expect(await room.until(honest, ['done', 'void'])).toMatchObject({ state: 'done' });
  const node = room.node(requester);
  expect(await node.book({ id: honest.book })).toMatchObject({ owner: addressOf(successor), readable: true });
  expect(await node.read({ book: honest.book })).toEqual({ content: honest.content });
  const mine = await node.exchanges({ as: successor });
  expect(mine.out.map(({ id, sides }) => ({ id, sides }))).toContainEqual({ id: honest.id, sides: ['requester'] });
});
