import fc from 'fast-check';
import { expect, test } from 'vitest';
import { regtest } from '../../../../source/ledger/networks.ts';
import { RefusedError } from '../../../../source/ledger/refusal.ts';
import { bookKind } from '../../../../source/ledger/registries/books/book.ts';
import { exchangeKind, exchangeOf } from '../../../../source/ledger/registries/books/exchange.ts';
import { idOf, type Kind, statePrefix } from '../../../../source/ledger/state.ts';
import type { IntentInput } from '../../../../source/wallet/intent.ts';
import { expectHistories } from '../../histories.ts';
import type { TestChain } from '../../support.ts';
import { bytesOf, hex, libraries, price, Shelves } from './shelves.ts';

/** One thing that somebody tries, as likely to be refused as not. */
interface Attempt {
  readonly what: 'offer' | 'accept' | 'deliver' | 'transfer' | 'dispute' | 'abort' | 'add' | 'join' | 'wait' | 'accuse';
  readonly as: string | undefined;
  readonly isBent: boolean;
  readonly blocks: number;
}

const usual = ['offer', 'accept', 'deliver', 'transfer', 'dispute', 'abort', 'add', 'join', 'wait', 'accuse'] as const;
const attempt: fc.Arbitrary<Attempt> = fc.record({
  what: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...usual.slice(0, 5)) }, fc.constantFrom(...usual)),
  as: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...libraries, 'alice') },
  ),
  isBent: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  blocks: fc.nat(4),
});

const honest = (what: Attempt['what']): Attempt => ({ what, as: undefined, isBent: false, blocks: 0 });
/** One thing, or what has a chance only one after the other. */
const some: fc.Arbitrary<readonly Attempt[]> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(attempt) },
  {
    weight: 1,
    arbitrary: fc
      .boolean()
      .map((isBent) => [honest('offer'), { ...honest('accept'), isBent }, honest('deliver'), honest('abort')]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.boolean(), attempt, attempt)
      .map(([isBent, ...rest]) => [
        ...(['offer', 'accept', 'wait'] as const).map(honest),
        { ...honest('deliver'), isBent },
        ...rest,
      ]),
  },
);

/** What an attempt says, and who should say it. */
function inputOf(shelves: Shelves, { what, isBent, blocks }: Attempt): [as: string, input: IntentInput] {
  const xid = hex(shelves.xid);
  const votes = ['library-2', ...(isBent ? ['library-2'] : ['library-3'])];
  switch (what) {
    case 'offer':
      return ['library-1', { ...shelves.terms(), ...(isBent ? { deadline: shelves.chain.height + blocks } : {}) }];
    case 'accept':
      return ['library-0', { ...shelves.request(), votes: shelves.keyVotes(...votes) }];
    case 'deliver': {
      const maskedKey = isBent ? { maskedKey: hex(bytesOf('anything')) } : {};
      return ['library-1', { ...shelves.delivery(), ...maskedKey }];
    }
    case 'dispute':
      return ['library-0', { xid, number: hex(shelves.number), ...(isBent ? { evidence: shelves.evidence(1) } : {}) }];
    case 'transfer':
      return ['library-0', { xid }];
    case 'abort':
      return ['library-1', { xid }];
    case 'add':
      return ['library-2', { ...shelves.entry() }];
    case 'join':
      return ['library-3', { sealingKey: xid }];
    default:
      return ['authority', { holder: 'library-2', role: 'library', reason: 'asleep' }];
  }
}

function all<T>(chain: TestChain, kind: Kind<T>): T[] {
  const prefix = statePrefix(kind as Kind<object>);
  return chain.state
    .entries()
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([key]) => chain.view().get(kind, idOf(key)) ?? []);
}

/** What is locked belongs to hand-overs that are open, and a book is taken by an open one alone. */
function expectSound(shelves: Shelves): void {
  const { chain } = shelves;
  const open = all(chain, exchangeKind).filter(({ ending }) => ending === undefined);
  const due = open.reduce((sum, { bond, paidBy, price: paid }) => sum + bond + (paidBy === undefined ? 0n : paid), 0n);
  const locked = libraries.reduce((sum, name) => sum + shelves.locked(name), 0n);
  expect(locked).toBe(due);
  const taken = all(chain, bookKind).flatMap(({ exchange }) => exchange ?? []);
  expect(taken.length).toBe(open.length);
  for (const xid of taken) expect(exchangeOf(chain.view(), xid)?.ending).toBeUndefined();
}

/** Tries one thing in a block of its own; what is refused leaves no trace. */
function tryOne(shelves: Shelves, tried: Attempt): string {
  const { chain } = shelves;
  const before = chain.state.dump();
  if (tried.what === 'wait') {
    for (let block = 0; block <= tried.blocks; block++) chain.mine();
    return 'wait';
  }
  const [usually, input] = inputOf(shelves, tried);
  const operation = tried.what === 'accuse' ? 'licences.accuse' : `books.${tried.what}`;
  try {
    chain.do(tried.as ?? usually, operation, input);
    return operation;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    expect(chain.state.dump()).toBe(before);
    return error.code;
  }
}

test('whatever is tried with books: supply kept, the refused without a trace, undone to the byte', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(some, { minLength: 3, maxLength: 20, size: 'max' }), fc.nat(5), (tries, seed) => {
      const shelves = new Shelves({ xid: bytesOf(`storm ${seed}`), price: seed === 0 ? 20_000_000_000n : price });
      const { chain } = shelves;
      const [supply, from, dump] = [chain.supply(), chain.height, chain.state.dump()];
      for (const tried of tries.flat()) {
        seen.add(tryOne(shelves, tried));
        expectSound(shelves);
      }
      expect(chain.supply()).toBe(supply + BigInt(chain.height - from) * regtest.parameters.blockReward);
      expectHistories(chain);
      while (chain.height > from) chain.undo();
      expect(chain.state.dump()).toBe(dump);
    }),
    { numRuns: 18, seed: 20_261_126 },
  );
  // Had all been refused, or nothing, that would say little.
  const names = ['add', 'offer', 'accept', 'deliver', 'transfer', 'dispute', 'abort'].map((name) => `books.${name}`);
  const codes = ['BOOK_BUSY', 'EXCHANGE_USED', 'VOTE_TWICE', 'ACCEPTANCE_YOUNG', 'JOINED_ALREADY', 'ROLE_MISSING'];
  const late = ['EXCHANGE_STEP', 'EXCHANGE_UNKNOWN', 'EVIDENCE_MISSING', 'BALANCE_TOO_LOW'];
  expect([...seen]).toEqual(expect.arrayContaining([...names, ...codes, ...late]));
});
