import { readdirSync } from 'node:fs';
import { Level } from 'level';
import { u32le } from '../ledger/hash.ts';
import type { Key } from '../ledger/keys.ts';
import { refusals } from '../ledger/refusal.ts';
import type { StateSource } from '../ledger/state.ts';
import { StoreDamage, sealRow, unsealRow } from './damage.ts';
import {
  keys,
  type Location,
  location,
  prefixes,
  rangeOf,
  type StoredEvent,
  type StoredHeader,
  schemaVersion,
  storedEvent,
  storedHeader,
} from './layout.ts';
import { type Row, type Undo, undoCodec } from './rows.ts';

export const storeRefusals = refusals({
  STORE_LOCKED: (data: { directory: string }) =>
    `Another Carnet has the ledger in ${data.directory} open. Close it, or start this one with another --port.`,
  STORE_DAMAGED: (data: { directory: string; reason: string }) =>
    `The ledger in ${data.directory} cannot be read (${data.reason}). Move the folder away; Carnet then starts a new one.`,
  SCHEMA_NEWER: (data: { found: number; known: number }) =>
    `The ledger on disk was written by a newer Carnet (schema ${data.found}, this program knows ${data.known}). Update Carnet.`,
  GENESIS_OTHER: (data: { directory: string }) =>
    `The folder ${data.directory} holds the ledger of another network. Choose another --data-dir.`,
});

type Database = Level<Uint8Array, Uint8Array>;

/** Chain, state and indexes in one LevelDB. Reads are synchronous; every write is one atomic batch, synced to disk. */
export class Store {
  readonly #database: Database;
  /** The state as of the tip. */
  readonly state: StateSource;

  private constructor(database: Database) {
    this.#database = database;
    this.state = { read: (key) => this.#get(keys.state(key)) };
  }

  /**
   * Opens the store of one network, or creates it.
   * @throws STORE_LOCKED, STORE_DAMAGED, SCHEMA_NEWER, GENESIS_OTHER
   */
  static async open(directory: string, genesisId: Uint8Array): Promise<Store> {
    if (hasLostItsIndex(directory)) throw storeRefusals.STORE_DAMAGED({ directory, reason: 'CURRENT is missing' });
    const database: Database = new Level(directory, { keyEncoding: 'view', valueEncoding: 'view' });
    try {
      await database.open();
    } catch (error) {
      throw openingRefusal(directory, error);
    }
    const store = new Store(database);
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

  /** Ids of the latest transactions that concern an account, newest first. */
  async activity(account: Key, limit: number): Promise<Uint8Array[]> {
    const rows = await this.#database.iterator({ ...rangeOf(prefixes.activity(account)), limit }).all();
    return rows.map(([key, sealed]) => unsealRow(key, sealed));
  }

  /** An object's whole history, oldest first. */
  async history(stateKey: string): Promise<StoredEvent[]> {
    const rows = await this.#database.iterator(rangeOf(prefixes.history(stateKey))).all();
    return rows.map(([key, sealed]) => storedEvent.decode(unsealRow(key, sealed)));
  }

  /** VINs (17 bytes) of the cars that an account owns, in order, after `after`. */
  async carsOf(account: Key, limit: number, after?: Uint8Array): Promise<Uint8Array[]> {
    const range = rangeOf(prefixes.owner(account), after && keys.owner(account, after));
    const found = await this.#database.iterator({ ...range, limit }).all();
    for (const [key, sealed] of found) unsealRow(key, sealed);
    return found.map(([key]) => Uint8Array.from(key.subarray(1 + account.length)));
  }

  /** Objects of one kind in the order of their ids: ids and encodings, after `after` (an id) if given. */
  async *objects(statePrefix: string, after?: Uint8Array): AsyncGenerator<{ id: Uint8Array; bytes: Uint8Array }> {
    const prefix = prefixes.state(statePrefix);
    const from = after && Uint8Array.of(...prefix, ...after);
    for await (const [key, sealed] of this.#database.iterator(rangeOf(prefix, from))) {
      yield { id: Uint8Array.from(key.subarray(3)), bytes: unsealRow(key, sealed) };
    }
  }

  /** Writes everything or nothing, and waits until the disk has it. */
  async write(rows: readonly Row[]): Promise<void> {
    const operations = rows.map(({ key, value }) =>
      value === undefined
        ? ({ type: 'del', key } as const)
        : ({ type: 'put', key, value: sealRow(key, value) } as const),
    );
    await this.#database.batch(operations, { sync: true });
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
    const genesis = this.#get(keys.meta('genesis'));
    if (genesis === undefined || !genesis.every((byte, place) => byte === genesisId[place])) {
      throw storeRefusals.GENESIS_OTHER({ directory });
    }
  }
}

/** LevelDB's own words mean nothing to people; these are the two cases that they can do something about. */
function openingRefusal(directory: string, error: unknown): Error {
  const cause = error instanceof Error ? error.cause : undefined;
  if (codeOf(cause) === 'LEVEL_LOCKED') return storeRefusals.STORE_LOCKED({ directory });
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

/** What went wrong while a store was opened, as a sentence where it is damage. */
export function damageAsRefusal(directory: string, error: unknown): unknown {
  return error instanceof StoreDamage ? storeRefusals.STORE_DAMAGED({ directory, reason: error.message }) : error;
}

/** Rows that count one more stored block. */
export function sequenceRow(sequence: bigint): Row {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, sequence + 1n);
  return { key: keys.meta('sequence'), value };
}

/** Rows that put changes of the state, by state key. */
export function stateRow(key: string, value: Uint8Array | undefined): Row {
  return { key: keys.state(key), value };
}
