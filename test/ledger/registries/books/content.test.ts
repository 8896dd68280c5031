import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merkleRoot } from '../../../../source/ledger/merkle.ts';
import { MerkleTree, pathLength, rootByPath } from '../../../../source/ledger/merkle-path.ts';
import {
  blockLimit,
  ciphertextRoot,
  commitmentOf,
  cutContent,
  joinContent,
  lockContent,
  openBlock,
} from '../../../../source/ledger/registries/books/content.ts';
import { keyHash, maskKey, requestHash } from '../../../../source/ledger/registries/books/secrets.ts';
import { refused } from '../../support.ts';
import { bytesOf, salted } from './shelves.ts';

const content = (size: number) => Uint8Array.from({ length: size }, (_, place) => (place * 7 + (place >>> 8)) % 256);
const lock = { xid: bytesOf('xid'), key: bytesOf('key') };

describe('the way from a leaf to the root', () => {
  test('leads there for every leaf of every small list, and for no other place', () => {
    for (let count = 1; count <= 33; count++) {
      const leaves = Array.from({ length: count }, (_, at) => bytesOf(`${at}`));
      const tree = new MerkleTree(leaves);
      expect(tree.root).toEqual(merkleRoot(leaves));
      for (const [index, leaf] of leaves.entries()) {
        const path = tree.path(index);
        expect(path.length).toBe(pathLength(index, count));
        for (let other = 0; other < count + 2; other++) {
          const root = rootByPath(leaf, { index: other, count }, path);
          expect(root !== undefined && Buffer.from(root).equals(tree.root)).toBe(other === index);
        }
      }
    }
  });

  test('of another length is none', () => {
    const tree = new MerkleTree([1, 2, 3].map((at) => bytesOf(`${at}`)));
    expect(rootByPath(bytesOf('1'), { index: 0, count: 3 }, tree.path(0).slice(1))).toBeUndefined();
    expect(rootByPath(bytesOf('1'), { index: 0, count: 3 }, [...tree.path(0), bytesOf('x')])).toBeUndefined();
  });

  test('of an empty list is the root of nothing', () => {
    expect(new MerkleTree([]).root).toEqual(merkleRoot([]));
  });
});

describe('content', () => {
  test('is cut and joined again, whatever its size', () => {
    for (const size of [1, 1_023, 1_024, 1_025, 5_000, 1_048_576]) {
      const chunks = cutContent(content(size));
      expect(chunks.length).toBe(Math.ceil(size / 1_024));
      expect(joinContent(chunks.map((chunk) => ({ salt: lock.xid, chunk })))).toEqual(content(size));
    }
  });

  test('that is empty or over the limit is refused', () => {
    refused('CONTENT_EMPTY', () => cutContent(new Uint8Array()));
    expect(refused('CONTENT_TOO_LONG', () => cutContent(new Uint8Array(1_048_577))).data).toEqual({
      ...{ size: 1_048_577, most: 1_048_576 },
    });
  });

  test('comes out of its encrypted parts as it went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000 }), (size) => {
        const chunks = salted(content(size));
        const blocks = lockContent(chunks, lock);
        const commitment = commitmentOf(chunks);
        const opened = blocks.map((block, index) =>
          openBlock(block, lock, { index, count: chunks.length, commitment }),
        );
        expect(opened).toEqual(chunks);
        for (const block of blocks) expect(block.length).toBeLessThanOrEqual(blockLimit);
      }),
      { numRuns: 30 },
    );
  });

  test('of the largest book stays below 2 KiB a part with the way to its root', () => {
    const chunks = salted(content(1_048_576));
    const blocks = lockContent(chunks, lock);
    const longest = Math.max(...blocks.map(({ length }) => length));
    expect(longest).toBe(blockLimit);
    expect(longest + 10 * 32).toBeLessThan(2_048);
    const place = { index: 1_023, count: 1_024, commitment: commitmentOf(chunks) };
    expect(openBlock(blocks[1_023]!, lock, place)).toEqual(chunks[1_023]);
  });
});

describe('a part does not open', () => {
  const chunks = salted(content(3_000));
  const blocks = lockContent(chunks, lock);
  const place = { index: 1, count: 3, commitment: commitmentOf(chunks) };
  const block = blocks[1]!;

  test('with another key, for another hand-over, or in another place', () => {
    expect(openBlock(block, lock, place)).toEqual(chunks[1]);
    expect(openBlock(block, { ...lock, key: bytesOf('other') }, place)).toBeUndefined();
    expect(openBlock(block, { ...lock, xid: bytesOf('other') }, place)).toBeUndefined();
    expect(openBlock(block, lock, { ...place, index: 0 })).toBeUndefined();
    expect(openBlock(blocks[0]!, lock, place)).toBeUndefined();
  });

  test('after any change, and in any other length', () => {
    for (let at = 0; at < block.length; at += 97) {
      const bent = block.map((byte, here) => (here === at ? byte ^ 1 : byte));
      expect(openBlock(bent, lock, place)).toBeUndefined();
    }
    for (const size of [0, 1, 16, 48, 49, block.length - 1]) {
      expect(openBlock(block.subarray(0, size), lock, place)).toBeUndefined();
    }
    expect(openBlock(new Uint8Array(blockLimit + 1), lock, place)).toBeUndefined();
  });

  test('as a part of another book', () => {
    expect(openBlock(block, lock, { ...place, commitment: commitmentOf(salted(content(2_999))) })).toBeUndefined();
    const other = lockContent(salted(content(3_000), 'other salt'), lock);
    expect(openBlock(other[1]!, lock, place)).toBeUndefined();
  });

  test('where it is shorter than a part that others follow, whatever its owner once committed to', () => {
    const odd = [
      { salt: bytesOf('a'), chunk: content(1_000) },
      { salt: bytesOf('b'), chunk: content(5) },
    ];
    const made = lockContent(odd, lock);
    const its = { count: 2, commitment: commitmentOf(odd) };
    expect(openBlock(made[0]!, lock, { index: 0, ...its })).toBeUndefined();
    expect(openBlock(made[1]!, lock, { index: 1, ...its })).toEqual(odd[1]);
  });
});

test('a key under its mask comes back with the number, and with no other', () => {
  const { xid, key } = lock;
  const masked = maskKey(xid, bytesOf('number'), key);
  expect(masked).not.toEqual(key);
  expect(maskKey(xid, bytesOf('number'), masked)).toEqual(key);
  expect(maskKey(xid, bytesOf('other'), masked)).not.toEqual(key);
  expect(maskKey(bytesOf('other'), bytesOf('number'), masked)).not.toEqual(key);
  expect(keyHash(xid, key)).not.toEqual(requestHash(xid, key));
});

test('the print of the encrypted parts is the root of RFC 9162', () => {
  const blocks = lockContent(salted(content(5_000)), lock);
  expect(ciphertextRoot(blocks)).toEqual(merkleRoot(blocks));
});
