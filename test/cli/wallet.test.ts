import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { demoWords } from '../../source/ledger/networks.ts';
import { start } from '../support/start.ts';
import { heavyWallet, ownWords, passphrase, putWallet, sealedWallet, walletPath } from '../support/words.ts';
import { freePort, Program, startHeadless, temporaryHome } from './program.ts';
import { run, runInProcess, runWith } from './run.ts';

const walletText = sealedWallet('me');
const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'source', 'cli.ts');

/** The words that a program has printed last. */
function printed(text: string): string[] {
  const found = new Map([...text.matchAll(/(\d+)\. (\w+)/g)].map(([, place, word]) => [Number(place), word ?? '']));
  return Array.from({ length: 24 }, (_, place) => found.get(place + 1) ?? '');
}

describe('carnet wallet new', () => {
  test('shows words, asks for three of them until they are right, and writes the file', async () => {
    const home = temporaryHome();
    const program = new Program(home, ['wallet', 'new', '--network', 'village']);
    program.answer('short', passphrase, 'another one', passphrase, passphrase);
    const shown = printed((await program.said(/24\. \w+\n/, 'stdout')).input);
    expect(new Set(shown).size).toBeGreaterThan(15);
    program.answer('');
    const [, wrong = ''] = await program.said(/Word (\d+): $/);
    program.answer('zebra', '');
    await program.said(new RegExp(`Word ${wrong} is another one\\. Here they are again`));
    let seen = 1;
    for (let right = 0; right < 3; right++) {
      const pattern = new RegExp(`(?:Word \\d+: [\\s\\S]*?){${++seen}}`);
      const { input } = await program.said(pattern);
      const place = Number([...input.matchAll(/Word (\d+): /g)][seen - 1]?.[1]);
      program.answer((shown[place - 1] ?? '').toUpperCase());
    }
    const { code, stdout, stderr } = await program.ended;
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/\nme {2}dcrn1\w+\nThe wallet is in .*wallet\.json\.\n$/),
    ]);
    expect(stderr).toMatch(/at least 8 characters[\s\S]*That was another one[\s\S]*All three are right\./);
    const file = walletPath(home, 'village');
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      backedUp: true,
      accounts: [{ name: 'me' }],
      words: { kdf: { name: 'scrypt', N: 2 ** 17, r: 8, p: 1 } },
    });

    const [again, shownAgain, devnet] = await Promise.all([
      run(home, 'wallet', 'new', '--network', 'village'),
      runWith(home, [passphrase], 'wallet', 'show', '--words', '--network', 'village'),
      run(home, 'wallet', 'show'),
    ]);
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringMatching(/^There are words already, in .*village.*\n$/),
    ]);
    expect([shownAgain.code, printed(shownAgain.stdout)]).toEqual([0, shown]);
    expect(shownAgain.stdout).toMatch(/^me {2}dcrn1\w{50,}\n\nOn paper: yes\n/);
    expect([devnet.code, devnet.stdout]).toEqual([0, expect.stringMatching(/^There are no words of your own yet\./)]);
  });

  test('Enter alone skips the check, which can be made up for', async () => {
    const home = temporaryHome();
    const made = await runWith(home, [passphrase, passphrase, '', ''], 'wallet', 'new', '--name', 'first');
    expect(made.stderr).toContain('Not checked yet; `carnet wallet check` asks again.');
    const check = new Program(home, ['wallet', 'check']);
    check.answer(passphrase);
    for (let count = 1; count <= 3; count++) {
      const { input } = await check.said(new RegExp(`(?:Word \\d+: [\\s\\S]*?){${count}}`));
      const place = Number([...input.matchAll(/Word (\d+): /g)][count - 1]?.[1]);
      check.answer(printed(made.stdout)[place - 1] ?? '');
    }
    expect((await check.ended).stderr).toContain('All three are right.');
    expect((await run(home, 'wallet', 'show')).stdout).toContain('On paper: yes');
  });

  test('nobody who answers any more leaves nothing behind', async () => {
    const home = temporaryHome();
    const { code, stderr } = await runWith(home, [passphrase], 'wallet', 'new');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Stopped\. Nothing was changed\.\n$/)]);
    const working = new Program(home, ['wallet', 'new']);
    working.answerLast(passphrase, passphrase);
    await working.said(/The same again/);
    const given = await working.stop('SIGINT');
    expect([given.code, given.stderr]).toEqual([
      1,
      expect.stringMatching(/(?:Stopped|given up)\. Nothing was \w+\.\n$/),
    ]);
    expect(existsSync(dirname(walletPath(home, 'devnet')))).toBe(false);
  });
});

