import type { AgreementSummary, AgreementsView } from '../../../node/facade.ts';
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
import { useAgreement, useContractActions, useReader } from './actions.ts';
import { agreementColumns, agreementRows } from './rows.ts';

const none: AgreementsView = { toSign: [], waiting: [], ended: [] };

/** The contracts of the acting name: to sign, waiting for others, ended; beside them, where there is room, every word. */
export function useAgreementsView(): ViewModel {
  const { navigator } = useServices();
  const { columns, rows } = useTerminalSize();
  const isNarrow = layoutOf(columns, rows).kind === 'one';
  const acting = useActing();
  const reader = useReader();
  const answer = useQuery<AgreementsView>(`agreements of ${acting}`, ['tip', 'mempool', 'fork'], (facade) =>
    facade.agreements({ as: acting, limit: 500 }),
  );
  const { toSign, waiting, ended } = answer.value ?? none;
  const lists = [
    { title: 'to sign', items: toSign },
    { title: 'waiting for others', items: waiting },
    { title: 'ended', items: ended },
  ] as const;
  const { at, left, right } = useLists(lists, acting);
  const shown = lists[at] ?? lists[0];
  const list = useList<AgreementSummary>(`contracts ${shown.title}`, shown.items, ({ id }) => id);
  const { selected } = list;
  const story = useAgreement(selected?.id).value;
  const actions = useContractActions(selected);
  return {
    panes: {
      focus: 'list',
      list: (size) => {
        const tabs = lists.map(({ title, items }) => ({ title, count: items.length }));
        const head = [listsRow(tabs, at, size.width), blank];
        const room = { width: size.width, height: size.height - head.length };
        if (shown.items.length === 0) return [...head, ...emptyRows(shown.title, acting, size.width)];
        return [...head, ...list.table(agreementColumns(reader), room, { head: isNarrow, fold: !isNarrow })];
      },
      detail: (size) => (story === undefined ? [] : agreementRows(story, reader, size.width).slice(0, size.height)),
    },
    scopes: ['list', 'agreements'],
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      ...actions.handlers,
      ...(selected === undefined
        ? {}
        : { open: () => navigator.push({ screen: 'agreements', view: 'agreement', key: selected.id }) }),
      left,
      right,
    },
    labels: { ...actions.labels, open: 'read it' },
    hint: () => dim(` ${list.position('contract')}${list.hasMore() ? ' ↓' : ''}`),
  };
}

function emptyRows(which: string, acting: string, width: number): Row[] {
  const words: Readonly<Record<string, string>> = {
    'to sign': `Nobody waits for a signature of ${acting}.`,
    'waiting for others': `Nobody has to sign anything for ${acting}.`,
    ended: `No contract of ${acting} was signed, declined or left alone yet.`,
  };
  return [
    ...prose(words[which] ?? '', width, 'title'),
    blank,
    ...prose(
      'A contract is a text that all can read, or the fingerprint of a document that only the two have. One side writes it, the other signs it or does not; from then on nobody can change a word, or say that it was another.',
      width,
    ),
    blank,
    ...prose('w writes one. d takes a file of yours: it stays on this machine.', width, 'next'),
  ];
}
