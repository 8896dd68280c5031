import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from '../../source/ledger/block.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { dumpBest, dumpRows } from '../store/dump.ts';
import { buildBlock, openParts, type Parts, temporaryFolder } from '../support/node.ts';
import { operationsTold, tell } from './story.ts';
import { tellOfBooks } from './story-books.ts';

/** Blocks on a parent, each with its share of some transactions. */
function branch(parent: Block | Parts['chain']['tip'], miner: string, shares: readonly SignedTransaction[][]): Block[] {
  const blocks: Block[] = [];
  let at: Block | Parts['chain']['tip'] = parent;
  for (const transactions of shares) {
    at = buildBlock(at, { miner, transactions });
    blocks.push(at);
  }
  return blocks;
}

/** Cuts transactions into shares of these sizes; some shares get others besides, by their place. */
function cut(
  all: readonly SignedTransaction[],
  sizes: readonly number[],
  besides: Readonly<Record<number, readonly SignedTransaction[]>> = {},
): SignedTransaction[][] {
  const left = [...all];
  return sizes.map((size, place) => [...left.splice(0, size), ...(besides[place] ?? [])]);
}

/** The rows that count after the best chain of a closed store is played anew into a fresh one. */
async function replayed(best: readonly Block[]): Promise<string[]> {
  const fresh = await openParts();
  for (const block of best) expect(await fresh.chain.submit(block)).toMatchObject({ state: 'connected' });
  await fresh.close();
  return dumpBest(`${fresh.directory}/ledger`);
}

test('every registered operation is in the story', async () => {
  const { ledger } = await openParts();
  const { promised, delivered } = tellOfBooks(ledger, new Map(), 1);
  const ofBooks = [...promised, ...delivered].map(({ body }) => body.operation.name);
  expect([...new Set([...operationsTold, ...ofBooks])].sort()).toEqual(
    ledger.operations
      .all()
      .map(({ name }) => name)
      .sort(),
  );
});

test('losing blocks with every operation leaves the store that a replay makes, byte for byte', async () => {
  const parts = await openParts();
  const nonces = new Map<string, number>();
  // Between a promise and its delivery there is a block at least.
  const books = tellOfBooks(parts.ledger, nonces, 1);
  const common = branch(parts.chain.tip, 'miner-0', cut(tell(parts, nonces, 1), [9, 53], { 0: books.promised }));
  for (const block of common) await parts.chain.submit(block);
  const fork = common.at(-1) ?? common[0]!;
  const shared = new Map(nonces);
  const more = tellOfBooks(parts.ledger, nonces, 2);
  const lost = branch(
    fork,
    'miner-0',
    cut(tell(parts, nonces, 2, 3), [13, 45, 15, 51], { 0: [...books.delivered, ...more.promised], 3: more.delivered }),
  );
  // The other branch tells some of the same, cut differently, and another car's story.
  const winners = branch(fork, 'miner-1', [
    ...cut(tell(parts, shared, 2, 4), [7, 52, 34, 31], {
      1: [...books.delivered, ...more.promised],
      3: more.delivered,
    }),
    [],
  ]);
  for (const block of lost) await parts.chain.submit(block);
  expect(parts.chain.tip.id).toEqual(lost.at(-1)?.id);
  const moves: number[][] = [];
  parts.chain.onMove(({ from, disconnected, connected }) => moves.push([from, disconnected.length, connected.length]));
  for (const block of winners) await parts.chain.submit(block);
  expect(moves).toEqual([[2, 4, 5]]);
  expect(parts.chain.tip.id).toEqual(winners.at(-1)?.id);
  await parts.close();
  expect(await dumpBest(`${parts.directory}/ledger`)).toEqual(await replayed([...common, ...winners]));
});

test('going to a branch and back again leaves what was there before', async () => {
  const directory = temporaryFolder();
  const parts = await openParts({ directory });
  const genesis = parts.chain.tip;
  const nonces = new Map<string, number>();
  // What was due after the story happens in the last of them.
  const { promised, delivered } = tellOfBooks(parts.ledger, nonces, 1);
  const one = branch(genesis, 'miner-0', cut(tell(parts, nonces, 1), [14, 48, 0], { 0: promised, 2: delivered }));
  for (const block of one) await parts.chain.submit(block);
  await parts.close();
  const before = await dumpBest(`${directory}/ledger`);

  const again = await openParts({ directory });
  const other = branch(genesis, 'miner-1', [[], [], [], []]);
  for (const block of other) await again.chain.submit(block);
  expect(again.chain.tip.id).toEqual(other.at(-1)?.id);
  const back = branch(one.at(-1)!, 'miner-0', [[], []]);
  for (const block of back) await again.chain.submit(block);
  expect(again.chain.tip.id).toEqual(back.at(-1)?.id);
  await again.close();
  const rows = await dumpRows(`${directory}/ledger`);
  const kept = before.filter((row) => rows.get(row.slice(0, row.indexOf(' '))) === row.slice(row.indexOf(' ') + 1));
  // Only what two more blocks change differs: the tip, the miner, and the arrival of headers.
  expect(before.length - kept.length).toBeLessThan(9);
  expect(await dumpBest(`${directory}/ledger`)).toEqual(await replayed([...one, ...back]));
});

test('any order of arrival of any tree of blocks ends as a replay of its best branch', async () => {
  const shape = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 })), { minLength: 4, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(shape, async (picks) => {
      const parts = await openParts();
      const root = {
        block: parts.chain.tip as Block | Parts['chain']['tip'],
        nonces: new Map<string, number>(),
        car: 1,
        // Keys of books that are still to be delivered, and the height from which on they can be.
        keys: [] as readonly SignedTransaction[],
        deliverable: 0,
      };
      const nodes = [root];
      for (const [index, [pick, miner]] of picks.entries()) {
        // The latest are picked more often, so that branches get long.
        const from = nodes[Math.max(0, nodes.length - 1 - (pick % 4))] ?? root;
        const nonces = new Map(from.nonces);
        const transactions = index % 2 === 0 ? tell(parts, nonces, from.car) : [];
        const height = from.block.header.height + 1;
        let { keys, deliverable } = from;
        if (keys.length === 0 && index % 4 === 1) {
          const { promised, delivered } = tellOfBooks(parts.ledger, nonces, from.car);
          transactions.push(...promised);
          keys = delivered;
          deliverable = height + parts.ledger.genesis.parameters.deliveryDepth;
        } else if (keys.length > 0 && height >= deliverable) {
          transactions.push(...keys);
          keys = [];
        }
        const block = buildBlock(from.block, { miner: `miner-${miner}`, transactions });
        await parts.chain.submit(block);
        nodes.push({ block, nonces, car: from.car + 1, keys, deliverable });
      }
      const best: Block[] = [];
      for (let height = 1; height <= parts.chain.tip.header.height; height++) {
        const block = parts.chain.body(parts.chain.at(height)?.id ?? new Uint8Array(32));
        if (block !== undefined) best.push(block);
      }
      expect(bytesToHex(best.at(-1)?.id ?? new Uint8Array())).toBe(bytesToHex(parts.chain.tip.id));
      await parts.close();
      expect(await dumpBest(`${parts.directory}/ledger`)).toEqual(await replayed(best));
    }),
    { numRuns: 8 },
  );
});
