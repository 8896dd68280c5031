import type { Refusal } from '../../../../node/facade.ts';
import { splitWords } from '../../../../wallet/words.ts';
import { type FieldSpec, useFields } from '../../../components/fields.ts';
import type { ViewModel } from '../../../frame/view.ts';
import type { Place } from '../../../model/navigator.ts';
import { useServices } from '../../../model/services.ts';
import { useMemory } from '../../../model/use-model.ts';
import { blank, prose, row, span } from '../../../text/row.ts';
import { passphraseField, refuseAt } from './faults.ts';
import { keepSecret, secretOf, showSecret } from './secret.ts';
import { useWork } from './work.ts';

const asked = 3;

/** `b`: three of the words, to prove that they are on paper. A wrong one is named, and the words are shown again. */
export function useCheckWordsView(place: Place): ViewModel {
  const services = useServices();
  const { facade, messages, navigator, random } = services;
  const [places] = useMemory('places', () => randomPlaces(random));
  const secret = secretOf(services);
  const wordFields = places.map((at): FieldSpec => ({ id: String(at), label: `Word ${at}` }));
  // Where the words were just shown, their passphrase is known.
  const specs = secret === undefined ? [...wordFields, passphraseField] : wordFields;
  const fields = useFields(specs);
  const work = useWork(place);

  const showAgain = (passphrase: string, at: number) =>
    work.run({
      task: () => facade.showWords({ passphrase }),
      done: ({ words }) => {
        showSecret(services, { words, passphrase, wrong: at });
      },
      refused: (refusal) => refuseAt(fields, refusal, 'passphrase'),
      away: 'The check was left unfinished; Home reminds you',
    });
  const refused = (passphrase: string) => (refusal: Refusal) => {
    const { code, data } = refusal;
    if (code === 'BACKUP_WRONG' && typeof data.place === 'number') showAgain(passphrase, data.place);
    else refuseAt(fields, refusal, specs.at(-1)?.id ?? '');
  };
  const check = () => {
    const empty = specs.find(({ id }) => fields.text(id).trim() === '');
    if (empty !== undefined) return fields.refuse(empty.id, 'This one is missing.');
    const words = places.map((at) => ({ place: at, word: fields.text(String(at)).trim().toLowerCase() }));
    const known = secret === undefined ? undefined : splitWords(secret.words);
    const wrong = known && words.find(({ place: at, word }) => known[at - 1] !== word);
    if (secret !== undefined && wrong !== undefined) {
      keepSecret(services, { ...secret, wrong: wrong.place });
      navigator.back();
      return;
    }
    const passphrase = secret?.passphrase ?? fields.text('passphrase');
    const said = 'Checked: your words are on paper. Keep the paper safe';
    work.run({
      task: () => facade.checkBackup({ passphrase, words }),
      done: () => {
        navigator.back(secret === undefined ? 1 : 2);
        messages.say(said, 'good');
      },
      refused: refused(passphrase),
      away: said,
    });
  };
  return work.quietly({
    panes: {
      page: ({ width }) => [
        row(' ', span('WALLET', 'dim'), ' › ', span('Check your paper', 'title')),
        ...prose(`Type these ${asked} of your 24 words from the paper that you wrote them on.`, width, 'dim'),
        blank,
        ...fields.rows(width),
        blank,
        ...work.rows(width),
      ],
    },
    scopes: ['form'],
    ...fields.keys,
    handlers: { ...fields.handlers, open: () => (fields.isLast ? check() : fields.move(1)) },
    labels: { open: fields.isLast ? 'check' : 'next', back: secret === undefined ? 'later' : 'see the words' },
  });
}

/** Different places from 1 to 24, in their order. */
function randomPlaces(random: () => number): number[] {
  const places = Array.from({ length: 24 }, (_, index) => index + 1);
  const drawn = Array.from({ length: asked }, () => places.splice(Math.floor(random() * places.length), 1)).flat();
  return drawn.sort((left, right) => left - right);
}
