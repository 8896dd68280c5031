import type { MiningView, Status } from '../../node/facade.ts';
import { track } from '../components/progress.ts';
import { duration, thousands } from '../text/format.ts';
import { blank, dim, prose, type Row, row, rowWidth, span } from '../text/row.ts';

/** What the rows about the next block are made of. */
export interface NextBlock {
  readonly status: Status | undefined;
  readonly mining: MiningView | undefined;
  readonly now: number;
  /** Whether the screen beside it says already why this node does not mine. */
  readonly isSaid?: boolean;
}

/** Why this node does not mine, one sentence; nothing where it does, or stopped because somebody here wanted it. */
export function followerWords(status: Status | undefined, mining: MiningView | undefined): string | undefined {
  if (status === undefined || mining === undefined || status.mining) return undefined;
  if (mining.unable !== undefined) return mining.unable;
  return mining.heldBack
    ? 'This terminal was started with `--no-mine`, so it follows. Screen 8, then m, mines.'
    : undefined;
}

/** The same while that is all there is to say: it has no blocks of somebody else's yet. */
function waitingWords({ status, mining }: NextBlock): string | undefined {
  const waits =
    status !== undefined && status.sync === undefined && (status.health !== 'in sync' || status.height === 0);
  return waits ? followerWords(status, mining) : undefined;
}

/** Whether no block can come: nobody else is there, and this node does not mine. */
export function nobodyMines(status: Status): boolean {
  return status.network !== 'regtest' && !status.mining && status.peers === 0;
}

/** What an entry that was just signed waits for, where no block will come by itself. */
export function heldWords(status: Status | undefined, mining: MiningView | undefined): string | undefined {
  if (status === undefined || !nobodyMines(status)) return undefined;
  return mining?.unable === undefined
    ? 'this node is alone and does not mine: 8, then m'
    : 'this node cannot mine and has no peers: see 9';
}

/**
 * How long the next block takes, `Next block ██▊░░░░  2 s, usually 5 s`, and below it why a slow one is slow. Two rows
 * at least, so that nothing moves when a block is slow.
 */
export function nextBlockRows(options: NextBlock, width: number): Row[] {
  const { status, mining, now } = options;
  if (status === undefined) return [blank, blank];
  const label = span(width < 40 ? 'Next' : 'Next block', 'dim');
  const words = (text: string, below: Row = blank) => [row(' ', label, '  ', text), below];
  if (status.sync !== undefined) return syncRows(status.sync, width);
  if (status.network === 'regtest') return words('on demand');
  const follower = waitingWords(options);
  if (follower !== undefined && options.isSaid) return words(status.peers === 0 ? 'nobody mines' : 'none yet');
  if (follower !== undefined) {
    const lines = prose(follower, width);
    return lines.length < 2 ? [...lines, blank] : lines;
  }
  if (nobodyMines(status)) return words('nobody mines: 8, then m');
  if (status.height === 0) return words(status.mining ? 'the first within seconds' : 'nobody found one yet');
  // The time while this node was off was waited by nobody here.
  const since = Math.max(0, now - Math.max(status.tipTime, mining?.next.since ?? 0));
  if (!status.mining && since > 10 * status.interval)
    return words(
      `none since ${duration(now - status.tipTime)}`,
      dim(mining?.unable === undefined ? ' m on screen 8 mines here' : ''),
    );
  const text = waitWords(since, status.interval);
  const room = Math.max(0, Math.min(7, width - text.length - (width < 40 ? 9 : 15)));
  const slow = slowWords(since, status.interval);
  return [
    row(' ', label, ' ', ...track(since / status.interval, room), `  ${text}`),
    dim(
      slow !== undefined
        ? ` ${slow}`
        : mining?.unable !== undefined && !options.isSaid
          ? ' this terminal only follows: see 8'
          : '',
    ),
  ];
}

function syncRows({ at, target }: NonNullable<Status['sync']>, width: number): Row[] {
  const words = row(' ', span('Syncing', 'dim'), ' ');
  const text = `  ${thousands(at)} of ${thousands(target)}`;
  const room = Math.max(0, Math.min(20, width - rowWidth(words) - text.length - 1));
  return [row(...words, ...track(target > 0 ? at / target : 0, room), text), blank];
}

/** `2 s, usually 5 s` */
export function waitWords(since: number, interval: number): string {
  return `${duration(since)}, usually ${duration(interval)}`;
}

/** Blocks are found by chance, so a slow one is explained; nothing about one that is not slow. */
export function slowWords(since: number, interval: number): string | undefined {
  // The time to a block is exponential: one in ten takes longer than ln 10 times the mean.
  if (since > interval * Math.log(1000)) return 'slower than nearly all blocks: chance only';
  if (since > interval * Math.log(100)) return 'one block in a hundred takes this long';
  return since > interval * Math.log(10) ? 'one block in ten takes this long' : undefined;
}
