import { utf8ToBytes } from '@noble/hashes/utils.js';
import { HDKey } from '@scure/bip32';
import { entropyToMnemonic, mnemonicToSeedWebcrypto, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { prefixed, taggedHash, tags } from '../ledger/hash.ts';
import { refusals } from '../ledger/refusal.ts';
import { isSecretKey, publicKeyOf } from '../ledger/signature.ts';

/** A key pair: 32-byte secret, 33-byte compressed public key. */
export interface KeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Words that make a wallet. */
export const wordCount = 24;

/** What keeps words from being a wallet: how many there are, the place (from 1) of an unknown one, or the last one. */
export type WordsFault =
  | { readonly fault: 'count'; readonly count: number }
  | { readonly fault: 'unknown'; readonly place: number }
  | { readonly fault: 'checksum' };

export const wordsRefusals = refusals({
  /** The words themselves never stand in it: whoever writes it down would write down a part of somebody's wallet. */
  WORDS_INVALID: (data: WordsFault) => {
    if (data.fault === 'count') return `A wallet has ${wordCount} words; these are ${data.count}. Write all of them.`;
    if (data.fault === 'unknown') return `Word ${data.place} is not in the list of 2,048 words. Check its spelling.`;
    return 'All words exist, but not together: one is wrong, or two changed places. Compare them with your paper.';
  },
});

const known = new Set(wordlist);

/** Whether a word, in lower case, is one of the 2,048 that words are made of. */
export function isWord(word: string): boolean {
  return known.has(word);
}

/**
 * 24 words in their one form: lower case, single spaces, a right checksum.
 * @throws WORDS_INVALID
 */
export function checkWords(words: string): string {
  const each = splitWords(words);
  if (each.length !== wordCount) throw wordsRefusals.WORDS_INVALID({ fault: 'count', count: each.length });
  const place = each.findIndex((word) => !known.has(word)) + 1;
  if (place > 0) throw wordsRefusals.WORDS_INVALID({ fault: 'unknown', place });
  const normal = each.join(' ');
  if (!validateMnemonic(normal, wordlist)) throw wordsRefusals.WORDS_INVALID({ fault: 'checksum' });
  return normal;
}

/** The words of a text in lower case, whatever stands between them. */
export function splitWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
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

/** The key pair under which an organiser makes its events: from its own, so that the same words give it again. */
export function eventPair({ secretKey }: KeyPair): KeyPair {
  let derived = taggedHash(tags.eventKey, secretKey);
  while (!isSecretKey(derived)) derived = taggedHash(tags.eventKey, derived);
  return { secretKey: derived, publicKey: publicKeyOf(derived) };
}

/** What hides one name on the tickets of one event, 32 bytes; see `Wallet.holderSalt`. */
export function saltOf({ secretKey }: KeyPair, event: Uint8Array, name: string): Uint8Array {
  return taggedHash(tags.salt, secretKey, event, ...prefixed(utf8ToBytes(name.normalize('NFC'))));
}
