import * as codec from '../ledger/codec.ts';
import type { Key } from '../ledger/keys.ts';
import type { PagePlace } from './tree-pages.ts';

/**
 * Every kind of key in the database, in one place. The first byte is the section; numbers are big-endian, so that
 * LevelDB keeps them in order.
 */
export const sections = {
  meta: 0,
  header: 1,
  body: 2,
  undo: 3,
  chain: 4,
  state: 5,
  transaction: 6,
  activity: 7,
  history: 8,
  listing: 9,
  executed: 10,
  tree: 11,
  affair: 12,
} as const;

/** Raised whenever a key or value changes its form; a store of any other number is refused. */
export const schemaVersion = 8;

/** Keys lie in it one behind the other: a buffer for each takes twice the time and memory, and none lives for long. */
let shelf = new Uint8Array(16_384);
let used = 0;

function room(size: number): Uint8Array {
  if (used + size > shelf.length) {
    shelf = new Uint8Array(Math.max(shelf.length, size));
    used = 0;
  }
  used += size;
  return shelf.subarray(used - size, used);
}

/** One buffer, filled in place: a block writes tens of thousands of keys. A string stands for one byte a character. */
function inSection(section: number, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  let size = 1;
  for (const part of parts) size += part.length;
  const key = room(size);
  key[0] = section;
  let offset = 1;
  for (const part of parts) {
    if (typeof part === 'string') for (let at = 0; at < part.length; at++) key[offset + at] = part.charCodeAt(at);
    else key.set(part, offset);
    offset += part.length;
  }
  return key;
}

