import { HDKey } from '@scure/bip32';
import { entropyToMnemonic, mnemonicToSeedWebcrypto, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { refusals } from '../ledger/refusal.ts';

/** A key pair: 32-byte secret, 33-byte compressed public key. */
export interface KeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export const wordsRefusals = refusals({
  WORDS_INVALID: () =>
    'These are not 24 words of a Carnet wallet: a word is unknown, missing, or in another place. Check them one by one.',
});

/**
 * 24 words in their one form: lower case, single spaces, a right checksum.
 * @throws WORDS_INVALID
 */
export function checkWords(words: string): string {
  const normal = words.trim().toLowerCase().split(/\s+/).join(' ');
  if (normal.split(' ').length !== 24 || !validateMnemonic(normal, wordlist)) throw wordsRefusals.WORDS_INVALID();
  return normal;
}

/** New 24 words from 32 unpredictable bytes (BIP 39). */
export function wordsFrom(entropy: Uint8Array): string {
  if (entropy.length !== 32) throw new RangeError('24 words stand for 32 bytes');
  return entropyToMnemonic(entropy, wordlist);
}

/** The BIP 39 seed of 24 words, as the root of the BIP 32 tree. Slow on purpose (2,048 rounds of PBKDF2). */
export async function rootOf(words: string): Promise<HDKey> {
  return HDKey.fromMasterSeed(await mnemonicToSeedWebcrypto(checkWords(words)));
}

/** The key pair at `m/44'/5000'/account'/0/index`. */
export function derive(root: HDKey, account: number, index = 0): KeyPair {
  const { privateKey, publicKey } = root.derive(`m/44'/5000'/${account}'/0/${index}`);
  if (!privateKey || !publicKey) throw new Error('a derived key without its secret');
  return { secretKey: privateKey, publicKey };
}
