import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import * as codec from '../../source/ledger/codec.ts';
import { taggedHash, tags } from '../../source/ledger/hash.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { queueKey } from '../../source/ledger/queue.ts';
import { asHistoric } from '../../source/ledger/state.ts';
import { eventsOf, expectHistories } from './histories.ts';
import { logKind, withPlanned } from './planned.ts';
import { tellStory } from './story.ts';
import { TestChain } from './support.ts';

describe('histories', () => {
  test('of the story lead to the heads in the state', () => {
    const { chain, transactions } = tellStory();
    expectHistories(chain);
    const events = chain.taken.flatMap(({ result }) => eventsOf(result));
    // Coins and waiting lists have no history; a sale goes into its own and the car's, a hand-over into its own and the
    // book's, a new authority into those of both keys.
    const about = transactions.flatMap(({ body, id }) => {
      const { name } = body.operation;
      if (name.startsWith('coins.') || name === 'tickets.wait' || name === 'tickets.unwait') return [];
      const isSale = name.startsWith('transfers.') && name !== 'transfers.order';
      const isHandover = name.startsWith('books.') && name !== 'books.join' && name !== 'books.add';
      return isSale || isHandover || name === 'licences.rotateAuthority' ? [id, id] : [id];
    });
    expect(events.map(({ event }) => bytesToHex(event))).toEqual(about.map(bytesToHex));
  });

  test('the same events in another order, at another height or time, lead elsewhere', () => {
    const heads = [
      ['1', '2', '-'],
      ['2', '1', '-'],
      ['-', '1', '2'],
      ['1', '-', '2'],
    ].map((plan) => {
      const chain = new TestChain(regtest, withPlanned);
      for (const step of plan) {
        if (step === '-') chain.mine();
        else chain.do(step === '1' ? 'alice' : 'bob', 'planned.note', { number: 1 });
      }
      return bytesToHex(chain.view().get(logKind, new Uint8Array(0))?.historyHead ?? new Uint8Array(0));
    });
    expect(new Set(heads).size).toBe(heads.length);
  });

  test('a queue entry is named by the hash of its key', () => {
    const chain = new TestChain(regtest, withPlanned);
    chain.do('alice', 'planned.plan', { clock: 'height', due: 2, first: 9, count: 2 });
    const { result } = chain.mine();
    expect(eventsOf(result).map(({ event }) => bytesToHex(event))).toEqual(
      [0, 1].map((sequence) => {
        const entry = { due: 2, sequence, registry: 200, payload: codec.u32.encode(9 + sequence) };
        return bytesToHex(taggedHash(tags.queue, queueKey(entry)));
      }),
    );
    expect(eventsOf(result).map(({ kind }) => kind)).toEqual([asHistoric(logKind), asHistoric(logKind)]);
    expectHistories(chain);
  });
});
