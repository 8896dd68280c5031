import type { EntryView, Facade, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { useQuery } from '../../model/use-model.ts';
import { thousands } from '../../text/format.ts';
import { ends, prose, type Row, row, span, title } from '../../text/row.ts';

/** How far back the newest entries are looked for, blocks, and how many are shown. */
const depth = 100;
const most = 12;

/** The newest entries of the whole ledger, whoever signed them. */
export function useNewestEntries(): readonly EntryView[] {
  return useQuery<readonly EntryView[]>('newest entries', ['tip', 'fork'], newest).value ?? [];
}

async function newest(facade: Facade): Promise<readonly EntryView[]> {
  const blocks = await facade.blocks({ count: depth });
  const entries: EntryView[] = [];
  for (const { height } of blocks.filter((block) => block.entries > 0)) {
    if (entries.length >= most) break;
    const { transactions } = await facade.block({ height });
    entries.push(...transactions.toReversed());
  }
  return entries.slice(0, most);
}

/** `Record a safety test   inspector   block 22` */
export function newestRows(
  entries: readonly EntryView[],
  status: Status | undefined,
  width: number,
  count: number,
): Row[] {
  if (entries.length === 0) return [title(' ON THE LEDGER'), ...prose('No entry in the last blocks.', width, 'dim')];
  return [
    title(' ON THE LEDGER'),
    ...entries
      .slice(0, count)
      .map((entry) =>
        ends(
          row(' ', span('✓', 'good'), ` ${entry.label}`, span(`  ${nameOf(status, entry.author)}`, 'dim')),
          row(
            ' ',
            span(entry.place.state === 'waiting' ? 'waiting' : `block ${thousands(entry.place.height)}`, 'dim'),
            ' ',
          ),
          width,
        ),
      ),
  ];
}
