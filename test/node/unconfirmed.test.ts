import { describe, expect, test } from 'vitest';
import type { Review, SaleView } from '../../source/node/facade.ts';
import { startTime } from '../support/node.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const vin = vinOf(1);

/** A car of bob's, and alice, whom the police confirm no longer. */
async function living() {
  const { ask } = await openControlled();
  let blocks = 0;
  const mine = () => {
    blocks += 1;
    return ask('mine', { blocks: 1, at: startTime + blocks * 5_000 });
  };
  const submit = async (as: string, operation: string, fields: object) =>
    (await ask('submit', { as, operation, ...fields })) as { id: string };
  const run = async (as: string, operation: string, fields: object) => {
    const admitted = await submit(as, operation, fields);
    await mine();
    return admitted;
  };
  const review = async (as: string, operation: string, fields: object) =>
    (await ask('review', { as, operation, ...fields })) as Review;
  const buyerCheck = async (id: string) =>
    ((await ask('transfer', { id })) as SaleView).checks.filter(({ about }) => about === 'buyer');
  await run('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2025, country: 'DE' });
  await run('inspector', 'cars.inspect', { vin, readOn: '2026-02-28', value: 42_000 });
  await run('notary', 'transfers.order', { vin, to: 'bob', reason: 'court' });
  await run('police', 'owners.revoke', { key: 'alice' });
  return { ask, run, review, submit, buyerCheck };
}

const terms = { vin, buyer: 'alice', notary: 'notary', deadline: 100 };
const sentence =
  'Whoever owns or trades a car is confirmed by the police or holds an active licence; alice is neither. The police of the country confirm it first: press Ctrl-P and choose Confirm an owner.';
const warning = 'alice cannot accept before the police confirm who it is: press Ctrl-P and choose Confirm an owner.';

describe('whoever the police have not confirmed', () => {
  test('the seller hears of the buyer before it offers, both on the sale, and nobody once the police have', async () => {
    const { run, review, buyerCheck } = await living();
    const offer = { ...terms, price: '1000000' };
    expect((await review('bob', 'transfers.offer', offer)).lines).toContain(warning);
    const { id } = await run('bob', 'transfers.offer', offer);
    expect(await buyerCheck(id)).toEqual([
      {
        about: 'buyer',
        answer: 'bad',
        words: 'alice cannot buy before the police confirm who it is',
      },
    ]);
    await run('police', 'owners.certify', { key: 'alice', commitment: 'ab'.repeat(32) });
    expect(await buyerCheck(id)).toEqual([]);
    expect((await review('bob', 'transfers.offer', offer)).lines).not.toContain(warning);
    expect((await review('alice', 'transfers.accept', { id })).refusal).toBeUndefined();
  });

  test('is refused by name, with what to do, before money is asked for', async () => {
    const { run, review, submit } = await living();
    const { id } = await run('bob', 'transfers.offer', { ...terms, price: '900000000000000' });
    const { refusal } = await review('alice', 'transfers.accept', { id });
    expect(refusal).toMatchObject({ code: 'NOT_CERTIFIED', message: sentence });
    await refused('BALANCE_TOO_LOW', () => submit('alice', 'transfers.accept', { id }));
    const order = { vin, to: 'alice', reason: 'court' };
    expect((await review('notary', 'transfers.order', order)).refusal?.message).toBe(sentence);
    const submitted = await submit('notary', 'transfers.order', order).catch((error: Error) => error.message);
    expect(submitted).toBe(sentence);
  });

  test('where money is all that lacks, that is what is said', async () => {
    const { run, review } = await living();
    await run('police', 'owners.certify', { key: 'alice', commitment: 'ab'.repeat(32) });
    const { id } = await run('bob', 'transfers.offer', { ...terms, price: '900000000000000' });
    expect((await review('alice', 'transfers.accept', { id })).refusal?.code).toBe('BALANCE_TOO_LOW');
  });
});
