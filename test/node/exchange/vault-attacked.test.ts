import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { Level } from 'level';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { encodeRecord } from '../../../source/node/exchange/machines.ts';
import { Vault } from '../../../source/node/exchange/vault.ts';
import { endedLimit, endedSlack } from '../../../source/node/exchange/vault-machines.ts';
import { newWitness } from '../../../source/node/exchange/witness.ts';
import { expectSentence } from '../refused.ts';
import { keyOf, type Library, pairOf, quick } from './libraries.ts';
import { Room, type Shelved } from './room.ts';

const requester = 'library-0';
const owner = 'library-1';
const witnesses: readonly Library[] = ['library-2', 'library-3'];

let room: Room;
let books: readonly Shelved[];
beforeAll(async () => {
  room = await Room.open(41, [requester, owner, ...witnesses], quick);
  books = await room.shelve(owner, 3, 2_500);
});
afterAll(() => room.close());

function book(place: number): Shelved {
  const found = books[place];
  if (found === undefined) throw new Error('there are not enough books');
  return found;
}

function folderOf(name: Library): string {
  return join(room.host(name).options.directory, 'books');
}

/** The rows of a vault as they lie there, while nobody else has it open. */
function rowsOf(name: Library): Level<Uint8Array, Uint8Array> {
  return new Level(folderOf(name), { keyEncoding: 'view', valueEncoding: 'view' });
}

/** A row's key: layout, section, account, id. */
function rowOf(section: number, name: Library, id: string): Uint8Array {
  return Uint8Array.of(1, section, ...keyOf(name), ...hexToBytes(id));
}

function modulesOf(name: Library) {
  const { secretKey } = pairOf(name);
  return { folder: folderOf(name), randomBytes: (size: number) => new Uint8Array(size), secretKey: () => secretKey };
}

/** What was said of the vault since a moment; it stands in the log too. */
function toldSince(name: Library, heard: number): string[] {
  const { notices, errors } = room.host(name);
  const told = notices.slice(heard).filter((text) => text.includes(folderOf(name)));
  for (const text of told) expectSentence(text);
  expect(errors.splice(0).join()).toContain('something is wrong with the books kept here');
  return told;
}

describe('a vault that somebody damaged', () => {
  test('stops the damaged hand-over alone, which says so, and asks nobody to pay without the book', async () => {
    const bad = await room.request(requester, owner, book(0));
    const good = await room.request(requester, owner, book(1));
    const unreadable = await room.request(requester, owner, book(2));
    await room.crash(requester);
    const heard = room.host(requester).notices.length;
    const rows = rowsOf(requester);
    expect(await rows.get(rowOf(4, requester, bad.id))).toBeDefined();
    await rows.del(rowOf(4, requester, bad.id));
    await rows.put(rowOf(2, requester, unreadable.id), new Uint8Array(10));
    await rows.close();
    await room.restart(requester);
    await room.simulation.pass(3_000);
    const told = toldSince(requester, heard);
    expect(told).toHaveLength(2);
    for (const { id } of [bad, unreadable]) expect(told.join()).toContain(id.slice(0, 12));
    await room.until(good, ['done']);
    for (const followed of [bad, unreadable]) {
      expect(await room.until(followed, ['void'], 'alice')).toMatchObject({ state: 'void' });
    }
    expect(await room.node(requester).read({ book: good.book })).toEqual({ content: good.content });
  });

  test('that cannot be opened is told of, keeps no shelf from being seen, and is opened once it can be', async () => {
    const [witness] = witnesses as readonly [Library];
    await room.crash(witness);
    const heard = room.host(witness).notices.length;
    const other = rowsOf(witness);
    await other.open();
    await room.restart(witness);
    await room.simulation.pass(3_000);
    expect((await room.node(witness).shelf({})).length).toBe(books.length);
    const told = toldSince(witness, heard);
    expect(told).toHaveLength(1);
    expect(told.join()).toContain('already held');
    await other.close();
    expect((await room.node(witness).exchanges({ as: witness })).witnessed.length).toBeGreaterThan(0);
  });

  test('has the oldest of what is over forgotten while the terminal runs', async () => {
    const [, witness] = witnesses as readonly [Library, Library];
    await room.crash(witness);
    const vault = await Vault.open(modulesOf(witness));
    const account = keyOf(witness);
    const there = (await vault.places('ended')).length;
    const old = Array.from({ length: endedLimit + endedSlack - there }, (_, place) => {
      const id = new Uint8Array(32).fill(0xee);
      new DataView(id.buffer).setUint32(0, place);
      const state = { ...newWitness(id, account, 0), outcome: 'vanished' as const };
      const plain = encodeRecord({ machine: { role: 'witness', state }, since: 0, sent: [] });
      return { section: 'ended' as const, account, id, plain };
    });
    await vault.write(old);
    await vault.close();
    await room.restart(witness);
    const followed = await room.request(requester, owner, book(0));
    await room.until(followed, ['done']);
    await room.mine(2);
    await room.crash(witness);
    const after = await Vault.open(modulesOf(witness));
    const kept = await after.places('ended');
    await after.close();
    expect(kept).toHaveLength(endedLimit);
    expect(kept.map(({ id }) => bytesToHex(id))).toContain(followed.id);
    await room.restart(witness);
  });
});

test('one flipped bit in what LevelDB wrote last is told of by whoever opens the vault', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-vault-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const modules = { ...modulesOf(requester), folder };
  const account = keyOf(requester);
  const vault = await Vault.open(modules);
  expect(vault.loss).toBeUndefined();
  const [first, second] = [1, 2].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array];
  const plain = new Uint8Array(100_000);
  for (const id of [first, second]) await vault.write([{ section: 'blocks', account, id, plain }]);
  await vault.close();
  const log = readdirSync(folder).find((name) => name.endsWith('.log')) ?? '';
  const bytes = readFileSync(join(folder, log));
  bytes.writeUInt8(bytes.readUInt8(50_000) ^ 1, 50_000);
  writeFileSync(join(folder, log), bytes);
  const again = await Vault.open(modules);
  expect(again.loss?.code).toBe('VAULT_LOST');
  expectSentence(again.loss?.message ?? '');
  expect(await again.has({ section: 'blocks', account, id: first })).toBe(false);
  expect(await again.read({ section: 'blocks', account, id: second })).toEqual(plain);
  await again.close();
});
