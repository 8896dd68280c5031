import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { genesisIdOf } from '../../source/ledger/genesis-block.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { readPointer } from '../../source/node/control/location.ts';
import { Store } from '../../source/store/store.ts';
import { refused } from '../node/refused.ts';
import { freePort, Program, startHeadless, temporaryHome } from './program.ts';

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s is a clean end, in the middle of mining too', async (signal) => {
    const home = temporaryHome();
    const port = String(await freePort());
    const { program, directory, ask } = await startHeadless(home, '--network', 'regtest', port);
    const mining = ask('mine', { blocks: 100_000 });
    const gone = refused('ANSWER_INVALID', () => mining);
    while (((await ask('status')) as { height: number }).height < 3);
    const { code, stderr } = await program.stop(signal);
    await gone;
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(new RegExp(`\nStopped\\. Your ledger is in ${directory}\\.\n$`)),
    ]);
    expect(readPointer(directory)).toBeUndefined();
    const log = readFileSync(join(directory, 'carnet.log'), 'utf8');
    expect(log.split('\n').filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  });

  test('a signal at any moment of starting leaves a ledger that starts again', async () => {
    const home = temporaryHome();
    const port = String(await freePort());
    const hooks = [
      // Before the program, when its modules are there, and when single steps of starting are done.
      'process.kill(process.pid, "SIGTERM");',
      hookOn('net.Server', 'listen'),
      hookOn('fs', 'mkdirSync'),
      hookOn('fs', 'chmodSync'),
      hookOn('fs', 'renameSync'),
    ];
    for (const hook of hooks) {
      const program = new Program(
        home,
        ['--headless', '--network', 'regtest', port],
        ['--import', `data:text/javascript,${encodeURIComponent(hook)}`],
      );
      const { code, signal, stderr } = await program.ended;
      // Before the program listens for it, a signal ends it as it ends any program.
      if (signal !== null) expect(signal).toBe('SIGTERM');
      else expect([code, stderr]).toEqual([0, expect.stringMatching(/\nStopped\. Your ledger is in .*\.\n$/)]);
    }
    const { ask } = await startHeadless(home, '--network', 'regtest', port);
    expect(await ask('mine', { blocks: 1 })).toMatchObject({ height: 1 });
  });
});

/** Sends SIGTERM to the process when it first calls a function of Node. */
function hookOn(target: string, name: string): string {
  const [module = '', inner] = target.split('.');
  return `
    import { syncBuiltinESMExports, createRequire } from 'node:module';
    const module = createRequire(process.execPath)('node:${module}');
    const owner = ${inner === undefined ? 'module' : `module.${inner}.prototype`};
    const original = owner.${name};
    owner.${name} = function (...given) {
      owner.${name} = original;
      syncBuiltinESMExports();
      process.kill(process.pid, 'SIGTERM');
      return original.apply(this, given);
    };
    syncBuiltinESMExports();
  `;
}

describe('who mines', () => {
  test('--no-mine follows; on devnet a port without a miner follows too and says why; --as a miner mines', async () => {
    const home = temporaryHome();
    const ports = [await freePort(), await freePort(), await freePort()].map(String);
    const [quiet, nobody, named] = await Promise.all([
      startHeadless(home, '--alone', '--no-mine', '--as', 'miner-3', '--port', ports[0] ?? ''),
      startHeadless(home, '--alone', '--port', ports[1] ?? ''),
      startHeadless(home, '--alone', '--as', 'library-1', '--port', ports[2] ?? ''),
    ]);
    await Promise.all([
      quiet.program.said(/^Not mining\. .*--no-mine|^Not mining; it could as/m),
      nobody.program.said(/^Not mining\. No miner is set for port \d+, so this terminal does not mine; `--as` with/m),
      named.program.said(/^Mining as miner-1\.$/m),
    ]);
    expect(await quiet.ask('status')).toMatchObject({ network: 'devnet', mining: false });
    expect(await nobody.ask('mining')).toMatchObject({
      running: false,
      unable: expect.stringMatching(/^No miner is set for port/),
    });
    expect(await named.ask('status')).toMatchObject({ mining: true });
    const { miner } = (await named.ask('mining')) as { miner: string };
    expect(await named.ask('account', { name: 'miner-1' })).toMatchObject({ address: miner });
    await expect(quiet.ask('mine', { blocks: 1 })).rejects.toMatchObject({ code: 'ONLY_ON_REGTEST' });
  });
});

test('tells who joins and leaves, and when it is in sync', async () => {
  const home = temporaryHome();
  const [low = '', high = ''] = [await freePort(), await freePort()].map(String);
  const first = await startHeadless(home, '--network', 'regtest', low);
  await first.program.said(/^Blocks come on demand, by miner-0\.$/m);
  await first.ask('mine', { blocks: 3 });
  const nobody = await freePort();
  const peers = ['--peer', `127.0.0.1:${low}`, '--peer', `127.0.0.1:${nobody}`];
  const second = await startHeadless(home, '--network', 'regtest', ...peers, high);
  await Promise.all([
    second.program.said(new RegExp(`^Joined ${low}\\.$`, 'm')),
    second.program.said(
      new RegExp(`^The address ws://127\\.0\\.0\\.1:${nobody} cannot be .*It is tried again\\.$`, 'm'),
    ),
    second.program.said(/^In sync at block 3\.$/m),
    first.program.said(new RegExp(`^${high} joined$`, 'm')),
  ]);
  await second.program.stop('SIGTERM');
  await first.program.said(new RegExp(`^${high} left$`, 'm'));
});

test('a second process on the folder or the port is refused, and the first goes on', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  const { ask, directory } = await startHeadless(home, '--network', 'regtest', port);
  await refused('STORE_LOCKED', () => Store.open(join(directory, 'ledger'), genesisIdOf(regtest)));
  const second = await new Program(home, ['--headless', '--network', 'regtest', port]).ended;
  expect([second.code, second.stderr]).toEqual([
    1,
    `Port ${port} is used by another program. Choose another with --port.\n`,
  ]);
  expect(await ask('mine')).toMatchObject({ height: 1 });
});
