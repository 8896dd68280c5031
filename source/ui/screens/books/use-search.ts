import {
  inserted,
  prefilledInput,
  type TextInput,
  textInput,
  textInputRow,
  typed,
} from '../../components/text-input.ts';
import type { ViewModel } from '../../frame/view.ts';
import { useMemory } from '../../model/use-model.ts';
import { counted } from '../../text/format.ts';
import { type Row, row, span } from '../../text/row.ts';

/** `/` in a long text: goes to the first line that what is typed stands in, Enter to the next. */
export interface Search {
  /** In lower case; empty where nothing is looked for. */
  readonly wanted: string;
  readonly focused: boolean;
  readonly handlers: ViewModel['handlers'];
  readonly keys: Partial<ViewModel>;
  rows(width: number): Row[];
}

interface State {
  readonly input: TextInput;
  readonly focused: boolean;
  /** The line that was gone to last. */
  readonly at: number;
}

/** @param linesOf the lines as they were drawn last */
export function useSearch(linesOf: () => readonly string[], goTo: (line: number) => void): Search {
  const [state, setState] = useMemory<State>('search', () => ({ input: textInput(), focused: false, at: 0 }));
  const { input, focused } = state;
  const wanted = input.text.trim().toLowerCase();
  const clear = () => setState(() => ({ input: textInput(), focused: false, at: 0 }));
  /** The first line from one on that holds a text, after the last one from the beginning again. */
  const find = (text: string, from: number): number | undefined => {
    const lines = linesOf();
    const isHit = (line: string) => line.toLowerCase().includes(text);
    const later = lines.findIndex((line, at) => at >= from && isHit(line));
    const found = later >= 0 ? later : lines.findIndex(isHit);
    return text === '' || found < 0 ? undefined : found;
  };
  const look = (text: string, from: number) => {
    const at = find(text, from);
    if (at !== undefined) goTo(at);
    return at ?? from;
  };
  const edit = (next: TextInput) =>
    setState((before) => ({ ...before, input: next, at: look(next.text.trim().toLowerCase(), before.at) }));
  const next = () => setState((before) => ({ ...before, focused: false, at: look(wanted, before.at + 1) }));
  return {
    wanted,
    focused,
    handlers: {
      find: () => setState((before) => ({ ...before, input: prefilledInput(before.input.text), focused: true })),
      ...(wanted === '' ? {} : { open: next }),
      // Esc takes the search away before it leaves the book.
      ...(!focused && wanted !== '' ? { back: clear } : {}),
    },
    keys: focused
      ? {
          typing: true,
          onKey: (name) => {
            if (name === 'esc') {
              clear();
              return true;
            }
            const after = typed(input, name);
            if (after === undefined) return false;
            edit(after);
            return true;
          },
          onPaste: (text) => edit(inserted(input, text)),
          labels: { open: 'next one', back: 'no search' },
        }
      : {},
    rows: (width) => {
      if (!focused && wanted === '') return [];
      const hits = wanted === '' ? 0 : linesOf().filter((line) => line.toLowerCase().includes(wanted)).length;
      const words = wanted === '' ? '' : hits === 0 ? 'nowhere in it' : `in ${counted(hits, 'line')}`;
      return [
        row(
          ' ',
          span('Find', 'dim'),
          '  ',
          ...textInputRow(input, Math.min(40, width - 30), focused),
          '  ',
          span(words, 'dim'),
        ),
      ];
    },
  };
}
