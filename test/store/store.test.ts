import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Level } from 'level';
import { describe, expect, test } from 'vitest';
import type { SealedHeader } from '../../source/ledger/block.ts';
import { genesisIdOf } from '../../source/ledger/genesis-block.ts';
import { u32le } from '../../source/ledger/hash.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { accountKind } from '../../source/ledger/registries/accounts.ts';
import { agreementKind } from '../../source/ledger/registries/agreements/agreement.ts';
import { carKind, carsByOwner } from '../../source/ledger/registries/cars/car.ts';
import { stateKey, statePrefix } from '../../source/ledger/state.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { sealRow } from '../../source/store/damage.ts';
import { keys, rangeOf, schemaVersion } from '../../source/store/layout.ts';
import { Store } from '../../source/store/store.ts';
import { refused } from '../node/refused.ts';
import { tell, vinOf } from '../node/story.ts';
import { buildBlock, keyOf, openParts, signed, temporaryFolder } from '../support/node.ts';
import { dumpRows } from './dump.ts';

const genesisId = genesisIdOf(regtest);

/** Writes one row into a closed store, past everything that guards it. */
async function force(directory: string, key: Uint8Array, value: Uint8Array): Promise<void> {
  const database = new Level<Uint8Array, Uint8Array>(directory, { keyEncoding: 'view', valueEncoding: 'view' });
  await database.open();
  await database.put(key, value);
  await database.close();
}

describe('reopening', () => {
  test('gives back everything, and writes nothing', async () => {
    const directory = temporaryFolder();
    const first = await openParts({ directory });
    for (const transactions of [tell(first, new Map(), 1), []]) {
      await first.chain.submit(buildBlock(first.chain.tip, { transactions }));
    }
    const { tip } = first.chain;
    const car = stateKey(carKind, new TextEncoder().encode(vinOf(1)));
    const known = async ({ store }: typeof first) => ({
      history: await store.history(car),
      activity: await store.activity(keyOf('alice'), 10),
      owned: await store.listed(carsByOwner, keyOf('manufacturer'), { limit: 10 }),
      state: store.state.read(car),
      body: store.body(tip.id),
      undo: store.undo(tip.id),
      next: store.nextSequence(),
    });
    const before = await known(first);
    expect(before.history).toHaveLength(16);
    expect(before.activity).toHaveLength(10);
    expect(before.owned).toHaveLength(2);
    await first.close();
    const rows = await dumpRows(join(directory, 'ledger'));

    const again = await openParts({ directory });
    expect(again.chain.tip).toEqual(tip);
    expect(await known(again)).toEqual(before);
    await again.close();
    expect(await dumpRows(join(directory, 'ledger'))).toEqual(rows);
  });

  test('what was read does not change with what is written later', async () => {
    const { store } = await openParts();
    const key = keys.meta('tip');
    const before = store.tip();
    await store.write([{ key, value: new Uint8Array(32) }]);
    expect(before).toEqual(genesisId);
    expect(store.tip()).toEqual(new Uint8Array(32));
  });
});

