import { appendFileSync, fsyncSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Entry, Journal, type SyncFile } from '../../../source/node/gate/journal.ts';
import { keyOf, temporaryFolder } from '../../support/node.ts';
import { openHall } from './hall.ts';

const network = new Uint8Array(32).fill(9);

function entry(serial: number): Entry {
  const [event, signature] = [new Uint8Array(32).fill(1), new Uint8Array(64).fill(2)];
  return { event, serial, session: 'ABCDEF', slot: 7, signature, gate: keyOf('garage'), again: false };
}

function journalAt(file: string, more: { limit?: number; sync?: SyncFile } = {}): Journal {
  return new Journal(file, network, more);
}

const damaged = expect.objectContaining({ code: 'GATE_JOURNAL_DAMAGED' });

describe('the journal of a gate', () => {
  test('gives back what was written, is its owner’s alone, and goes on where it was', () => {
    const file = join(temporaryFolder(), 'gate', 'admissions');
    const journal = journalAt(file);
    expect(journal.read()).toEqual([]);
    journal.append(entry(1));
    journal.append(entry(2));
    journal.close();
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const later = journalAt(file);
    expect(later.read()).toEqual([entry(1), entry(2)]);
    later.append(entry(3));
    later.replace([entry(3)]);
    later.append(entry(4));
    later.close();
    expect(journalAt(file).read()).toEqual([entry(3), entry(4)]);
  });

  test('an entry that a crash cut short is none; whatever follows takes its place', () => {
    const file = join(temporaryFolder(), 'admissions');
    const journal = journalAt(file);
    journal.append(entry(1));
    const size = statSync(file).size;
    journal.append(entry(2));
    journal.close();
    for (let left = size + 1; left < 2 * size; left += 11) {
      truncateSync(file, left);
      const torn = journalAt(file);
      expect(torn.read()).toEqual([entry(1)]);
      torn.append(entry(3));
      torn.close();
      expect(journalAt(file).read()).toEqual([entry(1), entry(3)]);
    }
    // The disk had made room for it, and no more.
    truncateSync(file, size);
    appendFileSync(file, new Uint8Array(size));
    expect(journalAt(file).read()).toEqual([entry(1)]);
  });

  test('is refused when it was changed, when it is of another network, and when it is full', () => {
    const file = join(temporaryFolder(), 'admissions');
    const journal = journalAt(file, { limit: 3 });
    for (const serial of [1, 2, 3]) journal.append(entry(serial));
    expect(() => journal.append(entry(4))).toThrow(expect.objectContaining({ code: 'GATE_JOURNAL_FULL' }));
    journal.close();
    expect(() => new Journal(file, new Uint8Array(32)).read()).toThrow(damaged);
    const bytes = readFileSync(file);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(() => journalAt(file).read()).toThrow(damaged);
  });

  test('a bit that flipped in the last entry is damage: nobody comes in a second time for it', () => {
    const file = join(temporaryFolder(), 'admissions');
    const journal = journalAt(file);
    for (const serial of [1, 2]) journal.append(entry(serial));
    journal.close();
    const whole = readFileSync(file);
    for (let place = whole.length / 2; place < whole.length; place++) {
      const bytes = Uint8Array.from(whole);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      expect(() => journalAt(file).read(), `byte ${place}`).toThrow(damaged);
    }
  });

  test('an entry that was taken out from among others, moved or doubled is missed', () => {
    const file = join(temporaryFolder(), 'admissions');
    const journal = journalAt(file);
    for (const serial of [1, 2, 3]) journal.append(entry(serial));
    journal.close();
    const whole = readFileSync(file);
    const size = whole.length / 3;
    const [one, two, three] = [0, 1, 2].map((place) => whole.subarray(place * size, (place + 1) * size));
    for (const others of [[one, three], [two, three], [one, three, two], [one, two, two], [three]]) {
      writeFileSync(file, Buffer.concat(others.flatMap((each) => each ?? [])));
      expect(() => journalAt(file).read()).toThrow(damaged);
    }
  });

  test('what the disk did not keep for sure is taken back, so that it is not there after a restart', () => {
    const file = join(temporaryFolder(), 'admissions');
    let faults = 0;
    const sync: SyncFile = (descriptor) => {
      if (faults-- > 0) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fsync' });
      fsyncSync(descriptor);
    };
    const journal = journalAt(file, { sync });
    journal.append(entry(1));
    faults = 1;
    expect(() => journal.append(entry(2))).toThrow(expect.objectContaining({ code: 'GATE_JOURNAL_FAILED' }));
    expect(journalAt(file).read()).toEqual([entry(1)]);
    faults = 2;
    expect(() => journal.append(entry(3))).toThrow(expect.objectContaining({ code: 'GATE_JOURNAL_UNCERTAIN' }));
    journal.append(entry(4));
    journal.close();
    expect(journalAt(file).read()).toEqual([entry(1), entry(4)]);
  });

  test.skipIf(process.platform === 'win32')(
    'a file that can be neither synced nor cut says that nothing is sure',
    () => {
      const file = join(temporaryFolder(), 'admissions');
      symlinkSync('/dev/null', file);
      const journal = journalAt(file);
      expect(() => journal.append(entry(1))).toThrow(expect.objectContaining({ code: 'GATE_JOURNAL_UNCERTAIN' }));
      journal.close();
    },
  );

  test('nobody is let in when the disk does not take it', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    // A file where the folder should be.
    writeFileSync(join(hall.directory, 'gate'), '');
    const proof = await hall.show('alice', 1);
    await expect(hall.ask(proof)).rejects.toMatchObject({ code: 'GATE_JOURNAL_FAILED' });
    expect(await hall.state()).toMatchObject({ inside: 0, queued: 0 });
  });

  test('a damaged one stops the gate and nothing else', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    await hall.buy('bob');
    hall.wait('19:10');
    await hall.ask(await hall.show('alice', 1));
    await hall.ask(await hall.show('bob', 2));
    const file = join(hall.directory, 'gate', 'admissions');
    const bytes = readFileSync(file);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await hall.restart();
    await hall.mine();
    await expect(hall.state()).rejects.toMatchObject({ code: 'GATE_JOURNAL_DAMAGED' });
  });
});

