import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Level } from 'level';
import { describe, expect, test } from 'vitest';
import { genesisIdOf } from '../../source/ledger/genesis-block.ts';
import { u32le } from '../../source/ledger/hash.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { accountKind } from '../../source/ledger/registries/accounts.ts';
import { carKind } from '../../source/ledger/registries/cars/car.ts';
import { stateKey, statePrefix } from '../../source/ledger/state.ts';
import { sealRow } from '../../source/store/damage.ts';
import { keys, rangeOf, schemaVersion } from '../../source/store/layout.ts';
import { Store } from '../../source/store/store.ts';
import { refused } from '../node/refused.ts';
import { tell, vinOf } from '../node/story.ts';
import { buildBlock, keyOf, openParts, temporaryFolder } from '../support/node.ts';
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
      owned: await store.carsOf(keyOf('manufacturer'), 10),
      state: store.state.read(car),
      body: store.body(tip.id),
      undo: store.undo(tip.id),
      next: store.nextSequence(),
    });
    const before = await known(first);
    expect(before.history).toHaveLength(16);
    expect(before.activity).toHaveLength(8);
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
    const aboutAlice = new Set([
      ...['coins.transfer', 'coins.stake', 'coins.unstake', 'transfers.offer', 'transfers.accept'],
    ]);
    const about = [...one, ...two].filter(({ body }) => aboutAlice.has(body.operation.name));
    const rows = await parts.store.activity(keyOf('alice'), about.length + 1);
    expect(rows.map(({ event }) => event)).toEqual(about.map(({ id }) => id).reverse());
    expect(await parts.store.activity(keyOf('alice'), 3)).toEqual(rows.slice(0, 3));
    // The last block: what it locked and what it freed cost alice the one, and both the fee.
    const [freed, locked] = about
      .slice(-2)
      .map(({ body }) => body.fee)
      .reverse() as [bigint, bigint];
    expect(rows.slice(0, 2)).toEqual([
      { cause: 'entry', event: about.at(-1)?.id, gained: 0n, lost: freed, height: 2 },
      { cause: 'entry', event: about.at(-2)?.id, gained: 0n, lost: locked + 7n, height: 2 },
    ]);
    const vins = [1, 2, 3, 701, 702, 703].map((number) => new TextEncoder().encode(vinOf(number)));
    expect(await parts.store.carsOf(keyOf('manufacturer'), 10)).toEqual(vins);
    expect(await parts.store.carsOf(keyOf('manufacturer'), 1, vins[0])).toEqual([vins[1]]);
    expect(await parts.store.carsOf(keyOf('bob'), 10)).toEqual([]);
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

  test('a range ends where its prefix ends, also after bytes of 255', () => {
    expect(rangeOf(Uint8Array.of(7, 1)).lt).toEqual(Uint8Array.of(7, 2));
    expect(rangeOf(Uint8Array.of(7, 255)).lt).toEqual(Uint8Array.of(8, 0));
    expect(rangeOf(Uint8Array.of(7), Uint8Array.of(7, 5)).gt).toEqual(Uint8Array.of(7, 5));
    expect(() => rangeOf(Uint8Array.of(255, 255))).toThrow(RangeError);
  });
});
