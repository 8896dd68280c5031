import fc from 'fast-check';
import type { Level } from 'level';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditFault, auditParts, auditPolice, faultLimit } from '../../../source/node/police/audit.ts';
import { entryCodec, openEntry } from '../../../source/node/police/entry.ts';
import { parseMark } from '../../../source/node/police/mark.ts';
import { closeParts } from '../../../source/node/police/parts.ts';
import { rowKeys } from '../../../source/node/police/records.ts';
import { Secrets } from '../../../source/node/police/secrets.ts';
import { keyOf } from '../../support/node.ts';
import { expectSentence, refused } from '../refused.ts';
import {
  alice,
  bob,
  copyOf,
  entryRow,
  makeKept,
  modules,
  network,
  type Opener,
  opener,
  passphrase,
  reason,
  removeKept,
  withRows,
} from './setup.ts';

const length = 12;
let sample: { folder: string; network: Uint8Array };
let old: { folder: string; network: Uint8Array };
const marks: string[] = [];
let by: Opener;

afterAll(removeKept);
beforeAll(async () => {
  sample = await makeKept();
  by = await opener(sample);
  const database = await by.open(sample);
  marks[1] = database.mark;
  const act = async (work: () => Promise<unknown>) => {
    await work();
    marks[database.entries] = database.mark;
  };
  await act(() => database.add(keyOf('alice'), alice, reason));
  await act(() => database.add(keyOf('bob'), bob, reason));
  await act(() => database.add(keyOf('carol'), bob, reason));
  await act(() => database.erase(keyOf('carol'), reason));
  await database.close();
  old = copyOf(sample, false);
  const again = await by.open(sample);
  while (again.entries < length) {
    await again.lookUp({ ...reason, who: `clerk ${again.entries}`, key: keyOf('alice') });
    marks[again.entries] = again.mark;
  }
  await again.close();
});

async function audited(
  change: (rows: Level<string, Uint8Array>) => Promise<void>,
  mark?: string,
): Promise<AuditFault[]> {
  const copy = copyOf(sample);
  await withRows(copy, change);
  const { faults } = await by.audit(copy, mark === undefined ? undefined : parseMark(mark));
  for (const { message } of faults) expectSentence(message);
  return [...faults];
}

async function boxOf(rows: Level<string, Uint8Array>, key: string): Promise<Uint8Array> {
  const box = await rows.get(key);
  if (box === undefined) throw new Error(`no row ${key}`);
  return Uint8Array.from(box);
}