describe('refused when opened', () => {
  test('STORE_LOCKED while another has it open', async () => {
    const { directory } = await openParts();
    const error = await refused('STORE_LOCKED', () => Store.open(join(directory, 'ledger'), genesisId));
    expect(error.data.directory).toBe(join(directory, 'ledger'));
  });

  test.each([
    ['SCHEMA_NEWER', schemaVersion + 1],
    ['SCHEMA_OLDER', schemaVersion - 1],
  ])('%s', async (code, schema) => {
    const parts = await openParts();
    await parts.close();
    const folder = join(parts.directory, 'ledger');
    await force(folder, keys.meta('schema'), sealRow(keys.meta('schema'), u32le(schema)));
    const error = await refused(code, () => Store.open(folder, genesisId));
    expect(error.data).toMatchObject({ found: schema, known: schemaVersion });
    // Refusing closed it: it can be tried again at once.
    await refused(code, () => Store.open(folder, genesisId));
  });

  test('GENESIS_OTHER', async () => {
    const parts = await openParts();
    await parts.close();
    await refused('GENESIS_OTHER', () => Store.open(join(parts.directory, 'ledger'), genesisIdOf(devnet)));
  });

  test('STORE_DAMAGED where the folder is a file, or has lost its index', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'not a folder');
    await refused('STORE_DAMAGED', () => Store.open(join(folder, 'file'), genesisId));
    const parts = await openParts();
    await parts.close();
    rmSync(join(parts.directory, 'ledger', 'CURRENT'));
    await refused('STORE_DAMAGED', () => Store.open(join(parts.directory, 'ledger'), genesisId));
  });

  test('STORE_DAMAGED where a row is not what was written', async () => {
    for (const value of [new Uint8Array(0), new Uint8Array(3), new Uint8Array(8)]) {
      const parts = await openParts();
      await parts.close();
      await force(join(parts.directory, 'ledger'), keys.meta('schema'), value);
      await refused('STORE_DAMAGED', () => Store.open(join(parts.directory, 'ledger'), genesisId));
    }
  });

  test('not for an empty folder, or one that was left at the first write', async () => {
    const folder = join(temporaryFolder(), 'ledger');
    mkdirSync(folder);
    await (await Store.open(folder, genesisId)).close();
    await (await Store.open(folder, genesisId)).close();
  });
});

