import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { bech32m } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { address, parseAddress } from '../../source/ledger/keys.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { refused } from './support.ts';

const generator = hexToBytes('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');

describe('bech32m (BIP 350)', () => {
  test.each([
    'A1LQFN3A',
    'a1lqfn3a',
    'an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6',
    'abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx',
    '11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8',
    'split1checkupstagehandshakeupstreamerranterredcaperredlc445v',
    '?1v759aa',
  ])('%s is valid', (text) => {
    const decoded = bech32m.decode(text as `${string}1${string}`);
    expect(bech32m.encode(decoded.prefix, decoded.words)).toBe(text.toLowerCase());
  });

  const invalid = [
    ['\u{20}1xj0phk', 'a character out of range in the prefix'],
    ['\u{7f}1g6xzxy', 'a character out of range in the prefix'],
    ['\u{80}1vctc34', 'a character out of range in the prefix'],
    ['an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4', 'too long'],
    ['qyrz8wqd2c9m', 'no separator'],
    ['1qyrz8wqd2c9m', 'an empty prefix'],
    ['y1b0jsk6g', 'an invalid character'],
    ['lt1igcx5c0', 'an invalid character'],
    ['in1muywd', 'too short a checksum'],
    ['mm1crxm3i', 'an invalid character in the checksum'],
    ['au1s5cgom', 'an invalid character in the checksum'],
    ['M1VUXWEZ', 'a checksum over the upper-case prefix'],
    ['16plkw9', 'an empty prefix'],
    ['1p2gdwpf', 'an empty prefix'],
    // The valid strings of Bech32 (BIP 173) are not Bech32m.
    ['a12uel5l', 'the older checksum'],
    ['split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w', 'the older checksum'],
  ] as const;
  for (const [text, reason] of invalid) {
    test(`${JSON.stringify(text)} is invalid: ${reason}`, () => {
      expect(bech32m.decodeUnsafe(text)).toBeUndefined();
      refused('ADDRESS_INVALID', () => parseAddress(text.slice(0, Math.max(text.lastIndexOf('1'), 0)), text));
    });
  }
});

describe('addresses', () => {
  test('one of the generator', () => {
    expect(address('dcrn', generator)).toBe('dcrn1qfumuen7l8wthtz45p3ftn58pvrs9xlumvkuu2xet8egzkcklqtesad2tzc');
  });

  test('every key comes back from its address, and any one changed character is noticed', () => {
    const secret = fc.bigInt({ min: 1n, max: (1n << 255n) - 1n }).map((value) => publicKeyOf(wide(value)));
    fc.assert(
      fc.property(secret, fc.nat(), fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7l'), (key, at, letter) => {
        const text = address('dcrn', key);
        expect(bytesToHex(parseAddress('dcrn', text))).toBe(bytesToHex(key));
        const place = 'dcrn1'.length + (at % (text.length - 'dcrn1'.length));
        const bent = text.slice(0, place) + letter + text.slice(place + 1);
        if (bent !== text) refused('ADDRESS_INVALID', () => parseAddress('dcrn', bent));
      }),
      { numRuns: 50 },
    );
  });

  test('refuses what is not the address of a key of this network', () => {
    const good = address('dcrn', generator);
    const others = [
      '',
      'dcrn1',
      good.slice(0, -1),
      `${good}q`,
      ` ${good}`,
      good.replace('dcrn', 'DCRN'),
      address('crn', generator),
      bech32m.encodeFromBytes('dcrn', generator.subarray(1)),
      bech32m.encodeFromBytes('dcrn', concatBytes(generator, Uint8Array.of(0))),
      // 33 bytes of the right form that are no point of the curve.
      bech32m.encodeFromBytes('dcrn', concatBytes(Uint8Array.of(2), new Uint8Array(32).fill(0xff))),
      bech32m.encodeFromBytes('dcrn', concatBytes(Uint8Array.of(4), generator.subarray(1))),
      'x'.repeat(10_000),
    ];
    for (const text of others) refused('ADDRESS_INVALID', () => parseAddress('dcrn', text));
  });

  test('bits left over in the last character must be zero', () => {
    const { words } = bech32m.decode(address('dcrn', generator) as `${string}1${string}`);
    const padded = [...words.slice(0, -1), (words.at(-1) ?? 0) | 1];
    refused('ADDRESS_INVALID', () => parseAddress('dcrn', bech32m.encode('dcrn', padded)));
  });
});

function wide(value: bigint): Uint8Array {
  return hexToBytes(value.toString(16).padStart(64, '0'));
}
