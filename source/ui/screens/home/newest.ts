import type { BlockView, EntryView, Facade, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { useQuery } from '../../model/use-model.ts';
import { thousands } from '../../text/format.ts';
import { ends, prose, type Row, row, span, title } from '../../text/row.ts';

/** How far back the newest entries are looked for, blocks, and how many are shown. */
const depth = 100;
const most = 40;

/** Blocks whose entries are remembered: a block never changes, so each is read once. */
const remembered = 200;

type Entries = BlockView['transactions'];

const read = new WeakMap<Facade, Map<string, Entries>>();

/** The newest entries of the whole ledger, whoever signed them. */
export function useNewestEntries(): readonly EntryView[] {
  return useQuery<readonly EntryView[]>('newest entries', ['tip', 'fork'], newest).value ?? [];
}

async function newest(facade: Facade): Promise<readonly EntryView[]> {
  const blocks = await facade.blocks({ count: depth });
  const entries: EntryView[] = [];
  for (const { id, entries: count } of blocks) {
    if (entries.length >= most) break;
    if (count > 0) entries.push(...(await entriesOf(facade, id)));
  }
  return entries.slice(0, most);
}

/** The newest entries of a block, newest first. */
async function entriesOf(facade: Facade, id: string): Promise<Entries> {
  const blocks = read.get(facade) ?? new Map<string, Entries>();
  read.set(facade, blocks);
  const known = blocks.get(id);
  if (known !== undefined) return known;
  const { transactions } = await facade.block({ id });
  const last = transactions.slice(-most).reverse();
  blocks.set(id, last);
  const [oldest] = blocks.keys();
  if (blocks.size > remembered && oldest !== undefined) blocks.delete(oldest);
  return last;
}

/** `Record a safety test   inspector   block 22` */
export function newestRows(
  entries: readonly EntryView[],
  status: Status | undefined,
  width: number,
  count: number,
): Row[] {
  if (entries.length === 0) {
    const text = 'Nothing yet: whatever anybody signs is listed here as soon as it is in a block.';
    return [title(' ON THE LEDGER'), ...prose(text, width, 'dim')];
  }
  return [
    title(' ON THE LEDGER'),
    ...entries.slice(0, count).map(({ label, author, place, fields }) => {
      const about = width >= 70 && typeof fields.vin === 'string' ? `  ${fields.vin}` : '';
      const where = place.state === 'waiting' ? 'waiting' : `block ${thousands(place.height)}`;
      return ends(
        row(' ', span('✓', 'good'), ` ${label}${about}`, span(`  ${nameOf(status, author)}`, 'dim')),
        row(span(where, 'dim'), ' '),
        width,
      );
    }),
  ];
}
