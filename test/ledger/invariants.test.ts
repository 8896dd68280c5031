import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockInProgress } from '../../source/ledger/block-in-progress.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { Overlay } from '../../source/ledger/state.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import type { IntentInput } from '../../source/wallet/intent.ts';
import { expectHistories } from './histories.ts';
import { TestChain, vinOf } from './support.ts';

/** What somebody tries: as likely to be refused as not. */
interface Attempt {
  readonly as: string;
  readonly operation: string;
  readonly input: IntentInput;
}

interface Round {
  readonly attempts: readonly Attempt[];
  readonly miner: string;
  /** Days that pass before its block. */
  readonly days: number;
}

const names = ['alice', 'bob', 'manufacturer', 'inspector', 'garage', 'police', 'notary', 'authority', 'miner-0'];
const anybody = fc.constantFrom(...names);
/** Mostly the one who may. */
const mostly = (name: string) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(name) }, { weight: 1, arbitrary: anybody });
const vin = fc.constantFrom(vinOf(1), vinOf(1), vinOf(2), '1M8GDM9AXKP042788');
const readOn = fc.integer({ min: 1, max: 28 }).map((date) => `2026-01-${String(date).padStart(2, '0')}`);
const value = fc.oneof(fc.nat(200_000), fc.nat(9_999_999));
const unit = fc.constantFrom('km', 'mi');
const odometer = fc.oneof(
  { weight: 6, arbitrary: fc.constant('ok') },
  { weight: 1, arbitrary: fc.constantFrom('replaced', 'wrapped', 'unreadable') },
);
const settings = fc.record(
  {
    payer: anybody,
    expiry: fc.nat(30),
    nonce: fc.nat(3),
    fee: fc.oneof(fc.constant('0'), fc.nat(100_000_000).map(String)),
  },
  { requiredKeys: [] },
);
const seldom = fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: settings });

