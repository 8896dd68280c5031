import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as codec from '../../source/ledger/codec.ts';
import { Fault, Reader, Writer } from '../../source/ledger/wire.ts';

const edges = [
  0n,
  1n,
  255n,
  256n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 64n - 1n,
];

describe('numbers', () => {
  test.each(edges)('%s in 64 bits is what DataView makes of it', (value) => {
    const raw = codec.u64.encode(value);
    expect(new DataView(raw.buffer).getBigUint64(0, true)).toBe(value);
    expect(codec.u64.decode(raw)).toBe(value);
  });

  test('every number comes back, and lies as DataView lays it', () => {
    fc.assert(
      fc.property(fc.nat(0xff), fc.nat(0xffff), fc.nat(0xffff_ffff), fc.bigInt(0n, 2n ** 64n - 1n), (a, b, c, d) => {
        const writer = new Writer();
        writer.u8(a);
        writer.u16(b);
        writer.u32(c);
        writer.u64(d);
        const raw = writer.take();
        const view = new DataView(raw.buffer);
        expect([view.getUint8(0), view.getUint16(1, true), view.getUint32(3, true)]).toEqual([a, b, c]);
        expect(view.getBigUint64(7, true)).toBe(d);
        const reader = new Reader(raw);
        expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([a, b, c, d]);
        reader.end();
      }),
    );
  });

  test('what ends too early is refused at every width', () => {
    for (const size of [0, 1, 3, 7]) {
      const read = (take: (reader: Reader) => unknown) => () => take(new Reader(new Uint8Array(size)));
      expect(read((reader) => reader.u64())).toThrow(Fault);
      expect(read((reader) => reader.bytes(size + 1))).toThrow(Fault);
      expect(read((reader) => reader.view(size + 1))).toThrow(Fault);
      if (size < 4) expect(read((reader) => reader.u32())).toThrow(Fault);
      if (size < 2) expect(read((reader) => reader.u16())).toThrow(Fault);
      if (size < 1) expect(read((reader) => reader.u8())).toThrow(Fault);
    }
  });
});

test('a writer grows with what is written, and starts anew', () => {
  const writer = new Writer();
  const parts = [900, 200, 70_000].map((size, index) => new Uint8Array(size).fill(index + 1));
  for (const part of parts) writer.bytes(part);
  expect(writer.take()).toEqual(Uint8Array.from(parts.flatMap((part) => [...part])));
  expect(writer.take()).toHaveLength(0);
  expect(writer.clear()).toBe(false);
  expect(new Writer().clear()).toBe(true);
});

describe('encoding', () => {
  const pair = codec.struct({ first: codec.u16, second: codec.text(4) });

  test('one that fails leaves nothing behind for the next', () => {
    expect(() => pair.encode({ first: 1, second: 'too long' })).toThrow('at most 4 bytes');
    expect([...pair.encode({ first: 1, second: 'a' })]).toEqual([1, 0, 1, 0, 0x61]);
  });

  test('one inside another does not disturb it', () => {
    const nested = codec.mapped(codec.blob(20), pair.decode, pair.encode);
    const value = { first: 7, second: 'ab' };
    const both = codec.struct({ left: nested, right: nested });
    expect(both.decode(both.encode({ left: value, right: value }))).toEqual({ left: value, right: value });
  });

  test('what was given out does not change with the next one', () => {
    const given = pair.encode({ first: 1, second: 'a' });
    pair.encode({ first: 2, second: 'b' });
    expect([...given]).toEqual([1, 0, 1, 0, 0x61]);
  });
});

test('long lists and blobs carry a u32 and have a bound', () => {
  const list = codec.longList(codec.longBlob(3), 2);
  const raw = list.encode([Uint8Array.of(9), Uint8Array.of()]);
  expect([...raw]).toEqual([2, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0]);
  expect(list.decode(raw)).toEqual([Uint8Array.of(9), Uint8Array.of()]);
  expect(() => list.encode([new Uint8Array(4)])).toThrow('at most 3 bytes');
  expect(() => list.decode(Uint8Array.of(3, 0, 0, 0))).toThrow('at most 2 in a list');
  expect(() => list.decode(Uint8Array.of(1, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4))).toThrow('at most 3 bytes');
});

test('longer text than is read one character after the other is read alike', () => {
  const long = codec.text(1_000);
  for (const value of ['x'.repeat(199), 'x'.repeat(201), `${'x'.repeat(300)}é`, ' ~'.repeat(100)]) {
    expect(long.decode(long.encode(value))).toBe(value);
  }
});