describe('whoever was let in', () => {
  test('is known after a restart, is handed in again, and leaves the queue with a block', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ code: 'ADMIT', inside: 1 });
    await hall.restart();
    expect(await hall.state()).toMatchObject({ inside: 1, queued: 1 });
    expect(await hall.node.mempool()).toMatchObject([{ operation: 'tickets.admit' }]);
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ code: 'ALREADY_INSIDE', inside: 1 });
    await hall.mine();
    expect(await hall.state()).toMatchObject({ inside: 1, queued: 0 });
    await hall.restart();
    expect(await hall.state()).toMatchObject({ inside: 1, queued: 0 });
    expect(await hall.node.mempool()).toEqual([]);
  });

  test('is forgotten a day after the end, once the ledger has it, and not before', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    await hall.buy('bob');
    hall.wait('19:10');
    await hall.ask(await hall.show('alice', 1));
    await hall.mine();
    await hall.ask(await hall.show('bob', 2));
    const file = join(hall.directory, 'gate', 'admissions');
    const size = statSync(file).size / 2;
    hall.environment.advance(2 * 86_400_000);
    await hall.restart();
    expect(statSync(file).size).toBe(size);
    await hall.mine();
    await hall.mine();
    expect(await hall.state()).toMatchObject({ inside: 2, queued: 0 });
    await hall.restart();
    expect(statSync(file).size).toBe(0);
  });

  test('is signed anew when another terminal with the same key used the number', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    await hall.ask(await hall.show('alice', 1));
    const [waiting] = await hall.node.mempool();
    await hall.node.submit({
      ...{
        as: 'garage',
        operation: 'coins.transfer',
        to: 'bob',
        amount: '1',
        nonce: waiting?.nonce ?? -1,
        fee: '900000',
      },
    });
    expect(await hall.node.mempool()).toMatchObject([{ operation: 'coins.transfer' }]);
    await hall.mine();
    expect(await hall.node.mempool()).toMatchObject([{ operation: 'tickets.admit' }]);
    await hall.mine();
    expect(await hall.state()).toMatchObject({ inside: 1, queued: 0 });
  });

  test('waits as long as the gate cannot pay, and somebody hears of it once', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    await hall.buy('bob');
    const { balance } = await hall.node.account({ name: 'garage' });
    const fee = 10_000n;
    await hall.node.submit({
      ...{ as: 'garage', operation: 'coins.transfer', to: 'carol', amount: `${BigInt(balance) - fee}`, fee: `${fee}` },
    });
    hall.wait('19:10');
    await hall.mine();
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ code: 'ADMIT', inside: 1 });
    expect(await hall.ask(await hall.show('bob', 2))).toMatchObject({ code: 'ADMIT', inside: 2 });
    await hall.mine();
    expect(await hall.state()).toMatchObject({ queued: 2, inside: 2, trouble: expect.stringContaining('0.00 LVR') });
    expect(hall.notices.filter((text) => text.startsWith('Admissions wait'))).toHaveLength(1);
    await hall.node.submit({ as: 'carol', operation: 'coins.transfer', to: 'garage', amount: '1000000' });
    await hall.mine();
    await hall.mine();
    expect(await hall.state()).toMatchObject({ queued: 0, inside: 2 });
  });
});
