import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { passphrase, putWallet, sealedWallet } from '../support/words.ts';
import { freePort, type Headless, startHeadless, temporaryHome } from './program.ts';
import { run, runInProcess, runWith } from './run.ts';

const walletText = sealedWallet('me', 'other');

interface Found {
  readonly height: number;
  readonly finders: readonly { readonly miner: string; readonly blocks: number }[];
}

/** Who found the last blocks of a node's chain. */
async function foundBy(node: Headless): Promise<Found> {
  const { height } = (await node.ask('status')) as { height: number };
  const { finders } = (await node.ask('mining')) as { finders: Found['finders'] };
  return { height, finders };
}

test('two nodes started from one file join each other, mine under two names, and pay', async () => {
  const home = temporaryHome();
  putWallet(home, 'village', await walletText);
  const founding = ['village', 'FR me', '', 'me other', '', '1', 'y'];
  const founded = await runWith(home, founding, 'genesis', 'new', 'village.json');
  expect([founded.code, founded.stdout]).toEqual([0, expect.stringContaining('Written: village.json.')]);
  writeFileSync(join(home.path, 'passphrase'), `${passphrase}\n`);

  const [low = 0, high = 0] = [await freePort(), await freePort()];
  const start = (port: number, peer: number, ...rest: readonly string[]) => {
    const url = `ws://127.0.0.1:${peer}`;
    return startHeadless(home, '--genesis', 'village.json', String(port), '--peer', url, ...rest);
  };
  // One opens its words at the start and mines as the first licensed name; the other is unlocked while it runs.
  const [first, second] = [
    await start(low, high, '--passphrase-file', 'passphrase'),
    await start(high, low, '--as', 'other'),
  ];
  expect(first.directory).toMatch(new RegExp(`village-[0-9a-f]{8}/${low}$`));
  expect(await second.ask('mining')).toMatchObject({ running: false, unable: expect.stringContaining('locked') });
  const unlock = ['wallet', 'unlock', '--genesis', 'village.json', '-p', String(high)];
  expect((await runWith(home, [passphrase], ...unlock)).stdout).toBe(`Unlocked on port ${high}.\n`);
  const names = ((await first.ask('status')) as { names: { name: string; address: string }[] }).names;
  expect(names.map(({ name }) => name)).toEqual(['me', 'other']);

  // Both find blocks of one chain, and a payment that one signs is paid on the other.
  for (const node of [first, second]) while ((await foundBy(node)).finders.length < 2);
  const pay = { as: 'me', operation: 'coins.transfer', to: 'other', amount: '1000000' };
  await first.ask('submit', pay);
  while (((await second.ask('account', { name: 'me' })) as { nonce: number }).nonce < 1);
  const [block, account, status] = await Promise.all([
    run(home, 'block', '1', '--genesis', 'village.json'),
    run(home, 'account', 'me', '--genesis', 'village.json', '-p', String(high)),
    run(home, 'call', 'status', '--genesis', 'village.json', '-p', String(high)),
  ]);
  expect([block.code, block.stdout]).toEqual([0, expect.stringMatching(/\nFound by {2}(?:me|other)\n/)]);
  expect(account.stdout).toMatch(/\nEntries {4}1 signed\n[\s\S]*\nRoles {6}government department, licensed miner\n/);
  expect(JSON.parse(status.stdout)).toMatchObject({ network: 'village', peers: 1, port: high });

  // Nobody runs: the ledger on disk is asked, and knows the names too.
  await Promise.all([first.program.stop('SIGTERM'), second.program.stop('SIGTERM')]);
  const stopped = await run(home, 'account', 'other', '--genesis', 'village.json');
  expect([stopped.code, stopped.stdout]).toEqual([0, expect.stringMatching(/^Name {7}other\n/)]);
});

test('without words a node of such a network follows, and says how to make them', async () => {
  const home = temporaryHome();
  const founding = ['village', 'y', passphrase, passphrase, '', '', 'FR me', '', 'me', '', '1', 'y'];
  await runWith(home, founding, 'genesis', 'new');
  const args = ['--genesis', 'village.genesis.json', '--alone', String(await freePort())];
  const config = join(home.path, 'elsewhere');
  const node = await startHeadless(home, ...args, '--config-dir', config);
  const [notice] = await node.program.said(/^You have no words on village yet.*$/m);
  expect(notice).toContain('`carnet wallet new --genesis village.genesis.json`');
  expect(await node.ask('mining')).toMatchObject({ running: false, unable: expect.stringContaining('no words') });
  expect(await node.ask('status')).toMatchObject({ network: 'village', names: [] });
  const refused = await runInProcess(home, [], '--headless', ...args, '--config-dir', config, '--as', 'alice');
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringMatching(/^The wallet has no name "alice" to act as; it has none yet\./),
  ]);
});
