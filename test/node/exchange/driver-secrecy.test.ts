import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { genesisIdOf } from '../../../source/ledger/genesis-block.ts';
import { demoNames } from '../../../source/ledger/networks.ts';
import { commitmentOf, lockContent, openBlock } from '../../../source/ledger/registries/books/content.ts';
import { keyHash, maskKey, requestHash } from '../../../source/ledger/registries/books/secrets.ts';
import { type Message, messageCodec, messageNames } from '../../../source/node/exchange/messages.ts';
import { type Letter, open, sealingPair } from '../../../source/node/exchange/sealing.ts';
import { type Section, Vault } from '../../../source/node/exchange/vault.ts';
import { encodeMessage } from '../../../source/node/network/messages.ts';
import type { KeyPair } from '../../../source/wallet/words.ts';
import { refused } from '../refused.ts';
import { keyOf, pairOf, quick } from './libraries.ts';
import { type Followed, Room, type Shelved } from './room.ts';

// The two who deal, and one of the witnesses, have words of their own: those of the demo names are everybody's.
const [owner, requester, witness] = ['ada', 'ben', 'cleo'] as const;
const witnesses = [witness, 'library-2'] as const;
const bystander = 'alice';
const sections: readonly Section[] = ['content', 'machine', 'ended', 'blocks', 'voice'];

let room: Room;
let book: Shelved;
let followed: Followed;
/** Nobody but the two may have any of this. */
let secrets: Readonly<Record<string, Uint8Array>>;
let blocks: readonly Uint8Array[];
/** What stands on the ledger of it, and everything else of 32 bytes that the others have seen or drawn. */
let seen: readonly Uint8Array[];
let masked: Uint8Array;
let commitment: Uint8Array;

/** What a terminal drew that has this print. */
function drawnBy(name: string, fits: (bytes: Uint8Array) => boolean): Uint8Array {
  const found = (room.drawn.get(name) ?? []).find((bytes) => bytes.length === 32 && fits(bytes));
  if (found === undefined) throw new Error(`${name} drew nothing like that`);
  return found;
}

async function entry(operation: string): Promise<Readonly<Record<string, unknown>>> {
  const { history } = await room.exchange(bystander, followed);
  const id = history.find((each) => each.operation === operation)?.id ?? '';
  return (await room.node(bystander).transaction({ id })).fields;
}

/** Every text of 64 hex digits in something. */
function hashesIn(value: unknown): Uint8Array[] {
  return [...JSON.stringify(value).matchAll(/"([0-9a-f]{64})"/g)].map(([, text]) => hexToBytes(text ?? ''));
}

beforeAll(async () => {
  room = await Room.open(7, [owner, requester, ...witnesses], quick);
  const [made] = await room.shelve(owner, 1, 2_500);
  if (made === undefined) throw new Error('no book');
  book = made;
  followed = await room.request(requester, owner, book);
  await room.node(owner).answerRequest({ id: followed.id, agree: true });
  await room.quiet();
  await room.until(followed, ['done']);
  await room.mine(2);
  const xid = hexToBytes(followed.id);
  const [offer, accept, deliver] = await Promise.all(['books.offer', 'books.accept', 'books.deliver'].map(entry));
  const key = drawnBy(owner, (bytes) => bytesToHex(keyHash(xid, bytes)) === offer?.keyHash);
  const number = drawnBy(requester, (bytes) => bytesToHex(requestHash(xid, bytes)) === accept?.requestHash);
  masked = hexToBytes(String(deliver?.maskedKey));
  commitment = commitmentOf(book.chunks);
  blocks = lockContent(book.chunks, { xid, key });
  secrets = {
    key,
    number,
    ...Object.fromEntries(book.chunks.map(({ salt }, part) => [`salt ${part}`, salt])),
    ...Object.fromEntries(book.chunks.map(({ chunk }, part) => [`part ${part}`, chunk.slice(0, 24)])),
    ...Object.fromEntries(blocks.map((block, part) => [`encrypted part ${part}`, block.slice(-40)])),
  };
  const drawn = [...witnesses, bystander].flatMap((name) => room.drawn.get(name) ?? []);
  seen = [xid, ...hashesIn([offer, accept, deliver]), ...drawn.filter(({ length }) => length === 32)];
});
afterAll(() => room.close());

/** Which of the secrets lie in some bytes. */
function found(bytes: Uint8Array): string[] {
  const all = Buffer.from(bytes);
  return Object.entries(secrets).flatMap(([name, secret]) => (all.includes(Buffer.from(secret)) ? [name] : []));
}

function letters(): Letter[] {
  return room.letters().map(({ letter }) => letter);
}

