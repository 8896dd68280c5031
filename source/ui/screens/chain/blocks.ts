import type { BlockSummary, BlockView, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { finderName } from '../../frame/blocks.ts';
import { useQuery } from '../../model/use-model.ts';
import { bytes, duration, shortId, thousands } from '../../text/format.ts';

/** One block by its height or id. */
export function useBlock(key: string | undefined) {
  return useQuery<BlockView | undefined>(`block ${key}`, ['tip', 'fork'], (facade) => {
    if (key === undefined) return Promise.resolve(undefined);
    return facade.block(/^\d{1,10}$/.test(key) ? { height: Number(key) } : { id: key });
  });
}

/** So many blocks before and after one stand beside it. */
const around = 40;

/** The blocks around a height, newest first. */
export function useBlocksAround(height: number | undefined, tip: number | undefined): readonly BlockSummary[] {
  const from = height === undefined || tip === undefined ? undefined : Math.min(tip, height + around);
  const answer = useQuery<readonly BlockSummary[]>(`blocks from ${from}`, ['tip', 'fork'], (facade) =>
    from === undefined ? Promise.resolve([]) : facade.blocks({ from, count: 2 * around }),
  );
  return answer.value ?? [];
}

/** The columns of the list of blocks. */
export function chainColumns(
  status: Status | undefined,
  miner: string | undefined,
  now: number,
): Column<BlockSummary>[] {
  return [
    { title: 'Block', width: 8, steady: true, align: 'right', cell: ({ height }) => thousands(height) },
    {
      title: 'Entries',
      width: 7,
      align: 'right',
      cell: ({ entries }) => String(entries),
      tone: ({ entries }) => (entries === 0 ? 'dim' : undefined),
    },
    { title: 'Found by', cell: (block) => finderName(status, miner, block.miner) },
    { title: 'Size', width: 9, align: 'right', drop: 1, cell: ({ size }) => bytes(size) },
    { title: 'Id', width: 17, drop: 2, cell: ({ id }) => shortId(id), tone: () => 'dim' },
    {
      title: 'Age',
      width: 8,
      steady: true,
      align: 'right',
      cell: ({ time, height }) => (height === 0 ? '' : duration(now - time)),
    },
  ];
}
