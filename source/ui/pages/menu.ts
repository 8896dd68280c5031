import type { Column } from '../components/table.ts';
import { useList } from '../components/use-list.ts';
import type { ViewModel } from '../frame/view.ts';
import { prose, type Row, title } from '../text/row.ts';

/** One thing to choose. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly run: () => void;
}

const columns: readonly Column<Choice>[] = [
  { title: '', width: 34, cell: (choice) => choice.title },
  { title: '', cell: (choice) => choice.detail, tone: () => 'dim' },
];

/** A page with a list of things to choose; Enter chooses. */
export function useMenu(options: {
  readonly heading: string;
  readonly choices: readonly Choice[];
  readonly about: string;
  readonly enter: string;
}): ViewModel {
  const list = useList('menu', options.choices, ({ id }) => id);
  const { selected } = list;
  return {
    panes: {
      page: (size) => {
        const about: Row[] = prose(options.about, size.width, 'dim');
        const above = [title(` ${options.heading}`), ...about, []];
        return [
          ...above,
          ...list.table(columns, { width: size.width, height: size.height - above.length }, { head: false }),
        ];
      },
    },
    scopes: ['list'],
    handlers: { ...list.handlers, ...(selected ? { open: selected.run } : {}) },
    labels: { open: options.enter },
  };
}
