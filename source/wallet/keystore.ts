import { utf8ToBytes } from '@noble/hashes/utils.js';
import { refusals } from '../ledger/refusal.ts';
import {
  isShortPassphrase,
  parseSealed as parse,
  type Sealed,
  SealFault,
  type SealModules,
  seal,
  shortestPassphrase,
  unseal,
} from './sealed.ts';
import { checkWords } from './words.ts';

export const keystoreRefusals = refusals({
  PASSPHRASE_SHORT: (data: { least: number }) =>
    `A passphrase needs at least ${data.least} characters. Whoever has the file and guesses it has the money.`,
  PASSPHRASE_WRONG: () => 'That is not the passphrase of this wallet. Try again; without it only the 24 words help.',
  KEYSTORE_DAMAGED: (data: { reason: string }) =>
    `The wallet file cannot be read (${data.reason}). Restore the wallet from its 24 words.`,
});

/** Words under a passphrase, as plain JSON. */
export type SealedWords = Sealed;

/**
 * 24 words under a passphrase. Takes a second or two, a few milliseconds at a time.
 * @throws PASSPHRASE_SHORT, WORDS_INVALID
 */
export async function sealWords(words: string, passphrase: string, modules: SealModules): Promise<SealedWords> {
  checkPassphrase(passphrase);
  return seal(utf8ToBytes(checkWords(words)), passphrase, modules);
}

/**
 * Refuses what is too easily guessed to protect words.
 * @throws PASSPHRASE_SHORT
 */
export function checkPassphrase(passphrase: string): void {
  if (isShortPassphrase(passphrase)) throw keystoreRefusals.PASSPHRASE_SHORT({ least: shortestPassphrase });
}

/**
 * The 24 words that were sealed.
 * @throws KEYSTORE_DAMAGED, PASSPHRASE_WRONG
 */
export async function openWords(
  sealed: SealedWords,
  passphrase: string,
  modules: Pick<SealModules, 'onProgress'>,
): Promise<string> {
  const plain = await unseal(parseSealed(sealed), passphrase, modules);
  if (plain === undefined) throw keystoreRefusals.PASSPHRASE_WRONG();
  return checkWords(new TextDecoder().decode(plain));
}

/**
 * Sealed words as they were read from somewhere.
 * @throws KEYSTORE_DAMAGED
 */
export function parseSealed(value: unknown): SealedWords {
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof SealFault)) throw error;
    throw keystoreRefusals.KEYSTORE_DAMAGED({ reason: error.message });
  }
}
