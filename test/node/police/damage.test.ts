import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RefusedError } from '../../../source/ledger/refusal.ts';
import { parseKeyFile, writeKeyFile } from '../../../source/node/police/key-file.ts';
import { lightWork } from '../../support/light.ts';
import { keyOf } from '../../support/node.ts';
import { expectSentence, refused } from '../refused.ts';
import {
  alice,
  copyOf,
  entryRow,
  makeKept,
  network,
  type Opener,
  opener,
  reason,
  removeKept,
  withRows,
} from './setup.ts';

/** A closed database whose newest entries lie in LevelDB's log, the others in its tables. */
let sample: { folder: string; network: Uint8Array };
let mark = '';
let by: Opener;

afterAll(removeKept);
beforeAll(async () => {
  sample = await makeKept();
  by = await opener(sample);
  let database = await by.open(sample);
  await database.add(keyOf('alice'), alice, reason);
  for (let number = 0; number < 5; number++) await database.lookUp({ ...reason, key: keyOf('alice') });
  await database.close();
  database = await by.open(sample);
  for (let number = 0; number < 3; number++) await database.lookUp({ ...reason, key: keyOf('bob') });
  ({ mark } = database);
  await database.close();
});

/** What opening it says: refused as damaged, or opened with the log that it had, and nothing wrong with it. */
async function opened(place: { folder: string; network: Uint8Array }): Promise<string> {
  try {
    const database = await by.open(place);
    try {
      expect(database.mark).toBe(mark);
      return (await database.audit()).faults.length === 0 ? 'whole' : 'found by the audit';
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'POLICE_DAMAGED') throw error;
    expectSentence(error.message);
    return 'refused';
  }
}

/** The largest file of a kind. */
function fileOf(place: { folder: string }, ending: string): string {
  const records = join(place.folder, 'records');
  const names = readdirSync(records).filter((each) => each.endsWith(ending) || each.startsWith(ending));
  const bySize = names
    .map((name) => join(records, name))
    .sort((one, other) => statSync(other).size - statSync(one).size);
  return bySize[0] ?? join(records, ending);
}

/** The same places on every run. */
function places(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * size) / count));
}

function flip(file: string, place: number): void {
  const bytes = readFileSync(file);
  bytes[place] = (bytes[place] ?? 0) ^ 0x55;
  writeFileSync(file, bytes);
}

describe('a flipped byte', () => {
  test.each([
    ['.log', 12],
    ['.ldb', 12],
    ['MANIFEST', 4],
    ['CURRENT', 3],
  ])('in %s is found, or nothing came of it', async (ending, count) => {
    const results: string[] = [];
    for (const place of places(readFileSync(fileOf(sample, ending)).length, count)) {
      const copy = copyOf(sample);
      flip(fileOf(copy, ending), place);
      results.push(await opened(copy));
    }
    // A table has old values in it too, and its end is something that LevelDB can do without.
    expect(results.filter((result) => result !== 'whole').length).toBeGreaterThan(0.4 * count);
  });

  test('in the key file is damage and not a wrong passphrase', async () => {
    const { length } = readFileSync(join(sample.folder, 'key.json'));
    for (const place of places(length, 24)) {
      const copy = copyOf(sample);
      flip(join(copy.folder, 'key.json'), place);
      expect([place, await opened(copy)]).toEqual([place, 'refused']);
    }
  });

  test('in the note of where the log ends: in its newer half it looks like a crash, of which nothing is lost', async () => {
    for (const place of places(152, 6)) {
      const copy = copyOf(sample);
      flip(join(copy.folder, 'end'), place);
      expect([place, await opened(copy)]).toEqual([place, place < 76 ? 'whole' : 'refused']);
    }
  });
});

describe('missing', () => {
  test.each(['.log', '.ldb', 'MANIFEST', 'CURRENT'])('%s', async (ending) => {
    const copy = copyOf(sample);
    rmSync(fileOf(copy, ending));
    expect(await opened(copy)).toBe('refused');
  });

  test.each(['key.json', 'end', 'records'])('%s', async (name) => {
    const copy = copyOf(sample);
    rmSync(join(copy.folder, name), { recursive: true });
    expect(await opened(copy)).toBe('refused');
  });
});

describe('cut short', () => {
  test('the log of LevelDB, at every length that takes something of it: its last entries never vanish in silence', async () => {
    const { length } = readFileSync(fileOf(sample, '.log'));
    for (const size of [0, 1, ...places(length, 6), length - 1]) {
      const copy = copyOf(sample);
      truncateSync(fileOf(copy, '.log'), size);
      expect([size, await opened(copy)]).toEqual([size, 'refused']);
      const reason = expect.stringContaining('the end of its log is gone');
      await expect(by.open(copy)).rejects.toMatchObject({ code: 'POLICE_DAMAGED', message: reason });
      const report = await by.audit(copy);
      expect(report.faults).toContainEqual({
        kind: 'truncated',
        message: expect.stringMatching(/^The log ends with entry \d, but had 10 entries\.$/),
      });
    }
  });

  test('a table of LevelDB: refused as damage, which the audit finds too', async () => {
    const { length } = readFileSync(fileOf(sample, '.ldb'));
    for (const size of [0, 1, ...places(length, 6), length - 1]) {
      const copy = copyOf(sample);
      truncateSync(fileOf(copy, '.ldb'), size);
      expect([size, await opened(copy)]).toEqual([size, 'refused']);
      const report = await by.audit(copy);
      expect(report.faults).toContainEqual({
        kind: 'changed',
        message: expect.stringContaining('cannot be read at all'),
      });
    }
  });

  test.each(['key.json', 'end'])('%s', async (name) => {
    const copy = copyOf(sample);
    truncateSync(join(copy.folder, name), 100);
    expect(await opened(copy)).toBe('refused');
  });
});

