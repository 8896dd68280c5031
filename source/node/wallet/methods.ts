import { intentRefusals } from '../../wallet/intent.ts';
import { wordCount } from '../../wallet/words.ts';
import type { Facade } from '../facade.ts';
import { type Given, given, textIn } from '../parameters.ts';
import { nodeRefusals } from '../refusals.ts';
import type { OwnWords } from './own-words.ts';

/** The facade's methods about the owner's words. */
export type WalletMethods = Pick<
  Facade,
  'wallet' | 'newWords' | 'unlock' | 'lock' | 'showWords' | 'checkBackup' | 'addAccount'
>;

const wrong = intentRefusals.PARAMETER_INVALID;

/** Words asked for in a backup check, at least. */
const leastAsked = 3;

/** The methods over some words; over none each of them but `wallet` is refused. */
export function walletMethods(words: OwnWords | undefined): WalletMethods {
  const there = (): OwnWords => {
    if (words === undefined) throw nodeRefusals.NO_WALLET_FILE();
    return words;
  };
  return {
    wallet: async () => words?.view() ?? { state: 'none', accounts: [], backedUp: false, file: '' },
    newWords: async (query) => {
      const asked = given(query);
      const [some, name] = [textIn(asked, 'words'), textIn(asked, 'name')];
      return {
        words: await there().create({
          passphrase: passphraseIn(asked),
          ...(some === undefined ? {} : { words: some }),
          ...(name === undefined ? {} : { name }),
        }),
      };
    },
    unlock: async (query) => there().unlock(passphraseIn(given(query))),
    lock: async () => there().lock(),
    showWords: async (query) => ({ words: await there().show(passphraseIn(given(query))) }),
    checkBackup: async (query) => {
      const asked = given(query);
      return there().checkBackup(passphraseIn(asked), askedIn(asked));
    },
    addAccount: async (query) => {
      const name = textIn(given(query), 'name');
      if (name === undefined) throw wrong({ parameter: 'name', expected: 'a name' });
      return there().addAccount(name);
    },
  };
}

function passphraseIn(query: Given): string {
  const passphrase = textIn(query, 'passphrase');
  if (passphrase === undefined) throw wrong({ parameter: 'passphrase', expected: 'a text' });
  return passphrase;
}

function askedIn(query: Given): { place: number; word: string }[] {
  const expected = `a list of at least ${leastAsked} words with different places from 1 to ${wordCount}`;
  const refuse = () => wrong({ parameter: 'words', expected });
  const { words } = query;
  if (!Array.isArray(words) || words.length > wordCount) throw refuse();
  const asked = words.map((each: unknown) => {
    const { place, word } = (each ?? {}) as Readonly<Record<string, unknown>>;
    const isPlace = typeof place === 'number' && Number.isInteger(place) && place >= 1 && place <= wordCount;
    if (!isPlace || typeof word !== 'string' || word.length > 100) throw refuse();
    return { place, word };
  });
  if (asked.length < leastAsked || new Set(asked.map(({ place }) => place)).size < asked.length) throw refuse();
  return asked;
}