function u32be(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

export const keys = {
  meta: (name: 'schema' | 'genesis' | 'tip' | 'sequence') => inSection(sections.meta, name),
  /** Header, seal and what is known of a block, by id. */
  header: (id: Uint8Array) => inSection(sections.header, id),
  /** The whole encoding of a block, by id. */
  body: (id: Uint8Array) => inSection(sections.body, id),
  /** What connecting a block overwrote, by id. */
  undo: (id: Uint8Array) => inSection(sections.undo, id),
  /** Id of the block at a height of the best chain. */
  chain: (height: number) => inSection(sections.chain, u32be(height)),
  /** An object of the state, by its state key. */
  state: (stateKey: string) => inSection(sections.state, stateKey),
  /** Where a transaction stands in the best chain, by its id. */
  transaction: (id: Uint8Array) => inSection(sections.transaction, id),
  /** What happened to an account in a block; newest first, because what is asked for is the latest. */
  activity: (account: Key, height: number) => inSection(sections.activity, account, u32be(0xffffffff - height)),
  /** An event of an object's history, by the object's state key and the event's number. */
  history: (stateKey: string, number: number) => inSection(sections.history, stateKey, u32be(number)),
  /** An object at one of its places in a listing, see `ledger/listing.ts`. */
  listing: (listing: { readonly number: number }, place: Uint8Array, id: Uint8Array) =>
    inSection(sections.listing, Uint8Array.of(listing.number), place, id),
  /**
   * Something that concerns an account, see `ledger/affair.ts`: what is open comes first, the soonest deadline before the
   * others; then what is over, the latest first. `order` is the deadline, or the height at which it ended.
   */
  affair: (account: Key, statePrefix: string, place: { isOpen: boolean; order: number }, id: Uint8Array) =>
    inSection(
      sections.affair,
      account,
      statePrefix,
      Uint8Array.of(place.isOpen ? 0 : 1),
      u32be(place.isOpen ? place.order : 0xffffffff - place.order),
      id,
    ),
  /** What the queue carried out in the block at a height. */
  executed: (height: number) => inSection(sections.executed, u32be(height)),
  /** A page of the state tree: how deep it lies, and the path so far, cut to the bits that count. */
  tree: ({ depth, path }: PagePlace) => {
    const head = path.slice(0, (depth + 7) >> 3);
    const odd = depth & 7;
    if (odd !== 0) head[head.length - 1] = (head[head.length - 1] ?? 0) & (0xff << (8 - odd));
    return inSection(sections.tree, Uint8Array.of(depth), head);
  },
} as const;

/** The range of all keys that start with `prefix`, after `after` if that is given. */
export function rangeOf(prefix: Uint8Array, after?: Uint8Array): { gt: Uint8Array; lt: Uint8Array } {
  const end = prefix.slice();
  let place = end.length - 1;
  while (place >= 0 && end[place] === 0xff) end[place--] = 0;
  if (place < 0) throw new RangeError('a range needs a prefix below 0xff');
  end[place] = (end[place] ?? 0) + 1;
  return { gt: after ?? prefix, lt: end };
}

export const prefixes = {
  activity: (account: Key) => inSection(sections.activity, account),
  history: (stateKey: string) => inSection(sections.history, stateKey),
  listing: (listing: { readonly number: number }, start: Uint8Array) =>
    inSection(sections.listing, Uint8Array.of(listing.number), start),
  affair: (account: Key, statePrefix: string, isOpen: boolean) =>
    inSection(sections.affair, account, statePrefix, Uint8Array.of(isOpen ? 0 : 1)),
  state: (statePrefix: string) => inSection(sections.state, statePrefix),
} as const;

/** The height in a key of an account's activity. */
export function heightOfActivity(key: Uint8Array): number {
  return 0xffffffff - new DataView(key.buffer, key.byteOffset).getUint32(1 + 33);
}

/** What is known of a block beside its body. */
export interface StoredHeader {
  /** Header and seal, 247 bytes. */
  readonly sealed: Uint8Array;
  /** Hashes expected for this block and all before it, 32 bytes big-endian. */
  readonly work: Uint8Array;
  /** Rises by one with every block stored: among equals the first seen wins, also after a restart. */
  readonly sequence: bigint;
  readonly status: 'stored' | 'invalid';
  /** The refusal's code, for an invalid block. */
  readonly reason: string;
  readonly entries: number;
  readonly size: number;
  /** Deniers of all fees together. */
  readonly fees: bigint;
}

export const storedHeader: codec.Codec<StoredHeader> = codec.struct({
  sealed: codec.bytes(247),
  work: codec.bytes(32),
  sequence: codec.u64,
  status: codec.choice(['stored', 'invalid']),
  reason: codec.text(200),
  entries: codec.u32,
  size: codec.u32,
  fees: codec.u64,
});

/** Where a transaction stands in the best chain. */
export interface Location {
  readonly height: number;
  readonly index: number;
  /** First byte in the block's encoding, and how many: one entry can be read without decoding the others. */
  readonly offset: number;
  readonly size: number;
}

export const location: codec.Codec<Location> = codec.struct({
  height: codec.u32,
  index: codec.u32,
  offset: codec.u32,
  size: codec.u16,
});

/** An event of a history. */
export interface StoredEvent {
  /** Id of the transaction, or the hash of a queue entry. */
  readonly event: Uint8Array;
  readonly height: number;
}

export const storedEvent: codec.Codec<StoredEvent> = codec.struct({ event: codec.hash32, height: codec.u32 });

/** Something that happened to an account. */
export interface StoredActivity {
  readonly cause: 'entry' | 'due' | 'reward';
  /** Id of the transaction, or the name of the queue entry in histories; zeros for a reward. */
  readonly event: Uint8Array;
  /** Deniers that came into the balance and left it: one of them is 0. */
  readonly gained: bigint;
  readonly lost: bigint;
}

/** Everything that happened to an account in one block, newest first: who writes a thousand times costs one row. */
export const storedActivities: codec.Codec<StoredActivity[]> = codec.longList(
  codec.struct({
    cause: codec.choice(['entry', 'due', 'reward']),
    event: codec.hash32,
    gained: codec.u64,
    lost: codec.u64,
  }),
  2 ** 16,
);

/** A queue entry that was carried out. */
export interface StoredExecution {
  /** Its name in histories; the hash of the two numbers behind it. */
  readonly event: Uint8Array;
  readonly due: bigint;
  readonly sequence: bigint;
  readonly registry: number;
  readonly payload: Uint8Array;
}

export const storedExecutions: codec.Codec<StoredExecution[]> = codec.list(
  codec.struct({
    event: codec.hash32,
    due: codec.u64,
    sequence: codec.u64,
    registry: codec.u8,
    payload: codec.blob(256),
  }),
  1_000,
);
