import { RefusedError } from '../../ledger/refusal.ts';
import { walletDiskRefusals } from '../../node/wallet/disk.ts';
import { checkOwnWords } from '../../node/wallet/own-words.ts';
import { isWord, splitWords, wordCount, wordsRefusals } from '../../wallet/words.ts';
import { isAbandoned } from '../dialogue.ts';
import type { Flags } from '../flags.ts';
import { checkPaper } from './backup.ts';
import { withNewPassphrase } from './passphrase.ts';
import { networkFlag, type WalletDialogue } from './setting.ts';

/** `carnet wallet new`: words, a passphrase, and whether they are on paper. */
export async function makeWords(flags: Flags, setting: WalletDialogue): Promise<void> {
  const { dialogue, words } = setting;
  refuseSecond(setting);
  dialogue.say(
    'Your keys come from 24 words. They lie in a file that opens to a passphrase;',
    'should the file be lost, the words alone bring everything back.',
  );
  const named = flags.name === undefined ? {} : { name: flags.name };
  const made = await withNewPassphrase(dialogue, flags.passphraseFile, (passphrase) =>
    words.create({ passphrase, ...named }),
  );
  dialogue.say(
    '',
    'These 24 words are your keys. Write them on paper, in this order, now.',
    'Whoever has them has everything of yours; nobody can give them to you again.',
  );
  try {
    await tellChecked(flags, setting, made, false);
  } catch (error) {
    // To stop here loses nothing but the check: the words are made.
    if (!isAbandoned(error)) throw error;
  }
  tellAccount(setting);
}

/** `carnet wallet restore`: the words of a paper under a new passphrase. */
export async function restoreWords(flags: Flags, setting: WalletDialogue): Promise<void> {
  const { dialogue, words } = setting;
  refuseSecond(setting);
  const typed = await typedWords(setting);
  const given = { words: typed, ...(flags.name === undefined ? {} : { name: flags.name }) };
  await withNewPassphrase(dialogue, flags.passphraseFile, (passphrase) => words.create({ passphrase, ...given }));
  tellAccount(setting);
}

/**
 * Shows words and asks for three of them, and notes it if they are right; says how it stands, however it ended.
 * @throws ABANDONED
 */
export async function tellChecked(
  flags: Flags,
  setting: WalletDialogue,
  words: string,
  isShown: boolean,
): Promise<void> {
  const { dialogue } = setting;
  const notYet = `Not checked yet; \`carnet wallet check${networkFlag(flags)}\` asks again.`;
  let isRight = false;
  try {
    isRight = await checkPaper(setting, words, isShown);
  } catch (error) {
    if (isAbandoned(error)) dialogue.say(notYet);
    throw error;
  }
  if (isRight) {
    await setting.words.noteBackup(words);
    dialogue.say('All three are right.');
  } else dialogue.say(notYet);
}

function refuseSecond({ words }: WalletDialogue): void {
  const { state, file } = words.view();
  if (state !== 'none') throw walletDiskRefusals.WALLET_EXISTS({ file });
}

async function typedWords({ dialogue }: WalletDialogue): Promise<string> {
  for (;;) {
    dialogue.say(`Your ${wordCount} words, on one line or several; Enter alone starts over:`);
    let typed: string[] = [];
    while (typed.length < wordCount) {
      const line = splitWords(await dialogue.ask(typed.length === 0 ? '> ' : `${typed.length} so far > `));
      if (line.length === 0 && typed.length > 0) dialogue.say('Started over: none of the words before this counts.');
      // All words at once stand for themselves, whatever was typed before them.
      const before = line.length === 0 || line.length === wordCount ? [] : typed;
      const wrong = line.findIndex((word) => !isWord(word));
      if (wrong < 0) typed = [...before, ...line];
      else {
        typed = before;
        const { message } = wordsRefusals.WORDS_INVALID({ fault: 'unknown', place: before.length + wrong + 1 });
        dialogue.say(`${message} The words of this line do not count.`);
      }
    }
    try {
      return checkOwnWords(typed.join(' '));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      dialogue.say(error.message);
    }
  }
}

function tellAccount({ words, print }: WalletDialogue): void {
  const { accounts, file } = words.view();
  print(...accounts.map(({ name, address }) => `${name}  ${address}`), `The wallet is in ${file}.`);
}
