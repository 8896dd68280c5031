import { describe, expect, test } from 'vitest';
import type { SaleView } from '../../source/node/facade.ts';
import { startTime } from '../support/node.ts';
import { refused } from './refused.ts';
import { type Controlled, openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const vin = vinOf(1);
const price = '9500000000';

/** A node behind its socket, with a car of bob's that was read on the day before. */
interface Market extends Controlled {
  /** Hands an intent in and puts it in a block. */
  run(as: string, operation: string, fields: object): Promise<{ id: string }>;
  sale(id: string): Promise<SaleView>;
  /** Everything that a sale could change. */
  state(): Promise<unknown>;
}

async function openMarket(): Promise<Market> {
  const controlled = await openControlled();
  const { ask } = controlled;
  let blocks = 0;
  const run: Market['run'] = async (as, operation, fields) => {
    const admitted = (await ask('submit', { as, operation, ...fields })) as { id: string };
    blocks += 1;
    await ask('mine', { blocks: 1, at: startTime + blocks * 5_000 });
    return admitted;
  };
  const accounts = ['alice', 'bob', 'carol', 'notary'];
  const market: Market = {
    ...controlled,
    run,
    sale: async (id) => (await ask('transfer', { id })) as SaleView,
    state: async () => [
      await ask('car', { vin }),
      await ask('mempool'),
      ...(await Promise.all(accounts.map((name) => ask('account', { name })))),
      ...(await Promise.all(accounts.map((as) => ask('transfers', { as })))),
    ],
  };
  await run('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2025, country: 'DE' });
  await run('police', 'cars.assignPlate', { vin, country: 'FR', plate: 'AB-123-CD' });
  await run('inspector', 'cars.inspect', { vin, readOn: '2026-02-28', value: 42_000 });
  await run('notary', 'transfers.order', { vin, to: 'bob', reason: 'court' });
  return market;
}

async function offered(market: Market, more: object = {}): Promise<string> {
  const terms = { vin, buyer: 'alice', notary: 'notary', price, deadline: 100, ...more };
  return (await market.run('bob', 'transfers.offer', terms)).id;
}

/** Refused with a code and a sentence, by review and by submit, and nothing has changed. */
async function refusedHere(market: Market, code: string, as: string, operation: string, fields: object): Promise<void> {
  const before = await market.state();
  const review = (await market.ask('review', { as, operation, ...fields })) as { refusal?: { code: string } };
  expect(review.refusal?.code).toBe(code);
  await refused(code, () => market.ask('submit', { as, operation, ...fields }));
  expect(await market.state()).toEqual(before);
}

async function balanceOf({ ask }: Market, name: string): Promise<{ balance: bigint; locked: bigint }> {
  const { balance, locked } = (await ask('account', { name })) as { balance: string; locked: string };
  return { balance: BigInt(balance), locked: BigInt(locked) };
}

describe('a sale over the socket', () => {
  test('alice buys the car of bob: livres locked, and released in the same block as the title', async () => {
    const market = await openMarket();
    const { ask, run, sale } = market;
    const before = { alice: await balanceOf(market, 'alice'), bob: await balanceOf(market, 'bob') };
    const id = await offered(market);
    expect(named(await sale(id))).toMatchSnapshot('offered');
    await run('alice', 'transfers.accept', { id });
    expect(await balanceOf(market, 'alice')).toMatchObject({ locked: BigInt(price) });
    expect(await ask('car', { vin })).toMatchObject({ car: { owner: await addressOf(market, 'bob') } });
    await run('notary', 'transfers.confirm', { id });
    const after = { alice: await balanceOf(market, 'alice'), bob: await balanceOf(market, 'bob') };
    const fees = async (name: string) => {
      const rows = (await ask('activity', { name })) as { operation: string; change: string; block: number }[];
      return rows.filter(({ operation }) => operation.startsWith('transfers.'));
    };
    expect(after.alice.locked).toBe(0n);
    expect(after.bob.balance - before.bob.balance).toBe(
      BigInt(price) + BigInt((await fees('bob')).find(({ operation }) => operation === 'transfers.offer')?.change ?? 0),
    );
    const paid = (await fees('bob')).find(({ operation }) => operation === 'transfers.confirm');
    expect(paid).toMatchObject({ change: price });
    const { height } = (await ask('status')) as { height: number };
    expect(paid?.block).toBe(height);
    expect(await ask('car', { vin })).toMatchObject({ car: { owner: await addressOf(market, 'alice') } });
    expect(named(await sale(id))).toMatchSnapshot('done');
    expect(named(await ask('discharge', { id }))).toMatchSnapshot('discharge');
  });

  test('who has to do what, and what waits for a block', async () => {
    const market = await openMarket();
    const { ask, run } = market;
    const lists = async () =>
      Object.fromEntries(
        await Promise.all(
          ['alice', 'bob', 'notary', 'carol'].map(async (as) => {
            const { toDo, waiting, ended } = (await ask('transfers', { as })) as Record<string, { waiting?: true }[]>;
            const words = (sales: { waiting?: true }[] = []) => sales.map((one) => (one.waiting ? 'new' : 'there'));
            return [as, [words(toDo), words(waiting), words(ended)]] as const;
          }),
        ),
      );
    const { id } = (await ask('submit', {
      ...{ as: 'bob', operation: 'transfers.offer', vin, buyer: 'alice', notary: 'notary', price, deadline: 100 },
    })) as { id: string };
    const none: string[] = [];
    expect(await lists()).toEqual({
      ...{ alice: [['new'], none, none], bob: [none, ['new'], none], notary: [none, ['new'], none] },
      carol: [none, none, none],
    });
    await run('alice', 'transfers.accept', { id });
    expect(await lists()).toMatchObject({ alice: [none, ['there'], none], notary: [['there'], none, none] });
    await run('notary', 'transfers.confirm', { id });
    expect(await lists()).toMatchObject({ alice: [none, none, ['there']], notary: [none, none, ['there']] });
  });

  test('an offer left alone expires and refunds itself; car and sale say so in words', async () => {
    const market = await openMarket();
    const { ask, run, sale } = market;
    const { height } = (await ask('status')) as { height: number };
    const id = await offered(market, { deadline: height + 3 });
    await run('alice', 'transfers.accept', { id });
    const { balance } = await balanceOf(market, 'alice');
    await ask('mine', { blocks: 2, at: startTime + 3_600_000 });
    expect(await balanceOf(market, 'alice')).toEqual({ balance: balance + BigInt(price), locked: 0n });
    const over = await sale(id);
    expect(over).toMatchObject({ status: 'expired', next: [], checks: [] });
    const words = 'Sale over: its time ran out (VW Golf 2025); everybody has back what is theirs';
    expect(over.history.at(-1)).toMatchObject({ what: words, block: height + 4 });
    expect(over.history.at(-1)).not.toHaveProperty('signer');
    const { history } = (await ask('car', { vin })) as { history: object[] };
    expect(history.at(-1)).toMatchObject({ what: words, block: height + 4, signer: '' });
    await refusedHere(market, 'TRANSFER_ENDED', 'notary', 'transfers.confirm', { id });
    await refused('DISCHARGE_NONE', () => ask('discharge', { id }));
  });

  test('a buyer without a livre: the fee is paid by another, from offer to done', async () => {
    const market = await openMarket();
    const { ask, run, sale } = market;
    const { balance } = await balanceOf(market, 'carol');
    const poor = { to: 'alice', amount: `${balance - 200n}`, fee: '200' };
    await run('carol', 'coins.transfer', poor);
    expect((await balanceOf(market, 'carol')).balance).toBe(0n);
    const id = await offered(market, { buyer: 'carol', payment: 'external' });
    await refusedHere(market, 'BALANCE_TOO_LOW', 'carol', 'transfers.accept', { id });
    await run('carol', 'transfers.accept', { id, payer: 'dealer' });
    await run('notary', 'transfers.confirm', { id });
    expect(await sale(id)).toMatchObject({ status: 'confirmed' });
    expect(await balanceOf(market, 'carol')).toEqual({ balance: 0n, locked: 0n });
    expect(await ask('car', { vin })).toMatchObject({ car: { owner: await addressOf(market, 'carol') } });
  });
});

describe('refused over the socket with a code and a sentence, and nothing changed', () => {
  test('a notary who is a party', async () => {
    const market = await openMarket();
    await refusedHere(market, 'NOTARY_PARTY', 'bob', 'transfers.offer', { vin, buyer: 'notary', price, deadline: 100 });
  });

  test('a stolen car, at every step', async () => {
    const market = await openMarket();
    const flag = (set: boolean) => market.run('police', 'cars.flag', { vin, flag: 'stolen', set });
    await flag(true);
    await refusedHere(market, 'CAR_BLOCKED', 'bob', 'transfers.offer', { vin, buyer: 'alice', price, deadline: 100 });
    await flag(false);
    const id = await offered(market);
    await flag(true);
    await refusedHere(market, 'CAR_BLOCKED', 'alice', 'transfers.accept', { id });
    expect((await market.sale(id)).checks).toContainEqual(
      expect.objectContaining({ about: 'title', answer: 'bad', words: expect.stringContaining('STOLEN') }),
    );
    await flag(false);
    await market.run('alice', 'transfers.accept', { id });
    await flag(true);
    await refusedHere(market, 'CAR_BLOCKED', 'notary', 'transfers.confirm', { id });
  });

  test('a rolled-back car without the acknowledgement of its buyer', async () => {
    const market = await openMarket();
    await market.run('inspector', 'cars.inspect', { vin, readOn: '2026-03-01', value: 18_000 });
    const id = await offered(market);
    expect((await market.sale(id)).concerns).toMatchObject([{ code: 'LOWER_READING', acknowledged: false }]);
    await refusedHere(market, 'ACKNOWLEDGE_FIRST', 'alice', 'transfers.accept', { id });
    await refusedHere(market, 'ACKNOWLEDGE_FIRST', 'alice', 'transfers.accept', { id, acknowledged: ['TEST_FAILED'] });
    await market.run('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
    expect((await market.sale(id)).concerns).toMatchObject([{ code: 'LOWER_READING', acknowledged: true }]);
  });

  test('a second offer of the same car', async () => {
    const market = await openMarket();
    await offered(market);
    await refusedHere(market, 'TRANSFER_OPEN', 'bob', 'transfers.offer', { vin, buyer: 'carol', price, deadline: 100 });
  });

  test('an acceptance by another key, a confirmation by another notary or too early', async () => {
    const market = await openMarket();
    await market.run('authority', 'licences.grant', { holder: 'dealer', role: 'notary', country: 'FR', name: 'Dual' });
    const id = await offered(market);
    await refusedHere(market, 'NOT_BUYER', 'carol', 'transfers.accept', { id });
    await refusedHere(market, 'TRANSFER_NOT_ACCEPTED', 'notary', 'transfers.confirm', { id });
    await market.run('alice', 'transfers.accept', { id });
    await refusedHere(market, 'NOT_NOTARY', 'dealer', 'transfers.confirm', { id });
    await refusedHere(market, 'ROLE_MISSING', 'bob', 'transfers.confirm', { id });
  });

  test('a seller who cancels after acceptance, a buyer without the notary; with it the money is back', async () => {
    const market = await openMarket();
    const id = await offered(market);
    await market.run('alice', 'transfers.accept', { id });
    await refusedHere(market, 'TRANSFER_ACCEPTED', 'bob', 'transfers.cancel', { id });
    await refusedHere(market, 'NOTARY_MISSING', 'alice', 'transfers.cancel', { id });
    await market.run('alice', 'transfers.cancel', { id, notary: 'notary' });
    expect(await balanceOf(market, 'alice')).toMatchObject({ locked: 0n });
    expect(await market.sale(id)).toMatchObject({ status: 'cancelled' });
  });

  test('a notary that is accused since: nobody confirms, and the buyer calls it off alone', async () => {
    const market = await openMarket();
    const { ask, run, sale } = market;
    const id = await offered(market);
    await run('alice', 'transfers.accept', { id });
    await run('authority', 'licences.accuse', { holder: 'notary', role: 'notary', reason: 'it lies' });
    const [alice, notary] = [await addressOf(market, 'alice'), await addressOf(market, 'notary')];
    expect((await sale(id)).next).toEqual([{ operation: 'transfers.cancel', by: [alice] }]);
    expect(await ask('transfers', { as: 'notary' })).toMatchObject({ toDo: [], waiting: [{ id, notary }] });
    await refusedHere(market, 'TRANSFER_ACCEPTED', 'bob', 'transfers.cancel', { id });
    await run('alice', 'transfers.cancel', { id });
    expect(await balanceOf(market, 'alice')).toMatchObject({ locked: 0n });
  });

  test('a reading that was corrected since the acceptance: the notary is told to refuse, and what is new', async () => {
    const market = await openMarket();
    const { ask, run, sale } = market;
    const read = await run('inspector', 'cars.inspect', { vin, readOn: '2026-03-01', value: 42_100 });
    const id = await offered(market);
    await run('alice', 'transfers.accept', { id });
    expect(await ask('waiting', { as: 'notary' })).toMatchObject([{ kind: 'confirm' }]);
    await run('inspector', 'cars.inspect', { vin, readOn: '2026-03-01', value: 142_100, corrects: read.id });
    expect(await ask('waiting', { as: 'notary' })).toMatchObject([{ kind: 'refuse' }]);
    expect((await sale(id)).concerns).toMatchObject([{ code: 'CORRECTED', acknowledged: false }]);
    await refusedHere(market, 'ACKNOWLEDGE_AGAIN', 'notary', 'transfers.confirm', { id });
  });

  test('what is no id, and an id of nothing', async () => {
    const { ask } = await openControlled();
    for (const method of ['transfer', 'discharge']) {
      await refused('PARAMETER_INVALID', () => ask(method, { id: 'x' }));
      await refused('PARAMETER_INVALID', () => ask(method));
      await refused('TRANSFER_UNKNOWN', () => ask(method, { id: 'ab'.repeat(32) }));
    }
    await refused('PARAMETER_INVALID', () => ask('transfers', {}));
    await refused('PARAMETER_INVALID', () => ask('transfers', { as: 'alice', limit: 501 }));
    await refused('NAME_UNKNOWN', () => ask('transfers', { as: 'nobody' }));
  });
});

/** The same with a short name for each id, in their order, and for each address: what they are is for other tests. */
function named(answer: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(answer).replaceAll(/dcrn1[a-z0-9]+|[0-9a-f]{64}/g, (found) => {
    const name = `${found.startsWith('dcrn1') ? 'address' : 'id'} ${names.size + 1}`;
    names.set(found, names.get(found) ?? name);
    return names.get(found) ?? name;
  });
  return JSON.parse(text);
}

async function addressOf({ ask }: Market, name: string): Promise<string> {
  return ((await ask('account', { name })) as { address: string }).address;
}
