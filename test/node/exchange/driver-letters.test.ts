import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { genesisIdOf } from '../../../source/ledger/genesis-block.ts';
import { type Message, messageNames } from '../../../source/node/exchange/messages.ts';
import { type Letter, open, seal, sealingPair } from '../../../source/node/exchange/sealing.ts';
import { done } from './endings.ts';
import { keyOf, type Library, miner, pairOf, quick } from './libraries.ts';
import { expectEnd } from './outcome.ts';
import { type Followed, Room, type Shelved } from './room.ts';

const [requester, owner, ...witnesses] = ['library-0', 'library-1', 'library-2', 'library-3'] as const;
const libraries: readonly Library[] = [requester, owner, ...witnesses];
const genesisId = genesisIdOf(quick);
const other = new Uint8Array(32).fill(5);

let room: Room;
let books: Shelved[];
beforeAll(async () => {
  room = await Room.open(13, libraries, quick);
  books = await room.shelve(owner, 5);
});
afterAll(() => room.close());

/** A letter as it passed between two terminals. */
interface Passed {
  readonly from: string;
  readonly to: string;
  readonly letter: Letter;
}

function passed(): Passed[] {
  const nameAt = (address: string) =>
    [...libraries, miner].find((name) => address.startsWith(room.addressOn(name).replace(/\d+$/, ''))) ?? miner;
  return room.sent.flatMap(({ message, from, to }) =>
    message.type === 'letter' ? [{ from: nameAt(from), to: nameAt(to), letter: message.letter }] : [],
  );
}

/** Puts a letter on the wire, from the terminal of whoever is named to the one of whom it is for. */
function put(
  from: string,
  letter: Letter,
  to = libraries.find((name) => bytesToHex(keyOf(name)) === bytesToHex(letter.to)),
): void {
  if (to === undefined || to === from) return;
  room.simulation.wires.say(room.addressOn(from), room.addressOn(to), { type: 'letter', letter });
}

/** What is in a letter. */
async function inside(letter: Letter): Promise<{ name: Library; message: Message }> {
  const name = libraries.find((one) => bytesToHex(keyOf(one)) === bytesToHex(letter.to)) ?? owner;
  const { privateKey } = await sealingPair(pairOf(name).secretKey);
  return { name, message: (await open(letter, genesisId, privateKey)).message };
}

async function sealed(message: Message, from: string, to: Library): Promise<Letter> {
  const { publicKey: sealingKey } = await sealingPair(pairOf(to).secretKey);
  return seal(message, { genesisId, from: pairOf(from), to: keyOf(to), sealingKey });
}

/** A hand-over into which somebody speaks before every block, and how it ends. */
async function disturbed(place: number, disturb: (followed: Followed) => Promise<void>): Promise<Followed> {
  const followed = await room.request(requester, owner, books[place] as Shelved);
  for (let blocks = 0; (await room.exchange(miner, followed).catch(() => undefined))?.state !== 'done'; blocks++) {
    if (blocks > 12) throw new Error('it does not come to its end');
    await disturb(followed);
    await room.quiet();
    await room.mine();
  }
  await expectEnd(room, followed, done);
  return followed;
}

/** What every terminal knows of hand-overs: nothing that never was may be among it. */
async function expectOnly(...followed: readonly Followed[]): Promise<void> {
  const ids = followed.map(({ id }) => id).sort();
  for (const as of libraries) {
    const { out, in: asked, witnessed } = await room.node(as).exchanges({ as });
    expect([...out, ...asked, ...witnessed].map(({ id }) => id).sort(), as).toEqual(ids);
  }
  const peers = await Promise.all([...libraries, miner].map((name) => room.host(name).peers()));
  expect(peers.map(({ length }) => length)).toEqual(Array(libraries.length + 1).fill(libraries.length));
}

describe('a hand-over ends as if nothing had been said', () => {
  const before: Followed[] = [];
  let earlier: Passed[];

  test('when nothing is', async () => {
    before.push(await disturbed(0, () => Promise.resolve()));
    earlier = passed();
    expect(
      new Set((await Promise.all(earlier.map(({ letter }) => inside(letter)))).map(({ message }) => message.name)),
    ).toEqual(new Set(messageNames.filter((name) => name !== 'decline' && name !== 'withdraw')));
  });

  test('when every letter of an earlier one comes again, from who sent it and from a bystander', async () => {
    const followed = await disturbed(1, async () => {
      for (const { from, letter } of earlier) for (const name of [from, miner]) put(name, letter);
    });
    before.push(followed);
    await expectOnly(...before);
  });

  test('when each of its own letters comes again and again', async () => {
    const start = passed().length;
    const followed = await disturbed(2, async () => {
      const own = passed()
        .slice(start)
        .filter(({ from }) => from !== miner);
      for (const letter of new Set(own.map((each) => each.letter))) put(miner, letter);
    });
    before.push(followed);
    await expectOnly(...before);
  });

  test('when its letters come altered, cut, or put into another envelope', async () => {
    const start = passed().length;
    const seen = new Set<Letter>();
    const followed = await disturbed(3, async () => {
      for (const { from, letter } of passed().slice(start)) {
        if (from === miner || seen.has(letter)) continue;
        seen.add(letter);
        const { enc, sealed: text } = letter;
        const flip = (bytes: Uint8Array, place: number) => bytes.map((byte, at) => (at === place ? byte ^ 1 : byte));
        put(miner, { ...letter, enc: flip(enc, 3) });
        put(miner, { ...letter, sealed: flip(text, text.length - 1) });
        put(miner, { ...letter, sealed: text.slice(0, -1) });
        put(miner, { ...letter, sealed: new Uint8Array() });
        for (const to of libraries) put(miner, { ...letter, to: keyOf(to) }, to);
      }
    });
    before.push(followed);
    await expectOnly(...before);
  });

  test('when others seal the same words, and worse ones, in the place of who should say them', async () => {
    const start = passed().length;
    const seen = new Set<Letter>();
    const followed = await disturbed(4, async ({ id }) => {
      for (const { from, letter } of passed().slice(start)) {
        if (from === miner || seen.has(letter)) continue;
        seen.add(letter);
        const { name, message } = await inside(letter);
        const liars = [miner, witnesses[1]].filter((liar) => liar !== from && liar !== name);
        for (const liar of liars) {
          // Whoever witnesses may say what a witness says; everything else is somebody else's to say.
          if (message.name === 'vote' && liar !== miner) continue;
          put(miner, await sealed(worse(message), liar, name));
        }
      }
      const xid = Uint8Array.from(Buffer.from(id, 'hex'));
      for (const liar of [miner, witnesses[0]]) {
        for (const to of [requester, owner] as const) {
          put(miner, await sealed({ xid, name: 'decline' }, liar, to));
          put(miner, await sealed({ xid, name: 'number', number: other }, liar, to));
          put(miner, await sealed({ xid, name: 'content', blocks: [new Uint8Array(64)] }, liar, to));
          put(miner, await sealed({ xid, name: 'vote', step: 'key', signature: new Uint8Array(64).fill(1) }, liar, to));
        }
      }
    });
    before.push(followed);
    await expectOnly(...before);
  });
});

/** The same words about something else. */
function worse(message: Message): Message {
  switch (message.name) {
    case 'announce':
      return { ...message, requestHash: other };
    case 'print':
      return { ...message, keyHash: other };
    case 'askKey':
      return { ...message, keyHash: other };
    case 'askRequest':
      return { ...message, requestHash: other };
    case 'ask':
      return { ...message, price: 1n };
    default:
      return message;
  }
}
