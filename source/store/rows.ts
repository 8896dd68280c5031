import { equalBytes } from '@noble/ciphers/utils.js';
import type { Affair } from '../ledger/affair.ts';
import { type Block, emptyBlockSize, sizeInBlock } from '../ledger/block.ts';
import type { BlockResult, Cause, Happening } from '../ledger/block-in-progress.ts';
import { byteString } from '../ledger/byte-string.ts';
import * as codec from '../ledger/codec.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Listing } from '../ledger/listing.ts';
import {
  type Kind,
  type ObjectChange,
  type Overlay,
  type StateReader,
  stateKey,
  statePrefix,
} from '../ledger/state.ts';
import type { TreeNode } from '../ledger/tree.ts';
import { accountsOf, concernedBy } from './concerned.ts';
import {
  keys,
  location,
  type StoredActivity,
  type StoredExecution,
  storedActivities,
  storedEvent,
  storedExecutions,
} from './layout.ts';
import { changedPages } from './tree-pages.ts';

/** One write: a value, or nothing to take the key away. */
export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

const nothing = new Uint8Array(0);
/** A reward has no event. */
const noEvent = new Uint8Array(32);

/** Where each transaction of a connected block stands; the block alone says which rows these are. */
export function locationRows(block: Block): Row[] {
  const { height } = block.header;
  let offset = emptyBlockSize;
  return block.transactions.map(({ id, bytes }, index) => {
    const size = bytes.length;
    const at = { height, index, offset: offset + sizeInBlock(0), size };
    offset += sizeInBlock(size);
    return { key: keys.transaction(id), value: location.encode(at) };
  });
}

/**
 * The other index rows that a connected block adds or takes away: activity, histories, what the queue did,
 * listings, and affairs by whom they concern.
 * @param span the state below the block, and with it
 */
export function indexRows(
  ledger: Ledger,
  block: Block,
  result: BlockResult,
  span: { readonly before: StateReader; readonly after: Overlay },
): Row[] {
  const { height } = block.header;
  const rows: Row[] = [];
  const activities = new Activities();
  const transactions = block.transactions.values();
  for (const happening of result.happenings) {
    const { cause, events } = happening;
    const transaction = cause.kind === 'entry' ? transactions.next().value : undefined;
    const named = transaction === undefined ? [] : accountsOf(ledger, transaction);
    activities.add(happening, together(named, concernedBy(ledger, span, events)));
    for (const { kind, id, event, number } of events) {
      rows.push({ key: keys.history(stateKey(kind, id), number), value: storedEvent.encode({ event, height }) });
    }
  }
  rows.push(...activities.rows(height));
  const executed = result.happenings.flatMap(({ cause }) => (cause.kind === 'due' ? [executionOf(cause)] : []));
  if (executed.length > 0) rows.push({ key: keys.executed(height), value: storedExecutions.encode(executed) });
  const { kinds, listings, affairs } = indexedBy(ledger);
  for (const change of span.after.changesAmong(kinds)) {
    for (const listing of listings.get(change.prefix) ?? []) rows.push(...listingRows(listing, change));
    const affair = affairs.get(change.prefix);
    if (affair !== undefined) rows.push(...affairRows(affair, change, height));
  }
  return rows;
}

/** The kinds of object that stand in an index, and the indexes in which they do, by the prefix of the kind. */
interface Indexed {
  readonly kinds: ReadonlyMap<string, Kind<unknown>>;
  readonly listings: ReadonlyMap<string, readonly Listing<unknown>[]>;
  readonly affairs: ReadonlyMap<string, Affair<unknown>>;
}

/** Worked out once a ledger: every block needs it. */
const indexed = new WeakMap<Ledger, Indexed>();

function indexedBy(ledger: Ledger): Indexed {
  const known = indexed.get(ledger);
  if (known !== undefined) return known;
  const { listings, affairs } = ledger;
  const found = {
    kinds: new Map([...listings, ...affairs].map(({ kind }) => [statePrefix(kind), kind])),
    listings: Map.groupBy(listings, ({ kind }) => statePrefix(kind)),
    affairs: new Map(affairs.map((affair) => [statePrefix(affair.kind), affair])),
  };
  indexed.set(ledger, found);
  return found;
}

