import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerCodec } from '../../source/ledger/block.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { findBlock } from '../../source/node/miner/miner.ts';
import { buildTemplate } from '../../source/node/template.ts';
import { keyOf, openParts, type Parts, signed, wallet } from '../support/node.ts';
import { vinOf } from './story.ts';

function template(parts: Parts) {
  return buildTemplate(parts, keyOf('miner-0'), parts.environment.now());
}

function pay(parts: Parts, as: string, nonce: number, fee: number): SignedTransaction {
  return signed(parts.ledger, as, 'coins.transfer', nonce, { to: 'bob', amount: 1, fee });
}

/** Mines what the template holds, by every rule. */
async function mine(parts: Parts): Promise<void> {
  const made = template(parts);
  const block = findBlock(made, wallet.pairOf(keyOf('miner-0')).secretKey);
  expect(await parts.chain.submit(block)).toMatchObject({ state: 'connected' });
  expect(made.fees).toBe(parts.chain.tip.fees);
  parts.mempool.rebase([]);
}

describe('a template', () => {
  test('on an empty pool is an empty block that connects', async () => {
    const parts = await openParts();
    expect(template(parts)).toMatchObject({ transactions: [], fees: 0n });
    expect(headerCodec.encode(template(parts).header)).toHaveLength(183);
    await mine(parts);
    expect(parts.chain.tip.header.height).toBe(1);
  });

  test('a better paid entry that stands on a worse paid one is in the same block', async () => {
    const parts = await openParts();
    const car = { vin: vinOf(1), make: 'MINI', model: 'Cooper', year: 2026, country: 'GB' };
    const made = signed(parts.ledger, 'manufacturer', 'cars.manufacture', 0, car);
    const plate = { vin: vinOf(1), country: 'FR', plate: 'AB-123-CD', fee: 50_000 };
    parts.mempool.add(made);
    parts.mempool.add(signed(parts.ledger, 'police', 'cars.assignPlate', 0, plate));
    await mine(parts);
    expect(parts.chain.tip.entries).toBe(2);
    expect(parts.mempool.size).toBe(0);
  });

  test("an author's entries keep their order though each pays more than the one before", async () => {
    const parts = await openParts();
    for (let nonce = 0; nonce < 60; nonce++) parts.mempool.add(pay(parts, 'alice', nonce, 1_000 + nonce));
    await mine(parts);
    expect(parts.chain.tip.entries).toBe(60);
  });

  test('a long row of entries of many authors, each paid better than the one it stands on, is taken whole', async () => {
    const parts = await openParts();
    const vin = vinOf(7);
    const steps: [as: string, operation: string, fields: object][] = [
      ['manufacturer', 'cars.manufacture', { vin, make: 'MINI', model: 'One', year: 2026, country: 'GB' }],
      ['police', 'cars.assignPlate', { vin, country: 'FR', plate: 'XY-1' }],
      ['inspector', 'cars.inspect', { vin, value: 10, readOn: '2026-01-02' }],
      ['garage', 'cars.service', { vin, value: 20, readOn: '2026-01-02', work: 'oil' }],
      ['notary', 'cars.flag', { vin, flag: 'lien' }],
      ['authority', 'cars.flag', { vin, flag: 'lien', set: false }],
    ];
    for (const [index, [as, operation, fields]] of steps.entries()) {
      parts.mempool.add(signed(parts.ledger, as, operation, 0, { ...fields, fee: 10_000 + 1_000 * index }));
    }
    await mine(parts);
    expect(parts.chain.tip.entries).toBe(steps.length);
  });

  test('holds no more than a block may, the best paid first', async () => {
    const small = { ...regtest, parameters: { ...regtest.parameters, maxBlockBytes: 900 } };
    const parts = await openParts({ genesis: small });
    const authors = ['alice', 'carol', 'dealer', 'seller', 'garage', 'notary'];
    for (const [index, as] of authors.entries()) parts.mempool.add(pay(parts, as, 0, 1_000 * (index + 1)));
    const { transactions } = template(parts);
    expect(transactions.map(({ body }) => body.fee)).toEqual([6_000n, 5_000n, 4_000n]);
    await mine(parts);
    expect(parts.chain.tip.size).toBeLessThanOrEqual(900);
    await mine(parts);
    expect(parts.mempool.size).toBe(0);
  });

  test('is later than its parent even where the clock is not', async () => {
    const parts = await openParts();
    await mine(parts);
    await mine(parts);
    expect(parts.chain.tip.header.height).toBe(2);
  });

  test('of any entries at any fees in any order, with blocks in between, always connects', async () => {
    const people = ['alice', 'carol', 'manufacturer', 'police', 'inspector', 'garage'] as const;
    const step = fc.record({
      as: fc.constantFrom(...people),
      what: fc.constantFrom('pay', 'make', 'plate', 'inspect', 'service', 'flag', 'replace', 'mine'),
      car: fc.nat({ max: 3 }),
      fee: fc.integer({ min: 400, max: 4_000 }),
      amount: fc.constantFrom(1, 5_000_000_000, 9_000_000_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const parts = await openParts();
        for (const { as, what, car, fee, amount } of steps) {
          const vin = vinOf(car);
          const nonce = parts.mempool.nextNonce(keyOf(as));
          const make = { vin, make: 'MINI', model: 'One', year: 2026, country: 'GB' };
          const operations: Record<string, [string, number, object]> = {
            pay: ['coins.transfer', nonce, { to: 'bob', amount }],
            replace: ['coins.transfer', Math.max(0, nonce - 1), { to: 'bob', amount: amount + 1 }],
            make: ['cars.manufacture', nonce, make],
            plate: ['cars.assignPlate', nonce, { vin, country: 'FR', plate: `AB-${fee}` }],
            inspect: ['cars.inspect', nonce, { vin, value: fee, readOn: `2026-01-${10 + (fee % 19)}` }],
            service: ['cars.service', nonce, { vin, value: fee, work: 'oil', readOn: `2026-01-${10 + (fee % 19)}` }],
            flag: ['cars.flag', nonce, { vin, flag: 'stolen', set: fee % 2 === 0 }],
          };
          const call = operations[what];
          if (call === undefined) {
            await mine(parts);
            continue;
          }
          try {
            parts.mempool.add(signed(parts.ledger, as, call[0], call[1], { ...call[2], fee }));
          } catch (error) {
            if (!(error instanceof RefusedError)) throw error;
          }
        }
        // What waits fits one block: by the mempool's own order all of it would apply.
        await mine(parts);
        expect(parts.chain.tip.header.height).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });
});
