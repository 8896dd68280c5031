import type { Refusal } from '../../../../node/facade.ts';
import { checkPassphrase } from '../../../../wallet/keystore.ts';
import { checkWords, isWord, splitWords } from '../../../../wallet/words.ts';
import type { FieldSpec, Fields } from '../../../components/fields.ts';
import { toRefusal } from '../../../model/refusal.ts';

/** The two fields of a new passphrase. */
export const newPassphrase: readonly FieldSpec[] = [
  {
    id: 'passphrase',
    label: 'Passphrase',
    secret: true,
    help: 'At least 8 characters. It protects the words on this machine; it is asked before they sign.',
  },
  { id: 'again', label: 'Once more', secret: true, help: 'The same again: nobody can tell you later what you typed.' },
];

/** The field of a passphrase that there is. */
export const passphraseField: FieldSpec = { id: 'passphrase', label: 'Passphrase', secret: true };

/** The name of the first account. */
export const nameField: FieldSpec = {
  id: 'name',
  label: 'First name',
  initial: 'me',
  help: 'What your first account is called here: small letters, digits and dashes.',
};

const byCode: Readonly<Record<string, string>> = {
  PASSPHRASE_SHORT: 'passphrase',
  PASSPHRASE_WRONG: 'passphrase',
  NAME_INVALID: 'name',
  ACCOUNTS_FULL: 'name',
  WORDS_INVALID: 'words',
  DEMO_WORDS: 'words',
};

/** The field that a refusal is about, else the last one on the page: beside it stands why. */
export function refuseAt(fields: Fields, { code, message }: Refusal, otherwise: string): void {
  fields.refuse(byCode[code] ?? otherwise, message);
}

/** What is wrong with a field, as far as it shows without the node. */
export function faultOf(fields: Fields, id: string): string | undefined {
  const text = fields.text(id);
  if (id === 'passphrase') return refusalOf(() => checkPassphrase(text));
  if (id === 'again') {
    return text === fields.text('passphrase') ? undefined : 'The two are not the same. Type this one again, or both.';
  }
  return id === 'words' ? refusalOf(() => checkWords(text)) : undefined;
}

/**
 * What Enter does on a page of such fields: on to the next where this one is right, and after the last, where all are,
 * what the page is for.
 */
export function enterIn(fields: Fields, specs: readonly FieldSpec[], submit: () => void): () => void {
  return () => {
    const asked = fields.isLast ? specs.map(({ id }) => id) : [fields.focus];
    const wrong = [fields.focus, ...asked].find((id) => faultOf(fields, id) !== undefined);
    if (wrong !== undefined) fields.refuse(wrong, faultOf(fields, wrong) ?? '');
    else if (fields.isLast) submit();
    else fields.move(1);
  };
}

/** Whether a word is none of the list; the one that is still being typed is let alone. */
export function isUnknownWord(text: string, place: number): boolean {
  const words = splitWords(text);
  const isBeingTyped = place === words.length && !/\s$/.test(text) && words.length < 24;
  const word = words[place - 1];
  return word !== undefined && !isBeingTyped && !isWord(word);
}

function refusalOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    return toRefusal(thrown).message;
  }
}
