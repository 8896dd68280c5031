import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockInProgress } from '../../source/ledger/block-in-progress.ts';
import type { Genesis } from '../../source/ledger/genesis.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { carKind, vinId } from '../../source/ledger/registries/cars/car.ts';
import { Overlay } from '../../source/ledger/state.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { type Attempt, contractUnderWay, type Round, rounds, saleUnderWay } from './attempts.ts';
import { expectHistories } from './histories.ts';
import { TestChain, vinOf } from './support.ts';

/** Waiting times that a few blocks reach. */
const hasty: Genesis = {
  ...regtest,
  parameters: { ...regtest.parameters, unbondingBlocks: 3, defenceBlocks: 1, decisionBlocks: 4, challengeBlocks: 2 },
};

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
      const given = { ...input, ...(input.id !== undefined && { id: idOf(String(input.id), chain, state, accepted) }) };
      const transaction = chain.sign(as, operation, given, mine.length);
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

/** The id for which a word stands, if it is one. */
function idOf(word: string, chain: TestChain, state: Overlay, accepted: readonly SignedTransaction[]): string {
  if (word === saleUnderWay) return saleOf(state);
  if (word !== contractUnderWay) return word;
  const all = [...chain.taken.flatMap(({ block }) => block.transactions), ...accepted];
  const last = all.findLast(({ body }) => body.operation.name === 'agreements.propose');
  return bytesToHex(last?.id ?? new Uint8Array(32));
}

/** Id of the sale of the first car, if there is one. */
function saleOf(state: Overlay): string {
  return bytesToHex(state.get(carKind, vinId(vinOf(1)))?.transfer ?? new Uint8Array(32));
}

/** A chain on which most attempts have something to work on: a car, and days of the past. */
function begun(): TestChain {
  const chain = new TestChain(hasty);
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

/** Runs rounds of attempts and holds every block to what must be true of any; gives back what was taken and refused. */
function tryRounds(parameters: fc.Parameters<[Round[]]>): Set<string> {
  const codes = new Set<string>();
  fc.assert(
    fc.property(rounds, (blocks) => {
      const chain = begun();
      const begin = chain.taken.length;
      const founded = chain.supply();
      const dumps = [chain.state.dump()];
      for (const { attempts, miner, days } of blocks) {
        const { tip } = chain;
        const time = tip.header.time + 1 + days * 86_400_000;
        const state = chain.view();
        const progress = chain.ledger.openBlock(state, tip, chain.known().key(miner));
        const { accepted, refused } = tryAll(chain, state, progress, time, attempts);
        for (const code of refused) codes.add(code);
        for (const { body } of accepted) codes.add(body.operation.name);
        const result = progress.finish();
        const changes = state.changes();

        const taken = chain.take(chain.build({ transactions: accepted, miner, time }));
        expect(taken.changes).toEqual(changes);
        expect({ fees: taken.result.fees, happenings: taken.result.happenings }).toEqual(result);
        expect(taken.result.fees).toBe(accepted.reduce((sum, { body }) => sum + body.fee, 0n));
        const { blockReward } = chain.ledger.genesis.parameters;
        expect(chain.supply()).toBe(founded + blockReward * BigInt(chain.taken.length - begin));
        dumps.push(chain.state.dump());
      }
      expectHistories(chain);

      const mined = chain.taken.slice(begin).map(({ block }) => block);
      for (const dump of dumps.slice(0, -1).reverse()) {
        chain.undo();
        expect(chain.state.dump()).toBe(dump);
      }
      for (const [index, block] of mined.entries()) {
        chain.take(block);
        expect(chain.state.dump()).toBe(dumps[index + 1]);
      }
    }),
    parameters,
  );
  return codes;
}

/** Tickets and books have storms of their own, in registries/tickets/random.test.ts and registries/books/random.test.ts. */
const hasOwnStorm = (name: string) => name.startsWith('tickets.') || name.startsWith('books.');

test('whatever is tried: supply kept, the refused without a trace, the same result twice, undone to the byte', () => {
  // With others in every run; those of the next test are held to the same.
  tryRounds({ numRuns: 20 });
});

test('had all that is tried been refused, or nothing, the properties would say little', () => {
  const codes = [...tryRounds({ numRuns: 140, seed: 20_260_301 })];
  const tried = new TestChain().ledger.operations.all().filter(({ name }) => !hasOwnStorm(name));
  for (const { name } of tried) expect(codes).toContain(name);
  expect(codes).toEqual(
    expect.arrayContaining([
      ...['ROLE_MISSING', 'VIN_TAKEN', 'CAR_UNKNOWN', 'NOT_OWNER', 'BALANCE_TOO_LOW', 'FEE_TOO_LOW'],
      ...['NOT_BUYER', 'STAKE_FROZEN', 'DEFENCE_OPEN', 'NOT_CERTIFIED', 'COUNTRY_FOREIGN', 'OWNER_CERTIFIED'],
    ]),
  );
});
