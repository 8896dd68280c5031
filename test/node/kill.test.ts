import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Block } from '../../source/ledger/block.ts';
import { readPointer } from '../../source/node/control/location.ts';
import { freePort, Program, startHeadless, temporaryHome } from '../cli/program.ts';
import { dumpBest } from '../store/dump.ts';
import { buildBlock, openParts } from '../support/node.ts';
import { RawClient } from './socket.ts';
import { tell } from './story.ts';

/** Branches from block 0, each one longer than the one before: every one of them makes the node change over. */
async function branches(count: number): Promise<Block[][]> {
  const parts = await openParts();
  return Array.from({ length: count }, (_, place) => {
    const nonces = new Map<string, number>();
    const blocks: Block[] = [];
    for (let height = 1; height <= 3 + place; height++) {
      const parent = blocks.at(-1) ?? parts.chain.tip;
      const transactions = height === 2 ? [] : tell(parts, nonces, height);
      blocks.push(buildBlock(parent, { miner: `miner-${place % 4}`, transactions }));
    }
    return blocks;
  });
}

/** The rows that count of a stopped node, against those that its own blocks leave in a fresh store. */
async function expectReplay(directory: string): Promise<number> {
  const parts = await openParts({ directory });
  const { height } = parts.chain.tip.header;
  const fresh = await openParts({ environment: parts.environment });
  parts.environment.advance(Math.max(0, parts.chain.tip.header.time - parts.environment.now()));
  for (let at = 1; at <= height; at++) {
    const block = parts.chain.body(parts.chain.at(at)?.id ?? new Uint8Array(32));
    if (block === undefined) throw new Error(`block ${at} has no body`);
    await fresh.chain.submit(block);
  }
  expect(fresh.chain.tip.id).toEqual(parts.chain.tip.id);
  await Promise.all([parts.close(), fresh.close()]);
  expect(await dumpBest(join(directory, 'ledger'))).toEqual(await dumpBest(join(fresh.directory, 'ledger')));
  return height;
}

test('kill -9 while it connects, changes branches, mines and recovers: the ledger equals a replay of itself', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  const start = () => startHeadless(home, '--network', 'regtest', port);
  const all = (await branches(6)).flat();
  let directory = '';
  // The answer after which it is killed: early, in the middle of a change of branches, late.
  for (const last of [2, 5, 12, 25]) {
    const node = await start();
    directory = node.directory;
    const client = await RawClient.open(readPointer(directory)?.socket ?? '');
    const requests = all.map(({ bytes }, id) => ({
      id,
      method: 'submitBlock',
      params: { block: Buffer.from(bytes).toString('hex') },
    }));
    client.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    for (let count = 0; count < last; count++) expect(await client.response()).toMatchObject({ result: {} });
    await node.program.stop('SIGKILL');
    await expectReplay(directory);
  }

  // While it mines on demand, blocks and entries at once.
  const miner = await start();
  const before = ((await miner.ask('status')) as { height: number }).height;
  const mining = miner.ask('mine', { blocks: 100_000 }).catch(({ code }: { code: string }) => code);
  while (((await miner.ask('status')) as { height: number }).height < before + 20) {
    await miner.ask('submit', { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1' });
  }
  await miner.program.stop('SIGKILL');
  expect(await mining).toBe('ANSWER_INVALID');

  // While it recovers: when the store has just been opened, and when the pointer is about to be written.
  for (const name of ['rmSync', 'renameSync']) {
    const hook = `
      import { createRequire, syncBuiltinESMExports } from 'node:module';
      const fs = createRequire(process.execPath)('node:fs');
      fs.${name} = () => process.kill(process.pid, 'SIGKILL');
      syncBuiltinESMExports();
    `;
    const args = ['--headless', '--network', 'regtest', port];
    const program = new Program(home, args, ['--import', `data:text/javascript,${encodeURIComponent(hook)}`]);
    expect((await program.ended).signal).toBe('SIGKILL');
  }
  expect(readdirSync(directory)).toContain('control.json');
  expect(await expectReplay(directory)).toBeGreaterThanOrEqual(before + 20);

  const again = await start();
  expect(await again.ask('mine')).toMatchObject({ height: expect.any(Number) });
  expect((await again.program.stop('SIGTERM')).code).toBe(0);
});
