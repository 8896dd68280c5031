import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256, sha256Text } from '../../source/ledger/hash.ts';
import {
  type Branch,
  comparePaths,
  hashOf,
  type PathChange,
  rootOf,
  type TreeNode,
  updateTree,
} from '../../source/ledger/tree.ts';
import {
  branchOn,
  changedPages,
  decodePage,
  encodePage,
  type PagePlace,
  withoutDepths,
} from '../../source/store/tree-pages.ts';

/** A tree that lives on its pages, as a store keeps it. */
class PagedTree {
  readonly pages = new Map<string, Uint8Array>();
  top: TreeNode | undefined;

  fetch(depth: number, path: Uint8Array, hash: string): Branch {
    return branchOn(this.pages.get(nameOf({ depth, path })), hash);
  }

  change(changes: readonly PathChange[]): void {
    const sorted = [...changes].sort((a, b) => comparePaths(a.path, b.path));
    const next = updateTree(this.top, sorted, (depth, path, hash) => this.fetch(depth, path, hash));
    changedPages(this.top, next, (place, page) => {
      if (page === undefined) this.pages.delete(nameOf(place));
      else this.pages.set(nameOf(place), page);
    });
    this.top = withoutDepths(next);
  }

  /** What a new process would start with. */
  reopen(): void {
    const page = this.pages.get(nameOf({ depth: 0, path: new Uint8Array(32) }));
    this.top = page && decodePage(page);
  }
}

/** Depth and so many bits of the path. */
function nameOf({ depth, path }: PagePlace): string {
  const bits = [...path].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return `${depth} ${bits.slice(0, depth)}`;
}

/** Paths that share their first 14 bits or so: pages below the levels that are kept in memory. */
const path = fc.tuple(fc.constantFrom(0, 1), fc.nat(63), fc.nat(3)).map(([first, second, last]) => {
  const bytes = new Uint8Array(32);
  bytes.set([first, second]);
  bytes[31] = last;
  return bytes;
});
const value = fc.nat(3).map((number) => new Uint8Array(32).fill(number + 1));
const batch = fc.uniqueArray(fc.record({ path, value: fc.option(value, { nil: undefined }) }), {
  selector: ({ path: at }) => bytesToHex(at),
  maxLength: 40,
});

describe('the pages of the state tree', () => {
  test('hold the whole tree after any changes, and nothing else, also after a restart', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(batch, fc.boolean()), { maxLength: 6 }), (steps) => {
        const paged = new PagedTree();
        let whole: TreeNode | undefined;
        for (const [changes, restarts] of steps) {
          const sorted = [...changes].sort((a, b) => comparePaths(a.path, b.path));
          whole = updateTree(whole, sorted, () => {
            throw new Error('everything is at hand');
          });
          paged.change(changes);
          if (restarts) paged.reopen();
          expect(bytesToHex(rootOf(paged.top))).toBe(bytesToHex(rootOf(whole)));
          const fresh = new Map<string, Uint8Array>();
          changedPages(undefined, whole, (place, page) => page && fresh.set(nameOf(place), page));
          if (whole === undefined) fresh.set(nameOf({ depth: 0, path: new Uint8Array(32) }), encodePage(undefined, 0));
          if (paged.pages.size > 0) expect(new Map([...paged.pages].sort())).toEqual(new Map([...fresh].sort()));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('that are missing, cut short, too long or of another place are damage', () => {
    const leaf = (first: number): PathChange => ({
      path: new Uint8Array(32).fill(first),
      value: sha256(Uint8Array.of(first)),
    });
    const tree = updateTree(undefined, [leaf(1), leaf(200)], () => {
      throw new Error('everything is at hand');
    });
    const page = encodePage(tree, 0);
    expect(() => branchOn(undefined, hashOf(tree))).toThrow('not the one that belongs there');
    expect(() => branchOn(page, sha256Text(page))).toThrow('not the one that belongs there');
    expect(() => decodePage(page.slice(0, -1))).toThrow('cut short');
    expect(() => decodePage(Uint8Array.of(...page, 0))).toThrow('too long');
    expect(() => decodePage(Uint8Array.of(9))).toThrow('makes no sense');
    expect(branchOn(page, hashOf(tree))).toEqual({
      ...(tree as Branch),
      left: { ...(tree as Branch).left, hash: undefined },
      right: { ...(tree as Branch).right, hash: undefined },
    });
  });
});
