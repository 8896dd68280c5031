import type { Handlers } from '../input/keymap.ts';
import { useMemory } from '../model/use-model.ts';
import { blank, ends, type Row, row, type Size, span } from '../text/row.ts';

/** Rows that may be more than padTo, and the keys to move over them. */
export interface Pager {
  readonly handlers: Handlers;
  /** Brings a row into view, with a few before it. */
  goTo(row: number): void;
  draw(rows: readonly Row[], size: Size): Row[];
}

export function usePager(name: string): Pager {
  const [start, setStart] = useMemory(`pager ${name}`, 0);
  const [view] = useMemory(`pager window ${name}`, () => ({ height: 10, count: 0, shown: 10 }));
  const move = (to: (from: number) => number) =>
    setStart((from) => Math.max(0, Math.min(Math.max(0, view.count - view.height), to(from))));
  return {
    handlers: {
      up: () => move((from) => from - 1),
      down: () => move((from) => from + 1),
      pageUp: () => move((from) => from - view.height),
      // The next page begins with what this one has not shown.
      pageDown: () => move((from) => from + view.shown),
      first: () => move(() => 0),
      last: () => move(() => view.count),
    },
    goTo: (row) => move(() => row - Math.floor(view.height / 3)),
    draw(rows, size) {
      view.count = rows.length;
      if (rows.length <= size.height) {
        view.height = size.height;
        view.shown = size.height;
        return [...rows];
      }
      view.height = Math.max(1, size.height - 1);
      const from = Math.max(0, Math.min(start, rows.length - view.height));
      // A heading alone at the end says nothing: it comes with its first line.
      const last = rows[from + view.height - 1];
      const isCut = last !== undefined && isHeading(last) && from + view.height < rows.length;
      const shown = rows.slice(from, from + view.height - (isCut ? 1 : 0));
      view.shown = shown.length;
      const below = rows.length - from - shown.length;
      const words = below > 0 ? `${below} more below, ↓` : 'the end';
      return [...shown, ...(isCut ? [blank] : []), ends([], row(span(words, 'dim'), ' '), size.width)];
    },
  };
}

function isHeading(line: Row): boolean {
  return line.length > 0 && line.every(({ tone, text }) => tone === 'title' || text.trim() === '');
}
