import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proveState, rootOfProof } from '../../source/ledger/state-proof.ts';
import {
  comparePaths,
  emptyStateRoot,
  type PathChange,
  rootOf,
  TreeContradiction,
  type TreeNode,
  updateTree,
} from '../../source/ledger/tree.ts';

interface NaiveLeaf {
  readonly path: Uint8Array;
  readonly value: Uint8Array;
}

/** The definition itself, without sharing anything: all leaves of a place, and the hash of the place. */
function naiveHash(list: readonly NaiveLeaf[], depth: number): Uint8Array {
  const [only] = list;
  if (only === undefined) return new Uint8Array(32);
  if (list.length === 1) return sha256(concatBytes(Uint8Array.of(0), only.path, only.value));
  const bit = ({ path }: NaiveLeaf) => (path[depth >> 3] ?? 0) & (0x80 >> (depth & 7));
  const left = naiveHash(
    list.filter((leaf) => !bit(leaf)),
    depth + 1,
  );
  const right = naiveHash(list.filter(bit), depth + 1);
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

function naiveRoot(leaves: ReadonlyMap<string, NaiveLeaf>): Uint8Array {
  return naiveHash([...leaves.values()], 0);
}

/** The definition of a proof: the hash of everything beside the way, until no more than one leaf is left. */
function naiveProof(leaves: ReadonlyMap<string, NaiveLeaf>, asked: Uint8Array) {
  const siblings: Uint8Array[] = [];
  let list = [...leaves.values()];
  for (let depth = 0; list.length > 1; depth++) {
    const bitOf = (path: Uint8Array) => (path[depth >> 3] ?? 0) & (0x80 >> (depth & 7));
    const isBeside = ({ path }: NaiveLeaf) => bitOf(path) !== bitOf(asked);
    siblings.push(naiveHash(list.filter(isBeside), depth + 1));
    list = list.filter((leaf) => !isBeside(leaf));
  }
  return { siblings, leaf: list[0] };
}

/** Few different bytes, so that paths share long beginnings and collide often. */
const path = fc
  .tuple(fc.array(fc.constantFrom(0, 1, 128, 255), { minLength: 3, maxLength: 3 }), fc.constantFrom(0, 1, 2, 255))
  .map(([head, last]) => {
    const bytes = new Uint8Array(32);
    bytes.set(head);
    bytes[31] = last;
    return bytes;
  });
const value = fc.integer({ min: 0, max: 3 }).map((number) => new Uint8Array(32).fill(number + 1));
const batch = fc.uniqueArray(fc.record({ path, value: fc.option(value, { nil: undefined }) }), {
  selector: ({ path: at }) => bytesToHex(at),
  maxLength: 12,
});
const inOrder = (changes: readonly PathChange[]) => [...changes].sort((a, b) => comparePaths(a.path, b.path));
const nowhere = () => {
  throw new Error('everything is at hand');
};

function grown(batches: readonly (readonly PathChange[])[]) {
  const leaves = new Map<string, { path: Uint8Array; value: Uint8Array }>();
  let tree: TreeNode | undefined;
  for (const changes of batches) {
    for (const { path: at, value: hash } of changes) {
      if (hash === undefined) leaves.delete(bytesToHex(at));
      else leaves.set(bytesToHex(at), { path: at, value: hash });
    }
    tree = updateTree(tree, inOrder(changes), nowhere);
  }
  return { leaves, tree };
}

describe('the state tree', () => {
  test('is empty as 32 zero bytes', () => {
    expect(rootOf(undefined)).toEqual(new Uint8Array(32));
    expect(emptyStateRoot).toEqual(new Uint8Array(32));
  });

  test('after any batches of changes has the root of the definition', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 6 }), (batches) => {
        const { leaves, tree } = grown(batches);
        expect(bytesToHex(rootOf(tree))).toBe(bytesToHex(naiveRoot(leaves)));
      }),
      { numRuns: 300 },
    );
  });

  test('an update back to what was gives the root that was, and does not touch the tree it started from', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4 }), batch, (batches, changes) => {
        const { leaves, tree } = grown(batches);
        const root = bytesToHex(rootOf(tree));
        const changed = updateTree(tree, inOrder(changes), nowhere);
        const back = changes.map(({ path: at }) => ({ path: at, value: leaves.get(bytesToHex(at))?.value }));
        expect(bytesToHex(rootOf(tree))).toBe(root);
        expect(bytesToHex(rootOf(updateTree(changed, inOrder(back), nowhere)))).toBe(root);
      }),
    );
  });

  test('changes that change nothing give the same tree', () => {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 4 }), (batches) => {
        const { leaves, tree } = grown(batches);
        expect(updateTree(tree, inOrder([...leaves.values()]), nowhere)).toBe(tree);
      }),
    );
  });
});

