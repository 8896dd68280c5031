import type { SaleView } from '../../../node/facade.ts';
import { useMemory } from '../../model/use-model.ts';
import { blank, type Row, row, span, title } from '../../text/row.ts';
import { wrapWords } from '../../text/width.ts';
import { sentence } from './words.ts';

/** What a buyer has to say that it knows, ticked one by one before anything can be signed. */
export interface Ticks {
  readonly isDone: boolean;
  /** The part of the intent that says what was ticked. */
  readonly fields: { readonly acknowledged?: readonly string[] };
  /** Ticks the next one. */
  next(): void;
  rows(width: number): Row[];
}

/** @param sale nothing where there is nothing to acknowledge */
export function useTicks(sale: SaleView | undefined): Ticks {
  const [ticked, setTicked] = useMemory<readonly string[]>('ticked', []);
  const concerns = sale?.concerns ?? [];
  // What was ticked counts for as long as it is what the ledger asks for.
  const known = concerns.filter(({ code }) => ticked.includes(code)).map(({ code }) => code);
  const at = concerns.findIndex(({ code }) => !ticked.includes(code));
  return {
    isDone: at === -1,
    fields: known.length === 0 ? {} : { acknowledged: known },
    next: () =>
      setTicked((before) => {
        const open = concerns.find(({ code }) => !before.includes(code));
        return open === undefined ? before : [...before, open.code];
      }),
    rows: (width) => {
      if (concerns.length === 0) return [];
      if (at === -1) return [row(' ', span('✓', 'good'), ' You say that you know.'), blank];
      const room = Math.min(100, width - 8);
      const lines = concerns.flatMap(({ code, words }, index): Row[] => {
        const [first = '', ...rest] = wrapWords(sentence(words), room);
        const isKnown = ticked.includes(code);
        return [
          row(index === at ? '▸' : ' ', span(isKnown ? '[✓]' : '[ ]', isKnown ? 'good' : 'warn'), ` ${first}`),
          ...rest.map((line) => row('     ', line)),
        ];
      });
      return [
        title(' YOU MUST SAY THAT YOU KNOW'),
        ...lines,
        ...(at === -1
          ? []
          : [row(' ', span('Space', 'next'), span(' ticks the one at ▸. Only then can you sign.', 'next'))]),
        blank,
      ];
    },
  };
}
