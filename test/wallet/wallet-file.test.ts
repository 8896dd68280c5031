import { describe, expect, test } from 'vitest';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { checkAccountName } from '../../source/wallet/account-name.ts';
import { type SealedWords, sealWords } from '../../source/wallet/keystore.ts';
import { accountLimit, parseWalletFile, type WalletFile, writeWalletFile } from '../../source/wallet/wallet-file.ts';
import { wordsFrom } from '../../source/wallet/words.ts';
import { refused } from '../ledger/support.ts';
import { lightWork } from '../support/light.ts';

const words: SealedWords = await sealWords(wordsFrom(new Uint8Array(32)), 'a long passphrase', {
  randomBytes: (size) => new Uint8Array(size).fill(3),
  work: lightWork,
});

function key(seed: number): Uint8Array {
  return publicKeyOf(new Uint8Array(32).fill(seed));
}

const file: WalletFile = {
  accounts: [
    { name: 'me', key: key(1) },
    { name: 'savings-2', key: key(2) },
  ],
  backedUp: true,
  words,
};
const text = writeWalletFile(file);

/** The file's text with members changed. */
function changed(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...(JSON.parse(text) as object), ...change });
}

describe('a wallet file', () => {
  test('holds what was written, and fits its bound with every account that there may be', () => {
    expect(parseWalletFile(text)).toEqual(file);
    const full = Array.from({ length: accountLimit }, (_, place) => ({
      name: `${place}`.padStart(30, 'n'),
      key: key(place + 1),
    }));
    expect(parseWalletFile(writeWalletFile({ ...file, accounts: full })).accounts).toEqual(full);
  });

  const [account] = (JSON.parse(text) as { accounts: object[] }).accounts;
  test.each([
    ['nothing', ''],
    ['no JSON', 'carnet'],
    ['null', 'null'],
    ['a list', '[]'],
    ['another file', '{"format":"other"}'],
    ['a newer version', changed({ version: 2 })],
    ['a backup that may be', changed({ backedUp: 'perhaps' })],
    ['no accounts', changed({ accounts: [] })],
    ['accounts that are no list', changed({ accounts: { length: 1 } })],
    ['an account that is nothing', changed({ accounts: [null] })],
    ['an account without a name', changed({ accounts: [{ ...account, name: '' }] })],
    ['a name with capitals', changed({ accounts: [{ ...account, name: 'Me' }] })],
    ['a name of a hundred letters', changed({ accounts: [{ ...account, name: 'm'.repeat(100) }] })],
    ['two accounts of one name', changed({ accounts: [account, account] })],
    ['a key that is no point', changed({ accounts: [{ ...account, publicKey: '05'.repeat(33) }] })],
    ['a key that is no hex', changed({ accounts: [{ ...account, publicKey: 'zz'.repeat(33) }] })],
    ['too many accounts', changed({ accounts: Array.from({ length: 65 }, (_, n) => ({ ...account, name: `n${n}` })) })],
    ['no words', changed({ words: undefined })],
    ['endless text', text + ' '.repeat(40_000)],
  ])('%s is refused as damaged', (_, hostile) => {
    refused('KEYSTORE_DAMAGED', () => parseWalletFile(hostile));
  });
});

describe('names of accounts', () => {
  const taken = (name: string) => name === 'alice';

  test.each(['me', 'a', '5016', 'savings-2', 'n'.repeat(30)])('%s is one', (name) => {
    expect(checkAccountName(name, 'dcrn', taken)).toBe(name);
  });

  test.each(['', 'Me', 'a b', '-x', 'été', 'n'.repeat(31), 'dcrn1abc', 'alice'])('"%s" is none', (name) => {
    refused('NAME_INVALID', () => checkAccountName(name, 'dcrn', taken));
  });
});