describe('an audit', () => {
  test('of a whole log says how much there is and finds nothing, and every mark of it holds', async () => {
    const report = await auditPolice(sample, passphrase, modules);
    expect(report).toEqual({ entries: length, people: 2, mark: marks[length], faults: [] });
    for (const mark of marks.slice(1)) expect(await audited(async () => undefined, mark.toUpperCase())).toEqual([]);
  });

  test('finds a changed entry', async () => {
    const faults = await audited(async (rows) => {
      const box = await boxOf(rows, entryRow(5));
      box[40] = (box[40] ?? 0) ^ 1;
      await rows.put(entryRow(5), box);
    });
    expect(faults[0]).toEqual({ kind: 'changed', message: 'Entry 5 of the log is not as it was written.' });
  });

  test('finds what is missing, at its place', async () => {
    expect(await audited((rows) => rows.del(entryRow(7)))).toContainEqual({
      kind: 'missing',
      message: 'Entry 7 of the log is missing.',
    });
    const first = await audited(async (rows) => {
      for (const number of [1, 2, 3]) await rows.del(entryRow(number));
    });
    expect(first).toContainEqual({ kind: 'missing', message: 'Entries 1 to 3 of the log are missing.' });
  });

  test('finds entries that changed places, and one that was put there twice', async () => {
    const swapped = await audited(async (rows) => {
      const [one, other] = [await boxOf(rows, entryRow(8)), await boxOf(rows, entryRow(9))];
      await rows.put(entryRow(8), other);
      await rows.put(entryRow(9), one);
    });
    expect(swapped).toEqual([
      { kind: 'moved', message: 'In the place of entry 8 of the log stands entry 9.' },
      { kind: 'moved', message: 'In the place of entry 9 of the log stands entry 8.' },
    ]);
    const twice = await audited(async (rows) => rows.put(entryRow(0), await boxOf(rows, entryRow(1))));
    expect(twice[0]).toMatchObject({ kind: 'missing' });
    expect(await audited(async (rows) => rows.put(entryRow(13), await boxOf(rows, entryRow(12))))).toMatchObject([
      { kind: 'moved' },
    ]);
  });

  test('finds rows that nothing here writes, however long or short their keys are', async () => {
    const keys = [
      '0002',
      '00',
      '0100',
      '010000000500',
      '02',
      `02${'ab'.repeat(31)}`,
      `02${'ab'.repeat(33)}`,
      '07',
      'ff',
    ];
    const faults = await audited(async (rows) => {
      for (const key of keys) await rows.put(key, Uint8Array.of(1));
    });
    expect(faults).toEqual(
      [...keys]
        .sort()
        .map((key) => ({ kind: 'foreign', message: `A row is there that Carnet never writes (${key}).` })),
    );
  });

  test('finds an entry that somebody with the passphrase wrote anew', async () => {
    const copy = copyOf(sample);
    const parts = await by.parts(copy);
    const box = await parts.records.get(rowKeys.entry(6));
    const { entry } = (box && openEntry(parts.secrets, box)) ?? {};
    if (entry === undefined) throw new Error('no entry 6');
    const forged = parts.secrets.close('entry', entryCodec.encode({ ...entry, who: 'somebody else' }));
    await parts.records.write([{ key: rowKeys.entry(6), value: forged }]);
    await closeParts(parts);
    expect((await by.audit(copy)).faults).toEqual([
      { kind: 'broken', message: 'Entry 7 of the log does not follow on entry 6 as it is now.' },
    ]);
  });

  test('finds an end that was taken away', async () => {
    for (const kept of [1, 6, 11]) {
      const faults = await audited(async (rows) => {
        for (let number = kept + 1; number <= length; number++) await rows.del(entryRow(number));
      });
      expect(faults).toContainEqual({
        kind: 'truncated',
        message: `The log ends with entry ${kept}, but had ${length} entries.`,
      });
    }
    const all = await audited((rows) => rows.clear());
    expect(all).toContainEqual({ kind: 'truncated', message: `The log ends with entry 0, but had ${length} entries.` });
    expect(await audited((rows) => rows.del('0000'))).toMatchObject([{ kind: 'end' }]);
  });

  test('finds people who are gone, changed, put back or put in the place of others', async () => {
    const people = async (rows: Level<string, Uint8Array>) => rows.keys({ gte: '02', lt: '03' }).all();
    const gone = await audited(async (rows) => rows.del((await people(rows))[0] ?? ''));
    const swap = async (rows: Level<string, Uint8Array>) => {
      const [one = '', other = ''] = await people(rows);
      const [first, second] = [await boxOf(rows, one), await boxOf(rows, other)];
      await rows.put(one, second);
      await rows.put(other, first);
    };
    const swapped = await audited(swap);
    const foreign = await audited((rows) => rows.put(`02${'5a'.repeat(32)}`, new Uint8Array(100)));
    const copy = copyOf(sample);
    await withRows(copy, swap);
    const database = await by.openForTest(copy);
    await refused('POLICE_DAMAGED', () => database.lookUp({ ...reason, key: keyOf('alice') }));
    expect(await database.log(1)).toMatchObject([{ action: 'look', found: true }]);
    for (const faults of [gone, swapped, foreign]) expect(faults.map(({ kind }) => kind)).toContain('person');
    expect([gone.length, swapped.length, foreign.length]).toEqual([1, 2, 1]);
  });

  test('a whole old copy in the place of everything is found by a mark, and by nothing else', async () => {
    const { faults } = await by.audit(old);
    expect(faults).toEqual([]);
    const report = await by.audit(old, parseMark(marks[length] ?? ''));
    expect(report.faults).toMatchObject([
      { kind: 'mark', message: expect.stringContaining('The mark is of entry 12') },
    ]);
    expect((await by.audit(old, parseMark(marks[3] ?? ''))).faults).toEqual([]);
  });

  test('somebody with the passphrase who writes the log anew is found by a mark', async () => {
    const copy = copyOf(old);
    const database = await by.open(copy);
    while (database.entries < length) await database.lookUp({ ...reason, who: 'forger', key: keyOf('bob') });
    await database.close();
    expect((await by.audit(copy)).faults).toEqual([]);
    const report = await by.audit(copy, parseMark(marks[9] ?? ''));
    expect(report.faults).toEqual([
      { kind: 'mark', message: 'Entry 9 of the log is not the one of the mark: the log was written anew up to there.' },
    ]);
  });

  test('takes a wrong passphrase for what it is, and no mark that is none', async () => {
    await refused('POLICE_PASSPHRASE_WRONG', () => auditPolice(sample, 'something else', modules));
    for (const text of ['', '12', `0-${'0'.repeat(32)}`, `12-${'g'.repeat(32)}`, '12-00', `-1-${'0'.repeat(32)}`]) {
      await refused('PARAMETER_INVALID', () => parseMark(text));
    }
  });

  test('lists no more than it must of a database that somebody overwrote', async () => {
    const faults = await audited(async (rows) => {
      for (let number = 1; number <= 300; number++) await rows.put(entryRow(number), new Uint8Array(60));
    });
    expect(faults).toHaveLength(faultLimit);
  });
});

