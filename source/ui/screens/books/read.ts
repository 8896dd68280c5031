import { hexToBytes } from '@noble/hashes/utils.js';
import { useMemo } from 'react';
import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { bytes } from '../../text/format.ts';
import { blank, ends, prose, type Row, row, span } from '../../text/row.ts';
import { cut } from '../../text/width.ts';
import { endingOf, hexLines, shownBytes, textLines, textOf } from './content.ts';
import { useBook, useContent } from './use-books.ts';
import { useSearch } from './use-search.ts';

/** The lines of a text for one width: it is up to a mebibyte, and drawn again with every key. */
interface Laid {
  text: string | undefined;
  width: number;
  lines: readonly string[];
}

/** What stands in an own book: a text to be read, other bytes to be saved. The key is the book's id. */
export function useReadView(place: Place): ViewModel {
  const { navigator, copy, messages } = useServices();
  const title = useBook(place.key).value?.title ?? '';
  const answer = useContent(place.key);
  const hex = answer.value?.content;
  const content = useMemo(() => (hex === undefined ? undefined : hexToBytes(hex)), [hex]);
  const text = useMemo(() => (content === undefined ? undefined : textOf(content)), [content]);
  const pager = usePager('book');
  const [laid] = useMemory<Laid>('laid out', () => ({ text: undefined, width: 0, lines: [] }));
  const search = useSearch(() => laid.lines, pager.goTo);
  return {
    panes: {
      page: (size) => {
        if (content === undefined) return answer.refusal ? prose(answer.refusal.message, size.width, 'bad') : [];
        const head = [
          ends(
            row(' ', span('Books › ', 'dim'), span(cut(title, Math.max(8, size.width - 30)), 'title')),
            row(span(bytes(content.length), 'dim'), ' '),
            size.width,
          ),
          ...search.rows(size.width),
          blank,
        ];
        layOut(laid, text, size.width);
        const rows =
          text === undefined ? hexRows(content, size.width) : laid.lines.map((line) => lineRow(line, search.wanted));
        return [...head, ...pager.draw(rows, { width: size.width, height: size.height - head.length })];
      },
    },
    scopes: ['list', 'reading'],
    loading: isUnanswered(answer),
    ...(text === undefined ? {} : search.keys),
    handlers: {
      ...pager.handlers,
      ...(text === undefined ? {} : search.handlers),
      ...(content === undefined
        ? {}
        : {
            saveContent: () =>
              navigator.push({
                screen: 'books',
                view: 'save-content',
                key: place.key,
                values: { title, ending: endingOf(content) },
              }),
          }),
      object: () => navigator.push({ screen: 'books', view: 'book', key: place.key }),
      copy: () => {
        copy(text ?? hex ?? '');
        messages.say(text === undefined ? 'Its bytes are on the clipboard, in hex' : 'All of it is on the clipboard');
      },
    },
    labels: { object: 'its story', copy: 'copy all', open: 'next one', ...search.keys.labels },
  };
}

function layOut(laid: Laid, text: string | undefined, width: number): void {
  if (text === undefined || (laid.text === text && laid.width === width)) return;
  laid.text = text;
  laid.width = width;
  laid.lines = textLines(text, Math.min(100, width - 2));
}

/** A line of the text, reversed where it is what is looked for. */
function lineRow(line: string, wanted: string): Row {
  const at = wanted === '' ? -1 : line.toLowerCase().indexOf(wanted);
  // Some letters are longer in lower case: then nothing is marked rather than something else.
  if (at < 0 || line.toLowerCase().length !== line.length) return row(' ', line);
  const end = at + wanted.length;
  return [span(` ${line.slice(0, at)}`), { text: line.slice(at, end), inverse: true }, span(line.slice(end))];
}

function hexRows(content: Uint8Array, width: number): Row[] {
  const rest = content.length - shownBytes;
  return [
    ...prose('This book is no text. s saves it as a file, for a program that can show it.', width),
    blank,
    ...hexLines(content).map((line) => row(' ', span(line, 'dim'))),
    ...(rest > 0 ? prose(`… and ${bytes(rest)} more.`, width, 'dim') : []),
  ];
}
