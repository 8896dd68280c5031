import { wordCount } from '../../wallet/words.ts';
import type { WalletDialogue } from './setting.ts';
import { wordColumns } from './word-columns.ts';

/** Words asked for. */
const asked = 3;

/**
 * Shows words until they are on paper, and asks for three of them.
 * @returns whether they were right; if not, somebody skipped it
 */
export async function checkPaper(setting: WalletDialogue, words: string, isShown: boolean): Promise<boolean> {
  const each = words.split(' ');
  if (!isShown) await showUntilWritten(setting, words);
  for (;;) {
    setting.dialogue.say('', 'Three words from your paper, please. Enter alone skips this.');
    const wrong = await firstWrong(setting, each);
    if (wrong === 'none') return true;
    if (wrong === 'skipped') return false;
    setting.dialogue.say(`Word ${wrong} is another one. Here they are again.`);
    await showUntilWritten(setting, words);
  }
}

/** Prints the words, waits, and clears the screen. */
export async function showUntilWritten({ dialogue, print, clear }: WalletDialogue, words: string): Promise<void> {
  print('', ...wordColumns(words), '');
  await dialogue.ask('Enter when they are on paper. ');
  clear();
}

async function firstWrong(
  { dialogue, randomBytes }: WalletDialogue,
  words: readonly string[],
): Promise<number | 'none' | 'skipped'> {
  for (const place of places(randomBytes)) {
    const word = await dialogue.ask(`Word ${place}: `);
    if (word === '') return 'skipped';
    if (word.toLowerCase() !== words[place - 1]) return place;
  }
  return 'none';
}

/** Different places from 1 to 24, lowest first. */
function places(randomBytes: (size: number) => Uint8Array): number[] {
  const found = new Set<number>();
  while (found.size < asked) {
    for (const byte of randomBytes(asked)) {
      // 240 is a multiple of 24: every place is as likely as any other.
      if (byte < 240 && found.size < asked) found.add((byte % wordCount) + 1);
    }
  }
  return [...found].sort((left, right) => left - right);
}