function attempt(
  operation: string,
  as: fc.Arbitrary<string>,
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Attempt> {
  return fc
    .tuple(as, fc.record(fields), seldom)
    .map(([who, given, more]) => ({ as: who, operation, input: { ...given, ...more } }));
}

const description = { make: fc.constant('MINI'), model: fc.constant('Cooper'), year: fc.constantFrom(2000, 2026) };
const amount = fc.bigInt({ min: 1n, max: 20_000_000_000n }).map(String);
const anyAttempt: fc.Arbitrary<Attempt> = fc.oneof(
  attempt('coins.transfer', anybody, { to: anybody, amount }),
  attempt('cars.manufacture', mostly('manufacturer'), { vin, ...description, country: fc.constant('GB') }),
  attempt('cars.import', mostly('inspector'), {
    ...{ vin, ...description, country: fc.constant('DE'), readOn, value, unit },
    owner: anybody,
  }),
  attempt('cars.assignPlate', mostly('police'), {
    vin,
    country: fc.constantFrom('FR', 'FR', 'DE'),
    plate: fc.constantFrom('AB-123-CD', 'AB 123 CD', 'XY-1'),
  }),
  attempt('cars.inspect', mostly('inspector'), { vin, readOn, value, unit, odometer }),
  attempt('cars.service', mostly('garage'), { vin, readOn, value, unit, work: fc.constant('oil') }),
  attempt('cars.flag', fc.oneof(mostly('police'), mostly('notary')), {
    ...{ vin, set: fc.boolean() },
    flag: fc.constantFrom('stolen', 'injunction', 'lien', 'deceased'),
  }),
  attempt('cars.retire', fc.oneof(mostly('manufacturer'), anybody), {
    ...{ vin, reason: fc.constantFrom('exported', 'destroyed') },
    inspector: fc.constantFrom('inspector', 'garage'),
  }),
);

const round: fc.Arbitrary<Round> = fc.record({
  attempts: fc.array(anyAttempt, { maxLength: 4 }),
  miner: fc.constantFrom('miner-0', 'miner-1', 'miner-3'),
  days: fc.nat(4),
});

function show(state: Overlay): string {
  return state
    .changes()
    .map(({ key, after }) => `${key} ${after && bytesToHex(after)}`)
    .join('\n');
}

/** Signs and applies what can be; what is refused must not have touched anything. */
function tryAll(
  chain: TestChain,
  state: Overlay,
  progress: BlockInProgress,
  time: number,
  attempts: readonly Attempt[],
): { accepted: SignedTransaction[]; refused: string[] } {
  const accepted: SignedTransaction[] = [];
  const refused: string[] = [];
  for (const { as, operation, input } of attempts) {
    const before = show(state);
    try {
      const mine = accepted.filter(({ body }) => Buffer.from(body.author).equals(Buffer.from(chain.known().key(as))));
      const transaction = chain.sign(as, operation, input, mine.length);
      chain.ledger.checkTransaction(transaction);
      chain.ledger.checkSignatures(transaction);
      chain.ledger.checkBlockTime(transaction, time);
      progress.tryAdd(transaction, new Overlay(state));
      accepted.push(transaction);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refused.push(error.code);
      expect(show(state)).toBe(before);
    }
  }
  return { accepted, refused };
}

/** A chain on which most attempts have something to work on: a car, and days of the past. */
function begun(): TestChain {
  const chain = new TestChain();
  chain.do('manufacturer', 'cars.manufacture', {
    vin: vinOf(1),
    make: 'MINI',
    model: 'One',
    year: 2026,
    country: 'GB',
  });
  chain.wait('2026-02-01');
  return chain;
}

test('whatever is tried: supply kept, the refused without a trace, the same result twice, undone to the byte', () => {
  const codes = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(round, { minLength: 2, maxLength: 12 }), (rounds) => {
      const chain = begun();
      const begin = chain.taken.length;
      const founded = chain.supply();
      const dumps = [chain.state.dump()];
      for (const { attempts, miner, days } of rounds) {
        const { tip } = chain;
        const time = tip.header.time + 1 + days * 86_400_000;
        const state = chain.view();
        const progress = chain.ledger.openBlock(state, tip, chain.known().key(miner));
        const { accepted, refused } = tryAll(chain, state, progress, time, attempts);
        for (const code of refused) codes.set(code, (codes.get(code) ?? 0) + 1);
        for (const { body } of accepted) codes.set(body.operation.name, (codes.get(body.operation.name) ?? 0) + 1);
        const result = progress.finish();
        const changes = state.changes();

        const taken = chain.take(chain.build({ transactions: accepted, miner, time }));
        expect(taken.changes).toEqual(changes);
        expect(taken.result).toEqual(result);
        expect(taken.result.fees).toBe(accepted.reduce((sum, { body }) => sum + body.fee, 0n));
        const { blockReward } = chain.ledger.genesis.parameters;
        expect(chain.supply()).toBe(founded + blockReward * BigInt(chain.taken.length - begin));
        dumps.push(chain.state.dump());
      }
      expectHistories(chain);

      const blocks = chain.taken.slice(begin).map(({ block }) => block);
      for (const dump of dumps.slice(0, -1).reverse()) {
        chain.undo();
        expect(chain.state.dump()).toBe(dump);
      }
      for (const [index, block] of blocks.entries()) {
        chain.take(block);
        expect(chain.state.dump()).toBe(dumps[index + 1]);
      }
    }),
    { numRuns: 100 },
  );
  // Had the attempts all been refused, or none, the properties would say little.
  for (const operation of new TestChain().ledger.operations.all()) expect([...codes.keys()]).toContain(operation.name);
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining(['ROLE_MISSING', 'VIN_TAKEN', 'CAR_UNKNOWN', 'NOT_OWNER', 'BALANCE_TOO_LOW', 'FEE_TOO_LOW']),
  );
});
