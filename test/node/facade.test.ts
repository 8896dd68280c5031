import { describe, expect, test } from 'vitest';
import { methods } from '../../source/node/control/protocol.ts';
import type { NodeEvent } from '../../source/node/facade.ts';
import { openNode, SimulatedEnvironment } from '../support/node.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const hex = (length: number) => expect.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const decimal = expect.stringMatching(/^\d+$/);
const address = expect.stringMatching(/^dcrn1[0-9a-z]+$/);

const vin = vinOf(1);
const make = {
  as: 'manufacturer',
  operation: 'cars.manufacture',
  vin,
  make: 'MINI',
  model: 'Cooper S',
  year: 2026,
  country: 'GB',
};

/** A node whose ledger holds one car with readings, a payment in a block and one that waits. */
async function lived() {
  const controlled = await openControlled();
  const { ask } = controlled;
  await ask('submit', make);
  await ask('submit', { as: 'police', operation: 'cars.assignPlate', vin, country: 'FR', plate: 'AB-123-CD' });
  await ask('submit', { as: 'inspector', operation: 'cars.inspect', vin, value: 42_000, readOn: '2026-02-01' });
  await ask('mine');
  await ask('submit', { as: 'inspector', operation: 'cars.inspect', vin, value: 18_000, readOn: '2026-03-01' });
  await ask('submit', { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1500000', memo: 'for lunch' });
  await ask('mine');
  const { id } = (await ask('submit', {
    as: 'carol',
    operation: 'coins.transfer',
    to: 'alice',
    amount: '7',
    payer: 'dealer',
  })) as { id: string };
  return { ...controlled, waiting: id };
}

describe('answers', () => {
  test('status', async () => {
    const { ask, directory } = await lived();
    const status = (await ask('status')) as { names: unknown[] };
    expect(status).toMatchObject({
      network: 'regtest',
      genesis: hex(64),
      height: 2,
      tip: hex(64),
      stateRoot: hex(64),
      peers: 0,
      mempool: 1,
      mining: false,
      health: 'alone',
      dataDirectory: directory,
      minFeePerByte: '1',
    });
    expect(status.names).toContainEqual({
      name: 'inspector',
      address,
      roles: ['inspector'],
      licences: [{ role: 'inspector', country: 'FR', status: 'active' }],
      own: false,
      locked: false,
    });
    expect(status.names).toHaveLength(20);
  });

  test('transaction, waiting and in a block', async () => {
    const { ask, waiting } = await lived();
    expect(await ask('transaction', { id: waiting })).toMatchObject({
      id: waiting,
      wid: hex(64),
      operation: 'coins.transfer',
      fee: decimal,
      payer: address,
      cosigners: [address],
      fields: { to: address, amount: '7', memo: '' },
      place: { state: 'waiting' },
    });
    await ask('mine', { blocks: 3 });
    expect(await ask('transaction', { id: waiting.toUpperCase() })).toMatchObject({
      place: { state: 'in block', height: 3, block: hex(64), index: 0, depth: 3 },
    });
  });

  test('block by height, by id, the tip, block 0; blocks downwards', async () => {
    const { ask } = await lived();
    const block = (await ask('block', { height: 1 })) as { id: string; transactions: unknown[]; fees: string };
    expect(block).toMatchObject({ height: 1, id: hex(64), seal: hex(128), entries: 3, depth: 2, reward: decimal });
    expect(block.transactions).toHaveLength(3);
    expect(BigInt(block.fees)).toBeGreaterThan(0n);
    expect(await ask('block', { id: block.id })).toEqual(block);
    expect(await ask('block')).toMatchObject({ height: 2 });
    expect(await ask('block', { height: 0 })).toMatchObject({ height: 0, transactions: [], miner: '', reward: '0' });
    const heights = async (query: object) =>
      ((await ask('blocks', query)) as { height: number }[]).map((one) => one.height);
    expect(await heights({})).toEqual([2, 1, 0]);
    expect(await heights({ from: 1, count: 1 })).toEqual([1]);
    expect(await heights({ from: 4_294_967_295, count: 2 })).toEqual([2, 1]);
  });

  test('car by VIN and plate, with verdict and history', async () => {
    const { ask } = await lived();
    const report = (await ask('car', { vin })) as { history: unknown[] };
    expect(report).toMatchObject({
      car: { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB', plate: 'AB-123-CD', owner: address },
      verdict: { answer: 'illogical', reasons: [{ code: expect.any(String), data: {}, text: expect.any(String) }] },
    });
    expect(report.history).toMatchObject([
      { operation: 'cars.manufacture', block: 1, mileage: 0, signerRole: 'manufacturer', signerCountry: 'FR' },
      { operation: 'cars.assignPlate', block: 1 },
      { operation: 'cars.inspect', block: 1, readOn: '2026-02-01', mileage: 42_000, reading: 'certified' },
      { operation: 'cars.inspect', block: 2, readOn: '2026-03-01', mileage: 18_000, suspicious: true },
    ]);
    expect(await ask('car', { vin: vin.toLowerCase() })).toEqual(report);
    expect(await ask('car', { plate: 'ab 123 cd' })).toEqual(report);
    expect(await ask('cars', { find: 'cooper' })).toMatchObject([{ vin, answer: 'illogical' }]);
    expect(await ask('cars', { owner: 'manufacturer', limit: 1 })).toHaveLength(1);
    expect(await ask('cars', { after: vin })).toEqual([]);
  });

  test('account by name and address; activity newest first', async () => {
    const { ask } = await lived();
    const bob = (await ask('account', { name: 'bob' })) as { address: string };
    expect(bob).toMatchObject({
      address,
      name: 'bob',
      balance: '10001500000',
      locked: '0',
      stake: '0',
      nonce: 0,
      roles: [],
    });
    expect(await ask('account', { address: bob.address })).toEqual(bob);
    expect(await ask('account', { address: 'bob' })).toEqual(bob);
    expect(await ask('account', { name: 'manufacturer' })).toMatchObject({
      cars: 1,
      roles: ['manufacturer'],
      stake: decimal,
    });
    const activity = (await ask('activity', { name: 'alice' })) as { change: string; block: number }[];
    expect(activity).toMatchObject([
      { change: '7', block: 0 },
      { block: 2, what: 'You paid bob 1.50 LVR' },
    ]);
    expect(BigInt(activity[1]?.change ?? 0)).toBeLessThan(-1_500_000n);
    expect(await ask('activity', { name: 'alice', limit: 1 })).toHaveLength(1);
    expect(await ask('account', { name: 'dealer' })).toMatchObject({ pending: decimal });
  });

  test('directory, of a role, of a country', async () => {
    const { ask } = await lived();
    const count = async (query: object) => ((await ask('directory', query)) as unknown[]).length;
    expect(await count({})).toBe(17);
    expect(await count({ role: 'miner' })).toBe(4);
    expect(await count({ role: 'garage', country: 'fr' })).toBe(1);
    expect(await count({ country: 'DE' })).toBe(0);
  });

  test('find: height, ids, VIN, plate, name, address, model', async () => {
    const { ask, waiting } = await lived();
    const kinds = async (text: string) => ((await ask('find', { text })) as { kind: string }[]).map(({ kind }) => kind);
    const { id } = (await ask('block', { height: 1 })) as { id: string };
    const { address: bob } = (await ask('account', { name: 'bob' })) as { address: string };
    expect(await kinds('1')).toContain('block');
    expect(await kinds(id)).toEqual(['block']);
    expect(await kinds(waiting)).toEqual(['entry']);
    expect(await kinds(vin)).toEqual(['car']);
    expect(await kinds('AB123CD')).toEqual(['car']);
    expect(await kinds('cooper s')).toEqual(['car']);
    expect(await kinds('Bob')).toEqual(['account']);
    expect(await kinds(bob.toUpperCase())).toEqual(['account']);
    expect(await kinds('')).toEqual([]);
    expect(await kinds('nothing of the kind')).toEqual([]);
  });

  test('review says what would happen, and what would be refused, as plain data', async () => {
    const { ask } = await lived();
    const pay = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '5' };
    expect(await ask('review', pay)).toMatchObject({ author: address, fee: decimal, total: decimal, cosigners: [] });
    expect(await ask('review', pay)).not.toHaveProperty('refusal');
    expect(await ask('review', { ...pay, amount: '18446744073709551615' })).toMatchObject({
      refusal: { code: 'BALANCE_TOO_LOW', data: { have: decimal, need: decimal } },
    });
    expect(await ask('review', { ...make, as: 'alice', vin: vinOf(2) })).toMatchObject({
      refusal: { code: 'ROLE_MISSING' },
    });
    expect(await ask('status')).toMatchObject({ mempool: 1 });
  });

  test('mempool and mining', async () => {
    const { ask, waiting } = await lived();
    expect(await ask('mempool')).toMatchObject([{ id: waiting }]);
    expect(await ask('mining')).toMatchObject({
      running: false,
      miner: address,
      next: { height: 3, waiting: 1, work: '2', reward: decimal },
      finders: [{ miner: address, blocks: 2 }],
      foundToday: 2,
      earnedToday: decimal,
      forks: [],
    });
    expect(await ask('setMining', { workers: 1, duty: 0.25 })).toMatchObject({
      workers: 1,
      duty: 0.25,
      running: false,
    });
    expect(await ask('setMining', { running: false })).toMatchObject({ running: false });
    await refused('ONLY_ON_DEMAND', () => ask('setMining', { running: true }));
  });

  test('submitTransaction and submitBlock refuse what is none', async () => {
    const { ask } = await openControlled();
    await refused('MALFORMED', () => ask('submitTransaction', { transaction: '' }));
    await refused('MALFORMED', () => ask('submitBlock', { block: '00' }));
    await refused('BLOCK_TOO_LARGE', () => ask('submitBlock', { block: '00'.repeat(2 ** 20 + 1) }));
    await refused('TRANSACTION_TOO_LARGE', () => ask('submitTransaction', { transaction: '00'.repeat(2 ** 14 + 1) }));
  });
});

describe('hostile parameters', () => {
  const strange: unknown[] = [
    null,
    5,
    'text',
    true,
    [],
    [1],
    {},
    {
      id: {},
      height: {},
      vin: {},
      plate: {},
      name: {},
      address: {},
      role: {},
      text: {},
      from: {},
      find: {},
      block: {},
    },
    {
      id: 'zz',
      height: 1e99,
      vin: 'x'.repeat(5_000),
      plate: '\u0000',
      name: '\ud800',
      role: 'king',
      text: 'x'.repeat(5_000),
    },
    { id: [], height: -1, vin: '', plate: '', name: '', address: 'dcrn1qqqq', count: 0, limit: 0, owner: '__proto__' },
    JSON.parse('{"__proto__":{"height":1},"constructor":1,"toString":1,"hasOwnProperty":2}'),
    { as: 'alice', operation: { toString: null } },
    { as: { toString: 1 }, operation: 'coins.transfer', to: 'bob', amount: { valueOf: 1, toString: 1 } },
    { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: { toString: 1 } },
    { as: 'alice', operation: 'coins.transfer', to: ['bob'], amount: '1' },
    { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1', payer: {} },
    { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1', fee: [] },
    { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1', nonce: -1 },
    { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1', expiry: 2 ** 32 },
    { ...make, technical: 5 },
    { ...make, technical: JSON.parse('{"__proto__":1}') },
    { ...make, model: '\u202e' },
    { ...make, year: '2026' },
    { workers: 0, duty: 2, running: 'yes' },
    { workers: 1e9 },
    { duty: 0 },
    { duty: 'x' },
    { transaction: 5, block: [] },
    { transaction: 'xyz', block: 'abc' },
  ];
  // `mine` with nothing said mines one block; it has tests of its own.
  const calm = methods.filter((method) => method !== 'mine');

  test.each(calm)('%s answers or refuses with a sentence, and changes nothing', async (method) => {
    const { ask, environment } = await openControlled();
    await ask('mine');
    const before = await ask('block');
    for (const params of strange) {
      try {
        await ask(method, params);
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        expect({ code, message, params }).not.toMatchObject({ code: 'INTERNAL' });
        expect(message).toMatch(/^["A-Z0-9].*\.$/s);
        expect(message.length).toBeLessThan(500);
      }
    }
    expect(await ask('block')).toEqual(before);
    expect(await ask('status')).toMatchObject({ mempool: 0 });
    expect(environment.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});

describe('events', () => {
  test('entries, tips, forks; a listener that throws disturbs nobody', async () => {
    const environment = new SimulatedEnvironment();
    const node = await openNode({ environment });
    const events: NodeEvent['type'][] = [];
    node.subscribe(() => {
      throw new Error('a broken listener');
    });
    const stop = node.subscribe(({ type }) => events.push(type));
    await node.submit({ as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1' });
    await node.mine({ blocks: 1 });
    stop();
    await node.mine({ blocks: 1 });
    expect(events).toEqual(['mempool', 'tip']);
    expect((await node.status()).height).toBe(2);
    expect(environment.logged.length).toBeGreaterThan(0);
  });

  test('everything that is handed out survives a structured clone', async () => {
    const { node, waiting } = await lived();
    const all = await Promise.all([
      node.status(),
      node.mempool(),
      node.mining(),
      node.block({}),
      node.transaction({ id: waiting }),
      node.car({ vin }),
      node.account({ name: 'alice' }),
      node.activity({ name: 'alice' }),
      node.directory({}),
      node.review({ as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '99999999999999' }),
    ]);
    for (const one of all) expect(JSON.parse(JSON.stringify(structuredClone(one)))).toEqual(one);
  });
});

test('after closing no timer runs', async () => {
  const environment = new SimulatedEnvironment();
  const node = await openNode({ environment });
  expect(environment.timers).toBeGreaterThan(0);
  await node.close();
  expect(environment.timers).toBe(0);
});
