import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Level } from 'level';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { StoreDamage, sealRow, unsealRow } from '../../source/store/damage.ts';
import { keys } from '../../source/store/layout.ts';
import { expectSentence, refused } from '../node/refused.ts';
import { tell } from '../node/story.ts';
import { buildBlock, openNode, openParts, temporaryFolder } from '../support/node.ts';
import { chainOf, dumpRows } from './dump.ts';

/** The files of two stores with the same 40 blocks: one still in LevelDB's log, one moved to its tables. */
interface Sample {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly rows: ReadonlyMap<string, string>;
}

/** LevelDB on Node can do more than on other platforms. */
type Compactable = Level<Uint8Array, Uint8Array> & { compactRange(from: Uint8Array, to: Uint8Array): Promise<void> };

/** Opening moves what is in the log to a table; what was written over long ago leaves it, so that every byte counts. */
async function compact(ledger: string): Promise<void> {
  const options = { keyEncoding: 'view', valueEncoding: 'view' } as const;
  const database = new Level<Uint8Array, Uint8Array>(ledger, options) as Compactable;
  await database.open();
  await database.compactRange(Uint8Array.of(0), Uint8Array.of(0xff));
  await database.close();
}

async function makeSample(inTables: boolean): Promise<Sample> {
  const folder = temporaryFolder();
  const parts = await openParts({ directory: folder });
  const nonces = new Map<string, number>();
  for (let number = 1; number <= 40; number++) {
    await parts.chain.submit(buildBlock(parts.chain.tip, { transactions: tell(parts, nonces, number) }));
  }
  await parts.close();
  const ledger = join(folder, 'ledger');
  if (inTables) await compact(ledger);
  const files = new Map(readdirSync(ledger).map((name) => [name, readFileSync(join(ledger, name))]));
  return { files, rows: await dumpRows(ledger) };
}

function restore({ files }: Sample, except: ReadonlyMap<string, Buffer>): string {
  const folder = temporaryFolder();
  const ledger = join(folder, 'ledger');
  mkdirSync(ledger);
  for (const [name, bytes] of files) writeFileSync(join(ledger, name), except.get(name) ?? bytes);
  return folder;
}

/**
 * Opens what is left and reads all of it. Either a sentence says that it is damaged, or every row that is there is as
 * it was written, up to some block at which the ledger ends.
 */
async function open(folder: string, whole: ReadonlyMap<string, string>): Promise<'refused' | 'good'> {
  let rows: Map<string, string>;
  try {
    const node = await openNode({ directory: folder });
    await node.close();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'STORE_DAMAGED') throw error;
    expectSentence(error.message);
    return 'refused';
  }
  try {
    rows = await dumpRows(join(folder, 'ledger'));
  } catch (error) {
    // Damage further down shows when it is read, and then as what it is.
    const isLevel = error instanceof Error && 'code' in error && error.code === 'LEVEL_CORRUPTION';
    if (!isLevel && !(error instanceof StoreDamage)) throw error;
    return 'refused';
  }
  const heights = [...chainOf(rows).keys()].sort((left, right) => left - right);
  expect(heights).toEqual(heights.map((_, index) => index));
  const full = chainOf(whole);
  for (const [height, id] of chainOf(rows)) expect(id).toBe(full.get(height));
  if (heights.length !== full.size) return 'good';
  // A row can vanish from a table without a trace (LevelDB takes a flipped bit of its key for a deletion); one that is
  // there is as it was written.
  for (const [key, value] of rows) expect(value).toBe(whole.get(key));
  return 'good';
}

/** The same places on every run. */
function places(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * size) / count));
}

const samples = new Map<boolean, Promise<Sample>>();

function sampleOf(inTables: boolean): Promise<Sample> {
  const made = samples.get(inTables) ?? makeSample(inTables);
  samples.set(inTables, made);
  return made;
}

