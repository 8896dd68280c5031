import type { BlockSummary, MiningView, Status } from '../../node/facade.ts';
import type { Column } from '../components/table.ts';
import { columnWidths, tableHead, tableRow } from '../components/table.ts';
import { nameOf } from '../forms/known.ts';
import { duration, thousands } from '../text/format.ts';
import type { Row } from '../text/row.ts';

/** The columns of a short list of blocks, for Home and the rail. */
export function blockColumns(
  status: Status | undefined,
  miner: string | undefined,
  now: number,
): Column<BlockSummary>[] {
  return [
    { title: 'Block', width: 7, steady: true, align: 'right', cell: ({ height }) => thousands(height) },
    { title: 'Entries', width: 7, from: 40, align: 'right', cell: ({ entries }) => String(entries) },
    { title: 'Found by', cell: (block) => finderName(status, miner, block.miner) },
    {
      title: 'Age',
      width: 7,
      steady: true,
      align: 'right',
      cell: ({ time, height }) => (height === 0 ? '' : duration(now - time)),
    },
  ];
}

/** `miner-0, you` for this node's own miner; genesis was found by nobody. */
export function finderName(status: Status | undefined, own: string | undefined, address: string): string {
  if (/^(0*|)$/.test(address)) return 'genesis';
  const name = nameOf(status, address);
  const finder =
    status?.names.filter((known) => known.address === address).find((known) => known.name.startsWith('miner'))?.name ??
    name;
  return address === own ? `${finder}, you` : finder;
}

/** The last blocks as a small table, newest first. */
export function blockRows(options: {
  readonly blocks: readonly BlockSummary[];
  readonly status: Status | undefined;
  readonly miner: string | undefined;
  readonly now: number;
  readonly width: number;
  readonly count: number;
}): Row[] {
  const shown = options.blocks.slice(0, options.count);
  const columns = columnWidths(blockColumns(options.status, options.miner, options.now), options.width, shown);
  return [
    tableHead(columns, options.width),
    ...shown.map((block) => tableRow(block, columns, options.width, { selected: false, active: false })),
  ];
}

/** The address under which this node mines. */
export function ownMiner(status: Status | undefined, mining: MiningView | undefined): string | undefined {
  return (
    status?.names.find(({ name, address }) => name === mining?.miner || address === mining?.miner)?.address ??
    mining?.miner
  );
}
