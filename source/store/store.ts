import { hexToBytes } from '@noble/hashes/utils.js';
import { Level } from 'level';
import { u32le } from '../ledger/hash.ts';
import type { Key } from '../ledger/keys.ts';
import { refusals } from '../ledger/refusal.ts';
import type { StateSource } from '../ledger/state.ts';
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
      throw error;
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
    const raw = this.#get(keys.header(id));
    return raw && storedHeader.decode(raw);
  }

  /** The whole encoding of a block. */
  body(id: Uint8Array): Uint8Array | undefined {
    return this.#get(keys.body(id));
  }

  undo(id: Uint8Array): Undo | undefined {
    const raw = this.#get(keys.undo(id));
    return raw && undoCodec.decode(raw);
  }

  /** Id of the block at a height of the best chain. */
  idAt(height: number): Uint8Array | undefined {
    return this.#get(keys.chain(height));
  }

  /** Where a transaction of the best chain stands. */
  locate(transactionId: Uint8Array): Location | undefined {
    const raw = this.#get(keys.transaction(transactionId));
    return raw && location.decode(raw);
  }

  /** Number for the next block that is stored. */
  nextSequence(): bigint {
    const raw = this.#get(keys.meta('sequence'));
    return raw === undefined ? 1n : new DataView(raw.buffer, raw.byteOffset).getBigUint64(0);
  }

  /** Ids of the latest transactions that concern an account, newest first. */
  async activity(account: Key, limit: number): Promise<Uint8Array[]> {
    return this.#database.values({ ...rangeOf(prefixes.activity(account)), limit }).all();
  }

  /** An object's whole history, oldest first. */
  async history(stateKey: string): Promise<StoredEvent[]> {
    const rows = await this.#database.values(rangeOf(prefixes.history(stateKey))).all();
    return rows.map((raw) => storedEvent.decode(raw));
  }

  /** VINs (17 bytes) of the cars that an account owns, in order, after `after`. */
  async carsOf(account: Key, limit: number, after?: Uint8Array): Promise<Uint8Array[]> {
    const range = rangeOf(prefixes.owner(account), after && keys.owner(account, after));
    const found = await this.#database.keys({ ...range, limit }).all();
    return found.map((key) => key.slice(1 + account.length));
  }

  /** Objects of one kind in the order of their ids: ids and encodings, after `after` (an id) if given. */
  async *objects(statePrefix: string, after?: Uint8Array): AsyncGenerator<{ id: Uint8Array; bytes: Uint8Array }> {
    const prefix = prefixes.state(statePrefix);
    const from = after && Uint8Array.of(...prefix, ...after);
    for await (const [key, bytes] of this.#database.iterator(rangeOf(prefix, from))) yield { id: key.slice(3), bytes };
  }

  /** Writes everything or nothing, and waits until the disk has it. */
  async write(rows: readonly Row[]): Promise<void> {
    const operations = rows.map(({ key, value }) =>
      value === undefined ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const),
    );
    await this.#database.batch(operations, { sync: true });
  }

  #get(key: Uint8Array): Uint8Array | undefined {
    return this.#database.getSync(key);
  }

  async #checkOrigin(directory: string, genesisId: Uint8Array): Promise<void> {
    const schema = this.#get(keys.meta('schema'));
    if (schema === undefined) {
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
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'LEVEL_LOCKED') return storeRefusals.STORE_LOCKED({ directory });
  const reason = cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
  return storeRefusals.STORE_DAMAGED({ directory, reason });
}

/** Rows that count one more stored block. */
export function sequenceRow(sequence: bigint): Row {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, sequence + 1n);
  return { key: keys.meta('sequence'), value };
}

/** Rows that put changes of the state, by state key in hex. */
export function stateRow(key: string, value: Uint8Array | undefined): Row {
  return { key: keys.state(key), value };
}

/** A state key's bytes, as an undo record keeps them. */
export function rawStateKey(key: string): Uint8Array {
  return hexToBytes(key);
}
