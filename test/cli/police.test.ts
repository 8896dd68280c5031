import { randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFlags } from '../../source/cli/flags.ts';
import { genesisIdOf, networkFolder } from '../../source/ledger/genesis-block.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { createPolice } from '../../source/node/police/create.ts';
import { PoliceDatabase } from '../../source/node/police/database.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';
import { refused } from '../node/refused.ts';
import type { Home } from '../support/home.ts';
import { lightWork } from '../support/light.ts';
import { freePort, Program, startHeadless, temporaryHome } from './program.ts';
import { run, runWith } from './run.ts';

const passphrase = 'un carnet à souches';
const regtestFlags = ['--network', 'regtest'];
const vin = 'WMWXP7C5XK2A00001';
const answers = ['Alice Martin', '30/02/1990', '1990-02-28', '', '1 rue des Fleurs, Lyon', ''];
const alice = {
  name: 'Alice Martin',
  born: '1990-02-28',
  birthplace: '',
  address: '1 rue des Fleurs, Lyon',
  document: '',
};

function folderOf(home: Home, genesis = regtest): string {
  return join(home.path, 'data', 'carnet', networkFolder(genesis), 'police');
}

/** The same database as the first test makes, but one that opens at once: it is made once and copied into homes. */
const sample = join(mkdtempSync(join(tmpdir(), 'carnet-police-')), 'police');
let found = { commitment: '', mark: '' };

beforeAll(async () => {
  const place = { folder: sample, network: genesisIdOf(regtest) };
  const modules = { now: () => Date.now(), randomBytes: (size: number) => Uint8Array.from(randomBytes(size)) };
  await createPolice(place, { passphrase, who: 'Roux' }, { ...modules, pid: process.pid, work: lightWork });
  const database = await PoliceDatabase.open(place, passphrase, modules);
  const reason = { who: 'Roux', purpose: '' };
  const commitment = await database.add((await demoWallet(regtest)).keyOf('alice'), alice, reason);
  found = { commitment: bytesToHex(commitment), mark: database.mark };
  await database.close();
});
afterAll(() => rmSync(dirname(sample), { recursive: true }));

/** A home with a police database of regtest, and alice in it. */
function policeHome(): { home: Home; commitment: string; mark: string } {
  const home = temporaryHome();
  cpSync(sample, folderOf(home), { recursive: true });
  return { home, ...found };
}

test('a database is made and a person put on file by the program, dear to whoever guesses', async () => {
  const home = temporaryHome();
  const made = await runWith(home, [passphrase, passphrase], 'police', 'init', '--as', 'Roux', ...regtestFlags);
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('The same again')]);
  expect(made.stdout).toMatch(/it is nowhere else\.\nMark: 1-[0-9a-f]{32}\n$/);
  const added = await runWith(
    home,
    [passphrase, ...answers],
    'police',
    'add',
    'alice',
    '--as',
    'Roux',
    ...regtestFlags,
  );
  expect([added.code, added.stderr]).toEqual([0, expect.stringContaining('"Born" of this person must be a day like')]);
  const [, commitment = '', mark = ''] = /^Commitment: (\w{64})\nMark: {7}(\S+)$/m.exec(added.stdout) ?? [];
  expect(JSON.parse(readFileSync(join(folderOf(home), 'key.json'), 'utf8'))).toMatchObject({
    sealed: { kdf: { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 } },
  });
  const args = ['police', 'show', 'alice', '--as', 'Roux', '--purpose', 'case 11', '--json', ...regtestFlags];
  const shown = await runWith(home, [passphrase], ...args);
  expect([shown.code, JSON.parse(shown.stdout)]).toMatchObject([0, { commitment, person: alice }]);
  expect((await police(home, 'audit', mark)).code).toBe(0);
});

function police(home: Home, ...args: readonly string[]) {
  return runWith(home, [passphrase], 'police', ...args, ...regtestFlags);
}