function executionOf({ event, entry }: Extract<Cause, { kind: 'due' }>): StoredExecution {
  const { due, sequence, registry, payload } = entry;
  return { event, due: BigInt(due), sequence: BigInt(sequence), registry, payload };
}

function together(keys: readonly Key[], others: readonly Key[]): Key[] {
  return [...keys, ...others.filter((key) => !keys.some((other) => equalBytes(other, key)))];
}

/** What happened to each account in one block. */
class Activities {
  readonly #lists = new Map<string, { readonly account: Key; readonly list: StoredActivity[] }>();

  /** Whoever is named or concerned, and whoever gained or lost. */
  add({ cause, movements }: Happening, concerned: readonly Key[]): void {
    const event = cause.kind === 'entry' ? cause.id : cause.kind === 'due' ? cause.event : noEvent;
    const note = (account: Key, change: bigint) => {
      const [gained, lost] = change < 0n ? [0n, -change] : [change, 0n];
      this.#listOf(account).push({ cause: cause.kind, event, gained, lost });
    };
    for (const account of concerned) note(account, movements.find(({ key }) => equalBytes(key, account))?.change ?? 0n);
    for (const { key, change } of movements) if (!concerned.some((other) => equalBytes(other, key))) note(key, change);
  }

  rows(height: number): Row[] {
    return [...this.#lists.values()].map(({ account, list }) => {
      return { key: keys.activity(account, height), value: storedActivities.encode(list.reverse()) };
    });
  }

  #listOf(account: Key): StoredActivity[] {
    const name = byteString(account);
    let found = this.#lists.get(name);
    if (found === undefined) {
      found = { account, list: [] };
      this.#lists.set(name, found);
    }
    return found.list;
  }
}

/** Pages of the state tree that differ between two trees. */
export function pageRows(before: TreeNode | undefined, after: TreeNode | undefined): Row[] {
  const rows: Row[] = [];
  changedPages(before, after, (place, page) => rows.push({ key: keys.tree(place), value: page }));
  return rows;
}

function listingRows(listing: Listing<unknown>, { id, before, after }: ObjectChange<unknown>): Row[] {
  const old = before === undefined ? [] : listing.places(before, id);
  const now = after === undefined ? [] : listing.places(after, id);
  const without = (places: readonly Uint8Array[], others: readonly Uint8Array[]) =>
    places.filter((place) => !others.some((other) => other === place || equalBytes(other, place)));
  return [
    ...without(old, now).map((place) => ({ key: keys.listing(listing, place, id), value: undefined })),
    ...without(now, old).map((place) => ({ key: keys.listing(listing, place, id), value: nothing })),
  ];
}

/** What is over stays where it is: nothing happens to it any more. */
function affairRows(affair: Affair<unknown>, { id, before, after }: ObjectChange<unknown>, height: number): Row[] {
  const keysOf = (value: unknown): Uint8Array[] => {
    const isOpen = affair.isOpen(value);
    const place = { isOpen, order: isOpen ? affair.until(value) : height };
    return affair.parties(value).map((account) => keys.affair(account, statePrefix(affair.kind), place, id));
  };
  const old = before !== undefined && affair.isOpen(before) ? keysOf(before) : [];
  const isNew = after !== undefined && (before === undefined || affair.isOpen(before));
  const now = isNew ? keysOf(after) : [];
  const has = (list: readonly Uint8Array[], key: Uint8Array) => list.some((other) => equalBytes(other, key));
  return [
    ...old.filter((key) => !has(now, key)).map((key) => ({ key, value: undefined })),
    ...now.filter((key) => !has(old, key)).map((key) => ({ key, value: nothing })),
  ];
}

/** What it takes to disconnect a block, beside the block: the state before, and the index rows to take back. */
export interface Undo {
  readonly state: { readonly key: Uint8Array; readonly before: Uint8Array | undefined }[];
  /** Index keys that were added. */
  readonly added: Uint8Array[];
  /** Index keys, with empty values, that were taken away. */
  readonly removed: Uint8Array[];
}

/** Of its own making, and under a checksum: a bound that no block comes near. */
const most = 2 ** 24;

export const undoCodec: codec.Codec<Undo> = codec.struct({
  state: codec.longList(codec.struct({ key: codec.blob(128), before: codec.optional(codec.longBlob(most)) }), most),
  added: codec.longList(codec.blob(128), most),
  removed: codec.longList(codec.blob(128), most),
});
