import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SaltedChunk } from '../../../source/ledger/registries/books/content.ts';
import { done, endingsOf, mismatched } from './endings.ts';
import { keyOf, type Library, quick } from './libraries.ts';
import { type Expected, expectBook, expectMoney } from './outcome.ts';
import { type Bend, both, idleOn, lyingIn, misbehave, silentOn, swapping, twisting } from './rogue.ts';
import { type Followed, price, Room, type Shelved } from './room.ts';

const [requester, owner, ...witnesses] = ['library-0', 'library-1', 'library-2', 'library-3', 'ada'] as const;
const other = new Uint8Array(32).fill(5);
const rubbish = new Uint8Array(64).fill(1);

const { unanswered, unaccepted, undelivered, wrongKey, wrongContent } = endingsOf(requester, owner);

interface Case {
  readonly title: string;
  readonly bends: (place: number) => Readonly<Partial<Record<Library, Bend>>>;
  readonly expected: Expected;
}

let room: Room;
let books: Shelved[];

/** All of the witnesses, or some of them, behave like this. */
function all(bend: Bend, some: readonly Library[] = witnesses): Partial<Record<Library, Bend>> {
  return Object.fromEntries(some.map((name) => [name, bend]));
}

/** Says no vote of one step. */
function silentAt(step: 'key' | 'request'): Bend {
  return { message: (message) => (message.name === 'vote' && message.step === step ? undefined : message) };
}

/** Signs something else than it says. */
const forging = lyingIn('vote', { signature: rubbish });
/** Says at the first vote that it is the second, and the other way round. */
const confused: Bend = {
  message: (message) =>
    message.name === 'vote' ? { ...message, step: message.step === 'key' ? 'request' : 'key' } : message,
};

const owners: readonly Case[] = [
  {
    title: 'never says a word',
    bends: () => ({ [owner]: { message: () => undefined, submit: () => undefined } }),
    expected: unanswered,
  },
  {
    title: 'promises it, and sends nothing',
    bends: () => ({ [owner]: silentOn('content') }),
    expected: { ...unaccepted, known: { requester: 2, owner: 2 } },
  },
  {
    title: 'is silent once the price is locked',
    bends: () => ({ [owner]: { ...silentOn('askRequest'), ...idleOn('books.deliver') } }),
    expected: undelivered,
  },
  {
    title: 'delivers another key than it promised',
    bends: () => ({ [owner]: twisting('books.deliver', { maskedKey: other }) }),
    expected: wrongKey,
  },
  {
    title: 'promises a key that it does not have',
    bends: () => ({ [owner]: both(twisting('books.offer', { keyHash: other }), lyingIn('print', { keyHash: other })) }),
    expected: { ...undelivered, known: { owner: 4 } },
  },
  {
    title: 'encrypts something else than the book',
    bends: (place) => {
      const made =
        books[place]?.chunks.map(({ salt, chunk }) => ({ salt, chunk: chunk.map((byte) => byte ^ 1) })) ?? [];
      return { [owner]: swap(place, made) };
    },
    expected: wrongContent,
  },
  {
    title: 'encrypts another of its books',
    bends: (place) => ({ [owner]: swap(place, books.at(-1)?.chunks ?? []) }),
    expected: wrongContent,
  },
  {
    title: 'sends another content than it promised',
    bends: () => ({ [owner]: lyingIn('content', { blocks: [rubbish, rubbish] }) }),
    expected: { ...unaccepted, known: { requester: 2 } },
  },
  {
    title: 'tells the witnesses of another key',
    bends: () => ({ [owner]: lyingIn('print', { keyHash: other }) }),
    expected: unaccepted,
  },
  {
    title: 'tells the witnesses of another content',
    bends: () => ({ [owner]: lyingIn('print', { ciphertextRoot: other }) }),
    expected: unaccepted,
  },
  {
    title: 'promises it for more than it was asked for',
    bends: () => ({ [owner]: twisting('books.offer', { price: 2n * price }) }),
    expected: { ...unaccepted, told: mismatched },
  },
];

