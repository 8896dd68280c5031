import { RefusedError } from '../ledger/refusal.ts';
import type { OwnWords } from '../node/wallet/own-words.ts';
import { type Dialogue, dialogueRefusals } from './dialogue.ts';
import type { Flags } from './flags.ts';
import { passphraseFrom } from './wallet/passphrase.ts';

/**
 * Opens the own words before a node starts: by a passphrase file, or by asking where a person sits. Enter alone leaves
 * them locked.
 * @param isNeeded whether whoever starts acts under a name of theirs
 */
export async function unlockAtStart(
  { passphraseFile }: Flags,
  words: OwnWords,
  isNeeded: boolean,
  dialogue: Dialogue,
): Promise<void> {
  if (passphraseFile !== undefined) {
    await words.unlock(passphraseFrom(passphraseFile));
    return;
  }
  if (!isNeeded || !dialogue.isTerminal) return;
  await dialogue.secretly(() => askUntilOpen(words, dialogue));
}

async function askUntilOpen(words: OwnWords, dialogue: Dialogue): Promise<void> {
  for (;;) {
    const passphrase = await dialogue.askSecret('Passphrase of your words (Enter leaves them locked): ');
    if (passphrase === '') return;
    try {
      await words.unlock(passphrase);
      return;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // Given up: whoever wants to stop is not asked once more.
      if (error.code === 'WALLET_STOPPED') throw dialogueRefusals.ABANDONED();
      dialogue.say(error.message);
    }
  }
}