describe('lists', () => {
  test('activity comes newest first, cars in order after one, objects by kind', async () => {
    const parts = await openParts();
    const nonces = new Map<string, number>();
    const one = tell(parts, nonces, 1);
    await parts.chain.submit(buildBlock(parts.chain.tip, { transactions: one }));
    const two = tell(parts, nonces, 2, 3);
    await parts.chain.submit(buildBlock(parts.chain.tip, { transactions: two }));
    // Named in it, or one side of what it is about: what bob signs and the notary confirms is alice's business too.
    const aboutAlice = new Set([
      ...['coins.transfer', 'coins.stake', 'coins.unstake'],
      ...['transfers.offer', 'transfers.accept', 'transfers.reject', 'transfers.confirm', 'transfers.cancel'],
      ...['agreements.propose', 'agreements.sign', 'agreements.decline'],
      ...['tickets.buy', 'tickets.giveBack', 'tickets.unlist', 'tickets.buyListed'],
    ]);
    const isAbout = ({ operation: { name }, author }: SignedTransaction['body']) =>
      aboutAlice.has(name) || (name === 'tickets.list' && equalBytes(author, keyOf('alice')));
    const about = [...one, ...two].filter(({ body }) => isAbout(body));
    const rows = await parts.store.activity(keyOf('alice'), about.length + 1);
    const nameOf = ({ body, id }: SignedTransaction) => `${body.operation.name} ${bytesToHex(id)}`;
    const named = new Map([...one, ...two].map((entry) => [bytesToHex(entry.id), nameOf(entry)]));
    expect(rows.map(({ event }) => named.get(bytesToHex(event)))).toEqual(about.map(nameOf).reverse());
    expect(await parts.store.activity(keyOf('alice'), 3)).toEqual(rows.slice(0, 3));
    // What it locked and what it freed cost alice the one, and both the fee; what bob declined costs her nothing.
    const last = (name: string) => about.findLast(({ body }) => body.operation.name === name);
    const [locked, freed, declined] = [last('coins.stake'), last('coins.unstake'), last('agreements.decline')];
    const expected = [
      { cause: 'entry', event: freed?.id, gained: 0n, lost: freed?.body.fee, height: 2 },
      { cause: 'entry', event: locked?.id, gained: 0n, lost: (locked?.body.fee ?? 0n) + 7n, height: 2 },
      { cause: 'entry', event: declined?.id, gained: 0n, lost: 0n, height: 2 },
    ];
    expect(rows).toEqual(expect.arrayContaining(expected));
    const vins = [1, 2, 3, 701, 702, 703].map((number) => new TextEncoder().encode(vinOf(number)));
    expect(await parts.store.listed(carsByOwner, keyOf('manufacturer'), { limit: 10 })).toEqual(vins);
    expect(await parts.store.listed(carsByOwner, keyOf('manufacturer'), { limit: 1, after: vins[0] })).toEqual([
      vins[1],
    ]);
    expect(await parts.store.listed(carsByOwner, keyOf('bob'), { limit: 10 })).toEqual([]);
    const found: Uint8Array[] = [];
    for await (const { id } of parts.store.objects(statePrefix(carKind), vins[1])) found.push(id);
    expect(found).toHaveLength(7);
    let accounts = 0;
    for await (const { id, bytes } of parts.store.objects(statePrefix(accountKind))) {
      expect(id).toHaveLength(33);
      accountKind.codec.decode(bytes);
      accounts++;
    }
    expect(accounts).toBe(16);
  });

  test('affairs by whom they concern: what is open by its deadline, what is over from the latest on', async () => {
    const parts = await openParts();
    const nonces = new Map<string, number>();
    const lease = (title: string, deadline: number) =>
      ['alice', 'agreements.propose', { title, text: 'a', counterparty: 'bob', deadline }] as const;
    const entry = (as: string, operation: string, fields: Record<string, unknown>) => {
      const nonce = nonces.get(as) ?? 0;
      nonces.set(as, nonce + 1);
      return signed(parts.ledger, as, operation, nonce, fields);
    };
    const open = [lease('late', 900), lease('soon', 30), lease('first', 800), lease('second', 800)].map((of) =>
      entry(...of),
    );
    const [late, soon, first, second] = open.map(({ id }) => id) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    await parts.chain.submit(buildBlock(parts.chain.tip, { transactions: open }));
    const [fork] = [parts.chain.tip];
    const of = async (name: string) => {
      const list = (isOpen: boolean) => parts.store.affairsOf(keyOf(name), statePrefix(agreementKind), isOpen, 10);
      return { open: await list(true), over: await list(false) };
    };
    const tied = [first, second].sort((left, right) => (bytesToHex(left) < bytesToHex(right) ? -1 : 1));
    expect(await of('alice')).toEqual({ open: [soon, ...tied, late], over: [] });
    const end = (name: string, id: Uint8Array) => entry('bob', `agreements.${name}`, { id: bytesToHex(id) });
    const ended = buildBlock(parts.chain.tip, { transactions: [end('sign', first)] });
    await parts.chain.submit(ended);
    await parts.chain.submit(buildBlock(ended, { transactions: [end('decline', second)] }));
    for (const name of ['alice', 'bob']) {
      expect(await of(name)).toEqual({ open: [soon, late], over: [second, first] });
    }
    expect(await of('carol')).toEqual({ open: [], over: [] });
    // Another branch without what bob did.
    let tip: SealedHeader = fork;
    for (let count = 0; count < 3; count++) {
      const block = buildBlock(tip, { miner: 'miner-1' });
      await parts.chain.submit(block);
      tip = block;
    }
    expect(await of('bob')).toEqual({ open: [soon, ...tied, late], over: [] });
  });

  test('a range ends where its prefix ends, also after bytes of 255', () => {
    expect(rangeOf(Uint8Array.of(7, 1)).lt).toEqual(Uint8Array.of(7, 2));
    expect(rangeOf(Uint8Array.of(7, 255)).lt).toEqual(Uint8Array.of(8, 0));
    expect(rangeOf(Uint8Array.of(7), Uint8Array.of(7, 5)).gt).toEqual(Uint8Array.of(7, 5));
    expect(() => rangeOf(Uint8Array.of(255, 255))).toThrow(RangeError);
  });
});
