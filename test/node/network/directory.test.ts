import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { publicKeyOf } from '../../../source/ledger/signature.ts';
import { Directory, type Listed } from '../../../source/node/network/directory.ts';
import { OwnRecord } from '../../../source/node/network/own-record.ts';
import { Quota } from '../../../source/node/network/quota.ts';
import { checkRecord } from '../../../source/node/network/record.ts';
import { mostSeen, seenAt, seenUrl } from '../../../source/node/network/seen.ts';
import { helloOf } from '../../support/hostile.ts';
import { keyOf } from '../../support/node.ts';

const library = keyOf('library-0');
const signature = new Uint8Array(64);

/** A record as it is kept; its signatures are nobody's concern any more. */
function listed(number: number, over: Partial<Listed> = {}, accounts = [library]): Listed {
  const nodeKey = Uint8Array.of(2, ...new Uint8Array(28), ...new Uint8Array(new Uint32Array([number]).buffer));
  const record = {
    nodeKey,
    sequence: number,
    urls: [],
    signature,
    accounts: accounts.map((key) => ({ key, signature })),
  };
  return { record, id: bytesToHex(nodeKey), since: 0, isNear: false, ...over };
}

/** An account of its own for each number. */
function account(number: number): Uint8Array {
  return listed(number).record.nodeKey;
}

describe('a directory', () => {
  test('keeps at most 1,000 records; whoever was silent longest leaves', () => {
    const directory = new Directory();
    for (let number = 0; number < 1_100; number++) directory.put(listed(number, {}, [account(number)]));
    expect(directory.size).toBe(1_000);
    expect(directory.speakersOf(account(99))).toEqual([]);
    expect(directory.speakersOf(account(100))).toHaveLength(1);
    directory.put(listed(100, {}, [account(100)]));
    directory.put(listed(2_000));
    expect(directory.speakersOf(account(100))).toHaveLength(1);
    expect(directory.speakersOf(account(101))).toEqual([]);
  });

  test('keeps the eight newest nodes of an account, and a node as long as one account is left', () => {
    const directory = new Directory();
    directory.put(listed(1, {}, [library, account(7)]));
    directory.put(listed(2));
    for (let number = 3; number <= 10; number++) directory.put(listed(number));
    const newest = [10, 9, 8, 7, 6, 5, 4, 3];
    expect(directory.speakersOf(library).map(({ record }) => record.sequence)).toEqual(newest);
    expect(directory.speakersOf(account(7))).toHaveLength(1);
    expect([directory.size, directory.get(listed(2).id)]).toEqual([9, undefined]);
    // One that is older than all of them does not even come in.
    directory.put(listed(2));
    expect(directory.speakersOf(library).map(({ record }) => record.sequence)).toEqual(newest);
  });

  test('forgets ten minutes after the last word whoever is not connected, and whoever is of no use any more', () => {
    const directory = new Directory();
    for (const number of [1, 2, 3]) directory.put(listed(number));
    directory.put(listed(4, { since: 300_000 }));
    const judge = ({ record }: Listed) => ({ isConnected: record.sequence === 1, isUseful: record.sequence !== 3 });
    directory.tidy(600_000, judge);
    expect(directory.all().map(({ record }) => record.sequence)).toEqual([1, 2, 4]);
    directory.tidy(600_001, judge);
    expect(directory.all().map(({ record }) => record.sequence)).toEqual([1, 4]);
    directory.forget(listed(1).id);
    directory.forget(listed(4).id);
    expect([directory.size, directory.speakersOf(library)]).toEqual([0, []]);
  });
});

test('a quota gives so many at once, and so many a second after that, never more than it holds', () => {
  const quota = new Quota({ burst: 3, perSecond: 2 }, 1_000);
  const taken = (now: number) => Array.from({ length: 5 }, () => quota.take(now)).filter(Boolean).length;
  expect([taken(1_000), taken(1_499), taken(1_500), taken(60_000)]).toEqual([3, 0, 1, 3]);
});

test('a record names 32 accounts at most, and keeps each signature', () => {
  const secret = (number: number) => new Uint8Array(32).fill(1).fill(number, 31);
  const node = { key: publicKeyOf(secret(200)), secretKey: secret(200), genesisId: new Uint8Array(32) };
  const own = new OwnRecord(node);
  own.speakFor(
    Array.from({ length: 33 }, (_, number) => ({ publicKey: publicKeyOf(secret(number)), secretKey: secret(number) })),
  );
  const record = own.sign(
    5,
    Array.from({ length: 9 }, (_, number) => `ws://10.0.0.${number}:5000`),
    () => true,
  );
  expect([record.accounts.length, record.urls.length]).toEqual([32, 8]);
  expect(() => checkRecord(record, node.genesisId, () => false)).not.toThrow();
  // The clock was set back.
  expect(own.sign(1, [], () => true).sequence).toBe(6);
});

describe('where others say that they see a node', () => {
  const seen = (remote: string, port = 5001) =>
    seenUrl(helloOf(new Uint8Array(32).fill(1), { extensions: seenAt(remote) }), port);

  test.each([
    ['10.0.0.1:40000', 'ws://10.0.0.1:5001'],
    ['::ffff:10.0.0.1:40000', 'ws://10.0.0.1:5001'],
    ['fe80::1:40000', 'ws://[fe80::1]:5001'],
    ['[fe80::1]:5000', 'ws://[fe80::1]:5001'],
    ['books.example.org:5000', 'ws://books.example.org:5001'],
    ['a b:5000', undefined],
    ['user@host:5000', undefined],
    [`${'a'.repeat(81)}:5000`, undefined],
  ])('%s', (remote, url) => {
    expect(seen(remote)).toBe(url);
  });

  test('nothing where it listens nowhere, and nothing where nobody says anything', () => {
    expect(seen('10.0.0.1:5000', 0)).toBeUndefined();
    expect(seenUrl(helloOf(new Uint8Array(32).fill(1)), 5_000)).toBeUndefined();
  });

  test('what most say comes first, and eight at most', () => {
    const urls = Array.from({ length: 12 }, (_, number) => `ws://10.0.0.${number}:5000`);
    const most = mostSeen([...urls, undefined, urls[11], urls[11], urls[5]]);
    expect(most).toEqual([urls[11], urls[5], ...urls.slice(0, 5), urls[6]]);
  });
});
