import { listsRow } from '../../components/lists-row.ts';
import { useFilter } from '../../components/use-filter.ts';
import { useLists } from '../../components/use-lists.ts';
import { layoutOf } from '../../frame/layout.ts';
import { useTerminalSize } from '../../frame/size.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useAccount } from '../../model/use-model.ts';
import { blank, dim } from '../../text/row.ts';
import { useReader } from './reader.ts';
import type { Tab } from './tab.ts';
import { useEventsTab } from './tab-events.ts';
import { useMarketTab } from './tab-market.ts';
import { useOfficeTab } from './tab-office.ts';
import { ownLines, useOwnTab } from './tab-own.ts';
import {
  useEvents,
  useFee,
  useMarket,
  useOwnEvents,
  useOwnPlaces,
  useOwnTickets,
  useResaleFee,
} from './use-tickets.ts';

/** Rows that the detail keeps below a list in a narrow terminal. */
const detailRows = 12;

/** Events, one's own tickets, what holders offer, and the box office of whoever has something to do with one. */
export function useTicketsView(): ViewModel {
  const { navigator } = useServices();
  const { columns, rows } = useTerminalSize();
  const isNarrow = layoutOf(columns, rows).kind === 'one';
  const reader = useReader();
  const filter = useFilter((text) =>
    navigator.push({ screen: 'tickets', view: 'palette', key: 'page', values: { text } }),
  );
  const events = useEvents(filter.text);
  const tickets = useOwnTickets(reader);
  const places = useOwnPlaces(reader);
  const market = useMarket();
  const office = useOwnEvents(reader);
  const held = tickets.value ?? [];
  const own = ownLines(held, places.value ?? [], reader.now);
  const found = events.value ?? [];
  const roles = reader.status?.names.find(({ name }) => name === reader.acting)?.roles ?? [];
  const hasOffice = (office.value ?? []).length > 0 || roles.includes('organiser') || roles.includes('seller');
  const lists = [
    // A filter that leaves nothing is no reason to go to another list.
    { title: 'events', items: filter.text === '' ? found : [filter.text] },
    { title: 'my tickets', items: own, count: held.length },
    { title: 'resale', items: market.value ?? [], count: market.value?.length ?? 0 },
    ...(hasOffice ? [{ title: 'box office', items: office.value ?? [] }] : []),
  ];
  const { at, left, right } = useLists(lists, reader.acting, true);
  const balance = useAccount(reader.acting).value?.balance;
  const purse = { fee: useFee(found[0], reader), balance };
  const resalePurse = { fee: useResaleFee(market.value?.[0], reader), balance };
  const tabs: Tab[] = [
    useEventsTab({ items: found, isShown: at === 0, filter: filter.text, typing: filter.focused, purse, reader }),
    useOwnTab({ items: own, isShown: at === 1, reader }),
    useMarketTab({ items: market.value ?? [], isShown: at === 2, purse: resalePurse, reader }),
    useOfficeTab({ items: office.value ?? [], isShown: at === 3, reader }),
  ];
  const tab = tabs[at] ?? tabs[0];
  if (tab === undefined) throw new Error('No list of tickets');
  const isEvents = at === 0;
  const above = isEvents ? filter.rows(columns, 'Events') : [];
  const listRows = 3 + above.length + Math.min(tab.lines, Math.max(3, rows - 8 - detailRows));
  return {
    panes: {
      focus: 'list',
      listRows: tab.isEmpty ? rows - 5 : listRows,
      list: (size) => {
        const head = [listsRow(lists, at, size.width), ...(isNarrow && !tab.isEmpty ? [] : [blank]), ...above];
        const rest = size.height - head.length - (isNarrow && !tab.isEmpty ? 1 : 0);
        return [...head, ...tab.table({ width: size.width, height: rest }, isNarrow)];
      },
      detail: tab.detail,
    },
    scopes: tab.scopes,
    loading:
      isUnanswered(events) || isUnanswered(tickets) || isUnanswered(market) || isUnanswered(office) || tab.isLoading,
    handlers: { ...tab.handlers, left, right, ...(isEvents ? filter.handlers : {}) },
    hint: () => dim(` ${tab.position()}`),
    ...withLabels(tab, isEvents ? filter.keys(found.length) : {}),
  };
}

/** While something is typed, the field's own keys and words. */
function withLabels({ labels }: Tab, typed: Partial<ViewModel>): Partial<ViewModel> {
  return { ...typed, labels: { ...labels, ...typed.labels } };
}
