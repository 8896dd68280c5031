import type { BlockSummary, EntryView, Status } from '../../node/facade.ts';
import { nameOf } from '../forms/known.ts';
import { counted } from '../text/format.ts';
import { ends, prose, type Row, row, type Size, span, title } from '../text/row.ts';
import { blockRows, nextBlockRow } from './blocks.ts';

/** What the right column of a wide terminal shows beside every screen: what waits, the last blocks, the peers. */
export function railRows(
  options: {
    readonly status: Status | undefined;
    readonly blocks: readonly BlockSummary[];
    readonly waiting: readonly EntryView[];
    readonly miner: string | undefined;
    readonly now: number;
  },
  size: Size,
): Row[] {
  const { status, waiting } = options;
  const waitingRows =
    waiting.length === 0
      ? prose('Nothing: every entry is in a block.', size.width, 'dim')
      : waiting
          .slice(0, 6)
          .map((entry) =>
            ends(row(` ${entry.label}`), row(span(nameOf(status, entry.author), 'dim'), ' '), size.width),
          );
  const peers =
    status === undefined
      ? []
      : status.peers === 0
        ? prose('None. This node is alone: it has nobody to agree with.', size.width, 'dim')
        : [row(` ${counted(status.peers, 'peer')}, ${status.health}`)];
  const fixed = waitingRows.length + peers.length + 9;
  return [
    row(' ', span('WAITING FOR A BLOCK', 'title'), `  ${waiting.length === 0 ? '' : waiting.length}`),
    ...waitingRows,
    [],
    title(' LAST BLOCKS'),
    ...blockRows({ ...options, width: size.width, count: Math.max(3, Math.min(20, size.height - fixed)) }),
    [],
    nextBlockRow(status, options.now, size.width),
    [],
    title(' PEERS'),
    ...peers,
  ];
}
