import type { Column } from '../components/table.ts';
import { useList } from '../components/use-list.ts';
import type { ViewModel } from '../frame/view.ts';
import { dim, plainText, prose, type Row, title } from '../text/row.ts';

/** One thing to choose. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly run: () => void;
}

/** Below so many columns what a choice means stands below it. */
const narrow = 60;

const columns: readonly Column<Choice>[] = [
  { title: 'title', width: 40, cell: (choice) => choice.title },
  { title: 'detail', cell: (choice) => choice.detail, tone: () => 'dim' },
];

const narrowColumns: readonly Column<Choice>[] = [
  { title: 'title', cell: (choice) => choice.title },
  { title: 'detail', width: narrow, drop: 1, cell: (choice) => choice.detail, tone: () => 'dim' },
];

/** A page with a list of things to choose; Enter chooses. */
export function useMenu(options: {
  readonly heading: string;
  readonly choices: readonly Choice[];
  readonly about: string;
  readonly enter: string;
  /** The one that is selected at first. */
  readonly now?: string;
  /** Where one page shows different lists: which it is, so that each has a selection of its own. */
  readonly list?: string;
}): ViewModel {
  const { now } = options;
  const list = useList(
    `menu ${options.list ?? ''}`,
    options.choices,
    ({ id }) => id,
    now === undefined ? {} : { initial: now },
  );
  const { selected } = list;
  let isCut = false;
  return {
    panes: {
      page: (size) => {
        const about: Row[] = prose(options.about, size.width, 'dim');
        const above = [title(` ${options.heading}`), ...about, []];
        const isNarrow = size.width < narrow;
        const room = { width: size.width, height: size.height - above.length };
        const table = list.table(isNarrow ? narrowColumns : columns, room, { head: false, fold: isNarrow });
        const at = table.findIndex((line) => plainText(line).startsWith('▸'));
        isCut = table.slice(at, at + (isNarrow ? 2 : 1)).some((line) => plainText(line).includes('…'));
        return [...above, ...table];
      },
    },
    scopes: ['list'],
    handlers: { ...list.handlers, ...(selected ? { open: selected.run } : {}) },
    labels: { open: options.enter },
    // In full where the list had to cut it; and whether something stands below.
    hint: () => {
      const detail = selected === undefined || !isCut ? '' : `${selected.detail}   `;
      const more = list.hasMore() ? `${list.position('choice')}, more below ↓` : '';
      return dim(detail === '' && more === '' ? '' : ` ${detail}${more}`);
    },
  };
}
