import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demoNames, demoWords, regtest } from '../../../source/ledger/networks.ts';
import type { NodeEvent } from '../../../source/node/facade.ts';
import { Node } from '../../../source/node/node.ts';
import { OwnWords } from '../../../source/node/wallet/own-words.ts';
import { demoWallet } from '../../../source/wallet/wallet.ts';
import { checkWords, wordsFrom } from '../../../source/wallet/words.ts';
import { lightWork } from '../../support/light.ts';
import { openNode, SimulatedEnvironment, temporaryFolder } from '../../support/node.ts';
import { refused } from '../refused.ts';

const passphrase = 'un carnet à souches';
const words = wordsFrom(new Uint8Array(32).fill(9));
const reserved = new Set(demoNames.flatMap(({ name, alias }) => [name, alias ?? name]));

/** A node with a place for own words, and everything it told. */
async function openWithWords(file = join(temporaryFolder(), 'regtest', 'wallet.json')) {
  const wallet = await demoWallet(regtest);
  const own = new OwnWords(
    { file, reserved: (name) => reserved.has(name) },
    { wallet, randomBytes: (size) => new Uint8Array(size).fill(7), work: lightWork },
  );
  const environment = new SimulatedEnvironment();
  const options = { genesis: regtest, directory: temporaryFolder(), port: 5000, minerName: 'miner-0', mine: false };
  const node = await Node.open({ ...options, words: own }, wallet, environment);
  onTestFinished(() => node.close());
  const events: NodeEvent[] = [];
  node.subscribe((event) => void events.push(event));
  return { node, file, events, environment };
}

async function nameOf(node: Node, name: string) {
  return (await node.status()).names.find((each) => each.name === name);
}