test('show, log, audit, erase: one clerk, one person', async () => {
  const { home, commitment, mark } = policeHome();
  // The purpose comes first, then who, then the passphrase.
  const shown = await runWith(home, ['', 'case 12', 'Roux', passphrase], 'police', 'show', 'alice', ...regtestFlags);
  expect([shown.code, shown.stderr]).toEqual([
    0,
    expect.stringMatching(
      /^Purpose .*without a purpose\..*\nPurpose .*Who asks .*Passphrase: Noted as entry 3 of the log\.\nMark: 3-[0-9a-f]{32}\n$/s,
    ),
  ]);
  expect(shown.stdout).toMatch(
    /^Name {8}Alice Martin\nBorn {8}1990-02-28\nBirthplace {2}-\nAddress {5}1 rue des Fleurs, Lyon\n/,
  );
  expect(shown.stdout).toContain(`Commitment  ${commitment}\n`);
  const reason = ['--as', 'Roux', '--purpose', 'case 13'];
  const [bob, unnamed] = [
    await police(home, 'show', 'bob', '--json', ...reason),
    await police(home, 'show', 'mallory', ...reason),
  ];
  expect([bob.code, JSON.parse(bob.stdout)]).toEqual([
    0,
    { key: expect.stringMatching(/^dcrn1/), mark: expect.any(String) },
  ]);
  expect([unnamed.code, unnamed.stderr]).toEqual([1, expect.stringMatching(/^"mallory" is neither an address/)]);
  const empty = await police(home, 'show', 'alice', '--purpose', '');
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('without a purpose')]);

  const log = (await police(home, 'log')).stdout.trimEnd().split('\n');
  expect(log.map((line) => line.replace(/ {2}\d.* UTC/, '').replace(/(dcrn1)\w{8}…/, '$1…'))).toEqual([
    '4  Roux looked up dcrn1…u6ncy, nobody on file: case 13',
    '3  Roux looked up dcrn1…t9u63: case 12',
    '2  Roux put on file dcrn1…t9u63',
    '1  Roux made the database',
  ]);
  expect(JSON.parse((await police(home, 'log', '2', '--json')).stdout)).toMatchObject([
    { number: 1, action: 'create' },
  ]);
  const whole = await police(home, 'audit', mark);
  expect([whole.code, whole.stdout]).toEqual([
    0,
    expect.stringMatching(/^4 entries, 1 person on file: everything is as it was written\.\nMark: 4-[0-9a-f]{32}\n$/),
  ]);

  const erase = ['police', 'erase', 'alice', '--as', 'Roux', '--purpose', 'asked for it', ...regtestFlags];
  const kept = await runWith(home, [passphrase, 'n'], ...erase);
  expect([kept.code, kept.stderr]).toEqual([1, expect.stringMatching(/Stopped\. Nothing was changed\.\n$/)]);
  const gone = await runWith(home, [passphrase, 'y'], ...erase);
  expect([gone.code, gone.stdout]).toEqual([
    0,
    expect.stringMatching(/^Erased\. Noted as entry 5 of the log\.\nMark: 5-[0-9a-f]{32}\n$/),
  ]);
  expect((await police(home, 'show', 'alice', ...reason)).stdout).toMatch(/^Nobody is on file here behind dcrn1/);
});

describe('what goes wrong ends in one sentence, with nothing changed', () => {
  test('none there, one there already, nobody who answers, a short passphrase', async () => {
    const home = temporaryHome();
    const none = await police(home, 'show', 'alice', '--purpose', 'x', '--as', 'Roux');
    expect([none.code, none.stdout, none.stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/^There is no police database in .*`carnet police init` makes it\.\n$/),
    ]);
    const left = await runWith(home, ['Roux', 'short', passphrase], 'police', 'init');
    expect([left.code, left.stderr]).toEqual([
      1,
      expect.stringMatching(/at least 8 characters[\s\S]*Stopped\. Nothing was changed\.\n$/),
    ]);
    writeFileSync(join(home.path, 'short'), 'short\n');
    const short = await run(home, 'police', 'init', '--as', 'Roux', '--passphrase-file', join(home.path, 'short'));
    expect([short.code, short.stderr]).toEqual([
      1,
      expect.stringMatching(/\nA passphrase needs at least 8 characters.*\n$/),
    ]);
    const working = new Program(home, ['police', 'init', '--as', 'Roux']);
    working.answerLast(passphrase, passphrase);
    await working.said(/The same again/);
    expect((await working.stop('SIGINT')).code).toBe(1);
    expect(existsSync(folderOf(home, devnet))).toBe(false);
  });

  test('a wrong passphrase, another network, a second process, damage', async () => {
    const { home, mark } = policeHome();
    const folder = folderOf(home);
    const second = await run(home, 'police', 'init', '--as', 'Roux', ...regtestFlags);
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringMatching(/^There is a police database already, in .*\n$/),
    ]);
    const before = readFileSync(join(folder, 'end'));
    const wrong = await runWith(home, ['something else'], 'police', 'audit', ...regtestFlags);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/That is not the passphrase of this police database\..*\n$/),
    ]);
    expect(readFileSync(join(folder, 'end'))).toEqual(before);
    const devnetFolder = folderOf(home, devnet);
    cpSync(folder, devnetFolder, { recursive: true });
    const other = await runWith(home, [passphrase], 'police', 'audit');
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringMatching(/^The police database in .* belongs to another network\..*\n$/),
    ]);

    const copy = join(home.path, 'copy');
    cpSync(folder, copy, { recursive: true });
    const records = join(folder, 'records');
    const written = readdirSync(records).find((name) => name.endsWith('.log')) ?? '';
    truncateSync(join(records, written), 10);
    const cut = await police(home, 'show', 'alice', '--purpose', 'x', '--as', 'Roux');
    expect([cut.code, cut.stdout, cut.stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/The police database in .* is damaged \(.*\)\. Leave it as it is, .*\n$/),
    ]);
    const audit = await police(home, 'audit', mark);
    expect([audit.code, audit.stdout]).toEqual([
      1,
      expect.stringMatching(
        /^The log ends with entry 1, but had 2 entries\.\nThe mark is of entry 2, which[\s\S]*There are 1 entry, 0 people on file\.\n/,
      ),
    ]);
    rmSync(folder, { recursive: true });
    cpSync(copy, folder, { recursive: true });
    expect((await police(home, 'audit', mark)).code).toBe(0);
  });

  test.each([
    [[]],
    [['burn']],
    [['add']],
    [['show']],
    [['init', 'x']],
    [['audit', 'a', 'b']],
    [['init', '--network', 'No']],
  ])('police %j is wrong usage', async (args) => {
    const { message } = await refused('USAGE', () => readFlags(['police', ...args]));
    expect(message.split('\n')).toHaveLength(1);
  });
});

