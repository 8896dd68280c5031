import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteString, bytesOf } from '../../source/ledger/byte-string.ts';
import { emptyRoot, leafHash, merkleRoot, nodeHash } from '../../source/ledger/merkle.ts';

/** The leaves and roots of the Certificate Transparency reference data, which RFC 6962 and RFC 9162 share. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('merkleRoot (RFC 9162)', () => {
  roots.forEach((root, size) => {
    test(`${size} leaves`, () => {
      expect(bytesToHex(merkleRoot(leaves.slice(0, size).map((leaf) => hexToBytes(leaf))))).toBe(root);
    });
  });

  test('is the recursive definition of section 2.1.1', () => {
    const define = (list: readonly Uint8Array[]): Uint8Array => {
      const [first] = list;
      if (first === undefined) return emptyRoot;
      if (list.length === 1) return leafHash(first);
      let split = 1;
      while (split * 2 < list.length) split *= 2;
      const [left, right] = [define(list.slice(0, split)), define(list.slice(split))].map(byteString);
      return bytesOf(nodeHash(left ?? '', right ?? ''));
    };
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (list) => {
        expect(merkleRoot(list)).toEqual(define(list));
      }),
    );
  });

  test('a doubled last leaf is another list', () => {
    const [one, two, three] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
    expect(merkleRoot([one, two, three])).not.toEqual(merkleRoot([one, two, three, three]));
  });

  test('the empty root can not be spoiled by whoever receives it', () => {
    merkleRoot([]).fill(0);
    expect(bytesToHex(merkleRoot([]))).toBe(roots[0]);
  });
});