describe('a proof', () => {
  test('of any path, there or not, leads to the root', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4 }), path, (batches, asked) => {
        const { leaves, tree } = grown(batches);
        const proof = proveState(tree, asked, nowhere);
        const there = leaves.get(bytesToHex(asked))?.value;
        expect(bytesToHex(rootOfProof(proof, asked, there))).toBe(bytesToHex(rootOf(tree)));
      }),
    );
  });

  test('is the one of the definition, there or not', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4 }), path, (batches, asked) => {
        const { leaves, tree } = grown(batches);
        const { siblings, leaf } = proveState(tree, asked, nowhere);
        const naive = naiveProof(leaves, asked);
        expect(siblings.map(bytesToHex)).toEqual(naive.siblings.map(bytesToHex));
        expect(leaf).toEqual(naive.leaf);
      }),
      { numRuns: 300 },
    );
  });

  test('with hashes taken out, put in or swapped, or another leaf, leads to another root or is refused', () => {
    fc.assert(
      fc.property(
        ...([fc.array(batch, { minLength: 1, maxLength: 4 }), path, fc.nat(), value, path] as const),
        (batches, asked, at, other, elsewhere) => {
          const { leaves, tree } = grown(batches);
          const there = leaves.get(bytesToHex(asked))?.value;
          const { siblings, leaf } = proveState(tree, asked, nowhere);
          const place = at % (siblings.length + 1);
          const [before, after] = [siblings.slice(0, place), siblings.slice(place)];
          const [first, second, ...rest] = after;
          const root = bytesToHex(rootOf(tree));
          const forged = [
            ...(first === undefined ? [] : [{ siblings: [...before, ...after.slice(1)], leaf }]),
            { siblings: [...before, other, ...after], leaf },
            ...(first === undefined || second === undefined || bytesToHex(first) === bytesToHex(second)
              ? []
              : [{ siblings: [...before, second, first, ...rest], leaf }]),
            ...(leaf === undefined || bytesToHex(leaf.path) === bytesToHex(elsewhere)
              ? []
              : [{ siblings, leaf: { ...leaf, path: elsewhere } }]),
          ];
          for (const proof of forged) {
            expect(() => sameRoot(bytesToHex(rootOfProof(proof, asked, there)), root)).toThrow();
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('that something is not there, of something that is, leads nowhere', () => {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 4 }), path, path, (batches, asked, other) => {
        const { leaves, tree } = grown(batches);
        fc.pre(leaves.has(bytesToHex(asked)));
        const root = bytesToHex(rootOf(tree));
        const forged = [
          { ...proveState(tree, asked, nowhere), leaf: undefined },
          proveState(tree, other, nowhere),
          { siblings: proveState(tree, asked, nowhere).siblings, leaf: { path: other, value: emptyStateRoot } },
        ];
        for (const proof of forged)
          expect(() => sameRoot(bytesToHex(rootOfProof(proof, asked, undefined)), root)).toThrow();
      }),
    );
  });

  test('with anything in it changed, leads to another root or is refused', () => {
    fc.assert(
      fc.property(
        fc.array(batch, { minLength: 1, maxLength: 4 }),
        path,
        fc.nat(),
        fc.nat(255),
        (batches, asked, at, by) => {
          const { leaves, tree } = grown(batches);
          const there = leaves.get(bytesToHex(asked))?.value;
          const proof = proveState(tree, asked, nowhere);
          fc.pre(by > 0 && proof.siblings.length > 0);
          const siblings = proof.siblings.map((sibling) => sibling.slice());
          const place = at % (32 * siblings.length);
          const sibling = siblings[place >> 5] as Uint8Array;
          sibling[place & 31] = (sibling[place & 31] ?? 0) ^ by;
          const root = bytesToHex(rootOf(tree));
          expect(bytesToHex(rootOfProof({ ...proof, siblings }, asked, there))).not.toBe(root);
          expect(() => rootOfProof(proof, asked, new Uint8Array(32).fill(9))).toThrow(/another object|not the one/);
        },
      ),
    );
  });

  test('with more steps than a path has bits is refused', () => {
    const siblings = Array.from({ length: 257 }, () => emptyStateRoot);
    expect(() => rootOfProof({ siblings, leaf: undefined }, emptyStateRoot, undefined)).toThrow(/more steps/);
  });
});

function sameRoot(left: string, right: string): void {
  if (left !== right) throw new Error('another root');
}

test('what was said to be there and is not, or the other way, contradicts the tree', () => {
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(9)];
  const hash = new Uint8Array(32).fill(5);
  const change = (path: Uint8Array, existed: boolean) => [{ path, value: hash, existed }];
  const loss = (path: Uint8Array, existed: boolean) => [{ path, value: undefined, existed }];
  const fetch = () => {
    throw new Error('everything is at hand');
  };
  const tree = updateTree(undefined, change(one, false), fetch);
  expect(rootOf(updateTree(tree, change(one, true), fetch))).toEqual(rootOf(tree));
  const both = updateTree(tree, change(other, false), fetch);
  for (const [from, path, existed] of [
    [undefined, one, true],
    [tree, one, false],
    [tree, other, true],
    [both, other, false],
  ] as const) {
    expect(() => updateTree(from, change(path, existed), fetch)).toThrow(TreeContradiction);
    expect(() => updateTree(from, loss(path, existed), fetch)).toThrow(TreeContradiction);
  }
  expect(rootOf(updateTree(both, loss(other, true), fetch))).toEqual(rootOf(tree));
});
