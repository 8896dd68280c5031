import type { LibraryView } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { useServices } from '../../model/services.ts';
import { counted } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { type Reader, whom } from '../tickets/reader.ts';
import type { Tab } from '../tickets/tab.ts';
import { libraryColumns } from './columns.ts';
import { noLibrariesRows } from './teaching.ts';
import { useShelfOf } from './use-books.ts';
import { reachWords, witnessesOf } from './words.ts';

/** Everybody who joined, and whether a terminal that speaks for it is known. */
export function useLibrariesTab(options: {
  readonly items: readonly LibraryView[];
  readonly isShown: boolean;
  readonly reader: Reader;
}): Tab {
  const { items, isShown, reader } = options;
  const { navigator, copy, messages } = useServices();
  const list = useList<LibraryView>('libraries', items, ({ address }) => address);
  const selected = isShown ? list.selected : undefined;
  const shelf = useShelfOf(selected?.address).value ?? [];
  const isEmpty = items.length === 0;
  return {
    isEmpty,
    isLoading: false,
    lines: items.length,
    table: (size, isNarrow) =>
      isEmpty
        ? noLibrariesRows(size.width)
        : list.table(libraryColumns(reader, isNarrow), size, { head: isNarrow, fold: !isNarrow }),
    detail: (size) => {
      if (selected === undefined) return [];
      const above = aboveRows(items, selected, reader, size);
      const room = Math.max(0, size.height - above.length);
      const titles = shelf.slice(0, shelf.length > room ? room - 1 : room).map((book) => row(`  ${book.title}`));
      const rest = shelf.length - titles.length;
      return [...above, ...titles, ...(rest > 0 ? [dim(`  and ${rest} more`)] : [])];
    },
    handlers: {
      ...list.handlers,
      ...(selected === undefined
        ? {}
        : {
            open: () => navigator.push({ screen: 'directory', view: 'licence', key: `${selected.address} library` }),
            object: () => navigator.push({ screen: 'wallet', view: 'account', key: selected.address }),
            copy: () => {
              copy(selected.address);
              messages.say('The address of this library is on the clipboard');
            },
          }),
    },
    labels: { open: 'its licence', object: 'the account', copy: '' },
    scopes: ['list', 'books'],
    position: () => (isEmpty ? '' : `${list.position('library', 'libraries')}${list.hasMore() ? ' ↓' : ''}`),
  };
}

function aboveRows(items: readonly LibraryView[], selected: LibraryView, reader: Reader, { width }: Size): Row[] {
  const { of, need } = witnessesOf(items);
  const called =
    of < 2
      ? 'A hand-over takes four libraries at least: who gives, who gets, and two witnesses.'
      : `A hand-over between two of them has ${counted(of, 'witness', 'witnesses')}; ${need} of them must agree.`;
  const unreached = !selected.here && selected.elsewhere === 0;
  return [
    row(' ', span(whom(reader, selected.address), 'title'), span(`   ${reachWords(selected)}`, 'dim')),
    ...(unreached
      ? prose('While no terminal that speaks for it is known, it answers nothing: what it is asked waits.', width)
      : []),
    ...prose(called, width, 'dim'),
    blank,
    title(` ON ITS SHELF  ${selected.books}`),
  ];
}
