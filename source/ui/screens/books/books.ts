import { listsRow } from '../../components/lists-row.ts';
import { useFilter } from '../../components/use-filter.ts';
import { useLists } from '../../components/use-lists.ts';
import { layoutOf } from '../../frame/layout.ts';
import { useTerminalSize } from '../../frame/size.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { blank, dim } from '../../text/row.ts';
import { useReader } from '../tickets/reader.ts';
import type { Tab } from '../tickets/tab.ts';
import { allList, handoverList, shelfList, standingOf } from './actions.ts';
import { allOf } from './exchanges.ts';
import { useAllTab } from './tab-all.ts';
import { useHandoversTab } from './tab-handovers.ts';
import { useLibrariesTab } from './tab-libraries.ts';
import { useShelfTab } from './tab-shelf.ts';
import { underWayRows } from './under-way.ts';
import { useExchanges, useLibraries, useOwnShelf, useShelves } from './use-books.ts';
import { isOpen } from './words.ts';

/** Rows that the detail keeps below a list in a narrow terminal. */
const detailRows = 10;

/** One's own books, everybody's, the hand-overs that one has to do with, and the libraries. */
export function useBooksView(): ViewModel {
  const { navigator } = useServices();
  const { columns, rows } = useTerminalSize();
  const isNarrow = layoutOf(columns, rows).kind === 'one';
  const reader = useReader();
  const filter = useFilter((text) =>
    navigator.push({ screen: 'books', view: 'palette', key: 'page', values: { text } }),
  );
  const shelf = useOwnShelf(reader);
  const all = useShelves(filter.text);
  const libraries = useLibraries();
  const handovers = useExchanges(reader);
  const exchanges = allOf(handovers.value);
  const standing = standingOf(libraries.value ?? [], reader);
  const open = exchanges.filter(isOpen);
  const mark = open.some(({ undecided }) => undecided) ? ' !' : open.length > 0 ? ' ●' : '';
  const own = shelf.value ?? [];
  const found = all.value ?? [];
  const joined = libraries.value ?? [];
  const lists = [
    // Whoever does not take part yet learns here what that takes, and whoever has no book how one is added.
    { title: 'my shelf', items: own.length > 0 ? own : [standing], count: own.length },
    // A filter that leaves nothing is no reason to go to another list.
    { title: 'all shelves', items: filter.text === '' ? found : [filter.text] },
    { title: `hand-overs${mark}`, items: exchanges, count: exchanges.length },
    { title: 'libraries', items: joined, count: joined.length },
  ];
  const { at, left, right } = useLists(lists, reader.acting, true);
  const handoverTab = useHandoversTab({ items: exchanges, isShown: at === handoverList, reader });
  const tabs: Tab[] = [
    useShelfTab({ items: own, isShown: at === shelfList, exchanges, standing, libraries: joined, reader }),
    useAllTab({
      ...{ items: found, isShown: at === allList, filter: filter.text, typing: filter.focused },
      ...{ exchanges, standing, reader },
    }),
    handoverTab,
    useLibrariesTab({ items: joined, isShown: at === 3, reader }),
  ];
  const tab = tabs[at] ?? tabs[0];
  if (tab === undefined) throw new Error('No list of books');
  const isAll = at === allList;
  const add = () => navigator.push({ screen: 'books', view: 'add-book', key: 'page' });
  const under = at === shelfList ? underWayRows(open, reader) : [];
  const above = isAll ? filter.rows(columns, 'Books') : under;
  const listRows = 3 + above.length + Math.min(tab.lines, Math.max(3, rows - 8 - detailRows));
  const typed = isAll ? filter.keys(found.length) : {};
  return {
    panes: {
      focus: 'list',
      listRows: tab.isEmpty ? rows - 5 : listRows,
      list: (size) => {
        // Beside a detail there is no room for the numbers.
        const shown = isNarrow ? lists : lists.map(({ title }) => ({ title }));
        const head = [listsRow(shown, at, size.width), ...(isNarrow && !tab.isEmpty ? [] : [blank]), ...above];
        const rest = size.height - head.length - (isNarrow && !tab.isEmpty ? 1 : 0);
        return [...head, ...tab.table({ width: size.width, height: rest }, isNarrow)];
      },
      detail: tab.detail,
    },
    scopes: tab.scopes,
    loading:
      isUnanswered(shelf) || isUnanswered(all) || isUnanswered(handovers) || isUnanswered(libraries) || tab.isLoading,
    ...(tab === handoverTab ? { onKey: handoverTab.onKey } : {}),
    handlers: {
      ...(standing === 'member' ? { addBook: add } : {}),
      ...tab.handlers,
      left,
      right,
      ...(isAll ? filter.handlers : {}),
    },
    hint: () => dim(` ${tab.position()}`),
    ...typed,
    // Said where the own books stand.
    labels: { ...(at === shelfList ? {} : { addBook: '' }), ...tab.labels, ...typed.labels },
  };
}
