import type { WalletView } from '../../../../node/facade.ts';
import type { Handlers } from '../../../input/keymap.ts';
import { toRefusal } from '../../../model/refusal.ts';
import { useServices } from '../../../model/services.ts';
import { prose, type Row, row, span } from '../../../text/row.ts';
import { padTo } from '../../../text/width.ts';

/** What can be done with the own words as they are now; nothing where there is no place for any. */
export function useWordsActions(wallet: WalletView | undefined): Handlers {
  const { facade, messages, navigator, queries } = useServices();
  const open = (view: string) => () => navigator.push({ screen: 'wallet', view, key: 'page' });
  const lock = async () => {
    try {
      await queries.once(() => facade.lock());
      messages.say('Locked: your names sign nothing before u unlocks them');
      queries.touchAll();
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  if (wallet === undefined || wallet.file === '') return {};
  if (wallet.state === 'none') return { newWords: open('new-words'), restoreWords: open('restore-words') };
  const always: Handlers = {
    showWords: open('show-words'),
    ...(wallet.backedUp ? {} : { checkWords: open('check-words') }),
  };
  if (wallet.state === 'locked') return { unlock: open('unlock'), ...always };
  return { lock: () => void lock(), newAccount: open('new-account'), ...always };
}

/** How the own words stand, and what to press. */
export function wordsRows(wallet: WalletView | undefined, acting: string, width: number): Row[] {
  if (wallet === undefined || wallet.file === '') return [];
  const unchecked = wallet.state === 'none' || wallet.backedUp ? '' : '. Not on paper yet? b checks it';
  const [first] = wallet.accounts;
  // On a demo network one stays who one was.
  const isActing = wallet.accounts.some(({ name }) => name === acting);
  const act = isActing || first === undefined ? '' : `, a acts as ${first.name}`;
  const words = {
    none: 'none of your own yet: w makes 24, e restores them',
    locked: `locked: u unlocks them${unchecked}`,
    open: `open: l locks them, m adds a name${act}${unchecked}`,
  }[wallet.state];
  const tone = wallet.state === 'open' && wallet.backedUp ? 'dim' : 'next';
  if (words.length + 16 <= width) return [row(' ', span(padTo('Words', 14), 'dim'), span(words, tone))];
  return prose(`Your words: ${words}`, width, tone);
}
