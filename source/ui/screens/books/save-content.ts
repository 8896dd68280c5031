import { hexToBytes } from '@noble/hashes/utils.js';
import { useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { reviewHead } from '../../pages/review-rows.ts';
import { blank, prose } from '../../text/row.ts';
import { textOf } from './content.ts';
import { useContent } from './use-books.ts';

/** Writes what stands in a book as a file. Never over another file without a second Enter. */
export function useSaveContentView(place: Place): ViewModel {
  const { contents, messages, navigator } = useServices();
  const answer = useContent(place.key);
  const hex = answer.value?.content;
  const fields = useFields([
    {
      id: 'path',
      label: 'Save as',
      initial: `${suggestedName(place.values?.title ?? '')}${place.values?.ending ?? ''}`,
      help: 'Like ~/Documents/book.pdf.',
    },
  ]);
  const [asked, setAsked] = useMemory<string | undefined>('asked', undefined);
  const path = fields.text('path').trim();
  const isAsked = asked === path;
  const save = () => {
    if (path === '') return fields.refuse('path', 'Type a name for the file.');
    if (hex === undefined) return;
    try {
      const written = contents.write(path, hexToBytes(hex), isAsked);
      if (written === undefined) {
        setAsked(() => path);
        fields.refuse(
          'path',
          'There is a file of this name already. Enter again writes over it; another name keeps it.',
        );
        return;
      }
      navigator.back();
      messages.say(`Saved: ${written}`, 'good');
    } catch (thrown) {
      fields.refuse('path', toRefusal(thrown).message);
    }
  };
  const isText = hex !== undefined && textOf(hexToBytes(hex)) !== undefined;
  return {
    panes: {
      page: ({ width }) => [
        ...reviewHead('BOOKS', 'Save it as a file'),
        ...fields.rows(width),
        blank,
        ...prose(
          `${isText ? 'It is a text.' : 'Its bytes go into the file as they are; an ending that does not stand there yet is yours to add.'} Here it lies encrypted; the file can be read by whoever reads your disk.`,
          width,
          'dim',
        ),
        ...(answer.refusal === undefined ? [] : prose(answer.refusal.message, width, 'bad')),
      ],
    },
    ...fields.keys,
    scopes: ['form'],
    loading: isUnanswered(answer),
    handlers: { ...fields.handlers, open: save },
    labels: { open: isAsked ? 'write it' : 'save it' },
  };
}

/** A file's name of a title, without an ending: letters and digits alone, so that it is one on every disk. */
function suggestedName(title: string): string {
  const name = title
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return name === '' ? 'book' : name;
}
