import { RefusedError } from '../../ledger/refusal.ts';
import { checkPassphrase } from '../../wallet/keystore.ts';
import type { Dialogue } from '../dialogue.ts';
import { readFileBounded } from '../files.ts';

/** Bytes of a passphrase file that are looked at. */
const fileLimit = 4_096;

/**
 * Opens something with its passphrase: a file's first line, else asked for. Nothing that is typed shows until it is open.
 */
export function withPassphrase<T>(
  dialogue: Dialogue,
  file: string | undefined,
  open: (passphrase: string) => Promise<T>,
): Promise<T> {
  if (file !== undefined) return open(passphraseFrom(file));
  return dialogue.secretly(async () => open(await dialogue.askSecret('Passphrase: ')));
}

/**
 * Makes something under a new passphrase, twice the same where a person types it. Nothing that is typed shows until it
 * is made.
 * @param check refuses what is too easily guessed
 */
export function withNewPassphrase<T>(
  dialogue: Dialogue,
  file: string | undefined,
  make: (passphrase: string) => Promise<T>,
  check: (passphrase: string) => void = checkPassphrase,
): Promise<T> {
  if (file !== undefined) return make(passphraseFrom(file));
  return dialogue.secretly(async () => make(await newPassphrase(dialogue, check)));
}

async function newPassphrase(dialogue: Dialogue, check: (passphrase: string) => void): Promise<string> {
  for (;;) {
    const passphrase = await dialogue.askSecret('A new passphrase: ');
    try {
      check(passphrase);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      dialogue.say(error.message);
      continue;
    }
    if ((await dialogue.askSecret('The same again:   ')) === passphrase) return passphrase;
    dialogue.say('That was another one. Once more.');
  }
}

/**
 * The first line of a file.
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export function passphraseFrom(file: string): string {
  return readFileBounded(file, fileLimit).split(/\r?\n/, 1)[0] ?? '';
}