describe('carnet wallet restore', () => {
  test('takes words on several lines, says which is wrong, and refuses the demo words', async () => {
    const home = temporaryHome();
    const each = ownWords.split(' ');
    const unknown = each.map((word, place) => (place === 6 ? 'carnet' : word)).join(' ');
    const turned = [...each.slice(1), each[0]].join(' ');
    const lines = [
      unknown,
      turned,
      demoWords,
      each.slice(0, 5).join(' '),
      'abandon carnet',
      '',
      each.slice(20).join(' '),
      // All at once takes the place of what was typed before.
      ...[turned, each.slice(0, 10).join('  ').toUpperCase()],
      each.slice(10).join(' '),
      passphrase,
      passphrase,
    ];
    const { code, stdout, stderr } = await runWith(home, lines, 'wallet', 'restore');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Word 7 is not in the list')]);
    expect(stderr).toMatch(
      /All words exist, but not together[\s\S]*These are the demo words[\s\S]*Word 7 is not in the list/,
    );
    expect(stderr).toMatch(/Started over[\s\S]*4 so far > All words exist/);
    expect(stdout).toMatch(/^me {2}dcrn1/);
    expect((await run(home, 'wallet', 'show')).stdout).toContain('On paper: yes');

    const [added, wrong, bad] = await Promise.all([
      runWith(home, [passphrase], 'wallet', 'add', 'savings'),
      runWith(home, ['another passphrase'], 'wallet', 'add', 'other'),
      runWith(home, [], 'wallet', 'add', 'alice'),
    ]);
    expect([added.code, added.stdout]).toEqual([0, expect.stringMatching(/^savings {2}dcrn1\w+\n$/)]);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('That is not the passphrase')]);
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringMatching(/^"alice" cannot be the name of an account/)]);
    const { stdout: json } = await runWith(home, [passphrase], 'wallet', 'show', '--words', '--json');
    expect(JSON.parse(json)).toMatchObject({ state: 'locked', backedUp: true, words: ownWords });
  });

  test('a wallet file that cannot be read is said in one sentence', async () => {
    const home = temporaryHome();
    mkdirSync(walletPath(home, 'devnet'), { recursive: true });
    const folder = await run(home, 'wallet', 'show');
    expect([folder.code, folder.stderr]).toEqual([
      1,
      expect.stringMatching(/^The wallet file .* cannot be read .*\n$/),
    ]);
    const config = join(home.path, 'elsewhere');
    mkdirSync(join(config, 'devnet'), { recursive: true });
    writeFileSync(join(config, 'devnet', 'wallet.json'), '{"format":"carnet wallet"');
    const damaged = await run(home, 'wallet', 'show', '--config-dir', config);
    expect([damaged.code, damaged.stderr]).toEqual([
      1,
      expect.stringMatching(/^The wallet file cannot be read \(it is/),
    ]);
  });
});