test('whatever is done to the rows of a log without its secrets is found', async () => {
  const parts = await by.parts(copyOf(sample));
  const rows: [string, Uint8Array][] = [];
  for await (const { number, box } of parts.records.entries(0, 99)) rows.push([entryRow(number), Uint8Array.from(box)]);
  expect(rows).toHaveLength(length);
  const places = fc.nat(length - 1);
  const change = fc.oneof(
    fc.record({ kind: fc.constant('delete' as const), at: places }),
    fc.record({ kind: fc.constant('copy' as const), at: places, from: places }),
    fc.record({ kind: fc.constant('flip' as const), at: places, byte: fc.nat(1_000), bit: fc.nat(7) }),
    fc.record({ kind: fc.constant('cut' as const), at: places, byte: fc.nat(1_000) }),
  );
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
  const apply = (one: Change): [string, Uint8Array | undefined] => {
    const [key = '', box = new Uint8Array(0)] = rows[one.at] ?? [];
    if (one.kind === 'delete') return [key, undefined];
    if (one.kind === 'copy') return [key, rows[one.from]?.[1]];
    if (one.kind === 'cut') return [key, box.slice(0, one.byte % box.length)];
    return [key, box.map((byte, at) => (at === one.byte % box.length ? byte ^ (1 << one.bit) : byte))];
  };
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const wanted = new Map<string, Uint8Array | undefined>(changes.map(apply));
        const isSame = [...wanted].every(([key, box]) => {
          const was = rows.find(([each]) => each === key)?.[1];
          return box !== undefined && was !== undefined && Buffer.from(box).equals(was);
        });
        const write = async (to: ReadonlyMap<string, Uint8Array | undefined>) =>
          parts.records.write(
            [...to].map(([key, value]) => ({ key: Uint8Array.from(Buffer.from(key, 'hex')), value })),
          );
        await write(wanted);
        const { faults } = await auditParts(parts);
        await write(new Map(rows));
        expect(faults.length > 0).toBe(!isSame);
      }),
      { numRuns: 150 },
    );
    expect((await auditParts(parts)).faults).toEqual([]);
  } finally {
    await closeParts(parts);
  }
});

test('secrets: a box opens as its own kind only, under its own network and master only, and not once they are forgotten', () => {
  const master = new Uint8Array(32).fill(1);
  const secrets = new Secrets(master, network, modules.randomBytes);
  const plain = Uint8Array.of(1, 2, 3);
  const box = secrets.close('entry', plain);
  expect(secrets.open('entry', box)).toEqual(plain);
  expect(secrets.open('entry', Buffer.from(box))).toEqual(plain);
  expect(secrets.open('person', box)).toBeUndefined();
  expect(
    new Secrets(
      master,
      network.map((byte) => byte ^ 1),
      modules.randomBytes,
    ).open('entry', box),
  ).toBeUndefined();
  expect(new Secrets(new Uint8Array(32), network, modules.randomBytes).open('entry', box)).toBeUndefined();
  for (let size = 0; size < box.length; size++) expect(secrets.open('entry', box.subarray(0, size))).toBeUndefined();
  expect(Buffer.from(secrets.close('entry', plain)).equals(box)).toBe(false);
  expect(Buffer.from(secrets.indexOf(keyOf('alice'))).equals(secrets.indexOf(keyOf('bob')))).toBe(false);
  secrets.forget();
  expect(secrets.open('entry', box)).toBeUndefined();
});
