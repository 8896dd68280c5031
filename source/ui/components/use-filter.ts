import type { ViewModel } from '../frame/view.ts';
import { useMemory } from '../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../text/row.ts';
import { inserted, prefilledInput, textInput, textInputRow, typed } from './text-input.ts';

/** `/` over a list: a text that filters it as it is typed. */
export interface Filter {
  readonly text: string;
  readonly focused: boolean;
  readonly handlers: ViewModel['handlers'];
  /** The keys while the field has the focus. `matches`: on no match, Enter searches the whole ledger. */
  keys(matches: number): Partial<ViewModel>;
  /** The field, where there is something in it or it has the focus. */
  rows(width: number, heading: string): Row[];
}

export function useFilter(searchLedger: (text: string) => void): Filter {
  const [state, setState] = useMemory('filter', () => ({ input: textInput(), focused: false }));
  const { input, focused } = state;
  const leave = () => setState((before) => ({ ...before, focused: false }));
  const clear = () => setState(() => ({ input: textInput(), focused: false }));
  return {
    text: input.text.trim(),
    focused,
    handlers: {
      // What stands there is edited by any key but a character, which begins a new one.
      find: () => setState(({ input: before }) => ({ input: prefilledInput(before.text), focused: true })),
      ...(focused ? { open: leave } : {}),
      // Esc takes the filter away before it leaves the list.
      ...(!focused && input.text !== '' ? { back: clear } : {}),
    },
    keys(matches) {
      if (!focused) return {};
      return {
        typing: true,
        labels: {
          open: matches === 0 && input.text.trim() !== '' ? 'search the ledger' : 'keep it',
          back: 'no filter',
        },
        onKey: (name) => {
          if (name === 'esc') {
            clear();
            return true;
          }
          if (name === 'enter') {
            leave();
            if (matches === 0 && input.text.trim() !== '') searchLedger(input.text.trim());
            return true;
          }
          if (typed(input, name) === undefined) return false;
          setState((before) => ({ ...before, input: typed(before.input, name) ?? before.input }));
          return true;
        },
        onPaste: (text) => setState((before) => ({ ...before, input: inserted(before.input, text) })),
      };
    },
    rows(width, heading) {
      if (!focused && input.text === '') return [];
      return [
        row(
          ' ',
          span(heading, 'dim'),
          ' / ',
          ...textInputRow(input, Math.max(4, Math.min(40, width - heading.length - 6)), focused),
        ),
      ];
    },
  };
}

/** What a list shows when its filter leaves nothing. */
export function noMatchRows(what: string, text: string, width: number): Row[] {
  return [
    blank,
    ...prose(`No match: no ${what} here has "${text}" in it.`, width),
    ...prose('Enter searches the whole ledger, Esc takes the filter away.', width, 'next'),
  ];
}
