import { bytesToHex } from '@noble/hashes/utils.js';
import { expect } from 'vitest';
import type { BlockResult } from '../../source/ledger/block-in-progress.ts';
import { taggedHash, tags, u32le, u64le } from '../../source/ledger/hash.ts';
import type { HistoryEvent } from '../../source/ledger/history.ts';
import { type Historic, stateKey } from '../../source/ledger/state.ts';
import type { TestChain } from './support.ts';

/** Everything that extended a history in a block, in order. */
export function eventsOf({ happenings }: BlockResult): readonly HistoryEvent[] {
  return happenings.flatMap(({ events }) => events);
}

/** Head and count of every object, from nothing but the events that the blocks reported. */
function recomputeHistories(chain: TestChain): Map<string, Historic> {
  const histories = new Map<string, Historic>();
  for (const { block, parent, result } of chain.taken) {
    for (const { kind, id, event, number } of eventsOf(result)) {
      const key = stateKey(kind, id);
      const { historyCount, historyHead } = histories.get(key) ?? { historyCount: 0, historyHead: new Uint8Array(32) };
      expect(number).toBe(historyCount);
      const [height, time] = [u32le(block.header.height), u64le(parent.header.time)];
      histories.set(key, {
        historyCount: historyCount + 1,
        historyHead: taggedHash(tags.history, historyHead, height, time, event),
      });
    }
  }
  return histories;
}

/** Every object's head is what its events lead to. */
export function expectHistories(chain: TestChain): void {
  const kinds = new Map(
    chain.taken.flatMap(({ result }) =>
      eventsOf(result).map(({ kind, id }) => [stateKey(kind, id), { kind, id }] as const),
    ),
  );
  for (const [key, { historyCount, historyHead }] of recomputeHistories(chain)) {
    const reference = kinds.get(key)!;
    const object = chain.view().get(reference.kind, reference.id);
    expect({ count: object?.historyCount, head: bytesToHex(object?.historyHead ?? new Uint8Array(0)) }).toEqual({
      count: historyCount,
      head: bytesToHex(historyHead),
    });
  }
}
