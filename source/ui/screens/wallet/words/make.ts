import { useFields } from '../../../components/fields.ts';
import type { ViewModel } from '../../../frame/view.ts';
import type { Place } from '../../../model/navigator.ts';
import { useServices } from '../../../model/services.ts';
import { blank, prose, row, span } from '../../../text/row.ts';
import { useBecome } from './become.ts';
import { enterIn, nameField, newPassphrase, refuseAt } from './faults.ts';
import { showSecret } from './secret.ts';
import { useWork } from './work.ts';

const specs = [...newPassphrase, nameField];

/** `w`: 24 new words under a passphrase. */
export function useNewWordsView(place: Place): ViewModel {
  const services = useServices();
  const { facade } = services;
  const became = useBecome();
  const work = useWork(place);
  const fields = useFields(specs);
  const make = () => {
    const passphrase = fields.text('passphrase');
    const name = fields.text('name').trim();
    work.run({
      task: () => facade.newWords({ passphrase, name }),
      done: ({ words }) => {
        showSecret(services, { words, passphrase });
        became(name);
      },
      refused: (refusal) => refuseAt(fields, refusal, 'name'),
      away: 'Your words are made and open. s on the Wallet screen shows them',
    });
  };
  return work.quietly({
    panes: {
      page: ({ width }) => [
        row(' ', span('WALLET', 'dim'), ' › ', span('New words', 'title')),
        ...prose(
          'A wallet of your own is 24 words: every key that you sign with comes from them. They are made here, shown once to be written on paper, and kept in a file that only your passphrase opens.',
          width,
          'dim',
        ),
        blank,
        ...fields.rows(width),
        blank,
        ...work.rows(width),
      ],
    },
    scopes: ['form'],
    ...fields.keys,
    handlers: { ...fields.handlers, open: enterIn(fields, specs, make) },
    labels: { open: fields.isLast ? 'make the words' : 'next' },
  });
}
