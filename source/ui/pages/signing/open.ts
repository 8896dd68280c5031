import type { SigningView } from '../../../node/facade.ts';
import { signingFileMark } from '../../../wallet/signing-file.ts';
import { useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { blank, prose } from '../../text/row.ts';
import { reviewHead } from '../review-rows.ts';
import { fileOf, keepFile, signingBelow, signingPlace } from './place.ts';

const specs = [
  { id: 'path', label: 'File', help: 'Where it lies, like ~/Downloads/car.carnet; or paste what is in it.' },
];

/** Opens a signing file by its path, or from a paste. Over a file's own page: one more copy of it. */
export function useOpenFilePage(place: Place): ViewModel {
  const { facade, files, messages, navigator, queries } = useServices();
  const fields = useFields(specs);
  const [busy, setBusy] = useMemory('busy', false);
  const below = signingBelow(navigator, place.key);
  const open = async (textOf: () => string) => {
    setBusy(() => true);
    try {
      const given = textOf();
      const before = below === undefined ? [] : [fileOf(navigator, below)];
      const view = await queries.once(() => facade.combine({ files: [...before, given] }));
      if (placeName(navigator.here) !== placeName(place)) return;
      setBusy(() => false);
      if (below === undefined) show(view);
      else add(view, before[0] ?? '');
    } catch (thrown) {
      setBusy(() => false);
      fields.refuse('path', toRefusal(thrown).message);
    }
  };
  const show = (view: SigningView) => {
    const there = signingPlace(navigator, view);
    navigator.replace({ ...there, values: { ...there.values, opened: 'yes' } });
  };
  const add = (view: SigningView, before: string) => {
    if (below !== undefined) keepFile(navigator, below, view.file);
    navigator.back();
    const isNews = view.file !== before;
    messages.say(isNews ? 'Its signatures stand here now' : 'It holds no signature that is not here already');
  };
  const isFile = (text: string) => text.trimStart().startsWith(signingFileMark);
  const enter = () => {
    const path = fields.text('path').trim();
    if (path === '') fields.refuse('path', 'Type where the file lies, or paste what is in it.');
    else void open(() => (isFile(path) ? path : files.read(path)));
  };
  return {
    panes: {
      page: ({ width }) => [
        ...reviewHead('SIGN A FILE', below === undefined ? 'Open it' : 'Add a copy that others have signed'),
        ...fields.rows(width),
        blank,
        ...prose(
          below === undefined
            ? 'Somebody made an entry that takes your signature too, and sent you its signing file. What it does is shown before anybody signs.'
            : 'Every signature in it is put to those that are here. It must be a copy of this same file.',
          width,
          'dim',
        ),
      ],
    },
    ...fields.keys,
    // A file is long: it is opened at once and never stands in the field.
    onPaste: (text) => (isFile(text) ? void open(() => text) : fields.keys.onPaste(text.slice(0, 1_000))),
    loading: busy,
    handlers: { open: enter },
    labels: { open: 'open it' },
  };
}
