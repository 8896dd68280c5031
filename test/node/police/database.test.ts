import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { Level } from 'level';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { personCommitment } from '../../../source/ledger/registries/owners/owner.ts';
import { createPolice } from '../../../source/node/police/create.ts';
import { PoliceDatabase } from '../../../source/node/police/database.ts';
import { personCodec } from '../../../source/node/police/person.ts';
import { keyOf, startTime, temporaryFolder } from '../../support/node.ts';
import { refused } from '../refused.ts';
import {
  alice,
  bob,
  bytesOf,
  copyOf,
  emptyPlace,
  heavy,
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

const [aliceKey, bobKey] = [keyOf('alice'), keyOf('bob')];
let sample: { folder: string; network: Uint8Array };
let by: Opener;

afterAll(removeKept);
beforeAll(async () => {
  sample = await makeKept();
  by = await opener(sample);
});

describe('making one', () => {
  test('is for its owner only, begins its log with who made it, and is never done twice', async () => {
    const place = emptyPlace();
    await refused('POLICE_MISSING', () => PoliceDatabase.open(place, passphrase, modules));
    await createPolice(place, { passphrase, who: ' Brigadier Roux ' }, heavy);
    expect(statSync(place.folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(place.folder, 'key.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(place.folder, 'key.json'), 'utf8')).toContain('"N": 131072');
    expect(readdirSync(dirname(place.folder))).toEqual(['police']);
    const before = bytesOf(place);
    await refused('POLICE_EXISTS', () => createPolice(place, { passphrase, who: 'other' }, modules));
    expect(bytesOf(place)).toEqual(before);
    const database = await PoliceDatabase.open(place, passphrase, modules);
    onTestFinished(() => database.close());
    expect(await database.log(10)).toMatchObject([
      { number: 1, action: 'create', who: 'Brigadier Roux', at: BigInt(startTime) },
    ]);
  });

  test('leaves nothing behind where it is refused or given up', async () => {
    const place = emptyPlace();
    await refused('POLICE_PASSPHRASE_SHORT', () => createPolice(place, { passphrase: 'short', who: 'Roux' }, modules));
    await refused('WHO_MISSING', () => createPolice(place, { passphrase, who: '  ' }, modules));
    const stopping = {
      ...modules,
      onProgress: () => {
        throw new Error('given up');
      },
    };
    await expect(createPolice(place, { passphrase, who: 'Roux' }, stopping)).rejects.toThrow('given up');
    const error = Object.assign(new Error('IO error: /x: No space left on device'), { code: 'LEVEL_IO_ERROR' });
    const spy = vi.spyOn(Level.prototype, 'batch').mockRejectedValueOnce(error);
    onTestFinished(() => spy.mockRestore());
    await refused('POLICE_DISK_FULL', () => createPolice(place, { passphrase, who: 'Roux' }, modules));
    expect(readdirSync(dirname(place.folder))).toEqual([]);

    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const below = { folder: join(file, 'police'), network };
    await refused('POLICE_UNUSABLE', () => createPolice(below, { passphrase, who: 'Roux' }, modules));
  });
});

describe('an open one', () => {
  test('knows who is behind a key, under a fresh salt each time, and keeps it over a restart', async () => {
    const place = copyOf(sample);
    const database = await by.openForTest(place);
    const commitment = await database.add(aliceKey, alice, { who: 'Roux', purpose: '' });
    const found = await database.lookUp({ ...reason, key: aliceKey });
    expect(found).toEqual({ key: aliceKey, person: alice, commitment, since: startTime, by: 'Roux' });
    expect(await database.commitment(aliceKey, reason)).toEqual(commitment);
    expect(await database.lookUp({ ...reason, key: bobKey })).toBeUndefined();
    await refused('PERSON_EXISTS', () => database.add(aliceKey, bob, reason));
    await refused('PERSON_UNKNOWN', () => database.commitment(bobKey, reason));
    await refused('PERSON_UNKNOWN', () => database.erase(bobKey, reason));
    const other = await database.add(bobKey, alice, reason);
    expect(bytesToHex(other)).not.toBe(bytesToHex(commitment));
    const { entries, mark } = database;
    await database.close();

    const again = await by.openForTest(place);
    expect([again.entries, again.mark]).toEqual([entries, mark]);
    expect((await again.lookUp({ ...reason, key: aliceKey }))?.person).toEqual(alice);
  });

  test('writes down every answer about a person, a refusal that says whether somebody is on file too', async () => {
    const database = await by.openForTest(copyOf(sample));
    await database.add(aliceKey, alice, { who: 'Roux', purpose: '' });
    await refused('PERSON_EXISTS', () => database.add(aliceKey, bob, { who: 'Blanc', purpose: '' }));
    await refused('PERSON_UNKNOWN', () => database.commitment(bobKey, reason));
    await refused('PERSON_UNKNOWN', () => database.erase(bobKey, reason));
    const look = { action: 'look', ...reason, key: bobKey, found: false };
    expect(await database.log(3)).toMatchObject([
      look,
      look,
      { action: 'look', who: 'Blanc', purpose: 'to put somebody on file', key: aliceKey, found: true },
    ]);
    expect(await database.audit()).toMatchObject({ people: 1, faults: [] });
  });

  test('writes down every look-up, newest first, page by page; nothing that was refused unanswered', async () => {
    const database = await by.openForTest(copyOf(sample));
    await database.lookUp({ who: ' Roux ', purpose: ' case 12', key: undefined, plate: 'AB-123-CD', height: 7 });
    await database.add(aliceKey, alice, { who: 'Roux', purpose: '' });
    await database.lookUp({ ...reason, key: aliceKey, plate: 'ZZ-1', height: 8 });
    await database.commitment(aliceKey, reason);
    await refused('PURPOSE_MISSING', () => database.lookUp({ ...reason, purpose: ' ', key: aliceKey }));
    await refused('PURPOSE_MISSING', () => database.erase(aliceKey, { ...reason, purpose: '' }));
    await refused('WHO_MISSING', () => database.lookUp({ ...reason, who: '', key: aliceKey }));
    await refused('LOG_TEXT_INVALID', () => database.lookUp({ ...reason, purpose: 'a\nb', key: aliceKey }));
    await refused('LOG_TEXT_INVALID', () => database.lookUp({ ...reason, purpose: 'x'.repeat(201), key: aliceKey }));
    await refused('LOG_TEXT_INVALID', () => database.lookUp({ ...reason, who: 'é'.repeat(41), key: aliceKey }));
    const log = await database.log(10);
    expect(log.map(({ number, action, found }) => [number, action, found])).toEqual([
      [5, 'commit', true],
      [4, 'look', true],
      [3, 'add', true],
      [2, 'look', false],
      [1, 'create', false],
    ]);
    expect(log[1]).toMatchObject({ ...reason, key: aliceKey, plate: 'ZZ-1', height: 8 });
    expect(log[3]).toMatchObject({ who: 'Roux', purpose: 'case 12', key: undefined, plate: 'AB-123-CD', height: 7 });
    expect((await database.log(2, 4)).map(({ number }) => number)).toEqual([3, 2]);
    expect(await database.log(2, 1)).toEqual([]);
  });

  test('answers many at once one after the other, each with its entry', async () => {
    const database = await by.openForTest(copyOf(sample));
    await Promise.all(
      Array.from({ length: 20 }, (_, number) => database.lookUp({ ...reason, who: `${number}`, key: aliceKey })),
    );
    const whos = (await database.log(20)).map(({ who }) => who);
    expect(whos).toEqual(Array.from({ length: 20 }, (_, number) => `${19 - number}`));
    expect((await database.audit()).faults).toEqual([]);
  });

  test('says nothing in its files of who is on file, behind which key, or who looked for what', async () => {
    const place = copyOf(sample);
    const database = await by.openForTest(place);
    const commitment = await database.add(aliceKey, alice, reason);
    await database.lookUp({ ...reason, key: aliceKey, plate: 'AB-123-CD' });
    await database.close();
    const files = bytesOf(place);
    const texts = [...Object.values(alice), ...Object.values(reason), 'AB-123-CD', passphrase].map((text) =>
      Buffer.from(text),
    );
    for (const secret of [...texts, Buffer.from(aliceKey), Buffer.from(commitment)]) {
      expect([secret.toString(), files.includes(secret)]).toEqual([secret.toString(), false]);
    }
    await withRows(place, async (rows) => {
      for await (const key of rows.keys()) expect(key).not.toContain(bytesToHex(aliceKey).slice(2, 20));
    });
  });

  test('erases salt and record from its files too; the key can have somebody anew', async () => {
    const place = copyOf(sample);
    const database = await by.openForTest(place);
    for (const key of ['carol', 'dealer', 'garage']) await database.add(keyOf(key), bob, reason);
    const commitment = await database.add(aliceKey, alice, reason);
    await database.close();
    let box: Buffer | undefined;
    await withRows(place, async (rows) => {
      const people = await rows.iterator({ gte: '02', lt: '03' }).all();
      const largest = people.reduce((one, other) => (other[1].length > one[1].length ? other : one));
      box = Buffer.from(largest[1]);
    });
    expect(bytesOf(place).includes(box ?? '')).toBe(true);

    const again = await by.openForTest(place);
    await again.erase(aliceKey, reason);
    expect(bytesOf(place).includes(box ?? '')).toBe(false);
    expect(await again.lookUp({ ...reason, key: aliceKey })).toBeUndefined();
    await refused('PERSON_UNKNOWN', () => again.commitment(aliceKey, reason));
    expect((await again.lookUp({ ...reason, key: keyOf('carol') }))?.person).toEqual(bob);
    const anew = await again.add(aliceKey, alice, reason);
    expect(bytesToHex(anew)).not.toBe(bytesToHex(commitment));
    await again.erase(aliceKey, reason);
    await again.close();
    expect(bytesOf(place).includes(box ?? '')).toBe(false);
    await withRows(place, async (rows) => {
      expect(await rows.keys({ gte: '02', lt: '03' }).all()).toHaveLength(3);
      expect(await rows.get('0001')).toBeUndefined();
    });
    expect((await (await by.openForTest(place)).audit()).faults).toEqual([]);
    expect(commitment).toHaveLength(32);
  });

  test.each([0, 1, 3])(
    'erases who was put on file in the same run too, after %i others were erased',
    async (others) => {
      const place = copyOf(sample);
      const database = await by.openForTest(place);
      const spy = vi.spyOn(Level.prototype, 'batch');
      onTestFinished(() => spy.mockRestore());
      for (let number = 0; number < others; number++) {
        await database.add(bobKey, bob, reason);
        await database.erase(bobKey, reason);
      }
      await database.add(aliceKey, alice, reason);
      const batches = spy.mock.calls as unknown as readonly [readonly { key: Uint8Array; value?: Uint8Array }[]][];
      const boxes = batches.flatMap(([rows]) =>
        rows.flatMap(({ key, value }) => (key[0] === 2 && value ? [value] : [])),
      );
      expect(boxes).toHaveLength(others + 1);
      expect(boxes.map((box) => bytesOf(place).includes(Buffer.from(box)))).toEqual(
        boxes.map((_, at) => at === others),
      );
      await database.erase(aliceKey, reason);
      for (const box of boxes) expect(bytesOf(place).includes(Buffer.from(box))).toBe(false);
    },
  );

  test('what was committed to is the record as it was encoded then', async () => {
    const seen: Uint8Array[] = [];
    const place = copyOf(sample);
    const watched = {
      ...modules,
      randomBytes: (size: number) => {
        const bytes = modules.randomBytes(size);
        if (size === 32) seen.push(bytes);
        return bytes;
      },
    };
    const database = await PoliceDatabase.over(await by.parts(place), watched);
    onTestFinished(() => database.close());
    const commitment = await database.add(aliceKey, alice, reason);
    expect(seen.map((salt) => bytesToHex(personCommitment(salt, personCodec.encode(alice))))).toEqual([
      bytesToHex(commitment),
    ]);
  });

  test('is closed once, after what was asked before, and answers no more', async () => {
    const database = await by.openForTest(copyOf(sample));
    const asked = database.lookUp({ ...reason, key: aliceKey });
    await Promise.all([database.close(), database.close()]);
    expect(await asked).toBeUndefined();
    await refused('POLICE_CLOSED', () => database.lookUp({ ...reason, key: aliceKey }));
  });
});

describe('opening', () => {
  test('a wrong passphrase is refused and changes nothing', async () => {
    const place = copyOf(sample);
    const before = bytesOf(place);
    for (const wrong of [`${passphrase}!`, '', passphrase.toUpperCase()]) {
      await refused('POLICE_PASSPHRASE_WRONG', () => PoliceDatabase.open(place, wrong, modules));
    }
    expect(bytesOf(place)).toEqual(before);
    await by.openForTest(place);
  });

  test('the database of another network is refused', async () => {
    const { folder } = copyOf(sample);
    const other = network.map((byte) => byte ^ 1);
    await refused('POLICE_OTHER_NETWORK', () => PoliceDatabase.open({ folder, network: other }, passphrase, modules));
  });

  test('one that another has open is refused until that is closed', async () => {
    const place = copyOf(sample);
    const first = await by.openForTest(place);
    await refused('POLICE_LOCKED', () => by.open(place));
    await first.lookUp({ ...reason, key: aliceKey });
    await first.close();
    expect((await by.openForTest(place)).entries).toBe(2);
  });

  test('an empty folder is no database, and none is made in it', async () => {
    const folder = join(temporaryFolder(), 'police');
    mkdirSync(folder);
    await refused('POLICE_DAMAGED', () => PoliceDatabase.open({ folder, network }, passphrase, modules));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a full disk', () => {
  const full = () =>
    Object.assign(new Error('IO error: /x/1.log: No space left on device'), { code: 'LEVEL_IO_ERROR' });

  test('nobody is looked up or put on file; nothing more is taken; the next opening has what was there', async () => {
    const place = copyOf(sample);
    const database = await by.openForTest(place);
    await database.add(aliceKey, alice, reason);
    const { mark } = database;
    const spy = vi.spyOn(Level.prototype, 'batch').mockRejectedValueOnce(full());
    onTestFinished(() => spy.mockRestore());
    await refused('POLICE_DISK_FULL', () => database.lookUp({ ...reason, key: aliceKey }));
    await refused('POLICE_DISK_FULL', () => database.add(bobKey, bob, reason));
    await refused('POLICE_DISK_FULL', () => database.erase(aliceKey, reason));
    expect(database.mark).toBe(mark);
    await database.close();
    const again = await by.openForTest(place);
    expect(again.mark).toBe(mark);
    expect((await again.lookUp({ ...reason, key: aliceKey }))?.person).toEqual(alice);
    expect(await again.lookUp({ ...reason, key: bobKey })).toBeUndefined();
  });

  test('remains that could not be taken away go at the next opening', async () => {
    const place = copyOf(sample);
    const database = await by.openForTest(place);
    await database.add(aliceKey, alice, reason);
    const level = Level.prototype as unknown as { compactRange(): Promise<void> };
    const compact = level.compactRange;
    const spy = vi.spyOn(level, 'compactRange');
    onTestFinished(() => spy.mockRestore());
    spy.mockImplementationOnce(compact).mockRejectedValueOnce(full());
    await refused('POLICE_REMAINS', () => database.erase(aliceKey, reason));
    expect(await database.lookUp({ ...reason, key: aliceKey })).toBeUndefined();
    await database.close();
    await withRows(place, async (rows) => expect(await rows.get('0001')).toBeDefined());
    await (await by.openForTest(place)).close();
    await withRows(place, async (rows) => expect(await rows.get('0001')).toBeUndefined());
  });
});
