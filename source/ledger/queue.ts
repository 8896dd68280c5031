import * as codec from './codec.ts';
import { taggedHash, tags, u32le, u64le } from './hash.ts';
import type { Kind, State, StateReader } from './state.ts';

/**
 * What executes itself: entries due at a height or at a time (of a parent block), in the order (due, sequence).
 * Each clock has a binary heap in the state, node by node, because rules may only look things up by key.
 */
export type QueueClock = 'height' | 'time';

export interface QueueEntry {
  /** A height, or milliseconds since 1970. */
  readonly due: number;
  /** Rises by one with every entry ever queued: ties run in the order in which they were queued. */
  readonly sequence: number;
  /** Number of the registry that carries it out. */
  readonly registry: number;
  readonly payload: Uint8Array;
}

/** Entries carried out in one block, at most; the rest waits for the next. */
export const queueBatch = 1_000;

interface Heap {
  readonly count: number;
}

const registry = 0;
const sequenceKind: Kind<{ next: bigint }> = {
  registry,
  kind: 0,
  name: 'queue sequence',
  idLength: 0,
  codec: codec.struct({ next: codec.u64 }),
};
const clocks: readonly QueueClock[] = ['height', 'time'];
const heapKind: Kind<Heap> = {
  registry,
  kind: 1,
  name: 'queue',
  idLength: 1,
  codec: codec.struct({ count: codec.u32 }),
};
const storedEntry = codec.struct({ due: codec.u64, sequence: codec.u64, registry: codec.u8, payload: codec.blob(256) });
const entryKind: Kind<codec.Decoded<typeof storedEntry>> = {
  registry,
  kind: 2,
  name: 'queue entry',
  idLength: 5,
  codec: storedEntry,
};

const none = new Uint8Array(0);

function heapId(clock: QueueClock): Uint8Array {
  return Uint8Array.of(clocks.indexOf(clock));
}

function nodeId(clock: QueueClock, place: number): Uint8Array {
  const id = new Uint8Array(5);
  id[0] = clocks.indexOf(clock);
  id.set(u32le(place).reverse(), 1);
  return id;
}

function nodeAt(state: StateReader, clock: QueueClock, place: number): QueueEntry | undefined {
  const stored = state.get(entryKind, nodeId(clock, place));
  return stored && { ...stored, due: Number(stored.due), sequence: Number(stored.sequence) };
}

function setNode(state: State, clock: QueueClock, place: number, entry: QueueEntry): void {
  state.put(entryKind, nodeId(clock, place), { ...entry, due: BigInt(entry.due), sequence: BigInt(entry.sequence) });
}

function before(left: QueueEntry, right: QueueEntry): boolean {
  return left.due < right.due || (left.due === right.due && left.sequence < right.sequence);
}

/** Every entry on its way, as it lies in the state; `clockOf` tells by its id on which clock. */
export const queueEntryKind = entryKind;

/** The clock of an entry, by its id in the state. */
export function clockOf([first = 0]: Uint8Array): QueueClock | undefined {
  return clocks[first];
}

/** How many entries wait on a clock. */
export function queueLength(state: StateReader, clock: QueueClock): number {
  return state.get(heapKind, heapId(clock))?.count ?? 0;
}

/** Queues `payload` (at most 256 bytes) for a registry. */
export function enqueue(
  state: State,
  clock: QueueClock,
  due: number,
  registryNumber: number,
  payload: Uint8Array,
): void {
  const sequence = state.get(sequenceKind, none)?.next ?? 0n;
  state.put(sequenceKind, none, { next: sequence + 1n });
  const entry: QueueEntry = { due, sequence: Number(sequence), registry: registryNumber, payload };
  let place = queueLength(state, clock);
  state.put(heapKind, heapId(clock), { count: place + 1 });
  while (place > 0) {
    const parent = (place - 1) >>> 1;
    const above = nodeAt(state, clock, parent);
    if (above === undefined || !before(entry, above)) break;
    setNode(state, clock, place, above);
    place = parent;
  }
  setNode(state, clock, place, entry);
}

/** The first entry of a clock that is due by `now`, taken out of the queue. */
export function dequeueDue(state: State, clock: QueueClock, now: number): QueueEntry | undefined {
  const first = nodeAt(state, clock, 0);
  if (first === undefined || first.due > now) return undefined;
  const count = queueLength(state, clock) - 1;
  const last = nodeAt(state, clock, count);
  state.delete(entryKind, nodeId(clock, count));
  state.put(heapKind, heapId(clock), { count });
  if (last !== undefined && count > 0) siftDown(state, clock, count, last);
  return first;
}

function siftDown(state: State, clock: QueueClock, count: number, entry: QueueEntry): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    let below = child < count ? nodeAt(state, clock, child) : undefined;
    const right = child + 1 < count ? nodeAt(state, clock, child + 1) : undefined;
    if (below !== undefined && right !== undefined && before(right, below)) {
      below = right;
      child++;
    }
    if (below === undefined || !before(below, entry)) break;
    setNode(state, clock, place, below);
    place = child;
  }
  setNode(state, clock, place, entry);
}

/** Names a queue entry in histories: due and sequence, 16 bytes. */
export function queueKey({ due, sequence }: Pick<QueueEntry, 'due' | 'sequence'>): Uint8Array {
  const key = new Uint8Array(16);
  key.set(u64le(due), 0);
  key.set(u64le(sequence), 8);
  return key;
}

/** What stands for a queue entry that was carried out, in histories. */
export function queueEvent(entry: Pick<QueueEntry, 'due' | 'sequence'>): Uint8Array {
  return taggedHash(tags.queue, queueKey(entry));
}

/** Every kind of object of the queue. */
export const queueKinds = [sequenceKind, heapKind, entryKind] as const;
