import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { Point } from '@noble/secp256k1';
import { describe, expect, test } from 'vitest';
import { prefixed, sha256, type Tag, taggedHash, tags, u32le, u64le } from '../../source/ledger/hash.ts';

/** A tag of somebody else's standard. */
function foreign(tag: string): Tag {
  return tag as Tag;
}

describe('taggedHash (BIP 340)', () => {
  test('a published value', () => {
    expect(bytesToHex(taggedHash(foreign('World'), utf8ToBytes('Hello')))).toBe(
      'e9f3a975986209830c6797c0e3fda21545360d2055c96b5386b5c5ab7c0cf53e',
    );
  });

  test('gives the challenge under which the signatures of BIP 340 hold', () => {
    const table = [
      // Vectors 0 and 1: public key, message, signature.
      [
        'F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9',
        '0000000000000000000000000000000000000000000000000000000000000000',
        'E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA821525F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0',
      ],
      [
        'DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659',
        '243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89',
        '6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE33418906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A',
      ],
    ] as const;
    for (const [key, message, signature] of table) {
      const [r, s] = [signature.slice(0, 64), BigInt(`0x${signature.slice(64)}`)];
      const hash = taggedHash(foreign('BIP0340/challenge'), ...[r, key, message].map(hexToBytes));
      const challenge = BigInt(`0x${bytesToHex(hash)}`) % Point.CURVE().n;
      const lift = (x: string) => Point.fromBytes(hexToBytes(`02${x}`));
      expect(Point.BASE.multiply(s).equals(lift(r).add(lift(key).multiply(challenge)))).toBe(true);
    }
  });

  test('is SHA-256 over the tag hash twice and the parts, however often it was used', () => {
    const tagHash = sha256(utf8ToBytes(tags.history));
    const parts = [Uint8Array.of(1), Uint8Array.of(2, 3), new Uint8Array(100)];
    const expected = sha256(concatBytes(tagHash, tagHash, ...parts));
    expect(taggedHash(tags.history, ...parts)).toEqual(expected);
    expect(taggedHash(tags.history, ...parts)).toEqual(expected);
    expect(taggedHash(tags.seal, ...parts)).not.toEqual(expected);
  });

  test('no two domains share a tag', () => {
    expect(new Set(Object.values(tags)).size).toBe(Object.values(tags).length);
    for (const tag of Object.values(tags)) expect(tag).toMatch(/^carnet\/[a-z]+$/);
  });
});

describe('SHA-256 (NIST)', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('"%s"', (message, digest) => {
    expect(bytesToHex(sha256(utf8ToBytes(message)))).toBe(digest);
  });
});

test('lengths and numbers are little-endian', () => {
  expect(bytesToHex(u32le(0x01020304))).toBe('04030201');
  expect(bytesToHex(u64le(Number.MAX_SAFE_INTEGER))).toBe('ffffffffffff1f00');
  expect(bytesToHex(concatBytes(...prefixed(Uint8Array.of(7, 8))))).toBe('020000000708');
});