test('a node says whose a plate is; while it has the database open, nobody else has', async () => {
  const { home } = policeHome();
  const node = await startHeadless(home, ...regtestFlags, String(await freePort()));
  const car = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'FR' };
  await node.ask('submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });
  await node.ask('submit', { as: 'police', operation: 'cars.assignPlate', vin, country: 'FR', plate: 'AB-123-CD' });
  await node.ask('mine');
  const reason = ['--as', 'Roux', '--purpose', 'case 12'];
  const [shown, unknown] = [
    await police(home, 'show', 'ab-123-cd', ...reason),
    await police(home, 'show', 'ZZ-1', ...reason),
  ];
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/^Nobody is on file here behind dcrn1/)]);
  expect([unknown.code, unknown.stdout]).toEqual([0, 'Nobody has plate ZZ-1 on this ledger.\n']);
  expect(await node.ask('openPolice', { passphrase })).toMatchObject({
    state: 'open',
    entries: 4,
    folder: folderOf(home),
  });
  // Said before anything is asked.
  for (const args of [['log'], ['show', 'alice'], ['audit']]) {
    const locked = await police(home, ...args);
    expect([locked.code, locked.stderr]).toEqual([
      1,
      expect.stringMatching(/^The Carnet on port \d+ has the police database in .*"Close the database".*\n$/),
    ]);
  }
  expect(await node.ask('lookUp', { key: 'alice', who: 'Roux', purpose: 'case 12' })).toMatchObject({
    person: { name: 'Alice Martin' },
  });
  await node.program.stop('SIGTERM');
  expect(readFileSync(join(node.directory, 'carnet.log'), 'utf8')).not.toMatch(/Alice Martin|souches/);
  const down = await police(home, 'show', 'AB-123-CD', ...reason);
  expect([down.code, down.stderr]).toEqual([1, expect.stringMatching(/^No Carnet is running on this network, .*\n$/)]);
  expect((await police(home, 'audit')).code).toBe(0);
});

test('a disk that takes no more: the look-up is refused, and the next one finds everything as it was', async () => {
  const { home } = policeHome();
  const args = ['police', 'show', 'alice', '--as', 'Roux', '--purpose', 'case 12', ...regtestFlags];
  // It may write nothing at all.
  const limited = ['/bin/sh', '-c', 'ulimit -S -f 0 && exec "$0" "$@"'];
  const program = new Program(home, args, [], undefined, limited);
  program.answerLast(passphrase);
  const { code, stdout, stderr } = await program.ended;
  expect([code, stdout, stderr]).toEqual([
    1,
    '',
    expect.stringMatching(/The system does not let the police database in .* be used \(File too large\)\..*\n$/),
  ]);
  const again = await police(home, 'show', 'alice', '--as', 'Roux', '--purpose', 'case 12');
  expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Noted as entry 3 of the log.')]);
});
