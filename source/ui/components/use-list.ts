import type { Handlers } from '../input/keymap.ts';
import type { Navigator, Place } from '../model/navigator.ts';
import { useMemory } from '../model/use-model.ts';
import { counted, thousands } from '../text/format.ts';
import type { Row, Size } from '../text/row.ts';
import { type Column, linesEach, tableRows, windowStart } from './table.ts';

interface Selection {
  /** The selected item's name, so that the selection stays on it when others come before it. */
  readonly key: string | undefined;
  readonly index: number;
}

/** A list with a selected item that stays in view and follows its item when the list changes. */
export interface List<T> {
  readonly items: readonly T[];
  readonly index: number;
  readonly selected: T | undefined;
  readonly handlers: Handlers;
  select(key: string): void;
  /** `7 of 7 entries` where all are in view, else which one is selected. Right after it was drawn. */
  position(one: string, many?: string): string;
  /** Whether something stands below what is in view. Right after it was drawn. */
  hasMore(): boolean;
  /** Draws the list as a table and remembers its height for PgUp and PgDn. */
  table(
    columns: readonly Column<T>[],
    size: Size,
    options?: { active?: boolean; head?: boolean; fold?: boolean },
  ): Row[];
}

/**
 * @param options.follow the first item stays selected while it is the first, for lists where news comes in at the top
 * @param options.initial the item that is selected at first
 */
export function useList<T>(
  name: string,
  items: readonly T[],
  keyOf: (item: T) => string,
  options: { readonly follow?: boolean; readonly initial?: string } = {},
): List<T> {
  const [selection, setSelection] = useMemory<Selection>(memoryOf(name), { key: options.initial, index: 0 });
  const [view] = useMemory(`window ${name}`, () => ({ start: 0, height: 10 }));
  const index = indexOf(selection, items, keyOf, options.follow === true);
  const move = (to: (from: number) => number) =>
    setSelection((before) => {
      const from = indexOf(before, items, keyOf, options.follow === true);
      const next = Math.max(0, Math.min(items.length - 1, to(from)));
      const item = items[next];
      return { key: item === undefined ? undefined : keyOf(item), index: next };
    });
  return {
    items,
    index,
    selected: items[index],
    select: (key) =>
      setSelection(() => ({
        key,
        index: Math.max(
          0,
          items.findIndex((item) => keyOf(item) === key),
        ),
      })),
    position: (one, many) => {
      if (items.length === 0) return '';
      const all = counted(items.length, one, many);
      return items.length <= view.height ? `${thousands(items.length)} of ${all}` : `${thousands(index + 1)} of ${all}`;
    },
    hasMore: () => view.start + view.height < items.length,
    handlers: {
      up: () => move((from) => from - 1),
      down: () => move((from) => from + 1),
      pageUp: () => move((from) => from - view.height),
      pageDown: () => move((from) => from + view.height),
      first: () => move(() => 0),
      last: () => move(() => items.length - 1),
    },
    table(columns, size, { active = true, head = true, fold = false } = {}) {
      const lines = linesEach(columns, size.width, items, fold);
      view.height = Math.max(1, Math.floor((size.height - (head ? 1 : 0)) / lines));
      view.start = windowStart({ count: items.length, height: view.height, selected: index, before: view.start });
      return tableRows({ items, columns, selected: index, start: view.start, size, active, head, fold });
    },
  };
}

/** Selects an item of a list before it is opened, also one that comes into it only then. */
export function keepSelected(navigator: Navigator, place: Place, name: string, key: string): void {
  navigator.keep(place, memoryOf(name), { value: { key, index: 0 } satisfies Selection });
}

function memoryOf(name: string): string {
  return `list ${name}`;
}

function indexOf<T>(selection: Selection, items: readonly T[], keyOf: (item: T) => string, follow: boolean): number {
  if (follow && selection.index === 0) return 0;
  const found = selection.key === undefined ? -1 : items.findIndex((item) => keyOf(item) === selection.key);
  return found >= 0 ? found : Math.max(0, Math.min(selection.index, items.length - 1));
}
