import { join } from 'node:path';
import { type IteratorOptions, Level } from 'level';
import type { RefusedError } from '../../ledger/refusal.ts';
import { reasonOf } from '../../store/failure.ts';
import { rangeOf } from '../../store/layout.ts';
import { fileNames, systemRefusal, writeRefusal } from './disk.ts';
import { policeRefusals } from './refusals.ts';

/** Every kind of row; the first byte of its key. */
const sections = { meta: 0, entry: 1, person: 2 } as const;

export const rowKeys = {
  /** Where the log ends. */
  head: Uint8Array.of(sections.meta, 0),
  /** There while the remains of an erased person may still lie in LevelDB's files. */
  remains: Uint8Array.of(sections.meta, 1),
  /** An entry of the log; in their order. */
  entry: (number: number) => Uint8Array.of(sections.entry, number >>> 24, number >>> 16, number >>> 8, number),
  /** A person, by the hidden index of the key. */
  person: (index: Uint8Array) => Uint8Array.of(sections.person, ...index),
} as const;

/** One write: a value, or nothing to take the row away. */
export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** LevelDB on Node can do more than on other platforms. */
type Database = Level<Uint8Array, Uint8Array> & {
  compactRange(start: Uint8Array, end: Uint8Array): Promise<void>;
};

/** The rows of a police database, closed boxes all of them. After a write that failed it takes no other. */
export class Records {
  readonly #folder: string;
  readonly #database: Database;
  #failure: RefusedError | undefined;

  private constructor(folder: string, database: Database) {
    this.#folder = folder;
    this.#database = database;
  }

  /**
   * Opens the rows of a folder; none are made where there are none, unless that is asked for.
   * @throws POLICE_LOCKED, POLICE_DAMAGED, POLICE_DISK_FULL, POLICE_UNUSABLE
   */
  static async open(folder: string, isNew = false): Promise<Records> {
    const encodings = { keyEncoding: 'view', valueEncoding: 'view' } as const;
    // What is in the boxes cannot be made smaller.
    const options = { ...encodings, createIfMissing: isNew, errorIfExists: isNew, compression: false };
    const database = new Level<Uint8Array, Uint8Array>(join(folder, fileNames.records), options) as Database;
    try {
      await database.open();
    } catch (error) {
      throw openingRefusal(folder, error);
    }
    return new Records(folder, database);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** @throws POLICE_DAMAGED, POLICE_UNUSABLE */
  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      return await this.#database.get(key);
    } catch (error) {
      throw this.#readRefusal(error);
    }
  }

  /**
   * Entries of the log in their order, between two numbers, both included; or the newest first.
   * @throws POLICE_DAMAGED, POLICE_UNUSABLE
   */
  async *entries(from: number, to: number, newestFirst = false): AsyncGenerator<{ number: number; box: Uint8Array }> {
    const range = { gte: rowKeys.entry(from), lte: rowKeys.entry(to), reverse: newestFirst };
    for await (const [key, box] of this.#iterate(range)) {
      if (!isOwn(key)) continue;
      yield { number: new DataView(key.buffer, key.byteOffset).getUint32(1), box };
    }
  }

  /**
   * All people in no order that means anything.
   * @throws POLICE_DAMAGED, POLICE_UNUSABLE
   */
  async *people(): AsyncGenerator<{ index: Uint8Array; box: Uint8Array }> {
    for await (const [key, box] of this.#iterate(rangeOf(Uint8Array.of(sections.person)))) {
      if (!isOwn(key)) continue;
      yield { index: Uint8Array.from(key.subarray(1)), box };
    }
  }

  /**
   * Keys of rows that nothing here ever writes.
   * @throws POLICE_DAMAGED, POLICE_UNUSABLE
   */
  async *foreign(): AsyncGenerator<Uint8Array> {
    for await (const [key] of this.#iterate({})) if (!isOwn(key)) yield key;
  }

  /**
   * Writes everything or nothing, and waits until the disk has it.
   * @throws POLICE_DISK_FULL, POLICE_UNUSABLE, and the same at every write after that
   */
  async write(rows: readonly Row[]): Promise<void> {
    this.checkUsable();
    const operations = rows.map(({ key, value }) =>
      value === undefined ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const),
    );
    try {
      await this.#database.batch(operations, { sync: true });
    } catch (error) {
      throw this.fail(writeRefusal(this.#folder, error));
    }
  }

  /** Takes no more writes. */
  fail(refusal: RefusedError): RefusedError {
    this.#failure ??= refusal;
    return refusal;
  }

  /** @throws what a write was refused for before */
  checkUsable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Has LevelDB write its files anew, without the rows that were taken away.
   * @throws POLICE_DISK_FULL, POLICE_UNUSABLE
   */
  async compact(): Promise<void> {
    try {
      await this.#database.compactRange(Uint8Array.of(0), Uint8Array.of(0xff));
    } catch (error) {
      throw writeRefusal(this.#folder, error);
    }
  }

  async *#iterate(range: IteratorOptions<Uint8Array, Uint8Array>): AsyncGenerator<[Uint8Array, Uint8Array]> {
    try {
      for await (const row of this.#database.iterator(range)) yield row;
    } catch (error) {
      throw this.#readRefusal(error);
    }
  }

  /** What cannot be read from an open database is damage, unless the system is the reason. */
  #readRefusal(error: unknown): unknown {
    if (this.#database.status !== 'open') return error;
    return troubleRefusal(this.#folder, error, 'a part cannot be read');
  }
}

/** Whether a key is one of {@link rowKeys}. */
function isOwn(key: Uint8Array): boolean {
  const [section, second = 0xff] = key;
  if (section === sections.meta) return key.length === 2 && second <= 1;
  if (section === sections.entry) return key.length === 5;
  return section === sections.person && key.length === 33;
}

/** LevelDB's own words mean nothing to people: what they can do something about, each by its sentence. */
function openingRefusal(folder: string, error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') {
    return policeRefusals.POLICE_LOCKED({ folder });
  }
  return troubleRefusal(folder, cause ?? error, 'its records cannot be opened');
}

/** The system's trouble as that, and everything else as damage: a file that is gone or cut short too. */
function troubleRefusal(folder: string, error: unknown, reason: string): RefusedError {
  const known = systemRefusal(folder, error);
  if (known !== undefined) return known;
  const isSystem =
    error instanceof Error &&
    /^IO error: /.test(error.message) &&
    !/no such file|invalid argument/i.test(error.message);
  if (isSystem) return policeRefusals.POLICE_UNUSABLE({ folder, reason: reasonOf(error) });
  return policeRefusals.POLICE_DAMAGED({ folder, reason });
}
