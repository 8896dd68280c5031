import type { Place } from '../../../model/navigator.ts';
import type { Services } from '../../../model/services.ts';

/** Words on the screen, and the passphrase that they lie under: only as long as their page is open. */
export interface Secret {
  readonly words: string;
  readonly passphrase: string;
  /** Place of a word that was typed as another one, from 1. */
  readonly wrong?: number;
}

const memory = 'secret';

/** The page that shows words. */
export const yourWordsPlace: Place = { screen: 'wallet', view: 'your-words', key: 'page' };

/** The page that asks for three of them. */
export const checkWordsPlace: Place = { screen: 'wallet', view: 'check-words', key: 'page' };

/** Shows words in place of the page that they came from. They stay out of the place, which is only where one is. */
export function showSecret({ navigator }: Pick<Services, 'navigator'>, secret: Secret): void {
  keepSecret({ navigator }, secret);
  navigator.replace(yourWordsPlace);
}

/** Puts words on the page that shows them, which lies open. */
export function keepSecret({ navigator }: Pick<Services, 'navigator'>, secret: Secret): void {
  navigator.keep(yourWordsPlace, memory, secret);
}

/** The words that are on the screen, or lie under the page that checks them. */
export function secretOf({ navigator }: Pick<Services, 'navigator'>): Secret | undefined {
  return navigator.recall<Secret>(yourWordsPlace, memory);
}
