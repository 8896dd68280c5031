import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readFlags } from '../../source/cli/flags.ts';
import { refused, sentence } from '../node/refused.ts';
import { freePort, Program, temporaryHome } from './program.ts';
import { runInProcess } from './run.ts';

describe('flags', () => {
  test('what nobody says is the terminal on devnet', () => {
    expect(readFlags([])).toEqual({
      command: 'terminal',
      network: 'devnet',
      genesisFile: undefined,
      networkGiven: false,
      port: undefined,
      dataDirectory: undefined,
      configDirectory: undefined,
      peers: [],
      host: '127.0.0.1',
      alone: false,
      as: undefined,
      mine: true,
      passphraseFile: undefined,
      action: '',
      files: [],
      name: undefined,
      showWords: false,
      question: '',
      argument: '',
      json: false,
      method: '',
      params: undefined,
    });
  });

  test('peers may be named several times, with or without the scheme', () => {
    const { peers, host } = readFlags([
      '--peer',
      'ws://Example.org:5001/',
      '--peer',
      '127.0.0.1:5002',
      '--listen',
      '0.0.0.0',
    ]);
    expect({ peers, host }).toEqual({ peers: ['ws://example.org:5001', 'ws://127.0.0.1:5002'], host: '0.0.0.0' });
    expect(() => readFlags(['--peer', 'http://example.org'])).toThrow(/is not an address like ws:/);
  });

  test.each([
    [['5016'], { command: 'terminal', port: 5016 }],
    [['--port', '5016'], { port: 5016 }],
    [['-p', '5016'], { port: 5016 }],
    [['--port=65535'], { port: 65_535 }],
    [
      ['--headless', '--network', 'regtest', '5001'],
      { command: 'headless', network: 'regtest', networkGiven: true, port: 5001 },
    ],
    [['--network=regtest'], { network: 'regtest', networkGiven: true }],
    [['--no-mine'], { mine: false }],
    [['--as', 'bob', '--data-dir', '/somewhere'], { as: 'bob', dataDirectory: '/somewhere' }],
    [['--genesis', 'village.json'], { command: 'terminal', genesisFile: 'village.json' }],
    [['--config-dir', '/c', '--passphrase-file', 'p'], { configDirectory: '/c', passphraseFile: 'p' }],
    [
      ['wallet', 'new', '--network', 'village', '--name', 'first'],
      { action: 'new', network: 'village', name: 'first' },
    ],
    [['wallet', 'show', '--words'], { command: 'wallet', action: 'show', showWords: true, network: 'devnet' }],
    [['wallet', 'add', 'savings'], { action: 'add', argument: 'savings' }],
    [['genesis', 'new'], { command: 'genesis', action: 'new', argument: '' }],
    [['genesis', 'new', 'a.json'], { action: 'new', argument: 'a.json' }],
    [['sign', 'make', 'a', '{"as":"bob"}'], { command: 'sign', action: 'make', files: ['a'], params: { as: 'bob' } }],
    [['sign', 'add', 'a', '--as', 'bob'], { action: 'add', files: ['a'], as: 'bob' }],
    [['sign', 'combine', 'c', 'a', 'b'], { action: 'combine', files: ['c', 'a', 'b'] }],
    [['sign', 'submit', 'a', 'b', '-p', '5001'], { action: 'submit', files: ['a', 'b'], port: 5001 }],
    [['call', 'status'], { command: 'call', method: 'status', params: {} }],
    [['call', 'block', '{"height":1}', '--port', '5001'], { command: 'call', params: { height: 1 }, port: 5001 }],
  ] as const)('%j', (argv, expected) => {
    expect(readFlags(argv)).toMatchObject(expected);
  });

  test.each([
    [['--bogus']],
    [['-x']],
    [['start']],
    [['5000', '5001']],
    [['99999', '--headless']],
    [['--port', '0']],
    [['--port', '65536']],
    [['--port', '-1']],
    [['--port', '1e3']],
    [['--port', '0x10']],
    [['--port', '']],
    [['--port', 'abc']],
    [['--port', '999999999999999999999']],
    [['--network', 'mainnet']],
    [['--network', 'mainnet', '--headless']],
    [['--network', '']],
    [['--network', '__proto__']],
    [['--network', 'constructor']],
    [['wallet']],
    [['wallet', 'burn']],
    [['wallet', 'constructor']],
    [['wallet', 'add']],
    [['wallet', 'add', 'one', 'two']],
    [['wallet', 'new', 'me']],
    [['wallet', 'new', '--network', 'No such']],
    [['genesis']],
    [['genesis', 'new', 'one', 'two']],
    [['--genesis', 'village.json', '--network', 'devnet']],
    [['call']],
    [['call', 'status', '{']],
    [['call', 'car', '{"vin":', '"x"}']],
  ])('%j is wrong usage', async (argv) => {
    const { message } = await refused('USAGE', () => readFlags(argv));
    expect(message.split('\n')).toHaveLength(1);
  });
});