/** What comes out of a letter with a key. Throws LETTER_UNREADABLE where it is not the right one. */
async function opened(letter: Letter, { secretKey }: KeyPair): Promise<Message> {
  const { privateKey } = await sealingPair(secretKey);
  return (await open(letter, genesisIdOf(quick), privateKey)).message;
}

function isWitness(name: string): boolean {
  return witnesses.some((one) => one === name);
}

/** Every file that a terminal has written. */
function filesOf(name: string): Uint8Array[] {
  const folder = room.host(name).options.directory;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name: file }) => readFileSync(join(parentPath, file)));
}

describe('what is kept from witnesses and bystanders', () => {
  test('is there: whoever deals can read it in what it got', async () => {
    const got = letters().filter(({ to }) =>
      [owner, requester].some((name) => bytesToHex(keyOf(name)) === bytesToHex(to)),
    );
    const plain = await Promise.all(
      got.map(async (letter) => {
        const name = bytesToHex(letter.to) === bytesToHex(keyOf(owner)) ? owner : requester;
        return messageCodec.encode(await opened(letter, pairOf(name)));
      }),
    );
    const known = new Set(plain.flatMap(found));
    expect([...known].sort()).toEqual(['encrypted part 0', 'encrypted part 1', 'encrypted part 2', 'number']);
    expect(await room.node(requester).read({ book: book.id })).toEqual({ content: book.content });
    expect(bytesToHex(maskKey(hexToBytes(followed.id), secrets.number ?? masked, masked))).toBe(
      bytesToHex(secrets.key ?? masked),
    );
  });

  test('is in no frame on the wire, whoever sends it to whom', () => {
    const names = new Set(room.sent.map(({ message }) => message.type));
    for (const name of ['letter', 'transactions', 'blocks', 'newRecord'] as const) expect(names).toContain(name);
    for (const { message } of room.sent) expect(found(encodeMessage(message))).toEqual([]);
  });

  test('is in no letter to a witness, once that has opened it', async () => {
    const heard = new Set<string>();
    for (const name of witnesses) {
      for (const letter of letters().filter(({ to }) => bytesToHex(to) === bytesToHex(keyOf(name)))) {
        const message = await opened(letter, pairOf(name));
        heard.add(message.name);
        expect(found(messageCodec.encode(message)), `${message.name} to ${name}`).toEqual([]);
      }
    }
    const never = new Set(['ask', 'decline', 'content', 'vote', 'number', 'withdraw']);
    expect([...heard].sort()).toEqual(messageNames.filter((name) => !never.has(name)).sort());
  });

  test('opens with none of the keys that a witness or a bystander has, the published ones among them', async () => {
    const pairs = [...new Set([...demoNames.map(({ name }) => name), ...witnesses])].map(pairOf);
    const own = new Set(witnesses.map((name) => bytesToHex(keyOf(name))));
    const foreign = letters().filter(({ to }) => !own.has(bytesToHex(to)));
    expect(foreign.length).toBeGreaterThan(4);
    for (const letter of foreign) {
      for (const pair of pairs) await refused('LETTER_UNREADABLE', () => opened(letter, pair));
    }
  });

  test('follows from nothing that stands on the ledger or was drawn by them, not even with the encrypted book at hand', () => {
    const xid = hexToBytes(followed.id);
    const keys = [...seen, ...seen.map((number) => maskKey(xid, number, masked))];
    const block = blocks[0] ?? masked;
    const at = { index: 0, count: blocks.length, commitment };
    expect(openBlock(block, { xid, key: secrets.key ?? masked }, at)).toEqual(book.chunks[0]);
    for (const key of keys) expect(openBlock(block, { xid, key }, at)).toBeUndefined();
  });

  test('lies in no file of anybody as it is, and in none of a witness once that is opened', async () => {
    for (const name of [...witnesses, bystander, owner, requester]) {
      const { directory } = room.host(name).options;
      await room.host(name).stop();
      for (const bytes of filesOf(name)) expect(found(bytes), name).toEqual([]);
      // Those of the two who deal can be read with their keys alone; a bystander has none.
      if (!isWitness(name)) continue;
      const { secretKey } = pairOf(name);
      const modules = {
        folder: join(directory, 'books'),
        randomBytes: () => new Uint8Array(),
        secretKey: () => secretKey,
      };
      const vault = await Vault.open(modules);
      const places = (await Promise.all(sections.map((section) => vault.places(section)))).flat();
      expect(places.map(({ section }) => section)).toContain('ended');
      for (const place of places) expect(found((await vault.read(place)) ?? masked), place.section).toEqual([]);
      await vault.close();
    }
  });
});
