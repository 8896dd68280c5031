import type { ForkView } from '../../../node/facade.ts';
import { clock, counted, duration, thousands } from '../../text/format.ts';
import { blank, type Row, row, rowWidth, span } from '../../text/row.ts';
import { wrapWords } from '../../text/width.ts';

/** Blocks of one branch that are drawn, at most; of a longer one the first and the last. */
const mostBlocks = 4;
/** Columns that the words beside a fork get at least; where they would not, fewer blocks are drawn. */
const leastWords = 26;
const gap = 3;

/** Two lines from the last common block: the kept branch heavy, the replaced one light. */
interface Drawing {
  readonly kept: Row;
  readonly replaced: Row;
}

/**
 * Forks drawn one below the other with what became of each beside it, as many as fit into `height` rows.
 * `timed`: with the time of day at which each ended.
 */
export function forkRows(
  forks: readonly ForkView[],
  width: number,
  { height = Number.POSITIVE_INFINITY, timed = false }: { readonly height?: number; readonly timed?: boolean } = {},
): Row[] {
  const most = [mostBlocks, 3, 2].find((count) => widest(forks, count) + gap + leastWords + 1 <= width) ?? 2;
  const left = widest(forks, most);
  const rows: Row[] = [];
  for (const fork of forks) {
    const next = [...(rows.length > 0 && width >= 100 ? [blank] : []), ...oneFork(fork, most, left, width, timed)];
    if (rows.length + next.length > height) break;
    rows.push(...next);
  }
  return rows;
}

function widest(forks: readonly ForkView[], most: number): number {
  const drawings = forks.map((fork) => draw(fork, most));
  return Math.max(0, ...drawings.flatMap(({ kept, replaced }) => [rowWidth(kept), rowWidth(replaced)]));
}

function oneFork(fork: ForkView, most: number, left: number, width: number, timed: boolean): Row[] {
  const { kept, replaced } = draw(fork, most);
  const words = (text: string) => wrapWords(text, Math.max(1, Math.min(72, width - left - gap - 1)));
  const beside = (line: Row, text: string): Row =>
    row(...line, ' '.repeat(left - rowWidth(line) + gap), span(text, 'dim'));
  const [first = '', ...more] = words(replacedWords(fork, most, timed));
  return [
    beside(
      kept,
      fork.kept.length > most ? `kept: ${counted(fork.kept.length, 'block')}, more work` : 'kept: more work',
    ),
    beside(replaced, first),
    ...more.map((line) => beside([], line)),
  ];
}

/** `replaced after 9 s; its 3 entries went back to waiting` */
function replacedWords({ replaced, returned, lasted, time }: ForkView, most: number, timed: boolean): string {
  const blocks = replaced.length > most ? `${counted(replaced.length, 'block')} ` : '';
  const at = timed ? ` at ${clock(time)}` : '';
  const back = returned === 0 ? '' : `; its ${counted(returned, 'entry', 'entries')} went back to waiting`;
  return `${blocks}replaced${at} after ${duration(lasted)}${back}`;
}

function draw({ from, kept, replaced }: ForkView, most: number): Drawing {
  const start = ` ━ ${thousands(from)} ━`;
  const [above, below] = [cells(from, kept.length, most), cells(from, replaced.length, most)];
  const widths = above.map((cell, index) => Math.max(cell.length, below[index]?.length ?? 0));
  return {
    kept: row(`${start}┳━ ${line(above, widths, '━')}`),
    replaced: row(`${' '.repeat(start.length)}┗─ `, span(line(below, widths, '─'), 'dim')),
  };
}

/** The heights of a branch; of a long one the first ones and the last. */
function cells(from: number, count: number, most: number): string[] {
  const height = (index: number) => thousands(from + 1 + index);
  if (count <= most) return Array.from({ length: count }, (_, index) => height(index));
  return [...Array.from({ length: most - 1 }, (_, index) => height(index)), '…', height(count - 1)];
}

/** Heights joined by a line that is as long as their columns want it: a height of four digits may stand below one of three. */
function line(heights: readonly string[], widths: readonly number[], stroke: string): string {
  return heights
    .map((height, index) => {
      if (index === heights.length - 1) return height;
      return `${height} ${stroke.repeat(2 + (widths[index] ?? height.length) - height.length)} `;
    })
    .join('');
}
