import { RefusedError } from '../../ledger/refusal.ts';
import { checkPassphrase } from '../../wallet/keystore.ts';
import type { Dialogue } from '../dialogue.ts';
import { readFileBounded } from '../files.ts';

/** Bytes of a passphrase file that are looked at. */
const fileLimit = 4_096;

/** The passphrase that opens words: a file's first line, else asked for. */
export async function existingPassphrase(dialogue: Dialogue, file: string | undefined): Promise<string> {
  return file === undefined ? dialogue.askSecret('Passphrase: ') : passphraseFrom(file);
}

/**
 * A new passphrase, twice the same where a person types it.
 * @param check refuses what is too easily guessed
 */
export async function newPassphrase(
  dialogue: Dialogue,
  file: string | undefined,
  check: (passphrase: string) => void = checkPassphrase,
): Promise<string> {
  if (file !== undefined) return passphraseFrom(file);
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
