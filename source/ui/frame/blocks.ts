import type { BlockSummary, MiningView, Status } from '../../node/facade.ts';
import { track } from '../components/progress.ts';
import type { Column } from '../components/table.ts';
import { columnWidths, tableHead, tableRow } from '../components/table.ts';
import { nameOf } from '../forms/known.ts';
import { duration, thousands } from '../text/format.ts';
import { type Row, row, span } from '../text/row.ts';

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

/** How long the next block takes: `Next block ██▊░░░░  2 s, usually 5 s`. */
export function nextBlockRow(status: Status | undefined, now: number, width: number): Row {
  if (status === undefined) return [];
  const label = span('Next block', 'dim');
  if (status.network === 'regtest') return row(' ', label, ' on demand');
  const since = Math.max(0, now - status.tipTime);
  if (!status.mining && since > 10 * status.interval) return row(' ', label, ` nobody mines since ${duration(since)}`);
  const words = waitWords(since, status.interval);
  const short = width < 40;
  const room = Math.max(0, Math.min(7, width - words.length - (short ? 9 : 15)));
  return row(' ', short ? span('Next', 'dim') : label, ' ', ...track(since / status.interval, room), `  ${words}`);
}

/** `2 s, usually 5 s`; blocks are found by chance, so a slow one is explained. */
export function waitWords(since: number, interval: number): string {
  const words = `${duration(since)}, usually ${duration(interval)}`;
  // The time to a block is exponential: one in ten takes longer than ln 10 times the mean.
  if (since > interval * Math.log(100)) return `${words}; one in a hundred`;
  return since > interval * Math.log(10) ? `${words}; one in ten` : words;
}

/** The address under which this node mines. */
export function ownMiner(status: Status | undefined, mining: MiningView | undefined): string | undefined {
  return (
    status?.names.find(({ name, address }) => name === mining?.miner || address === mining?.miner)?.address ??
    mining?.miner
  );
}
