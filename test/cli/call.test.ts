import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPointer } from '../../source/node/control/location.ts';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run } from './run.ts';

const ports = async () => [await freePort(), await freePort()].sort((left, right) => left - right);

describe('carnet call', () => {
  test('prints the result as JSON and exits with 0; a refusal with 1; wrong usage with 2', async () => {
    const home = temporaryHome();
    const { directory } = await startHeadless(home, '--network', 'regtest', String(await freePort()));
    const status = await run(home, 'call', 'status');
    expect([status.code, status.stderr]).toEqual([
      0,
      expect.stringMatching(/^No Carnet runs on devnet; regtest on port \d+ answers\.\n$/),
    ]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      network: 'regtest',
      height: 0,
      dataDirectory: directory,
      peers: 0,
    });

    const pay = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '2500000' };
    const [paid, refused, unknown] = await Promise.all([
      run(home, 'call', 'submit', JSON.stringify(pay)),
      run(home, 'call', 'submit', JSON.stringify({ ...pay, amount: '99999999999999' })),
      run(home, 'call', 'shutdown'),
    ]);
    expect([paid.code, JSON.parse(paid.stdout)]).toEqual([0, { id: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect([refused.code, JSON.parse(refused.stdout)]).toEqual([
      1,
      {
        code: 'BALANCE_TOO_LOW',
        message: expect.stringMatching(/^You have .* LVR; this needs .*\.$/),
        data: { have: expect.stringMatching(/^\d+$/), need: expect.stringMatching(/^\d+$/) },
      },
    ]);
    expect([unknown.code, unknown.stdout, unknown.stderr]).toEqual([
      2,
      '',
      expect.stringMatching(/^There is no method "shutdown"; there are status, .*\n$/),
    ]);

    const mined = await run(home, 'call', 'mine', '{"blocks":2,"at":"2031-01-01T00:00:00Z"}');
    expect(JSON.parse(mined.stdout)).toEqual({ height: 2, tip: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const account = JSON.parse((await run(home, 'call', 'account', '{"name":"bob"}')).stdout);
    expect(account).toMatchObject({
      name: 'bob',
      balance: '10002500000',
      locked: '0',
      stake: '0',
      nonce: 0,
      roles: [],
    });
    expect(account.address).toMatch(/^dcrn1/);
  });

  test('asks the node with the lowest port, or the one that is named; the next where the first was killed', async () => {
    const home = temporaryHome();
    const [low = 0, high = 0] = await ports();
    const [second, first] = await Promise.all([
      startHeadless(home, '--network', 'regtest', '--port', String(high)),
      startHeadless(home, '--network', 'regtest', '--port', String(low)),
    ]);
    await second.ask('mine', { blocks: 7 });
    const heightFrom = async (...args: string[]) => {
      const { code, stdout } = await run(home, 'call', 'status', ...args);
      return code === 0 ? (JSON.parse(stdout) as { height: number }).height : code;
    };
    expect(await heightFrom()).toBe(0);
    expect(await heightFrom('--port', String(high))).toBe(7);
    await first.program.stop('SIGKILL');
    expect(readPointer(first.directory)).toMatchObject({ port: low });
    expect(await heightFrom()).toBe(7);
    expect(await heightFrom('--network', 'devnet')).toBe(1);
    // The one that was killed starts again over what it left, its old socket included.
    await startHeadless(home, '--network', 'regtest', '--port', String(low));
    expect(await heightFrom()).toBe(0);
  });

  test('without a node it says so, also beside half a pointer', async () => {
    const home = temporaryHome();
    const { program, directory } = await startHeadless(home, '--network', 'regtest', String(await freePort()));
    await program.stop('SIGTERM');
    writeFileSync(join(directory, 'control.json'), '{"socket": "/');
    const none = await run(home, 'call', 'status');
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toBe('No Carnet is running here. Start one with `carnet` and ask again.\n');
    const named = await run(home, 'call', 'status', '--port', '4999', '--network', 'regtest');
    expect(named.stderr).toBe('No Carnet is running on port 4999. Start one with `carnet` and ask again.\n');
  });
});

test('a data folder of its own, with a long and a relative path, for the owner only', async () => {
  const home = temporaryHome();
  const long = join('x'.repeat(80), 'é'.repeat(40));
  const node = await startHeadless(home, '--network', 'regtest', String(await freePort()), '--data-dir', long);
  expect(node.directory.startsWith(join(home.path, long))).toBe(true);
  expect(Buffer.byteLength(node.directory)).toBeGreaterThan(107);
  const { stdout, code } = await run(home, 'call', 'status', '--data-dir', long);
  expect([code, JSON.parse(stdout).dataDirectory]).toEqual([0, node.directory]);
  const pointer = readPointer(node.directory);
  const modes = [node.directory, join(node.directory, 'control.json'), pointer?.socket ?? ''];
  expect(modes.map((path) => statSync(path).mode & 0o077)).toEqual([0, 0, 0]);
  expect(readdirSync(node.directory).sort()).toEqual(['carnet.log', 'control.json', 'ledger', 'node.key']);
});
