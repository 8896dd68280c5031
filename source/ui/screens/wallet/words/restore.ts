import { splitWords } from '../../../../wallet/words.ts';
import { useFields } from '../../../components/fields.ts';
import type { ViewModel } from '../../../frame/view.ts';
import type { Place } from '../../../model/navigator.ts';
import { useServices } from '../../../model/services.ts';
import { blank, prose, row, span } from '../../../text/row.ts';
import { useBecome } from './become.ts';
import { enterIn, isUnknownWord, nameField, newPassphrase, refuseAt } from './faults.ts';
import { wordGrid } from './grid.ts';
import { useWork } from './work.ts';

const specs = [{ id: 'words', label: 'Words' }, ...newPassphrase, nameField];

/** `e`: a wallet from the 24 words that somebody has on paper. */
export function useRestoreView(place: Place): ViewModel {
  const { facade, messages, navigator } = useServices();
  const work = useWork(place);
  const became = useBecome();
  const fields = useFields(specs);
  const text = fields.text('words');
  const words = splitWords(text);
  const restore = () => {
    const name = fields.text('name').trim();
    work.run({
      task: () => facade.newWords({ passphrase: fields.text('passphrase'), words: text, name }),
      done: () => {
        navigator.back();
        became(name);
        messages.say(`Restored: ${name}. m adds the other names that you had, in their order`, 'good');
      },
      refused: (refusal) => refuseAt(fields, refusal, 'words'),
      away: `Restored: ${name}`,
    });
  };
  return work.quietly({
    panes: {
      page: ({ width }) => [
        row(
          ' ',
          span('WALLET', 'dim'),
          ' › ',
          span('Restore', 'title'),
          span(`   ${Math.min(words.length, 99)} of 24 words`, 'dim'),
        ),
        ...prose('Type the words from your paper with blanks between them, or paste all of them.', width, 'dim'),
        blank,
        ...wordGrid(words, { isWrong: (at) => isUnknownWord(text, at) }),
        blank,
        ...fields.rows(width),
        ...work.rows(width),
      ],
    },
    scopes: ['form'],
    ...fields.keys,
    // Another system's line ends would join the last word of a line with the first of the next.
    onPaste: (pasted) => fields.keys.onPaste(pasted.replaceAll(/\r\n?/g, '\n')),
    handlers: { ...fields.handlers, open: enterIn(fields, specs, restore) },
    labels: { open: fields.isLast ? 'restore' : 'next' },
  });
}
