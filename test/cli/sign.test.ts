import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readFlags } from '../../source/cli/flags.ts';
import { address } from '../../source/ledger/keys.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { refused } from '../node/refused.ts';
import type { Home } from '../support/home.ts';
import { start } from '../support/start.ts';
import { ownKeys, passphrase, putWallet, sealedWallet } from '../support/words.ts';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run, runWith } from './run.ts';

const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'source', 'cli.ts');
const walletText = sealedWallet('me');
const me = address(regtest.addressPrefix, ownKeys[0] ?? new Uint8Array());
const vin = 'WVWZZZ1JZXW000001';
const imported = {
  ...{ as: 'inspector', operation: 'cars.import', vin, make: 'VW', model: 'Golf', year: 2010, country: 'DE' },
  ...{ value: 5_000, owner: me },
};

/** A home in which only the owner of these words is at home, and what opens them. */
async function ownersHome(): Promise<{ home: Home; opens: string }> {
  const home = temporaryHome();
  putWallet(home, 'regtest', await walletText);
  const opens = join(home.path, 'passphrase');
  writeFileSync(opens, `${passphrase}\n`);
  return { home, opens };
}

const onRegtest = ['--network', 'regtest'];

describe('two nodes, two wallets, one entry', () => {
  test('made by one, signed by the other, handed in there, mined here', async () => {
    const [home, owner] = [temporaryHome(), await ownersHome()];
    const port = await freePort();
    const author = await startHeadless(home, ...onRegtest, String(port));
    const peer = ['--peer', `ws://127.0.0.1:${port}`];
    const other = await startHeadless(
      owner.home,
      ...[...onRegtest, String(await freePort()), ...peer, '--as', 'me', '--passphrase-file', owner.opens],
    );
    const file = join(home.path, 'car.carnet');

    const made = await run(home, 'sign', 'make', file, JSON.stringify(imported), ...onRegtest);
    expect(made.stderr).toBe('');
    expect(made.stdout).toMatch(/^Put an older car on the ledger, by inspector\n {2}A "VW Golf", .*\n/);
    expect(made.stdout).toContain(
      `Signed by   inspector\nMissing     ${me}\nWritten: ${file}. Send it to whoever is missing.`,
    );
    const early = await run(home, 'sign', 'submit', file, ...onRegtest);
    expect([early.code, early.stdout, early.stderr]).toEqual([
      1,
      '',
      expect.stringMatching(/^This still lacks the signature of dcrn1\w{8}….*\. .*\n$/),
    ]);
    const strange = await run(home, 'sign', 'add', file, ...onRegtest);
    expect([strange.code, strange.stderr]).toEqual([1, expect.stringContaining(`takes the signature of ${me}`)]);

    // Nobody signs by a slip: what is not yes is no.
    const before = readFileSync(file, 'utf8');
    const no = await runWith(owner.home, [''], 'sign', 'add', file, ...onRegtest);
    expect([no.code, readFileSync(file, 'utf8')]).toEqual([1, before]);
    expect(no.stderr).toMatch(/Its owner is me, who signs too\.[\s\S]*Sign it as me, into .*\? y or n: Stopped\./);
    const yes = await runWith(owner.home, ['y'], 'sign', 'add', file, ...onRegtest);
    expect(yes.stdout).toContain('Signed by   inspector, me\nWritten: ');
    expect(yes.stdout).toContain('Everybody has signed: `carnet sign submit` hands it in.');

    const handed = await run(owner.home, 'sign', 'submit', file, '--json', ...onRegtest);
    const { id } = JSON.parse(handed.stdout) as { id: string };
    while (((await author.ask('status')) as { mempool: number }).mempool === 0);
    await author.ask('mine');
    expect(await author.ask('car', { vin })).toMatchObject({ car: { owner: me } });
    expect(await other.ask('transaction', { id })).toMatchObject({ operation: 'cars.import' });
    const again = await run(home, 'sign', 'submit', file, ...onRegtest);
    expect([again.code, again.stderr]).toEqual([1, 'This is on the ledger already, in block 1. Nothing to do.\n']);
  });

  test('a terminal opens the file of a node elsewhere, signs it with its own words, and hands it in', async () => {
    const [home, owner] = [temporaryHome(), await ownersHome()];
    const port = await freePort();
    const author = await startHeadless(home, ...onRegtest, String(port));
    const file = join(home.path, 'car.carnet');
    await run(home, 'sign', 'make', file, JSON.stringify(imported), ...onRegtest);
    const terminal = start({
      home: owner.home,
      args: [
        ...[...onRegtest, String(await freePort()), '--peer', `ws://127.0.0.1:${port}`],
        ...['--as', 'me', '--passphrase-file', owner.opens],
      ],
    });
    await terminal.waitFor('1 peer');
    terminal.press(':');
    await terminal.waitFor('GO TO');
    terminal.type('sign a file');
    await terminal.waitFor('what somebody wrote for you to sign');
    terminal.press('Enter');
    await terminal.waitFor('SIGN A FILE › Open it');
    terminal.paste(readFileSync(file, 'utf8'));
    await terminal.waitFor('y signs it as me.');
    terminal.press('y');
    await terminal.waitFor('Everybody has signed.');
    terminal.press('h');
    await terminal.waitFor('signed. Waiting');
    while (((await author.ask('status')) as { mempool: number }).mempool === 0);
    await author.ask('mine');
    await terminal.waitFor('in block 1');
    expect(await author.ask('car', { vin })).toMatchObject({ car: { owner: me } });
  });
});

