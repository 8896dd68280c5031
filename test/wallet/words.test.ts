import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { HDKey } from '@scure/bip32';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../source/ledger/hash.ts';
import { address } from '../../source/ledger/keys.ts';
import { demoNames, demoWords } from '../../source/ledger/networks.ts';
import { derive, rootOf } from '../../source/wallet/words.ts';

const zeros = `${'abandon '.repeat(23)}art`;

describe('BIP 39', () => {
  test.each([
    ['00'.repeat(32), zeros],
    [
      '68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c',
      'hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length',
    ],
    ['ff'.repeat(32), `${'zoo '.repeat(23)}vote`],
  ])('entropy %s', async (entropy, words) => {
    expect(entropyToMnemonic(hexToBytes(entropy), wordlist)).toBe(words);
    expect(bytesToHex(mnemonicToEntropy(words, wordlist))).toBe(entropy);
    await expect(rootOf(words)).resolves.toBeInstanceOf(HDKey);
  });

  test('the seed of 24 words without a passphrase', async () => {
    const seed =
      '408b285c123836004f4b8842c89324c1f01382450c0d439af345ba7fc49acf705489c6fc77dbd4e3dc1dd8cc6bc9f043db8ada1e243c4a0eafb290d399480840';
    const root = await rootOf(zeros);
    expect(root.privateExtendedKey).toBe(HDKey.fromMasterSeed(hexToBytes(seed)).privateExtendedKey);
  });

  test('spaces and capitals do not matter', async () => {
    const root = await rootOf(`  ${demoWords.toUpperCase().replaceAll(' ', ' \n ')} `);
    expect(root.privateExtendedKey).toBe((await rootOf(demoWords)).privateExtendedKey);
  });

  test.each([
    ['one word too few', demoWords.split(' ').slice(1).join(' ')],
    ['one word too many', `abandon ${demoWords}`],
    ['twelve words', `${'abandon '.repeat(11)}about`],
    ['two words swapped', demoWords.replace('depend tragic', 'tragic depend')],
    ['an unknown word', demoWords.replace('depend', 'depends')],
    ['nothing', ''],
  ])('refuses %s', async (_, words) => {
    await expect(rootOf(words)).rejects.toMatchObject({ code: 'WORDS_INVALID' });
  });
});

describe('BIP 32', () => {
  test('test vector 1', () => {
    const root = HDKey.fromMasterSeed(hexToBytes('000102030405060708090a0b0c0d0e0f'));
    expect(root.derive("m/0'/1/2'/2/1000000000").privateExtendedKey).toBe(
      'xprvA41z7zogVVwxVSgdKUHDy1SKmdb533PjDz7J6N6mV6uS3ze1ai8FHa8kmHScGpWmj4WggLyQjgPie1rFSruoUihUZREPSL39UNdE3BBDu76',
    );
  });

  test("an account lies at m/44'/5000'/account'/0/index", async () => {
    const root = await rootOf(zeros);
    const pair = derive(root, 3, 7);
    const expected = root
      .deriveChild(0x8000002c)
      .deriveChild(0x80001388)
      .deriveChild(0x80000003)
      .deriveChild(0)
      .deriveChild(7);
    expect(pair.publicKey).toEqual(expected.publicKey);
    expect(pair.secretKey).toEqual(expected.privateKey);
    expect(derive(root, 3)).toEqual(derive(root, 3, 0));
  });

  test('the demo words give the addresses that the demo names carry', async () => {
    const root = await rootOf(demoWords);
    const derived = demoNames.map((_, account) => address('dcrn', derive(root, account).publicKey));
    expect(derived).toEqual(demoNames.map((one) => one.address));
  });

  test('the demo words are those that their comment promises', () => {
    const promise = 'Carnet demo network: these words are public and worth nothing';
    const entropy = mnemonicToEntropy(demoWords, wordlist);
    expect(bytesToHex(entropy)).toBe(bytesToHex(sha256(utf8ToBytes(promise))));
  });
});
