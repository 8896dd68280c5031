import { readdirSync } from 'node:fs';
import { Level } from 'level';
import { decodeSealedHeader } from '../ledger/block.ts';
import { u32le, u64be } from '../ledger/hash.ts';
import type { Key } from '../ledger/keys.ts';
import type { Listing } from '../ledger/listing.ts';
import { refusals } from '../ledger/refusal.ts';
import type { StateSource } from '../ledger/state.ts';
import type { FetchBranch, TreeNode } from '../ledger/tree.ts';
import { StoreDamage, sealRow, unsealRow } from './damage.ts';
import { StoreFailure, systemFailure, writeFailure } from './failure.ts';
import {
  heightOfActivity,
  keys,
  type Location,
  location,
  prefixes,
  rangeOf,
  type StoredActivity,
  type StoredEvent,
  type StoredExecution,
  type StoredHeader,
  schemaVersion,
  storedActivities,
  storedEvent,
  storedExecutions,
  storedHeader,
} from './layout.ts';
import { type Row, type Undo, undoCodec } from './rows.ts';
import { branchOn, decodePage } from './tree-pages.ts';

export const storeRefusals = refusals({
  STORE_LOCKED: (data: { directory: string }) =>
    `Another Carnet has the ledger in ${data.directory} open. Close it, or start this one with another --port.`,
  STORE_DAMAGED: (data: { directory: string; reason: string }) =>
    `The ledger in ${data.directory} cannot be read (${data.reason}). Move the folder away; Carnet then starts a new one.`,
  SCHEMA_NEWER: (data: { found: number; known: number }) =>
    `The ledger on disk was written by a newer Carnet (schema ${data.found}, this program knows ${data.known}). Update Carnet.`,
  SCHEMA_OLDER: (data: { directory: string; found: number; known: number }) =>
    `The ledger in ${data.directory} was written by an older Carnet (schema ${data.found}, this program needs ${data.known}). Move the folder away; Carnet then fetches the ledger anew.`,
  GENESIS_OTHER: (data: { directory: string }) =>
    `The folder ${data.directory} holds the ledger of another network. Choose another --data-dir.`,
});

/** Bytes that LevelDB gathers before it sorts them into a file: with its own 4 MiB, catching up sorts three times as much. */
const writeBufferSize = 16 * 2 ** 20;

type Database = Level<Uint8Array, Uint8Array>;

/**
 * Chain, state and indexes in one LevelDB. Reads are synchronous; every write is one atomic batch, synced to disk. After
 * a write that failed it takes no other: the failed one may have left half a batch in LevelDB's log, and whatever is
 * written behind that is gone at the next start, without a word.
 */
export class Store {
  readonly #directory: string;
  readonly #database: Database;
  readonly #listeners = new Set<(failure: StoreFailure) => void>();
  #failure: StoreFailure | undefined;
  /** Writes go one at a time, so that none is on its way when the one before it fails. */
  #last: Promise<void> = Promise.resolve();
  /** The state as of the tip. */
  readonly state: StateSource;

