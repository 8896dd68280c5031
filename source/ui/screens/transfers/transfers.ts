import type { SaleSummary, SalesView } from '../../../node/facade.ts';
import { listsRow } from '../../components/lists-row.ts';
import { useList } from '../../components/use-list.ts';
import { useLists } from '../../components/use-lists.ts';
import { layoutOf } from '../../frame/layout.ts';
import { useTerminalSize } from '../../frame/size.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery } from '../../model/use-model.ts';
import { blank, dim, prose, type Row } from '../../text/row.ts';
import { useReader, useSaleActions } from './actions.ts';
import { saleColumns, saleRows } from './rows.ts';
import { saleTopics, useSale } from './use-sale.ts';

/** Rows that a sale with one reason to be careful takes. */
const detailRows = 16;

const none: SalesView = { toDo: [], waiting: [], ended: [] };

/** The sales of the acting name: to do, waiting for others, ended; below or beside the list the selected one. */
export function useTransfersView(): ViewModel {
  const { navigator } = useServices();
  const { columns, rows } = useTerminalSize();
  const acting = useActing();
  const reader = useReader();
  const answer = useQuery<SalesView>(`sales of ${acting}`, saleTopics, (facade) =>
    facade.transfers({ as: acting, limit: 500 }),
  );
  const { toDo, waiting, ended } = answer.value ?? none;
  const lists = [
    { title: 'to do', items: toDo },
    { title: 'waiting for others', items: waiting },
    { title: 'ended', items: ended },
  ] as const;
  const { at, left, right } = useLists(lists, acting);
  const shown = lists[at] ?? lists[0];
  const list = useList<SaleSummary>(`sales ${shown.title}`, shown.items, ({ id }) => id);
  const { selected } = list;
  const sale = useSale(selected?.id).value;
  const { handlers, labels } = useSaleActions(selected);
  const see = selected && (() => navigator.push({ screen: 'transfers', view: 'sale', key: selected.id }));
  const isNarrow = layoutOf(columns, rows).kind === 'one';
  const isEmpty = shown.items.length === 0;
  return {
    panes: {
      focus: 'list',
      // The detail keeps the rows that it takes to read what comes of the next step.
      listRows: isEmpty ? rows - 5 : 2 + Math.min(shown.items.length, Math.max(3, rows - 5 - detailRows)),
      list: (size) => {
        const tabs = lists.map(({ title, items }) => ({ title, count: items.length }));
        const head = [listsRow(tabs, at, size.width), ...(isNarrow ? [] : [blank])];
        const room = { width: size.width, height: size.height - head.length - (isNarrow && !isEmpty ? 1 : 0) };
        if (isEmpty) return [...head, ...(isNarrow ? [blank] : []), ...emptyRows(shown.title, acting, size.width)];
        return [...head, ...list.table(saleColumns(reader), room, { head: false, fold: !isNarrow })];
      },
      detail: (size) => (sale === undefined ? [] : saleRows(sale, reader, size.width).slice(0, size.height)),
    },
    scopes: ['list', 'transfers'],
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      ...(see === undefined ? {} : { open: see, story: see }),
      ...(({ copy: _, ...rest }) => rest)(handlers),
      left,
      right,
    },
    labels: { ...labels, object: 'the car', ...(handlers.open === undefined ? { open: 'see it' } : {}) },
    hint: () => dim(` ${list.position('sale')}${list.hasMore() ? ' ↓' : ''}`),
  };
}

function emptyRows(which: string, acting: string, width: number): Row[] {
  const words: Readonly<Record<string, string>> = {
    'to do': `No sale waits for ${acting}.`,
    'waiting for others': `No sale of ${acting} waits for anybody else.`,
    ended: `No sale of ${acting} has ended yet.`,
  };
  return [
    ...prose(words[which] ?? '', width, 'title'),
    blank,
    ...prose(
      'Whoever owns a car offers it to a buyer, at a price. The buyer sees how the car stands, accepts, and the price is locked. A notary confirms: in that same block the seller is paid and the car is the buyer’s.',
      width,
    ),
    blank,
    ...prose('To sell a car: 2, choose it, t.', width, 'next'),
  ];
}
