import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Block, blockId, headerCodec } from '../../source/ledger/block.ts';
import { devnet } from '../../source/ledger/networks.ts';
import { bitsForWork, meetsTarget, targetOf } from '../../source/ledger/work.ts';
import { type Effort, findBlock, Miner, targetBytes } from '../../source/node/miner/miner.ts';
import { NonceSearch } from '../../source/node/miner/search.ts';
import { buildTemplate, type Template } from '../../source/node/template.ts';
import { buildBlock, keyOf, openNode, openParts, type Parts, SimulatedEnvironment, wallet } from '../support/node.ts';

/** A network like devnet on which a block takes about a hundred hashes. */
const quick = { ...devnet, parameters: { ...devnet.parameters, genesisWork: 100n, minimumWork: 100n } };
const pair = wallet.pairOf(keyOf('miner-0'));

/** A miner over real parts; `found` resolves with every block it hands in, one after the other. */
function minerOn(parts: Parts, effort: Effort = { workers: 1, duty: 1 }) {
  const waiting: ((block: Block) => void)[] = [];
  const blocks: Block[] = [];
  const hand = () => {
    while (waiting.length > 0 && blocks.length > 0) waiting.shift()?.(blocks.shift()!);
  };
  let version = 0;
  const templates: Template[] = [];
  const modules = {
    template: () => {
      const made = buildTemplate(parts, pair.publicKey, parts.environment.now());
      templates.push(made);
      return made;
    },
    version: () => `${version}`,
    submit: async (block: Block) => {
      blocks.push(block);
      hand();
    },
  };
  const miner = new Miner(pair, effort, modules, parts.environment);
  onTestFinished(() => miner.stop());
  const found = () =>
    new Promise<Block>((resolve) => {
      waiting.push(resolve);
      hand();
    });
  return { miner, found, templates, changed: () => version++ };
}

