import { describe, expect, test } from 'vitest';
import type { Header } from '../../source/ledger/block.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import { devnet } from '../../source/ledger/networks.ts';
import { bitsForWork, bitsOf, targetOf, workOf } from '../../source/ledger/work.ts';

/** Numbers between 0 and 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ledger = new Ledger(devnet);
const { interval, minimumWork } = devnet.parameters;

/** Headers whose times are drawn at random around what their target and the miners' speed make likely. */
class Simulation {
  readonly headers: Header[] = [ledger.genesisHeader];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  get last(): Header {
    return this.headers.at(-1)!;
  }

  /** Finds blocks at so many hashes a millisecond; the mean time between them, in intervals. */
  run(blocks: number, speed: number): number {
    const from = this.last.time;
    for (let count = 0; count < blocks; count++) this.#find(speed, 0);
    return (this.last.time - from) / blocks / interval;
  }

  /** Nobody mines for a while; the next block ends the silence. */
  sleep(milliseconds: number, speed: number): void {
    this.#find(speed, milliseconds);
  }

  #find(speed: number, silence: number): void {
    const bits = ledger.expectedBits(this.last, this.headers.at(-2));
    const wait = silence - Math.log(1 - this.#random()) * (Number(workOf(bits)) / speed);
    const { height, time } = this.last;
    this.headers.push({ ...this.last, height: height + 1, time: time + Math.max(1, Math.round(wait)), bits });
  }
}

const base = 2 ** 23 / interval;

describe('retarget under steps of the hash rate', () => {
  for (const seed of [1, 2, 3]) {
    test(`seed ${seed}: the mean returns to the interval after steps by 4 up and down`, () => {
      const simulation = new Simulation(seed);
      simulation.run(300, base);
      for (const factor of [1, 4, 1, 1 / 4, 1, 8]) {
        // A step by 4 is two half-lives of 12 intervals late or early; after ten times that it is forgotten.
        simulation.run(240, base * factor);
        const mean = simulation.run(3_000, base * factor);
        expect(mean).toBeGreaterThan(0.97);
        expect(mean).toBeLessThan(1.03);
      }
    });
  }

  test('a step by 4 costs about 24 blocks, early or late', () => {
    const extra = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const simulation = new Simulation(seed);
      simulation.run(300, base);
      return 400 * (1 - simulation.run(400, base * 4));
    });
    const mean = extra.reduce((sum, one) => sum + one, 0) / extra.length;
    expect(mean).toBeGreaterThan(21);
    expect(mean).toBeLessThan(27);
  });

  test('a night asleep costs about 19 quick blocks, however long the night was', () => {
    const quick = (night: number) => {
      const extra = Array.from({ length: 60 }, (_, index) => {
        const simulation = new Simulation(1_000 + index);
        simulation.run(300, base);
        simulation.sleep(night, base);
        return 300 * (1 - simulation.run(300, base));
      });
      return extra.reduce((sum, one) => sum + one, 0) / extra.length;
    };
    const [short, long] = [quick(8 * 3_600_000), quick(30 * 86_400_000)];
    expect(short).toBeGreaterThan(17.5);
    expect(short).toBeLessThan(20.5);
    expect(long).toBe(short);
  });

  test('the target is never easier than its limit, and comes back from it', () => {
    const simulation = new Simulation(5);
    const floor = Number(minimumWork) / interval;
    expect(simulation.run(400, floor / 10)).toBeGreaterThan(5);
    expect(simulation.last.bits).toBe(bitsForWork(minimumWork));
    simulation.run(400, base);
    expect(simulation.run(2_000, base)).toBeCloseTo(1, 1);
  });
});

describe('expectedBits', () => {
  const genesis = ledger.genesisHeader;
  const at = (height: number, time: number, bits = genesis.bits): Header => ({ ...genesis, height, time, bits });

  test('blocks 1 and 2 take the genesis bits, block 3 is the first to be judged', () => {
    expect(ledger.expectedBits(genesis, undefined)).toBe(genesis.bits);
    expect(ledger.expectedBits(at(1, genesis.time + 1), genesis)).toBe(genesis.bits);
    const [first, second] = [at(1, genesis.time + 1), at(2, genesis.time + 2)];
    expect(workOf(ledger.expectedBits(second, first)) > workOf(genesis.bits)).toBe(true);
  });

  test('a gap counts 20 intervals at most', () => {
    const first = at(1, genesis.time + interval);
    const bitsAfter = (gap: number) => ledger.expectedBits(at(2, first.time + gap), first);
    expect(bitsAfter(20 * interval + 1)).toBe(bitsAfter(20 * interval));
    expect(bitsAfter(10_000 * interval)).toBe(bitsAfter(20 * interval));
    expect(bitsAfter(20 * interval - 1_000)).not.toBe(bitsAfter(20 * interval));
  });

  test('12 intervals late double the target', () => {
    const after13 = ledger.expectedBits(at(7, genesis.time + 13 * interval), at(6, genesis.time));
    expect(after13).toBe(bitsOf(2n * targetOf(genesis.bits)));
  });

  test('a block just in time leaves the target as it is', () => {
    expect(ledger.expectedBits(at(7, genesis.time + interval), at(6, genesis.time))).toBe(genesis.bits);
  });
});
