import { taggedHash, tags, u32le, u64le } from './hash.ts';
import type { ObjectReference } from './operation.ts';
import type { State } from './state.ts';

/** One event in the history of one object. */
export interface HistoryEvent extends ObjectReference {
  /** Id of the transaction, or the tagged hash of a queue entry's key. */
  readonly event: Uint8Array;
  /** How many events the object had before. */
  readonly number: number;
}

/**
 * Extends the history of each object by one event: head = taggedHash("carnet/history", previous head, height, parent's
 * time, event id). An object that the operation took away again has no history to extend.
 */
export function extendHistories(
  state: State,
  objects: readonly ObjectReference[],
  at: { height: number; time: number },
  event: Uint8Array,
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (const { kind, id } of objects) {
    const object = state.get(kind, id);
    if (object === undefined) continue;
    const { historyCount, historyHead } = object;
    const head = nextHead(historyHead, at, event);
    state.put(kind, id, { ...object, historyCount: historyCount + 1, historyHead: head });
    events.push({ kind, id, event, number: historyCount });
  }
  return events;
}

/** The head of a history after one more event; `time` is that of the parent of the block at `height`. */
export function nextHead(head: Uint8Array, at: { height: number; time: number }, event: Uint8Array): Uint8Array {
  return taggedHash(tags.history, head, u32le(at.height), u64le(at.time), event);
}