describe('flipped bytes', () => {
  test('in the log', async () => {
    const inLog = await sampleOf(false);
    const [name, bytes] = [...inLog.files].find(([file]) => file.endsWith('.log'))!;
    const results = new Set<string>();
    for (const place of places(bytes.length, 24)) {
      const broken = Buffer.from(bytes);
      broken[place] = (broken[place] ?? 0) ^ 0x55;
      results.add(await open(restore(inLog, new Map([[name, broken]])), inLog.rows));
    }
    expect(results).toContain('refused');
  });

  test('in a table', async () => {
    const inTables = await sampleOf(true);
    const [name, bytes] = [...inTables.files].find(([file]) => file.endsWith('.ldb'))!;
    const results: string[] = [];
    for (const place of places(bytes.length, 24)) {
      const broken = Buffer.from(bytes);
      broken[place] = (broken[place] ?? 0) ^ 0x55;
      results.push(await open(restore(inTables, new Map([[name, broken]])), inTables.rows));
    }
    expect(results.filter((result) => result === 'refused').length).toBeGreaterThan(12);
  });

  test.each(['MANIFEST', 'CURRENT'])('in %s', async (prefix) => {
    const inTables = await sampleOf(true);
    const [name, bytes] = [...inTables.files].find(([file]) => file.startsWith(prefix))!;
    for (const place of places(bytes.length, Math.min(8, bytes.length))) {
      const broken = Buffer.from(bytes);
      broken[place] = (broken[place] ?? 0) ^ 0x55;
      await open(restore(inTables, new Map([[name, broken]])), inTables.rows);
    }
  });
});

describe('missing bytes', () => {
  test.each(['.log', '.ldb', 'MANIFEST', 'CURRENT'])('%s cut short', async (kind) => {
    const from = await sampleOf(kind !== '.log');
    const [name, bytes] = [...from.files].find(([file]) => file.includes(kind))!;
    for (const size of [0, 1, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const folder = restore(from, new Map());
      truncateSync(join(folder, 'ledger', name), size);
      await open(folder, from.rows);
    }
  });

  test.each(['.ldb', 'MANIFEST', 'CURRENT'])('%s gone', async (kind) => {
    const inTables = await sampleOf(true);
    const [name] = [...inTables.files].find(([file]) => file.includes(kind))!;
    const folder = restore(inTables, new Map());
    rmSync(join(folder, 'ledger', name));
    expect(await open(folder, inTables.rows)).toBe('refused');
  });

  test('a batch that the log has lost in the middle is found', async () => {
    const folder = restore(await sampleOf(false), new Map());
    const ledger = join(folder, 'ledger');
    const database = new Level<Uint8Array, Uint8Array>(ledger, { keyEncoding: 'view', valueEncoding: 'view' });
    await database.open();
    await database.del(keys.chain(20));
    await database.close();
    await refused('STORE_DAMAGED', () => openNode({ directory: folder }));
    // Refusing closed it.
    await refused('STORE_DAMAGED', () => openNode({ directory: folder }));
  });
});

describe('a sealed row', () => {
  test('is what was written, or damage', () => {
    const [key, value] = [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5)];
    const sealed = sealRow(key, value);
    expect(unsealRow(key, sealed)).toEqual(value);
    expect(unsealRow(key, sealRow(key, new Uint8Array(0)))).toEqual(new Uint8Array(0));
    for (let place = 0; place < sealed.length; place++) {
      const broken = sealed.slice();
      broken[place] = (broken[place] ?? 0) ^ 1;
      expect(() => unsealRow(key, broken)).toThrow(StoreDamage);
    }
    expect(() => unsealRow(Uint8Array.of(1, 3), sealed)).toThrow(StoreDamage);
    expect(() => unsealRow(key, sealed.subarray(1))).toThrow(StoreDamage);
    expect(() => unsealRow(key, new Uint8Array(3))).toThrow(StoreDamage);
  });
});
