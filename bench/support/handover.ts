import { randomBytes } from 'node:crypto';
import type { Figure, Measurement } from '../figure.ts';
import { BareHandover } from './bare-handover.ts';
import { inTemporaryFolder } from './fixtures.ts';
import { blocksPerHandover, Libraries } from './libraries.ts';

/** Hand-overs before anything is measured: connections are made, and the program is compiled. */
const warmUp = 2;

/**
 * Measures hand-overs of a book of so many bytes, without the time of their blocks: as many with nothing in them are
 * found in between and taken off. All four nodes are in this process, so that what they do adds up as it does in the
 * limit; what the entries add to their blocks stays in.
 */
export async function measureHandovers(
  size: number,
  rounds: number,
  { note }: Pick<Parameters<Figure['run']>[0], 'note'>,
): Promise<Measurement> {
  return inTemporaryFolder(async (folder) => {
    const libraries = await Libraries.open(folder);
    const bare = await BareHandover.create(size);
    let owner = 0;
    const book = await libraries.add(owner, Uint8Array.from(randomBytes(size)));
    const handOver = async () => {
      const sides = { owner, requester: 1 - owner };
      owner = sides.requester;
      return libraries.handOver(book, sides);
    };
    for (let round = 0; round < warmUp; round++) {
      await handOver();
      await bare.measure();
    }
    const [wholes, blocks, bares]: [number[], number[], number[]] = [[], [], []];
    const parts = new Map<string, number[]>();
    // In turns, so that whatever else this machine does slows all of them.
    for (let round = 0; round < rounds; round++) {
      for (let block = 0; block < blocksPerHandover; block++) blocks.push(await libraries.blockAlone());
      const course = await handOver();
      wholes.push(course.whole);
      for (const { until, milliseconds } of course.parts) {
        parts.set(until, [...(parts.get(until) ?? []), milliseconds]);
      }
      bares.push(await bare.measure());
    }
    await libraries.close();
    const block = median(blocks);
    const value = median(wholes) - blocksPerHandover * block;
    const limitValue = median(bares);
    const partsWithBlocks = Object.fromEntries([...parts].map(([until, all]) => [until, median(all)]));
    note(`a block alone ${block.toFixed(1)} ms; with its block each: ${wordsOf(partsWithBlocks)}`);
    const details = { size, rounds, whole: median(wholes), block, blocksPerHandover, partsWithBlocks };
    return { value, limitValue, ratio: value / limitValue, details };
  });
}

function wordsOf(parts: Readonly<Record<string, number>>): string {
  return Object.entries(parts)
    .map(([until, milliseconds]) => `${until} ${milliseconds.toFixed(1)} ms`)
    .join(', ');
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