describe('own words', () => {
  test('from the first to signing: made, locked, unlocked, another account', async () => {
    const { node, file, events, environment } = await openWithWords();
    expect(await node.wallet()).toEqual({ state: 'none', accounts: [], backedUp: false, file });
    const made = await node.newWords({ passphrase });
    expect(checkWords(made.words)).toBe(made.words);
    const shares = events.flatMap((event) => (event.type === 'wallet' ? (event.progress ?? []) : []));
    expect([...shares].sort((left, right) => left - right)).toEqual(shares);
    expect([shares.at(0), shares.at(-1)]).toEqual([0, 1]);
    expect(await node.wallet()).toMatchObject({ state: 'open', accounts: [{ name: 'me' }], backedUp: false });
    expect(await nameOf(node, 'me')).toMatchObject({ own: true, locked: false, roles: [] });
    expect(await nameOf(node, 'alice')).toMatchObject({ own: false, locked: false });

    await node.submit({ as: 'alice', operation: 'coins.transfer', to: 'me', amount: '5000000' });
    await node.mine({ blocks: 1 });
    const back = { as: 'me', operation: 'coins.transfer', to: 'bob', amount: '7' };
    expect(await node.lock()).toMatchObject({ state: 'locked', accounts: [{ name: 'me' }] });
    expect(await nameOf(node, 'me')).toMatchObject({ own: true, locked: true });
    await refused('WALLET_LOCKED', () => node.submit(back));
    expect((await node.review(back)).refusal).toMatchObject({ code: 'WALLET_LOCKED' });
    await refused('WALLET_LOCKED', () => node.addAccount({ name: 'other' }));
    await refused('PASSPHRASE_WRONG', () => node.unlock({ passphrase: `${passphrase}!` }));
    expect(await node.unlock({ passphrase })).toMatchObject({ state: 'open' });
    await node.submit(back);
    await node.mine({ blocks: 1 });
    expect((await node.account({ name: 'me' })).nonce).toBe(1);

    const { accounts } = await node.addAccount({ name: 'other' });
    expect(accounts.map(({ name }) => name)).toEqual(['me', 'other']);
    await refused('NAME_INVALID', () => node.addAccount({ name: 'other' }));
    await refused('NAME_INVALID', () => node.addAccount({ name: 'miner-1' }));
    const modes = [statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777];
    expect([modes, readdirSync(dirname(file))]).toEqual([[0o600, 0o700], ['wallet.json']]);
    const said = JSON.stringify([events, environment.logged]) + readFileSync(file, 'utf8');
    for (const secret of [passphrase, made.words, made.words.split(' ').slice(0, 2).join(' ')]) {
      expect(said).not.toContain(secret);
    }
  });

  test('restored words have the same first account; the words are shown, and checked by place', async () => {
    const { node, file } = await openWithWords();
    await refused('DEMO_WORDS', () => node.newWords({ passphrase, words: demoWords.toUpperCase() }));
    const unknown = await refused('WORDS_INVALID', () =>
      node.newWords({ passphrase, words: words.replace(/^\w+/, 'carnets') }),
    );
    expect([unknown.data, unknown.message]).toEqual([
      { fault: 'unknown', place: 1 },
      expect.stringMatching(/^Word 1 /),
    ]);
    await refused('PASSPHRASE_SHORT', () => node.newWords({ passphrase: 'short', words }));
    await refused('NAME_INVALID', () => node.newWords({ passphrase, words, name: 'alice' }));
    await refused('WORDS_MISSING', () => node.unlock({ passphrase }));
    expect(await node.newWords({ passphrase, words: ` ${words}\n`, name: 'first' })).toEqual({ words });
    await refused('WALLET_EXISTS', () => node.newWords({ passphrase }));
    expect(await node.showWords({ passphrase })).toEqual({ words });

    const each = words.split(' ');
    const asked = [3, 9, 24].map((place) => ({ place, word: each[place - 1] ?? '' }));
    for (const wrong of [asked.slice(1), [...asked, ...asked.slice(0, 1)], [{ place: 0, word: '' }], 'words', [null]]) {
      const query = { passphrase, words: wrong as typeof asked };
      await refused('PARAMETER_INVALID', () => node.checkBackup(query));
    }
    const slip = asked.map((one) => (one.place === 9 ? { ...one, word: 'carnets' } : one));
    const wrong = await refused('BACKUP_WRONG', () => node.checkBackup({ passphrase, words: slip }));
    expect(wrong.data).toEqual({ place: 9 });
    // Whoever typed the words has them; of fresh ones nobody knows.
    expect(await node.wallet()).toMatchObject({ backedUp: true });
    writeFileSync(file, readFileSync(file, 'utf8').replace('"backedUp": true', '"backedUp": false'));
    expect(await node.wallet()).toMatchObject({ state: 'open', backedUp: false });
    expect(await node.checkBackup({ passphrase, words: asked })).toMatchObject({ backedUp: true });

    const second = await openWithWords(join(temporaryFolder(), 'wallet.json'));
    await second.node.newWords({ passphrase, words });
    const [address, again] = [(await node.wallet()).accounts[0]?.address, (await second.node.wallet()).accounts[0]];
    expect(again?.address).toBe(address);
    expect(readFileSync(file, 'utf8')).not.toContain(each.slice(0, 2).join(' '));
  });

  test('another terminal of the same wallet sees what this one did', async () => {
    const first = await openWithWords();
    const second = await openWithWords(first.file);
    await first.node.newWords({ passphrase });
    expect(await second.node.wallet()).toMatchObject({ state: 'locked', accounts: [{ name: 'me' }] });
    expect(second.events).toContainEqual({ type: 'wallet' });
    await second.node.unlock({ passphrase });
    await first.node.addAccount({ name: 'other' });
    expect(await second.node.wallet()).toMatchObject({ state: 'open', accounts: [{ name: 'me' }, { name: 'other' }] });
    expect(await nameOf(second.node, 'other')).toMatchObject({ locked: false });

    // Other words in the place of these are locked, and the old names are gone; so with no file at all.
    const text = readFileSync(first.file, 'utf8');
    rmSync(first.file);
    expect(await second.node.wallet()).toMatchObject({ state: 'none' });
    expect(await nameOf(second.node, 'me')).toBeUndefined();
    writeFileSync(first.file, text);
    expect(await second.node.wallet()).toMatchObject({ state: 'locked' });
  });

  test('one passphrase at a time', async () => {
    const { node } = await openWithWords();
    const making = node.newWords({ passphrase });
    await refused('WALLET_BUSY', () => node.newWords({ passphrase, words }));
    await making;
    const opening = node.unlock({ passphrase });
    await refused('WALLET_BUSY', () => node.showWords({ passphrase }));
    await opening;
  });

  test('a node that stops gives up what it was at, and writes nothing', async () => {
    const { node, file } = await openWithWords();
    const given = refused('WALLET_STOPPED', () => node.newWords({ passphrase }));
    await node.close();
    await given;
    expect(() => statSync(file)).toThrow(/ENOENT/);
  });

  test('a file that somebody changed is damaged, and its names cannot sign', async () => {
    const { node, file } = await openWithWords();
    await node.newWords({ passphrase });
    const text = readFileSync(file, 'utf8');
    const { publicKey } = (JSON.parse(text) as { accounts: { publicKey: string }[] }).accounts[0] ?? { publicKey: '' };
    const foreign = text.replace(publicKey, Buffer.from((await demoWallet(regtest)).keyOf('bob')).toString('hex'));
    for (const hostile of [foreign, text.replace('"me"', '"alice"'), '{', 'x'.repeat(100_000)]) {
      writeFileSync(file, hostile);
      await refused('KEYSTORE_DAMAGED', () => node.wallet());
      expect(await nameOf(node, 'me')).toBeUndefined();
      expect(await nameOf(node, 'alice')).toMatchObject({ own: false });
    }
    // A locked one cannot know whose key it is; opening it does.
    writeFileSync(file, foreign);
    const other = await openWithWords(file);
    expect(await other.node.wallet()).toMatchObject({ state: 'locked' });
    await refused('KEYSTORE_DAMAGED', () => other.node.unlock({ passphrase }));
    rmSync(file);
    const folder = await openWithWords(dirname(file));
    await refused('WALLET_UNREADABLE', () => folder.node.wallet());
  });

  test('a node without a place for words says so', async () => {
    const node = await openNode();
    expect(await node.wallet()).toEqual({ state: 'none', accounts: [], backedUp: false, file: '' });
    await refused('NO_WALLET_FILE', () => node.newWords({ passphrase }));
    await refused('NO_WALLET_FILE', () => node.lock());
  });
});