  private constructor(directory: string, database: Database) {
    this.#directory = directory;
    this.#database = database;
    this.state = { read: (key) => this.#get(keys.state(key)) };
  }

  /**
   * Opens the store of one network, or creates it.
   * @throws STORE_LOCKED, STORE_DAMAGED, SCHEMA_NEWER, SCHEMA_OLDER, GENESIS_OTHER, those of `failureRefusals`
   */
  static async open(directory: string, genesisId: Uint8Array): Promise<Store> {
    if (hasLostItsIndex(directory)) throw storeRefusals.STORE_DAMAGED({ directory, reason: 'CURRENT is missing' });
    const database: Database = new Level(directory, { keyEncoding: 'view', valueEncoding: 'view', writeBufferSize });
    try {
      await database.open();
    } catch (error) {
      throw openingRefusal(directory, error);
    }
    const store = new Store(directory, database);
    try {
      await store.#checkOrigin(directory, genesisId);
    } catch (error) {
      await database.close();
      throw damageAsRefusal(directory, error);
    }
    return store;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  /** Id of the tip; nothing in a new store. */
  tip(): Uint8Array | undefined {
    return this.#get(keys.meta('tip'));
  }

  header(id: Uint8Array): StoredHeader | undefined {
    return this.#read(keys.header(id), storedHeader);
  }

  /** The whole encoding of a block. */
  body(id: Uint8Array): Uint8Array | undefined {
    return this.#get(keys.body(id));
  }

  undo(id: Uint8Array): Undo | undefined {
    return this.#read(keys.undo(id), undoCodec);
  }

  /** Id of the block at a height of the best chain. */
  idAt(height: number): Uint8Array | undefined {
    return this.#get(keys.chain(height));
  }

  /** Where a transaction of the best chain stands. */
  locate(transactionId: Uint8Array): Location | undefined {
    return this.#read(keys.transaction(transactionId), location);
  }

  /** Number for the next block that is stored. */
  nextSequence(): bigint {
    const raw = this.#get(keys.meta('sequence'));
    return raw === undefined ? 1n : new DataView(raw.buffer, raw.byteOffset).getBigUint64(0);
  }

  /** What happened to an account, newest first, and in which block. */
  async activity(account: Key, limit: number): Promise<(StoredActivity & { readonly height: number })[]> {
    const found: (StoredActivity & { readonly height: number })[] = [];
    for await (const [key, sealed] of this.#database.iterator(rangeOf(prefixes.activity(account)))) {
      const height = heightOfActivity(key);
      for (const one of storedActivities.decode(unsealRow(key, sealed))) found.push({ ...one, height });
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** The top of the state tree as of the tip. */
  treeTop(): TreeNode | undefined {
    const page = this.#get(keys.tree({ depth: 0, path: new Uint8Array(32) }));
    if (page === undefined) throw new StoreDamage('the state tree is missing');
    return decodePage(page);
  }

  /** A branch of the state tree as of the tip; see {@link FetchBranch}. */
  readonly treeBranch: FetchBranch = (depth, path, hash) => branchOn(this.#get(keys.tree({ depth, path })), hash);

  /** What the queue carried out in the block at a height of the best chain. */
  executed(height: number): StoredExecution[] {
    return this.#read(keys.executed(height), storedExecutions) ?? [];
  }

  /** An object's whole history, oldest first. */
  async history(stateKey: string): Promise<StoredEvent[]> {
    const rows = await this.#database.iterator(rangeOf(prefixes.history(stateKey))).all();
    return rows.map(([key, sealed]) => storedEvent.decode(unsealRow(key, sealed)));
  }

  /** One event of an object's history, by its number from 0. */
  event(stateKey: string, number: number): StoredEvent | undefined {
    return this.#read(keys.history(stateKey, number), storedEvent);
  }

  /**
   * Ids of the objects of a listing whose places begin with `start`, in the order of the listing.
   * @param after what stands behind `start` in the last one that is known already: the rest of its place, and its id
   */
  async listed<T>(
    listing: Listing<T>,
    start: Uint8Array,
    { limit, after }: { readonly limit: number; readonly after?: Uint8Array | undefined },
  ): Promise<Uint8Array[]> {
    const prefix = prefixes.listing(listing, start);
    const range = rangeOf(prefix, after && Uint8Array.of(...prefix, ...after));
    const found = await this.#database.iterator({ ...range, limit }).all();
    for (const [key, sealed] of found) unsealRow(key, sealed);
    return found.map(([key]) => Uint8Array.from(key.subarray(-listing.kind.idLength)));
  }

  /**
   * Ids of the affairs of one kind that concern an account: those that are open, the soonest deadline first, or those
   * that are over, the latest first.
   */
  async affairsOf(account: Key, statePrefix: string, isOpen: boolean, limit: number): Promise<Uint8Array[]> {
    const prefix = prefixes.affair(account, statePrefix, isOpen);
    const found = await this.#database.iterator({ ...rangeOf(prefix), limit }).all();
    for (const [key, sealed] of found) unsealRow(key, sealed);
    // Behind the prefix a number of four bytes puts them in order.
    return found.map(([key]) => Uint8Array.from(key.subarray(prefix.length + 4)));
  }

  /** Objects of one kind in the order of their ids: ids and encodings, after `after` (an id) if given. */
  async *objects(statePrefix: string, after?: Uint8Array): AsyncGenerator<{ id: Uint8Array; bytes: Uint8Array }> {
    const prefix = prefixes.state(statePrefix);
    const from = after && Uint8Array.of(...prefix, ...after);
    for await (const [key, sealed] of this.#database.iterator(rangeOf(prefix, from))) {
      yield { id: Uint8Array.from(key.subarray(3)), bytes: unsealRow(key, sealed) };
    }
  }

  /** Calls `listener` once a write has failed, before whoever asked for it hears of it. */
  onFailure(listener: (failure: StoreFailure) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Writes everything or nothing, and waits until the disk has it.
   * @throws StoreFailure where the disk does not take it, and at every write after that
   */
  async write(rows: readonly Row[]): Promise<void> {
    const mine = this.#last.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        // It copies each row at once: a list of them would keep ten thousand more objects alive for each block.
        const batch = this.#database.batch();
        for (const { key, value } of rows) {
          if (value === undefined) batch.del(key);
          else batch.put(key, sealRow(key, value));
        }
        await batch.write({ sync: true });
      } catch (error) {
        // A store that was closed has not failed.
        throw this.#database.status === 'open' ? this.#fail(error) : error;
      }
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  #fail(error: unknown): StoreFailure {
    const failure = writeFailure(error, { directory: this.#directory, height: this.#height() });
    this.#failure = failure;
    for (const listener of this.#listeners) listener(failure);
    return failure;
  }

  /** Height of the tip; nothing in a new store, or where the disk does not even give that. */
  #height(): number | undefined {
    try {
      const tip = this.tip();
      const stored = tip && this.header(tip);
      return stored && decodeSealedHeader(stored.sealed).header.height;
    } catch (error) {
      // What failed first is what is told, and no write may follow whatever else is wrong.
      if (error instanceof StoreDamage || error instanceof StoreFailure) return undefined;
      throw error;
    }
  }

  #get(key: Uint8Array): Uint8Array | undefined {
    const sealed = this.#getSealed(key);
    return sealed && unsealRow(key, sealed);
  }

  #getSealed(key: Uint8Array): Uint8Array | undefined {
    try {
      return this.#database.getSync(key);
    } catch (error) {
      // LevelDB checks some of its own structures; what it cannot read from an open database is damage.
      if (this.#database.status !== 'open') throw error;
      const failure = systemFailure(error, { directory: this.#directory, height: undefined });
      if (failure !== undefined) throw failure;
      throw new StoreDamage(error instanceof Error ? error.message : 'a table cannot be read');
    }
  }

  #read<T>(key: Uint8Array, codec: { decode(raw: Uint8Array): T }): T | undefined {
    const raw = this.#get(key);
    return raw && codec.decode(raw);
  }

  async #checkOrigin(directory: string, genesisId: Uint8Array): Promise<void> {
    const schema = this.#get(keys.meta('schema'));
    if (schema === undefined) {
      if (this.tip() !== undefined) throw new StoreDamage('it does not say its schema');
      await this.write([
        { key: keys.meta('schema'), value: u32le(schemaVersion) },
        { key: keys.meta('genesis'), value: genesisId },
      ]);
      return;
    }
    const found = new DataView(schema.buffer, schema.byteOffset).getUint32(0, true);
    if (found > schemaVersion) throw storeRefusals.SCHEMA_NEWER({ found, known: schemaVersion });
    if (found < schemaVersion) throw storeRefusals.SCHEMA_OLDER({ directory, found, known: schemaVersion });
    const genesis = this.#get(keys.meta('genesis'));
    if (genesis === undefined || !genesis.every((byte, place) => byte === genesisId[place])) {
      throw storeRefusals.GENESIS_OTHER({ directory });
    }
  }
}

/** LevelDB's own words mean nothing to people: the cases that they can do something about, each by its sentence. */
function openingRefusal(directory: string, error: unknown): Error {
  const cause = error instanceof Error ? error.cause : undefined;
  if (codeOf(cause) === 'LEVEL_LOCKED') return storeRefusals.STORE_LOCKED({ directory });
  const failure = systemFailure(cause ?? error, { directory, height: undefined });
  if (failure !== undefined) return failure.refusal;
  const reason = cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
  return storeRefusals.STORE_DAMAGED({ directory, reason });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Without the file `CURRENT` LevelDB would start a new database over the old one's files. */
function hasLostItsIndex(directory: string): boolean {
  try {
    const files = readdirSync(directory);
    return !files.includes('CURRENT') && files.some((name) => /\.(ldb|sst)$|^MANIFEST-/.test(name));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw openingRefusal(directory, error);
  }
}

/** What went wrong while a store was opened, as a sentence where it is damage or the system's failure. */
export function damageAsRefusal(directory: string, error: unknown): unknown {
  if (error instanceof StoreFailure) return error.refusal;
  return error instanceof StoreDamage ? storeRefusals.STORE_DAMAGED({ directory, reason: error.message }) : error;
}

/** Rows that count one more stored block. */
export function sequenceRow(sequence: bigint): Row {
  return { key: keys.meta('sequence'), value: u64be(sequence + 1n) };
}

/** Rows that put changes of the state, by state key. */
export function stateRow(key: string, value: Uint8Array | undefined): Row {
  return { key: keys.state(key), value };
}
