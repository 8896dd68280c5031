import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { address } from '../../source/ledger/keys.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { ownWords, passphrase, putWallet, sealedWallet, walletPath } from '../support/words.ts';
import { Program, temporaryHome } from './program.ts';
import { runWith } from './run.ts';

const walletText = sealedWallet('me');
const somebody = address('dcrn', publicKeyOf(new Uint8Array(32).fill(3)));
const stopped = /\nStopped\. Nothing was changed\.\n$/;
const notYet = /Not checked yet; `carnet wallet check` asks again\.\n$/;

describe('a pipe that ends at a question', () => {
  test.each([
    ['new', []],
    ['new', [passphrase]],
    ['new', ['short']],
    ['restore', []],
    ['restore', [ownWords.split(' ').slice(0, 5).join(' ')]],
    ['restore', ['']],
    ['restore', [ownWords]],
    ['restore', [ownWords, passphrase]],
  ])('carnet wallet %s after %j: nothing was done, and that is said', async (action, answers) => {
    const home = temporaryHome();
    const { code, stdout, stderr } = await runWith(home, answers, 'wallet', action);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(stopped)]);
    expect(existsSync(dirname(walletPath(home, 'devnet')))).toBe(false);
  });

  test.each([[['']], [[]]])('words that are made stay; what came after the passphrase: %j', async (answers) => {
    const home = temporaryHome();
    const { code, stdout, stderr } = await runWith(home, [passphrase, passphrase, ...answers], 'wallet', 'new');
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/ 1\. \w+[\s\S]*\nme {2}dcrn1\w+\nThe wallet is in .*\n$/),
      expect.stringMatching(notYet),
    ]);
    expect(JSON.parse(readFileSync(walletPath(home, 'devnet'), 'utf8'))).toMatchObject({ backedUp: false });
  });

  test.each([
    [['check'], []],
    [['check'], [passphrase]],
    [['show', '--words'], []],
    [['add', 'savings'], []],
  ])('carnet wallet %j with words after %j changes nothing', async (words, answers) => {
    const home = temporaryHome();
    putWallet(home, 'devnet', await walletText);
    const { code, stderr } = await runWith(home, answers, 'wallet', ...words);
    expect([code, stderr]).toEqual([1, expect.stringMatching(stopped)]);
    if (answers.length > 0) expect(stderr).toContain('Not checked yet; `carnet wallet check` asks again.');
    expect(readFileSync(walletPath(home, 'devnet'), 'utf8')).toBe(await walletText);
  });

  test('between two of the three words', async () => {
    const home = temporaryHome();
    putWallet(home, 'devnet', await walletText);
    const check = new Program(home, ['wallet', 'check']);
    check.answer(passphrase);
    const [, place] = await check.said(/Word (\d+): $/);
    check.answerLast(ownWords.split(' ')[Number(place) - 1] ?? '');
    const { code, stderr } = await check.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/Word \d+: \nNot checked yet[\s\S]*Stopped\./)]);
  });

  test.each([
    [[]],
    [['village']],
    [['village', 'y']],
    [['village', 'n']],
    [['village', 'n', `FR ${somebody}`]],
    [['village', 'n', `FR ${somebody}`, '']],
    [['village', 'n', `FR ${somebody}`, '', somebody, '']],
    [['village', 'n', `FR ${somebody}`, '', somebody, '', '5']],
  ])('carnet genesis new after %j', async (answers) => {
    const home = temporaryHome();
    const before = readdirSync(home.path);
    const { code, stdout, stderr } = await runWith(home, answers, 'genesis', 'new');
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(stopped)]);
    expect(readdirSync(home.path)).toEqual(before);
  });

  test('carnet genesis new after it made words says that they stay', async () => {
    const home = temporaryHome();
    const { code, stderr } = await runWith(home, ['village', 'y', passphrase, passphrase, ''], 'genesis', 'new');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/\nStopped\. No file was written; your words for village stay, .* begins again\.\n$/),
    ]);
    expect(existsSync(walletPath(home, 'village'))).toBe(true);
  });
});
