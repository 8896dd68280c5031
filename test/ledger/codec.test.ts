import { concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as codec from '../../source/ledger/codec.ts';
import { refused } from './support.ts';

const text = codec.text(20);

function raw(...bytes: readonly number[]): Uint8Array {
  return Uint8Array.of(bytes.length & 0xff, bytes.length >>> 8, ...bytes);
}

describe('text', () => {
  test.each(['', 'Cooper S', 'é', '漢字', '🚗', '\u{0301}'])('%j comes back', (value) => {
    expect(text.decode(text.encode(value))).toBe(value);
  });

  const refusedTexts = [
    ['e\u{0301}', 'not in normal form'],
    ['\u{212b}', 'not in normal form: the Ångström sign'],
    ['a\nb', 'a line break'],
    ['a\tb', 'a tab'],
    ['\u{0}', 'a zero'],
    ['\u{7f}', 'delete'],
    ['\u{85}', 'a C1 control'],
    ['\u{1b}[31m', 'an escape sequence'],
    ['a\u{202e}b', 'a right-to-left override'],
    ['a\u{2066}b', 'an isolate'],
    ['a\u{200b}b', 'a zero-width space'],
    ['a\u{200f}b', 'a right-to-left mark'],
    ['\u{feff}a', 'a byte order mark'],
    ['\u{2028}', 'a line separator'],
    ['\u{ad}', 'a soft hyphen'],
    ['\u{d800}', 'half a surrogate pair'],
    ['x'.repeat(21), 'too long'],
    ['漢'.repeat(7), 'too long in bytes'],
  ] as const;
  for (const [value, reason] of refusedTexts) {
    test(`refuses ${reason}, both ways`, () => {
      expect(() => text.encode(value)).toThrow();
      // Half a pair has no UTF-8 at all; the table below has its three bytes.
      if (!value.isWellFormed()) return;
      refused('MALFORMED', () => codec.decode(text, raw(...new TextEncoder().encode(value)), 'text'));
    });
  }

  test.each([
    ['an overlong form', [0xc0, 0x80]],
    ['a lone continuation', [0x80]],
    ['half a character', [0xe6, 0xbc]],
    ['a surrogate in UTF-8', [0xed, 0xa0, 0x80]],
    ['more than Unicode has', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses %s', (_, bytes) => {
    refused('MALFORMED', () => codec.decode(text, raw(...bytes), 'text'));
  });

  test('a form and the wire agree on every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6 }), (value) => {
        const fault = codec.textFault(value);
        if (fault === undefined) expect(codec.text(40).decode(codec.text(40).encode(value))).toBe(value);
        else expect(() => codec.text(40).encode(value)).toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('one encoding for each value', () => {
  const optional = codec.optional(codec.u8);

  test('a flag is 0 or 1', () => {
    expect(codec.bool.decode(Uint8Array.of(1))).toBe(true);
    refused('MALFORMED', () => codec.decode(codec.bool, Uint8Array.of(2), 'flag'));
    refused('MALFORMED', () => codec.decode(optional, Uint8Array.of(2, 7), 'option'));
    refused('MALFORMED', () => codec.decode(optional, Uint8Array.of(0, 0), 'option'));
    expect(optional.decode(Uint8Array.of(0))).toBeUndefined();
    expect(optional.decode(Uint8Array.of(1, 0))).toBe(0);
  });

  test('a choice is a place in its list', () => {
    const choice = codec.choice(['km', 'mi']);
    expect(choice.decode(Uint8Array.of(1))).toBe('mi');
    refused('MALFORMED', () => codec.decode(choice, Uint8Array.of(2), 'choice'));
    expect(() => choice.encode('miles' as 'mi')).toThrow();
  });

  test('a list has a bound', () => {
    const list = codec.list(codec.u8, 2);
    expect(list.decode(list.encode([1, 2]))).toEqual([1, 2]);
    expect(() => list.encode([1, 2, 3])).toThrow();
    refused('MALFORMED', () => codec.decode(list, Uint8Array.of(3, 0, 1, 2, 3), 'list'));
    refused('MALFORMED', () => codec.decode(list, Uint8Array.of(2, 0, 1), 'list'));
  });

  test('a public key is compressed', () => {
    const x = new Uint8Array(32).fill(7);
    for (const prefix of [2, 3]) expect(codec.publicKey.decode(concatBytes(Uint8Array.of(prefix), x))[0]).toBe(prefix);
    for (const prefix of [0, 1, 4, 5, 255]) {
      refused('MALFORMED', () => codec.decode(codec.publicKey, concatBytes(Uint8Array.of(prefix), x), 'key'));
    }
    expect(() => codec.publicKey.encode(new Uint8Array(33))).toThrow();
    expect(() => codec.publicKey.encode(x)).toThrow();
  });

  test('a number fits its width', () => {
    for (const [width, size] of [
      [codec.u8, 8],
      [codec.u16, 16],
      [codec.u32, 32],
    ] as const) {
      const most = 2 ** size - 1;
      expect(width.decode(width.encode(most))).toBe(most);
      for (const value of [most + 1, -1, 0.5, Number.NaN]) expect(() => width.encode(value)).toThrow();
    }
    expect(() => codec.u64.encode(1n << 64n)).toThrow();
    expect(() => codec.u64.encode(-1n)).toThrow();
    expect([...codec.u32.encode(0x01020304)]).toEqual([4, 3, 2, 1]);
  });

  test('letters and digits are one byte each', () => {
    expect([...codec.country.encode('FR')]).toEqual([0x46, 0x52]);
    for (const value of ['fr', 'F', 'FRA', 'ÉR', '']) expect(() => codec.country.encode(value)).toThrow();
    refused('MALFORMED', () => codec.decode(codec.country, Uint8Array.of(0x66, 0x72), 'country'));
    refused('MALFORMED', () => codec.decode(codec.country, Uint8Array.of(0xc6, 0xd2), 'country'));
  });
});

test('what is read does not change with the frame that it came in', () => {
  const struct = codec.struct({ hash: codec.hash32, blob: codec.blob(4), key: codec.publicKey });
  const value = { hash: new Uint8Array(32).fill(1), blob: Uint8Array.of(5, 6), key: new Uint8Array(33).fill(2) };
  const frame = struct.encode(value);
  const read = struct.decode(frame);
  frame.fill(0xff);
  expect(read).toEqual(value);
});

test('what is wrong is said where it is, in plain words', () => {
  const struct = codec.struct({ memo: codec.text(4), flag: codec.bool });
  const reasons = [
    [[], 'memo: too short'],
    [[5, 0, 1, 1, 1, 1, 1, 0], 'memo: at most 4 bytes'],
    [[1, 0, 9, 0], 'memo: a control or direction character'],
    [[1, 0, 0xff, 0], 'memo: not UTF-8'],
    [[0, 0, 2], 'flag: a flag that is neither 0 nor 1'],
    [[0, 0, 1, 1], 'bytes left over'],
  ] as const;
  for (const [bytes, reason] of reasons) {
    const error = refused('MALFORMED', () => codec.decode(struct, Uint8Array.from(bytes), 'note'));
    expect(error.data).toEqual({ what: 'note', reason });
    expect(error.message).toBe(`These bytes are not a valid note (${reason}). Nothing was taken from them.`);
  }
});