describe('a search for nonces', () => {
  test('gives the first nonce that plain SHA-256 over the whole header gives', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(
        bytes(183),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 2, max: 200 }),
        (header, from, work) => {
          const bits = bitsForWork(BigInt(work));
          const target = targetOf(bits);
          const count = 400;
          let expected: number | undefined;
          const tried = header.slice();
          for (let step = 0; step < count && expected === undefined; step++) {
            const nonce = (from + step) >>> 0;
            new DataView(tried.buffer).setUint32(179, nonce, true);
            if (meetsTarget(sha256(tried), target)) expected = nonce;
          }
          expect(new NonceSearch(header, targetBytes(bits)).run(from, count)).toBe(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('an id equal to the target is good enough, one below it is not', async () => {
    const parts = await openParts();
    const header = headerCodec.encode({
      ...buildTemplate(parts, pair.publicKey, parts.environment.now()).header,
      nonce: 5,
    });
    const id = sha256(header);
    expect(new NonceSearch(header, id).run(5, 1)).toBe(5);
    const below = id.slice();
    below[31] = (below[31] ?? 0) - 1;
    expect(id[31]).toBeGreaterThan(0);
    expect(new NonceSearch(header, below).run(5, 1)).toBeUndefined();
  });

  test('goes on at nonce 0 after the last', () => {
    const search = new NonceSearch(new Uint8Array(183), new Uint8Array(32).fill(255));
    expect(search.run(2 ** 32 - 1, 1)).toBe(2 ** 32 - 1);
    expect(search.run(2 ** 32, 1)).toBe(0);
  });

  test('findBlock makes a block that connects', async () => {
    const parts = await openParts({ genesis: quick });
    const block = findBlock(buildTemplate(parts, pair.publicKey, parts.environment.now()), pair.secretKey);
    expect(blockId(block.header)).toEqual(block.id);
    expect(await parts.chain.submit(block)).toMatchObject({ state: 'connected' });
  });
});

describe('a miner', () => {
  test('finds blocks in a worker that connect one after the other', async () => {
    const parts = await openParts({ genesis: quick });
    const { miner, found, changed } = minerOn(parts);
    miner.start();
    for (let height = 1; height <= 3; height++) {
      expect(await parts.chain.submit(await found())).toMatchObject({ height, state: 'connected' });
      changed();
      miner.refresh();
    }
    expect(miner.takeHashes()).toBeGreaterThan(0);
    expect(miner.takeHashes()).toBe(0);
  });

  test('starts over on a new tip, and what it finds is on it', async () => {
    const hard = { ...devnet, parameters: { ...devnet.parameters, genesisWork: 2n ** 40n, minimumWork: 1n } };
    const parts = await openParts({ genesis: hard });
    const { miner, templates, changed } = minerOn(parts);
    miner.start();
    expect(miner.template).toBe(templates[0]);
    changed();
    miner.refresh();
    expect(templates).toHaveLength(2);
    expect(miner.template).toBe(templates[1]);
  });

  test('searches on with a fresh time every second, from the same template', async () => {
    const hard = { ...devnet, parameters: { ...devnet.parameters, genesisWork: 2n ** 40n } };
    const parts = await openParts({ genesis: hard });
    const { miner, templates } = minerOn(parts);
    miner.start();
    const time = () => miner.template?.header.time ?? 0;
    const started = time();
    parts.environment.advance(3_000);
    expect(time()).toBe(started + 3_000);
    expect(templates).toHaveLength(1);
    await miner.stop();
    parts.environment.advance(3_000);
    expect([miner.template, miner.running, parts.environment.timers]).toEqual([undefined, false, 0]);
  });

  test('does not try the same nonces again where the clock is behind the parent', async () => {
    const parts = await openParts({ genesis: quick });
    const { miner, found } = minerOn(parts);
    miner.start();
    await parts.chain.submit(await found());
    await miner.stop();
    // The parent is 20 s ahead of this machine's clock.
    const behind = new SimulatedEnvironment(parts.environment.now() - 20_000);
    const late = minerOn({ ...parts, environment: behind });
    late.miner.start();
    const { template } = late.miner;
    const block = await late.found();
    behind.advance(2_000);
    expect(late.miner.template).toBe(template);
    expect(block.header.time).toBe(parts.chain.tip.header.time + 1);
  });

  test('changes its effort while it runs, and stops', async () => {
    const parts = await openParts({ genesis: quick });
    const { miner, found, changed } = minerOn(parts);
    miner.start();
    miner.start();
    await found();
    miner.setEffort({ workers: 3, duty: 0.5 });
    expect(miner.effort).toEqual({ workers: 3, duty: 0.5 });
    changed();
    miner.refresh();
    await found();
    miner.setEffort({ workers: 1, duty: 1 });
    changed();
    miner.refresh();
    await found();
    await miner.stop();
    await miner.stop();
    expect(miner.running).toBe(false);
    miner.start();
    await found();
  });
});

describe('a node that mines', () => {
  test('takes what waits into its blocks, from the start, and says how fast it is', async () => {
    const environment = new SimulatedEnvironment();
    const node = await openNode({ genesis: quick, environment, mine: true, effort: { workers: 1, duty: 1 } });
    const { id } = await node.submit({ as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '5' });
    await new Promise<void>((resolve) => {
      const stop = node.subscribe((event) => {
        // Time goes on with every block, and what came in meanwhile is looked for with it.
        environment.advance(1_000);
        if (event.type !== 'tip') return;
        node.transaction({ id }).then(({ place }) => {
          if (place.state !== 'in block') return;
          stop();
          resolve();
        }, resolve);
      });
    });
    expect((await node.transaction({ id })).place.state).toBe('in block');
    const mining = await node.mining();
    expect(mining).toMatchObject({ running: true, workers: 1, duty: 1 });
    expect(mining.hashRate).toBeGreaterThan(0);
    expect(BigInt(mining.earnedToday)).toBeGreaterThanOrEqual(5_000_000n);
    expect(await node.setMining({ running: false })).toMatchObject({ running: false, hashRate: 0 });
    const { height } = await node.status();
    environment.advance(10_000);
    expect((await node.status()).height).toBe(height);
  });

  test('does not count hashes from before it was asked as one second', async () => {
    const environment = new SimulatedEnvironment();
    const hard = { ...devnet, parameters: { ...devnet.parameters, genesisWork: 2n ** 40n } };
    const node = await openNode({ genesis: hard, environment });
    environment.advance(60_000);
    expect((await node.mining()).samples).toHaveLength(6);
  });

  test('a network without blocks on demand refuses them', async () => {
    const node = await openNode({ genesis: quick });
    await expect(node.mine({ blocks: 1 })).rejects.toMatchObject({ code: 'ONLY_ON_REGTEST' });
  });

  test('a node without a miner says why', async () => {
    const node = await openNode({ minerName: undefined, unable: 'No miner is set here.' });
    await expect(node.mine({ blocks: 1 })).rejects.toMatchObject({
      code: 'MINING_UNLICENSED',
      message: 'No miner is set here.',
    });
    await expect(node.setMining({ running: true })).rejects.toMatchObject({ code: 'MINING_UNLICENSED' });
    expect(await node.mining()).toMatchObject({ running: false, unable: 'No miner is set here.' });
  });
});

test('lost blocks give their entries back to be mined again, and the fork is told', async () => {
  const parts = await openParts();
  const node = await openNode();
  const { id } = await node.submit({ as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '5' });
  await node.mine({ blocks: 1 });
  const one = buildBlock(parts.chain.tip, { miner: 'miner-1' });
  const two = buildBlock(one, { miner: 'miner-1' });
  const forks: unknown[] = [];
  node.subscribe((event) => {
    if (event.type === 'fork') forks.push(event.fork);
  });
  for (const { bytes } of [one, two]) await node.submitBlock({ block: Buffer.from(bytes).toString('hex') });
  expect(forks).toMatchObject([{ from: 0, returned: 1, kept: { length: 2 }, replaced: { length: 1 } }]);
  expect((await node.transaction({ id })).place.state).toBe('waiting');
  expect((await node.mining()).forks).toEqual(forks);
  await node.mine({ blocks: 1 });
  expect((await node.transaction({ id })).place).toMatchObject({ state: 'in block', height: 3 });
});