describe('files', () => {
  test('are put together, shown, and written over only after a question', async () => {
    const home = temporaryHome();
    await startHeadless(home, ...onRegtest, String(await freePort()));
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(home.path, name)) as [string, string, string];
    const intent = JSON.stringify({ ...imported, owner: 'alice', payer: me, expiry: 50 });
    await run(home, 'sign', 'make', one, intent, ...onRegtest);
    writeFileSync(two, readFileSync(one));
    await runWith(home, ['y'], 'sign', 'add', two, '--as', 'alice', ...onRegtest);
    const combined = await run(home, 'sign', 'combine', three, one, two, ...onRegtest);
    expect(combined.stdout).toContain(`Signed by   inspector, alice\nMissing     ${me}\n`);
    expect(readFileSync(three, 'utf8')).toBe(readFileSync(two, 'utf8'));
    const shown = await run(home, 'sign', 'show', one, three, '--json', ...onRegtest);
    expect(JSON.parse(shown.stdout)).toMatchObject({ needs: [me], expiry: 50, review: { payer: me } });

    const letter = join(home.path, 'letter');
    writeFileSync(letter, 'Dear alice');
    const no = await runWith(home, ['n'], 'sign', 'combine', letter, one, ...onRegtest);
    expect([no.code, readFileSync(letter, 'utf8')]).toEqual([1, 'Dear alice']);
    expect(no.stderr).toContain('is there already. Write over it? y or n: Stopped. Nothing was changed.');
    const nobody = await runWith(home, [], 'sign', 'make', letter, intent, ...onRegtest);
    expect([nobody.code, readFileSync(letter, 'utf8')]).toEqual([1, 'Dear alice']);
    await runWith(home, ['y'], 'sign', 'combine', letter, one, ...onRegtest);
    expect(readFileSync(letter, 'utf8')).toBe(readFileSync(one, 'utf8'));
  });

  test('that are not there, are none, or cannot be written are refused in a sentence', async () => {
    const home = temporaryHome();
    await startHeadless(home, ...onRegtest, String(await freePort()));
    const one = join(home.path, 'one');
    await run(home, 'sign', 'make', one, JSON.stringify(imported), ...onRegtest);
    const wrong = [
      [[join(home.path, 'none')], /^There is no file .*none\. /],
      [[home.path], /^The file .* cannot be read \(it is no file\)\. /],
      [[one, script], /^This is no signing file: /],
    ] as const;
    for (const [files, words] of wrong) {
      const ended = await run(home, 'sign', 'show', ...files, ...onRegtest);
      expect([ended.code, ended.stdout, ended.stderr]).toEqual([1, '', expect.stringMatching(words)]);
    }
    const nowhere = await run(home, 'sign', 'combine', join(home.path, 'no', 'where'), one, ...onRegtest);
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('(there is no such folder)')]);
  });

  test('take a node that runs', async () => {
    const { code, stderr } = await run(temporaryHome(), 'sign', 'show', 'x');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^No Carnet is running here\. /)]);
  });

  test.each([
    [[], /^Behind `carnet sign` stands one of these: make, show, add, combine, submit\. /],
    [['steal', 'x'], /^Behind `carnet sign` stands one of these/],
    [['constructor', 'x'], /^Behind `carnet sign` stands one of these/],
    [['make', 'x'], /^Behind `carnet sign make` stands FILE JSON\. /],
    [['make', 'x', '{'], /^What is to be signed is not JSON\. /],
    [['make', 'x', '{}', 'y'], /^"y" is one word too many/],
    [['show'], /^Behind `carnet sign show` stands FILE\.\.\.\. /],
    [['add', 'x', 'y'], /^"y" is one word too many/],
    [['combine', 'x'], /^Behind `carnet sign combine` stands NEWFILE FILE\.\.\.\. /],
  ])('usage: %j', async (words, expected) => {
    const { message } = await refused('USAGE', () => readFlags(['sign', ...words]));
    expect(message).toMatch(expected);
  });
});