describe('the program', () => {
  test('wrong usage exits with 2 and a sentence', async () => {
    const { code, stdout, stderr } = await runInProcess(temporaryHome(), [], 'call', 'status', '{');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('without a terminal the full screen is wrong usage, and nothing is started', async () => {
    const home = temporaryHome();
    const { code, stdout, stderr } = await runInProcess(home, [], '--network', 'regtest');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^The full screen needs a terminal\..*--headless.*\n$/);
    expect(existsSync(join(home.path, 'data', 'carnet'))).toBe(false);
  });

  test('--help and --version exit with 0', async () => {
    const home = temporaryHome();
    const [help, version] = await Promise.all([runInProcess(home, [], '--help'), runInProcess(home, [], '--version')]);
    expect([help.code, version.code]).toEqual([0, 0]);
    for (const option of [
      '--network',
      '--genesis',
      '--config-dir',
      'wallet ...',
      'genesis new',
      '--port',
      '--data-dir',
      '--as',
      '--no-mine',
      '--headless',
    ]) {
      expect(help.stdout).toContain(option);
    }
    const [wallet, genesis] = await Promise.all([
      runInProcess(home, [], 'wallet', '--help'),
      runInProcess(home, [], 'genesis', 'new', '--help'),
    ]);
    expect([wallet.code, wallet.stdout]).toEqual([0, expect.stringMatching(/carnet wallet restore[\s\S]*--words/)]);
    expect([genesis.code, genesis.stdout]).toEqual([0, expect.stringMatching(/carnet genesis new \[FILE\]/)]);
    expect(help.stdout).not.toContain('--words');
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('a name that nobody knows is refused before anything is started', async () => {
    const home = temporaryHome();
    const { code, stderr } = await runInProcess(home, [], '--headless', '--network', 'regtest', '--as', 'mallory');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^The wallet has no name "mallory" to act as; it has .*garage, .*alice, .*\n$/),
    ]);
    expect(existsSync(join(home.path, 'data', 'carnet'))).toBe(false);
  });

  test('a port that is taken is refused with a sentence', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(port, '127.0.0.1', resolve);
    });
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const { code, stderr } = await runInProcess(
      temporaryHome(),
      [],
      '--headless',
      '--network',
      'regtest',
      '--port',
      String(port),
    );
    expect([code, stderr]).toEqual([1, `Port ${port} is used by another program. Choose another with --port.\n`]);
  });

  test('a data folder that is a file is refused with a sentence', async () => {
    const home = temporaryHome();
    writeFileSync(join(home.path, 'file'), '');
    const port = String(await freePort());
    const folder = join(home.path, 'file');
    const { code, stderr } = await runInProcess(
      home,
      [],
      '--headless',
      '--network',
      'regtest',
      port,
      '--data-dir',
      folder,
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^The folder .* cannot be used \(\w+\)\. Choose .*\.\n$/),
    ]);
  });

  test('an old Node gets a sentence', async () => {
    const pretend = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });';
    const home = temporaryHome();
    const { code, stdout, stderr } = await new Program(
      home,
      ['--headless'],
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`],
    ).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Carnet needs Node 22; this is 20\.20\.2\. .*\.\n$/);
  });
});
