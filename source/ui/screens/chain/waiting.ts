import type { BlockSummary, EntryView, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { type List, useList } from '../../components/use-list.ts';
import type { ViewModel } from '../../frame/view.ts';
import { useServices } from '../../model/services.ts';
import { useStatus, useWaitingEntries } from '../../model/use-model.ts';
import { counted } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, type Size, span } from '../../text/row.ts';
import { entryColumns } from './block.ts';

/** One line of the chain: a block, or above all of them how many entries wait for one. */
export type ChainLine = BlockSummary | { readonly waiting: number };

/** What the selection holds on to. */
export function lineKey(line: ChainLine): string {
  return 'waiting' in line ? 'waiting' : String(line.height);
}

/** The columns of blocks, with room for the line of what waits. */
export function lineColumns(columns: readonly Column<BlockSummary>[]): Column<ChainLine>[] {
  return columns.map(({ cell, tone, title, short: _short, folded: _folded, lead: _lead, ...column }) => ({
    ...column,
    title,
    cell: (line) => ('waiting' in line ? waitingCell(title, line.waiting) : cell(line)),
    tone: (line) => ('waiting' in line ? 'next' : tone?.(line)),
  }));
}

function waitingCell(title: string, count: number): string {
  if (title === 'Block') return 'waiting';
  if (title === 'Entries') return String(count);
  return title === 'Found by' ? 'nobody yet' : '';
}

/** The entries that wait for a block, best paid first; Enter opens one. */
export function useWaitingView(): ViewModel {
  const { navigator } = useServices();
  const status = useStatus().value;
  const entries = useList('waiting', useWaitingEntries(true), ({ id }) => id);
  const { selected } = entries;
  return {
    panes: { page: (size) => waitingPane(entries, status, size, true) },
    scopes: ['list'],
    handlers: {
      ...entries.handlers,
      ...(selected ? { open: () => navigator.push({ screen: 'chain', view: 'entry', key: selected.id }) } : {}),
    },
    labels: { open: 'entry' },
    hint: () => dim(` ${entries.position('entry', 'entries')}`),
  };
}

/** What waits, in a pane. */
export function waitingPane(entries: List<EntryView>, status: Status | undefined, size: Size, active: boolean): Row[] {
  const above = [
    row(
      ' ',
      span('Chain › ', 'dim'),
      span('Waiting', 'title'),
      `   ${counted(status?.mempool ?? entries.items.length, 'entry', 'entries')}`,
    ),
    blank,
  ];
  if (entries.items.length === 0) return [...above, ...prose('Nothing waits: every entry is in a block.', size.width)];
  const height = Math.max(2, size.height - above.length);
  return [...above, ...entries.table(entryColumns(status), { width: size.width, height }, { active })];
}
