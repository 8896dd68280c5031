import { describe, expect, test } from 'vitest';
import {
  AddressBook,
  isLoopback,
  type KnownAddress,
  normalUrl,
  urlOn,
} from '../../../source/node/network/addresses.ts';

const url = 'ws://10.0.0.1:5000';

describe('an address', () => {
  test.each([
    ['ws://127.0.0.1:5000', 'ws://127.0.0.1:5000'],
    ['  WS://Example.ORG:80/', 'ws://example.org:80'],
    ['ws://[::1]:5001', 'ws://[::1]:5001'],
    ['ws://10.0.0.1:05001', 'ws://10.0.0.1:5001'],
    ['ws://2130706433:5000', 'ws://127.0.0.1:5000'],
    ['ws://0x7f.1:5000', 'ws://127.0.0.1:5000'],
    ['ws://[0:0:0:0:0:0:0:1]:5000', 'ws://[::1]:5000'],
    ['ws://[::::]:5000', undefined],
    ['ws://1.2.3.4.5:5000', undefined],
    ['wss://10.0.0.1:5001', undefined],
    ['ws://10.0.0.1', undefined],
    ['ws://10.0.0.1:0', undefined],
    ['ws://10.0.0.1:65536', undefined],
    ['ws://user@10.0.0.1:5000', undefined],
    ['ws://10.0.0.1:5000/path', undefined],
    ['', undefined],
  ])('%s is written %s', (text, normal) => {
    expect(normalUrl(text)).toBe(normal);
  });

  test('of a connection that came in is its host with the port that it listens on', () => {
    expect(urlOn('::ffff:192.168.0.7:40123', 5001)).toBe('ws://192.168.0.7:5001');
    expect(urlOn('::1:40123', 5001)).toBe('ws://[::1]:5001');
    expect(urlOn('fe80::2:40123', 5001)).toBe('ws://[fe80::2]:5001');
    expect(urlOn('192.168.0.7:40123', 0)).toBeUndefined();
    expect(urlOn('unknown:0', 5001)).toBe('ws://unknown:5001');
  });

  test('is of this machine or not', () => {
    const near = ['127.0.0.1:5000', 'ws://127.0.0.1:5000', '::1:5000', 'ws://[::1]:5000', '::ffff:127.0.0.1:5000'];
    near.push('ws://[::ffff:7f00:1]:5000', 'ws://0.0.0.0:5000', 'ws://[::]:5000');
    expect(near.map(isLoopback)).toEqual(near.map(() => true));
    expect(['ws://10.0.0.1:5000', '192.168.0.7:127', 'ws://[fe80::1]:5000'].map(isLoopback)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('the address book', () => {
  test('tries what failed ever later, at most every two minutes, and at once again once it was good', () => {
    const book = new AddressBook();
    book.add(url, 'seed');
    let now = 1_000;
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      const from = now;
      while (!book.candidates(now).includes(url)) now += 1_000;
      waits.push((now - from) / 1_000);
      book.tried(url, { now: 0, monotonic: now });
      book.failed(url);
    }
    expect(waits).toEqual([0, 4, 8, 16, 32, 64, 120, 120]);
    book.good(url, now);
    expect(book.candidates(now + 2_000)).toEqual([url]);
  });

  test('tries those first that were good last', () => {
    const book = new AddressBook();
    for (const port of [1, 2, 3]) book.add(`ws://10.0.0.1:${port}`, 'peer');
    book.good('ws://10.0.0.1:2', 10);
    book.good('ws://10.0.0.1:3', 20);
    expect(book.candidates(50).map((each) => each.at(-1))).toEqual(['3', '2', '1']);
  });

  test('never keeps what is this node itself, whoever names it', () => {
    const book = new AddressBook();
    book.add(url, 'seed');
    book.setOwn(url);
    expect(book.add(url, 'peer')).toBe(url);
    expect(book.all()).toEqual([]);
    expect(book.isOwn(url)).toBe(true);
  });

  test('is bounded; what was good and what a person named stays', () => {
    const book = new AddressBook();
    book.add('ws://10.9.9.9:1', 'person');
    book.add('ws://10.9.9.9:2', 'seed');
    book.add('ws://10.9.9.9:3', 'peer');
    book.good('ws://10.9.9.9:3', 5);
    for (let port = 1; port <= 3_000; port++) book.add(`ws://10.0.0.1:${port}`, 'flood');
    const urls = book.all().map((known) => known.url);
    expect(urls).toHaveLength(1_000);
    expect(urls).toEqual(expect.arrayContaining(['ws://10.9.9.9:1', 'ws://10.9.9.9:2', 'ws://10.9.9.9:3']));
  });

  test('takes from an earlier run only what is an address, and tries it at once', () => {
    const saved = { source: 'peer', lastGood: 7, lastTried: 9, failures: 4 };
    const book = new AddressBook([{ url, ...saved }, { url: 'http://x', ...saved } satisfies KnownAddress]);
    expect(book.all()).toEqual([{ url, source: 'peer', lastGood: 7, lastTried: 0, failures: 0 }]);
    expect(book.candidates(10)).toEqual([url]);
  });
});
