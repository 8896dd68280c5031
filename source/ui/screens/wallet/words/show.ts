import { useFields } from '../../../components/fields.ts';
import type { ViewModel } from '../../../frame/view.ts';
import type { Place } from '../../../model/navigator.ts';
import { useServices } from '../../../model/services.ts';
import { useWallet } from '../../../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../../../text/row.ts';
import { passphraseField, refuseAt } from './faults.ts';
import { wordGrid } from './grid.ts';
import { checkWordsPlace, keepSecret, type Secret, secretOf, showSecret } from './secret.ts';
import { useWork } from './work.ts';

/** `s`: asks for the passphrase and then shows the words. */
export function useShowWordsView(place: Place): ViewModel {
  const services = useServices();
  return usePassphrasePage(place, {
    heading: 'Show words',
    about: 'Whoever sees your words can take all you have: look around you before you go on.',
    enter: 'show them',
    away: 'The passphrase is right; s shows the words',
    task: (passphrase) => services.facade.showWords({ passphrase }),
    done: ({ words }, passphrase) => showSecret(services, { words, passphrase }),
  });
}

/** `u`: opens the words, so that their names can sign. Whoever came from a review page goes back to it. */
export function useUnlockView(place: Place): ViewModel {
  const { facade, messages, navigator } = useServices();
  const names = (useWallet().value?.accounts ?? []).map(({ name }) => name).join(', ');
  const isSigning = navigator.places().some(({ view }) => view === 'review' || view === 'signing');
  const said = `Unlocked: ${names} can sign until you lock your words or stop this node`;
  return usePassphrasePage(place, {
    heading: 'Unlock',
    about: isSigning
      ? 'Your words are locked, and this entry is signed with them. Then the review page comes back as it was; nothing is signed here.'
      : `Your words are locked: ${names} cannot sign before the passphrase is given. Seeing balances needs none.`,
    enter: 'unlock',
    away: said,
    task: (passphrase) => facade.unlock({ passphrase }),
    done: () => {
      navigator.back();
      messages.say(said, 'good');
    },
  });
}

function usePassphrasePage<T>(
  place: Place,
  page: {
    readonly heading: string;
    readonly about: string;
    readonly enter: string;
    readonly away: string;
    readonly task: (passphrase: string) => Promise<T>;
    readonly done: (value: T, passphrase: string) => void;
  },
): ViewModel {
  const work = useWork(place);
  const fields = useFields([passphraseField]);
  const passphrase = fields.text('passphrase');
  const go = () => {
    if (passphrase === '') return fields.refuse('passphrase', 'Type the passphrase of your words.');
    work.run({
      task: () => page.task(passphrase),
      done: (value) => page.done(value, passphrase),
      refused: (refusal) => refuseAt(fields, refusal, 'passphrase'),
      away: page.away,
    });
  };
  return work.quietly({
    panes: {
      page: ({ width }) => [
        row(' ', span('WALLET', 'dim'), ' › ', span(page.heading, 'title')),
        ...prose(page.about, width, 'dim'),
        blank,
        ...fields.rows(width),
        blank,
        ...work.rows(width),
      ],
    },
    ...fields.keys,
    handlers: { open: go },
    labels: { open: page.enter },
  });
}

/** The words themselves, while they are written on paper. */
export function useYourWordsView(): ViewModel {
  const services = useServices();
  const { messages, navigator } = services;
  const secret = secretOf(services);
  const isChecked = useWallet().value?.backedUp === true;
  const check = () => {
    // What was wrong is read by now.
    if (secret !== undefined) keepSecret(services, { words: secret.words, passphrase: secret.passphrase });
    navigator.push(checkWordsPlace);
  };
  const leave = () => {
    navigator.back();
    if (!isChecked) messages.say('Not checked yet: Home reminds you. b checks it at any time', 'warn');
  };
  return {
    panes: {
      page: ({ width }) => (secret === undefined ? [] : wordsRows(secret, isChecked, width)),
    },
    handlers: {
      open: isChecked ? leave : check,
      back: leave,
    },
    labels: { open: isChecked ? 'done' : 'they are on paper', back: isChecked ? 'back' : 'later' },
  };
}

function wordsRows({ words, wrong }: Secret, isChecked: boolean, width: number): Row[] {
  return [
    row(' ', span('WALLET', 'dim'), ' › ', span('Your 24 words', 'title')),
    blank,
    ...wordGrid(words.split(' '), { isWrong: (at) => at === wrong }),
    ...(wrong === undefined
      ? []
      : prose(`✗ Word ${wrong} is another one than you typed. Compare your paper with it.`, width, 'bad')),
    blank,
    row(' ', span('!', 'warn'), ' ', span('WRITE THEM ON PAPER, IN THIS ORDER.', 'title')),
    ...prose(
      'Whoever reads them can take all that you have. If this machine breaks, they are the only way back: nobody can give them to you again. Not in a photo, not in a file, not in a mail.',
      width,
    ),
    blank,
    ...prose(
      isChecked
        ? 'You have shown that they are on paper.'
        : 'Enter asks for three of them. Esc puts that off; Home reminds you until it is done.',
      width,
      'next',
    ),
  ];
}