const requesters: readonly Case[] = [
  {
    title: 'never sends its number',
    bends: () => ({ [requester]: silentOn('number') }),
    expected: { ...undelivered, known: { requester: 4, owner: 4 } },
  },
  {
    title: 'sends another number',
    bends: () => ({ [requester]: lyingIn('number', { number: other }) }),
    expected: { ...undelivered, known: { owner: 4 } },
  },
  {
    title: 'tells the witnesses of another number',
    bends: () => ({ [requester]: lyingIn('announce', { requestHash: other }) }),
    expected: undelivered,
  },
  {
    title: 'tells the witnesses of another owner',
    bends: () => ({ [requester]: lyingIn('announce', { owner: keyOf('library-3') }) }),
    expected: unaccepted,
  },
  {
    title: 'locks the price on another number',
    bends: () => ({ [requester]: twisting('books.accept', { requestHash: other }) }),
    expected: { ...undelivered, known: { owner: 4 } },
  },
  {
    title: 'never speaks again once it has read the book',
    bends: () => ({ [requester]: idleOn('books.transfer') }),
    expected: done,
  },
];

const others: readonly Case[] = [
  { title: 'all say nothing', bends: () => all(silentOn('vote')), expected: unaccepted },
  { title: 'all say nothing of the number', bends: () => all(silentAt('request')), expected: undelivered },
  { title: 'all sign something else', bends: () => all(forging), expected: unaccepted },
  {
    title: 'one says nothing and another signs something else',
    bends: () => ({ ...all(silentOn('vote'), ['library-2']), ...all(forging, ['ada']) }),
    expected: unaccepted,
  },
  { title: 'a minority says nothing', bends: () => all(silentOn('vote'), ['library-2']), expected: done },
  { title: 'a minority signs something else', bends: () => all(forging, ['library-3']), expected: done },
  { title: 'a minority votes on the wrong step', bends: () => all(confused, ['ada']), expected: done },
];

function swap(place: number, book: readonly SaltedChunk[]): Bend {
  return swapping(book, room.drawn.get(owner) ?? [], books[place]?.chunks ?? []);
}

const cases = [owners, requesters, others];
const titles = ['an owner that', 'a requester that', 'of the witnesses,'];

/** Where each case stands among all of them: as its book does. */
const flat = cases.flat();
/** As many as an owner opens with one requester at a time: they go on over the same blocks. */
const atOnce = 4;
/** One hand-over for each case. Who bends the rules bends them for one book alone. */
let handovers: Followed[];

function bookOf(place: number): Shelved {
  const book = books[place];
  if (book === undefined) throw new Error('there are not enough books');
  return book;
}

beforeAll(async () => {
  // What witnesses do is between each of them and the two: one terminal speaks for all of them.
  room = await Room.open(3, [requester, owner, ...witnesses], quick, { 'library-2': 'ada', 'library-3': 'ada' });
  books = await room.shelve(owner, flat.length + 1);
  handovers = [];
  for (const [place, { bends }] of flat.entries()) {
    const book = bookOf(place);
    for (const [name, bend] of Object.entries(bends(place))) misbehave(keyOf(name), bend, book.id);
    handovers.push(await room.request(requester, owner, book));
    if (handovers.length % atOnce > 0) continue;
    for (const followed of handovers.slice(-atOnce)) await room.until(followed, ['done', 'void', 'disputed']);
    // As deep as it has to be for the owner to be done with them, and open to others.
    await room.mine(3);
  }
}, 60_000);
afterAll(async () => {
  for (const name of room.libraries) for (const { id } of books) misbehave(keyOf(name), undefined, id);
  await room.close();
});

describe.each(cases.map((some, place) => ({ some, title: titles[place] ?? '' })))('$title', ({ some }) => {
  test.each(some)('$title', async (each) => {
    const followed = handovers[flat.indexOf(each)];
    if (followed === undefined) throw new Error('it was not asked for');
    await expectBook(room, followed, each.expected);
  });
});

test('and in the end all of them moved the money that they say they did, and locked nothing', async () => {
  const ended = flat.flatMap(({ expected }, place) => {
    const followed = handovers[place];
    return followed === undefined ? [] : [{ followed, expected }];
  });
  expect(ended).toHaveLength(flat.length);
  await expectMoney(room, ended);
});
