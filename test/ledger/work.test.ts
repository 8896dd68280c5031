import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asert, bitsForWork, bitsOf, meetsTarget, targetOf, workOf } from '../../source/ledger/work.ts';
import { asertHalfLife, asertInterval, asertLimitBits, asertRuns } from './vectors/asert.ts';

const maximum = (1n << 256n) - 1n;
const target = fc.bigInt({ min: 0n, max: maximum });

describe('aserti3-2d', () => {
  for (const { run, anchorHeight, anchorParentTime, anchorBits, rows } of asertRuns) {
    test(`published run ${run}`, () => {
      for (const [height, time, bits] of rows) {
        const next = asert({
          bits: anchorBits,
          timeDelta: time - anchorParentTime,
          heightDelta: Number(height - anchorHeight),
          interval: asertInterval,
          halfLife: asertHalfLife,
          limitBits: asertLimitBits,
        });
        expect(next.toString(16), `height ${height}`).toBe(bits.toString(16));
      }
    });
  }

  const base = { bits: 0x1c7fffff, heightDelta: 0, interval: 5_000, halfLife: 60_000, limitBits: 0x1f00ffff };

  test('the division by the half-life truncates toward zero', () => {
    // Both are less than one 65,536th of a half-life off the schedule: the exponent is 0, not -1.
    const slow = { ...base, interval: 600, halfLife: 172_800 };
    expect(asert({ ...slow, timeDelta: 599 })).toBe(base.bits);
    expect(asert({ ...slow, timeDelta: 601 })).toBe(base.bits);
    expect(asert({ ...slow, timeDelta: 590 })).not.toBe(base.bits);
  });

  test('a half-life late doubles, a half-life early halves', () => {
    expect(targetOf(asert({ ...base, timeDelta: 65_000 }))).toBe(targetOf(bitsOf(2n * targetOf(base.bits))));
    expect(targetOf(asert({ ...base, timeDelta: -55_000 }))).toBe(targetOf(bitsOf(targetOf(base.bits) / 2n)));
  });

  test('a lateness without end ends at the limit, an earliness without end at 1', () => {
    const far = Number.MAX_SAFE_INTEGER;
    expect(asert({ ...base, timeDelta: far })).toBe(base.limitBits);
    expect(targetOf(asert({ ...base, timeDelta: -far }))).toBe(1n);
  });

  test('later is never harder', () => {
    const delta = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(delta, delta, (left, right) => {
        const [sooner, later] = left < right ? [left, right] : [right, left];
        const one = targetOf(asert({ ...base, timeDelta: sooner }));
        const other = targetOf(asert({ ...base, timeDelta: later }));
        expect(one <= other).toBe(true);
      }),
    );
  });
});

describe('compact targets', () => {
  // Bitcoin's own table (arith_uint256 tests): what each compact form stands for.
  const table: readonly (readonly [number, bigint])[] = [
    [0x00000000, 0n],
    [0x00123456, 0n],
    [0x01003456, 0n],
    [0x01123456, 0x12n],
    [0x02008000, 0x80n],
    [0x05009234, 0x92340000n],
    [0x04923456, 0n],
    [0x04123456, 0x12345600n],
    [0x20123456, 0x1234560000000000000000000000000000000000000000000000000000000000n],
    [0xff123456, 0n],
  ];
  for (const [bits, value] of table) {
    test(`0x${bits.toString(16).padStart(8, '0')}`, () => expect(targetOf(bits)).toBe(value));
  }

  test('a compact form keeps the first bits of a target and is a fixed point', () => {
    fc.assert(
      fc.property(target, (value) => {
        const kept = targetOf(bitsOf(value));
        expect(kept <= value).toBe(true);
        expect((value - kept) << 15n <= value).toBe(true);
        expect(targetOf(bitsOf(kept))).toBe(kept);
      }),
    );
  });

  test('work and bits are inverse but for rounding', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1n << 200n }), (hashes) => {
        const work = workOf(bitsForWork(hashes));
        expect(work >= hashes).toBe(true);
        expect((work - hashes) << 14n <= hashes).toBe(true);
      }),
    );
  });

  test('an id meets exactly the targets that are at least its number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (id) => {
        const value = BigInt(`0x${Buffer.from(id).toString('hex')}`);
        expect(meetsTarget(id, value)).toBe(true);
        expect(meetsTarget(id, value + 1n)).toBe(true);
        expect(value === 0n || !meetsTarget(id, value - 1n)).toBe(true);
      }),
    );
  });
});