describe('somebody who does not know the passphrase', () => {
  test('cannot make it another network’s', async () => {
    const copy = copyOf(sample);
    const file = join(copy.folder, 'key.json');
    const other = network.map((byte) => byte ^ 1);
    writeFileSync(file, writeKeyFile({ ...parseKeyFile(readFileSync(file, 'utf8')), network: other }));
    const open = () => by.open({ ...copy, network: other });
    expect((await refused('POLICE_DAMAGED', open)).message).toContain('does not say where its log ends');
    await refused('POLICE_OTHER_NETWORK', () => by.open(copy));
  });

  test('cannot take the last entry away, whatever else is taken with it', async () => {
    const last = (await rowsOf()).filter(([key]) => key === entryRow(10));
    expect(last).toHaveLength(1);
    const older = copyOf(sample);
    await withRows(older, (rows) => rows.del(entryRow(10)));
    expect(await opened(older)).toBe('refused');
    for (const slot of [0, 76]) {
      const copy = copyOf(older);
      const bytes = readFileSync(join(copy.folder, 'end'));
      bytes.fill(0, slot, slot + 76);
      writeFileSync(join(copy.folder, 'end'), bytes);
      expect(await opened(copy)).toBe('refused');
    }
  });

  test('cannot ask for another way to derive the key, or for one of a newer program', async () => {
    const copy = copyOf(sample);
    const file = join(copy.folder, 'key.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(`"N": ${lightWork}`, '"N": 1073741824'));
    expect(await opened(copy)).toBe('refused');
    writeFileSync(file, text.replace('"version": 1', '"version": 2'));
    await refused('POLICE_NEWER', () => by.open(copy));
    for (const hostile of ['', '[]', 'null', '{', '5', 'x'.repeat(100_000), '{"format":"carnet police","version":1}']) {
      writeFileSync(file, hostile);
      expect(await opened(copy)).toBe('refused');
    }
  });
});

async function rowsOf(): Promise<[string, Uint8Array][]> {
  let all: [string, Uint8Array][] = [];
  await withRows(copyOf(sample), async (rows) => {
    all = await rows.iterator().all();
  });
  return all;
}

describe('a program that was ended', () => {
  /** The sample as it was before its last entry, and the note beside it with that. */
  async function between(slot: (bytes: Buffer) => void): Promise<{ folder: string; network: Uint8Array }> {
    const copy = copyOf(sample);
    const bytes = readFileSync(join(copy.folder, 'end'));
    slot(bytes);
    writeFileSync(join(copy.folder, 'end'), bytes);
    return copy;
  }

  test('between an entry and its note goes on with that entry', async () => {
    const copy = copyOf(sample);
    const before = readFileSync(join(copy.folder, 'end'));
    const database = await by.openForTest(copy);
    await database.lookUp({ ...reason, key: keyOf('alice') });
    const { mark: reached } = database;
    await database.close();
    // Entry 11 is there, the note is still of entry 10; then of entry 10 with half of 11 written over 9.
    const written = readFileSync(join(copy.folder, 'end'));
    const torn = Buffer.from(written);
    torn.set(before.subarray(100, 152), 100);
    for (const note of [before, torn]) {
      const ended = copyOf(copy);
      writeFileSync(join(ended.folder, 'end'), note);
      const after = await by.openForTest(ended);
      expect(after.mark).toBe(reached);
      await after.lookUp({ ...reason, key: keyOf('alice') });
      expect((await after.audit()).faults).toEqual([]);
      await after.close();
      expect((await by.openForTest(ended)).entries).toBe(12);
    }
  });

  test('leaves no other note than these two: an old one, an empty one and swapped ones are damage', async () => {
    const swap = (bytes: Buffer) => bytes.set([...bytes.subarray(76), ...bytes.subarray(0, 76)]);
    for (const change of [swap, (bytes: Buffer) => bytes.fill(0)])
      expect(await opened(await between(change))).toBe('refused');
    const copy = copyOf(sample);
    const old = readFileSync(join(copy.folder, 'end'));
    const database = await by.openForTest(copy);
    for (const _ of [1, 2]) await database.lookUp({ ...reason, key: keyOf('alice') });
    await database.close();
    writeFileSync(join(copy.folder, 'end'), old);
    const refusal = await refused('POLICE_DAMAGED', () => by.open(copy));
    expect(refusal.message).toContain('its log is longer than noted');
  });
});
