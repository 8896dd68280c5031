import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { actAs, openMarket, terms } from './market.ts';
import { closeAll, vin } from './nodes.ts';
import { checkSize, openStage, type Stage } from './stage.tsx';

describe.each([
  [80, 24],
  [160, 50],
] as const)('at %i columns and %i rows', (columns, rows) => {
  let market: Awaited<ReturnType<typeof openMarket>>;
  let id: string;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(closeAll);

  const look = (stage: Stage) => {
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  };
  const open = (...keys: string[]) =>
    openStage(market.node, columns, rows).then(async (stage) => {
      await stage.press(...keys);
      return stage;
    });

  test('no sale yet', async () => look(await open('3')));

  test('an offer to accept, its review with what must be ticked, and in full', async () => {
    id = await market.run('bob', 'transfers.offer', terms);
    const stage = await open('3');
    look(stage);
    await stage.press('Enter');
    look(stage);
    await stage.press('y');
    expect(stage.frame()).toContain('[ ]');
    await stage.press('Space');
    look(stage);
    await stage.press('Esc');
    look(stage);
    const full = await open('3', 's');
    look(full);
  });

  test('accepted: it waits for the notary', async () => {
    await market.run('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
    look(await open('3'));
  });

  test('done, and the discharge', async () => {
    await market.run('notary', 'transfers.confirm', { id });
    const stage = await open('3');
    look(stage);
    await stage.press('d');
    expect(stage.frame()).toContain('DISCHARGE OF THE SELLER');
    checkSize(stage, columns, rows);
  });

  test('called off, refused, and left alone', async () => {
    const sell = { ...terms, buyer: 'carol' };
    const first = await market.run('alice', 'transfers.offer', sell);
    await market.run('alice', 'transfers.cancel', { id: first });
    const second = await market.run('alice', 'transfers.offer', { ...sell, payment: 'external' });
    await market.run('carol', 'transfers.accept', { id: second, acknowledged: ['LOWER_READING'] });
    await market.run('notary', 'transfers.reject', { id: second, reason: 'no money came' });
    const { height } = await market.node.status();
    await market.run('alice', 'transfers.offer', { ...sell, deadline: height + 2 });
    await market.node.mine({ blocks: 2 });
    const stage = await open('3');
    look(stage);
    await stage.press('Down');
    look(stage);
    await stage.press('Down', 's');
    look(stage);
  });
});

describe('by keys alone', () => {
  afterEach(closeAll);

  test('bob sells, alice accepts what she ticked and typed, the notary confirms', async () => {
    const { node } = await openMarket();
    const stage = await openStage(node);
    await actAs(stage, 'bob');
    await stage.press('2', 't');
    await stage.shows('NEW › Sell a car');
    await stage.press('alice', 'Enter', '9500', 'Enter', 'Ctrl-R');
    await stage.shows('its plate');
    await stage.press('ab123cd', 'y');
    await stage.shows('Sell a car: signed');
    await node.mine({ blocks: 1 });
    await actAs(stage, 'alice');
    await stage.press('3', 'Enter');
    await stage.shows('YOU MUST SAY THAT YOU KNOW');
    await stage.press('y');
    expect((await node.status()).mempool).toBe(0);
    await stage.press('Space');
    await stage.shows('Type 9,500.00');
    await stage.press('9500', 'y');
    await stage.shows('Accept the offer: signed');
    await node.mine({ blocks: 1 });
    await actAs(stage, 'notary');
    await stage.press('3', 'Enter');
    await stage.shows('its plate');
    await stage.press('AB-123-CD', 'y');
    await stage.shows('Confirm the sale: signed');
    await node.mine({ blocks: 1 });
    const { car } = await node.car({ vin });
    const alice = await node.account({ name: 'alice' });
    expect(car.owner).toBe(alice.address);
    expect(alice.locked).toBe('0');
  });

  test('x declines, refuses and calls off; v shows the car', async () => {
    const { node, run } = await openMarket();
    const id = await run('bob', 'transfers.offer', terms);
    const stage = await openStage(node);
    await stage.press('3', 'v');
    await stage.shows('Cars › VW Golf');
    await stage.press('Esc', 'x');
    await stage.shows('REVIEW › Decline the offer');
    await stage.press('Esc', 'Esc');
    await actAs(stage, 'notary');
    await stage.press('3', 'x');
    await stage.shows('NEW › Refuse as notary');
    await stage.press('I know them both', 'Ctrl-R');
    await stage.shows('y signs it');
    await stage.press('y');
    await stage.shows('Refuse as notary: signed');
    await node.mine({ blocks: 1 });
    expect(await node.transfer({ id })).toMatchObject({ status: 'rejected' });
  });

  test('after acceptance the notary signs with the buyer who calls it off', async () => {
    const { node, run } = await openMarket();
    const id = await run('bob', 'transfers.offer', terms);
    await run('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
    const stage = await openStage(node);
    await stage.press('3', 'x');
    await stage.shows('Signed by     alice, and by notary');
    await stage.press('y');
    await stage.shows('Call off: signed');
    await node.mine({ blocks: 1 });
    expect(await node.transfer({ id })).toMatchObject({ status: 'cancelled' });
    expect((await node.account({ name: 'alice' })).locked).toBe('0');
  });

  test('once the notary may act no longer the buyer calls it off alone', async () => {
    const { node, run } = await openMarket();
    const id = await run('bob', 'transfers.offer', terms);
    await run('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
    await run('authority', 'licences.accuse', { holder: 'notary', role: 'notary', reason: 'it lies' });
    const stage = await openStage(node);
    await stage.press('3', 's');
    await stage.shows('notary may not act as notary');
    await stage.press('Esc', 'x');
    await stage.shows('Signed by     alice');
    expect(stage.frame()).not.toContain('and by notary');
    await stage.press('y');
    await stage.shows('Call off: signed');
    await node.mine({ blocks: 1 });
    expect(await node.transfer({ id })).toMatchObject({ status: 'cancelled' });
    expect((await node.account({ name: 'alice' })).locked).toBe('0');
  });
});
