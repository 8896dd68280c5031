import type { Refusal } from '../../../node/facade.ts';
import { type FieldSpec, type Fields, useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { useServices } from '../../model/services.ts';
import { blank, prose, row, span } from '../../text/row.ts';
import { useWork } from '../wallet/words/work.ts';
import { enterIn, fieldOf, useRememberWho, useWhoField } from './asking.ts';

const passphrase: FieldSpec = { id: 'passphrase', label: 'Passphrase', secret: true };

const newPassphrase: readonly FieldSpec[] = [
  { ...passphrase, help: 'At least 8 characters. Whoever has the database and guesses it knows everybody in it.' },
  { id: 'again', label: 'Once more', secret: true, help: 'The same again: without it nobody can read the database.' },
];

/** Opens the database by its passphrase. */
export function useOpenView(place: Place): ViewModel {
  const { facade, messages, navigator } = useServices();
  const opened = 'The police database is open: ten minutes without a question close it again';
  return usePassphrasePage(place, [passphrase], {
    heading: 'Open the database',
    about: 'It lies encrypted on this machine; its passphrase opens it for this node, until it is closed.',
    enter: 'open it',
    away: opened,
    faultOf: (fields, id) => (fields.text(id) === '' ? 'Type the passphrase of the police database.' : undefined),
    task: (fields) => facade.openPolice({ passphrase: fields.text('passphrase') }),
    done: () => {
      navigator.back();
      messages.say(opened, 'good');
    },
  });
}

/** Makes a database where there is none. */
export function useMakeView(place: Place): ViewModel {
  const { facade, messages, navigator } = useServices();
  const specs = [useWhoField(), ...newPassphrase];
  const remember = useRememberWho();
  const made = 'The police database is made and open. Keep copies of its folder; it is nowhere else';
  return usePassphrasePage(place, specs, {
    heading: 'Make a database',
    about:
      'An empty one of this network, on this machine only. It opens to its passphrase alone; its log begins with who made it.',
    enter: 'make it',
    away: made,
    faultOf: (fields, id) => {
      if (id === 'again' && fields.text(id) !== fields.text('passphrase'))
        return 'The two are not the same. Type this one again, or both.';
      return fields.text(id).trim() === '' ? (id === 'who' ? 'Say who makes it.' : 'Type a passphrase.') : undefined;
    },
    task: (fields) => {
      remember(fields.text('who').trim());
      return facade.createPolice({ who: fields.text('who'), passphrase: fields.text('passphrase') });
    },
    done: () => {
      navigator.back();
      messages.say(made, 'good');
    },
  });
}

/** A page whose last Enter starts slow work with a passphrase. */
function usePassphrasePage<T>(
  place: Place,
  specs: readonly FieldSpec[],
  page: {
    readonly heading: string;
    readonly about: string;
    readonly enter: string;
    readonly away: string;
    readonly faultOf: (fields: Fields, id: string) => string | undefined;
    readonly task: (fields: Fields) => Promise<T>;
    readonly done: () => void;
  },
): ViewModel {
  const work = useWork(place);
  const fields = useFields(specs);
  const go = () => {
    work.run({
      task: () => page.task(fields),
      done: page.done,
      refused: (refusal: Refusal) =>
        fields.refuse(
          refusal.code.startsWith('POLICE_PASSPHRASE') ? 'passphrase' : fieldOf(refusal, specs),
          refusal.message,
        ),
      away: page.away,
    });
  };
  return work.quietly({
    panes: {
      page: ({ width }) => [
        row(' ', span('POLICE', 'dim'), ' › ', span(page.heading, 'title')),
        ...prose(page.about, width, 'dim'),
        blank,
        ...fields.rows(width),
        blank,
        ...work.rows(width),
      ],
    },
    scopes: ['form'],
    ...fields.keys,
    handlers: { ...fields.handlers, open: enterIn(fields, specs, (id) => page.faultOf(fields, id), go) },
    labels: { open: fields.isLast ? page.enter : 'next' },
  });
}
