import { useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { blank, prose } from '../../text/row.ts';
import { reviewHead } from '../review-rows.ts';
import { fileOf, keepFile, signingBelow } from './place.ts';

/** A file that is there already, by the path that was typed, and what a second Enter writes into it. */
interface Asked {
  readonly path: string;
  readonly text: string;
  /** What the file held when it was asked about, if that can be read: another one is not written over. */
  readonly was: string | undefined;
}

/** `w`: writes the file of the page below. Never over another file without a second Enter. */
export function useSaveFilePage(place: Place): ViewModel {
  const { facade, files, messages, navigator, queries } = useServices();
  const initial = `${place.values?.operation ?? 'entry'}-${place.key.slice(0, 8)}.carnet`;
  const fields = useFields([{ id: 'path', label: 'Save as', initial }]);
  const [asked, setAsked] = useMemory<Asked | undefined>('asked', undefined);
  const [busy, setBusy] = useMemory('busy', false);
  const below = signingBelow(navigator, place.key);
  const path = fields.text('path').trim();
  const isAsked = asked !== undefined && asked.path === path;

  const write = (text: string, over: boolean, was?: string): boolean => {
    const written = files.write(path, text, over, was);
    if (written === undefined || below === undefined) return false;
    keepFile(navigator, below, text);
    navigator.keep(below, 'saved', { value: text });
    navigator.back();
    messages.say(`Saved: ${written}`, 'good');
    return true;
  };
  const save = async () => {
    if (path === '') return fields.refuse('path', 'Type a name for the file.');
    if (below === undefined) return;
    setBusy(() => true);
    try {
      const text = fileOf(navigator, below);
      if (isAsked) write(asked.text, true, asked.was);
      else if (!write(text, false)) await ask(text);
    } catch (thrown) {
      fields.refuse('path', toRefusal(thrown).message);
    }
    setBusy(() => false);
  };
  /** Says what is there: an earlier copy takes the new signatures to its own, anything else would be lost. */
  const ask = async (text: string) => {
    const was = there();
    const both = was === undefined ? undefined : await queries.once(() => together(text, was));
    if (placeName(navigator.here) !== placeName(place)) return;
    fields.refuse(
      'path',
      both === undefined
        ? 'There is another file of this name. Enter again writes over it; another name keeps it.'
        : 'There is a copy of this file already. Enter again puts all signatures together in it.',
    );
    setAsked(() => ({ path, text: both ?? text, was }));
  };
  /** What the file on the disk holds, if it can be read. */
  const there = (): string | undefined => {
    try {
      return files.read(path);
    } catch (thrown) {
      if (toRefusal(thrown).code === 'INTERNAL') throw thrown;
      return undefined;
    }
  };
  /** Both files in one; nothing where the one on the disk is no copy of this: whatever it is, it is asked about. */
  const together = async (text: string, was: string): Promise<string | undefined> => {
    try {
      return (await facade.combine({ files: [text, was] })).file;
    } catch (thrown) {
      if (toRefusal(thrown).code === 'INTERNAL') throw thrown;
      return undefined;
    }
  };
  return {
    panes: {
      page: ({ width }) => [
        ...reviewHead('SIGN A FILE', 'Save it'),
        ...fields.rows(width),
        blank,
        ...prose(
          'It holds the entry and the signatures so far, as text: send it as it is, or paste it into a mail. Nobody can change the entry in it without being noticed; whoever has the file can read it.',
          width,
          'dim',
        ),
      ],
    },
    ...fields.keys,
    loading: busy,
    handlers: { open: () => void save() },
    labels: { open: isAsked ? 'write it' : 'save it' },
  };
}
