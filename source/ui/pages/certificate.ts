import { useFields } from '../components/fields.ts';
import type { ViewModel } from '../frame/view.ts';
import type { Navigator, Place } from '../model/navigator.ts';
import { placeName } from '../model/navigator.ts';
import { toRefusal } from '../model/refusal.ts';
import { useServices } from '../model/services.ts';
import { useMemory } from '../model/use-model.ts';
import { blank, prose } from '../text/row.ts';
import { reviewHead } from './review-rows.ts';

/** Views whose key is something that can be proven. */
const provable: readonly string[] = ['car', 'account'];

/** What a page opened from nowhere in particular is about: the car or account below it. */
function objectBelow(navigator: Navigator, { key }: Place): string {
  if (key !== 'page') return key;
  return navigator.places().findLast(({ view }) => provable.includes(view))?.key ?? '';
}

/** Writes what the ledger says of something into a file that anybody can check. Never over another file. */
export function useCertificatePage(place: Place): ViewModel {
  const { facade, files, messages, navigator, queries } = useServices();
  const object = objectBelow(navigator, place);
  const fields = useFields([
    {
      id: 'object',
      label: 'Of what',
      initial: object,
      help: 'A VIN, a plate, a name or address, or the id of a sale.',
    },
    { id: 'path', label: 'Save as', initial: `${object === '' ? 'certificate' : object.slice(0, 20)}.carnet` },
  ]);
  const [busy, setBusy] = useMemory('busy', false);
  const save = async () => {
    const [about, path] = [fields.text('object').trim(), fields.text('path').trim()];
    if (about === '') return fields.refuse('object', 'Type what it is about.');
    if (path === '') return fields.refuse('path', 'Type a name for the file.');
    setBusy(() => true);
    try {
      const { certificate, block } = await queries.once(() => facade.prove({ object: about }));
      if (placeName(navigator.here) === placeName(place)) write(path, certificate, block.height);
    } catch (thrown) {
      const { code, message } = toRefusal(thrown);
      fields.refuse(code === 'FILE_UNWRITABLE' ? 'path' : 'object', message);
    }
    setBusy(() => false);
  };
  const write = (path: string, certificate: string, height: number) => {
    const written = files.write(path, certificate, false);
    if (written === undefined) return fields.refuse('path', 'There is a file of this name already. Type another.');
    navigator.back();
    messages.say(`Saved as of block ${height.toLocaleString('en-US')}: ${written}`, 'good');
  };
  return {
    panes: {
      page: ({ width }) => [
        ...reviewHead('CERTIFICATE', 'Save it'),
        ...fields.rows(width),
        blank,
        ...prose(
          'It holds what the ledger says now, every entry of its history, and what proves that nothing was left out. Anybody can check it with `carnet verify`, without a ledger, against the id of one block.',
          width,
          'dim',
        ),
      ],
    },
    ...fields.keys,
    scopes: ['form'],
    loading: busy,
    handlers: { ...fields.handlers, open: () => (fields.isLast ? void save() : fields.move(1)) },
    labels: { open: fields.isLast ? 'save it' : 'next' },
  };
}