describe('a node with words', () => {
  test('starts, and answers from disk, where the wallet file is damaged, and says so', async () => {
    const home = temporaryHome();
    putWallet(home, 'regtest', '{}');
    const node = await startHeadless(home, '--network', 'regtest', String(await freePort()));
    await node.program.said(/^The wallet file cannot be read \(it is not a Carnet wallet\)\./m);
    await expect(node.ask('wallet')).rejects.toMatchObject({ code: 'KEYSTORE_DAMAGED' });
    await node.program.stop('SIGTERM');
    const { code, stdout, stderr } = await run(home, 'block', '0', '--network', 'regtest');
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^Block {5}0\n/),
      expect.stringMatching(/^The wallet file cannot be read .*\nNo Carnet runs; this is the ledger on disk .*\n$/),
    ]);
  });

  test('keeps them locked until somebody unlocks them; demo names sign all the time', async () => {
    const home = temporaryHome();
    putWallet(home, 'regtest', await walletText);
    const port = String(await freePort());
    const node = await startHeadless(home, '--network', 'regtest', port);
    expect(await node.ask('wallet')).toMatchObject({ state: 'locked', accounts: [{ name: 'me' }] });
    const pay = { as: 'me', operation: 'coins.transfer', to: 'bob', amount: '1' };
    await expect(node.ask('submit', pay)).rejects.toMatchObject({ code: 'WALLET_LOCKED' });
    await node.ask('submit', { ...pay, as: 'alice', to: 'me', amount: '1000000' });
    await node.ask('mine');
    const [wrong, unlocked] = [
      await runWith(home, ['not the passphrase'], 'wallet', 'unlock', '--network', 'regtest'),
      await runWith(home, [passphrase], 'wallet', 'unlock', '--network', 'regtest'),
    ];
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('That is not the passphrase')]);
    expect([unlocked.code, unlocked.stdout]).toEqual([0, `Unlocked on port ${port}.\n`]);
    await node.ask('submit', pay);
    await runWith(home, [passphrase], 'wallet', 'add', 'savings', '--network', 'regtest');
    const { names } = (await node.ask('status')) as { names: { name: string; locked: boolean }[] };
    expect(names.find(({ name }) => name === 'savings')).toMatchObject({ own: true, locked: false });
    await node.program.stop('SIGTERM');
    const log = readFileSync(join(node.directory, 'carnet.log'), 'utf8');
    for (const secret of [passphrase, ownWords.split(' ').slice(0, 3).join(' ')]) expect(log).not.toContain(secret);
    const none = await runWith(home, [passphrase], 'wallet', 'unlock', '--network', 'regtest');
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/^No Carnet is running on regtest\./)]);
  });

  test('a passphrase file opens them at the start; a wrong one starts nothing', async () => {
    const home = temporaryHome();
    putWallet(home, 'regtest', await walletText);
    const [good, bad] = [join(home.path, 'good'), join(home.path, 'bad')];
    writeFileSync(good, `${passphrase}\r\nsomething else\n`);
    writeFileSync(bad, 'something else\n');
    const args = ['--network', 'regtest', String(await freePort()), '--as', 'me', '--passphrase-file'];
    const refused = await runInProcess(home, [], '--headless', ...args, bad);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('That is not the passphrase')]);
    const missing = await runInProcess(home, [], '--headless', ...args, join(home.path, 'none'));
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/^There is no file .*none\. .*\n$/)]);
    const node = await startHeadless(home, ...args, good);
    expect(await node.ask('wallet')).toMatchObject({ state: 'open' });
  });

  test('a terminal asks for the passphrase of whoever acts; it is not shown, and Ctrl-C gives up', async () => {
    const home = temporaryHome();
    putWallet(home, 'regtest', await heavyWallet('me'));
    const args = ['--headless', '--network', 'regtest', '--as', 'me', String(await freePort())];
    const terminal = start({ script, args, home });
    await terminal.waitFor('Passphrase of your words');
    terminal.type('wrong one');
    await terminal.waitFor('•••••••••');
    terminal.press('Enter');
    await terminal.waitFor('That is not the passphrase');
    terminal.type(`${passphrase}\r`);
    await terminal.waitFor(/Deriving the key █+/);
    await terminal.waitFor('Carnet regtest on port');
    expect(terminal.screen().join('\n')).not.toContain('carnet à');
    terminal.press('Ctrl-C');
    expect(await terminal.exit).toMatchObject({ code: 0 });

    const second = start({ script, args, home });
    await second.waitFor('Passphrase of your words');
    second.press('Ctrl-C');
    expect(await second.exit).toMatchObject({ code: 1 });
    const third = start({ script, args, home });
    await third.waitFor('Passphrase of your words');
    third.press('Enter');
    await third.waitFor('Carnet regtest on port');

    const working = start({ script, args, home });
    await working.waitFor('Passphrase of your words');
    working.type(`${passphrase}\r${passphrase}`);
    await working.waitFor(/Deriving the key █+/);
    working.press('Ctrl-C');
    expect(await working.exit).toMatchObject({ code: 1 });
    expect(working.screen().join('\n')).not.toContain('carnet à');
  });
});
