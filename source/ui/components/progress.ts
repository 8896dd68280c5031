import { duration, thousands } from '../text/format.ts';
import { fitRow, type Row, row, span } from '../text/row.ts';
import type { Tone } from '../theme.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A horizontal bar of `share` (0 to 1) of `width` columns, to an eighth of a column. */
export function bar(share: number, width: number): string {
  const total = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = '█'.repeat(Math.floor(total / 8));
  return full + (eighths[total % 8] ?? '');
}

/** The same bar with the rest of its way drawn light: `██▊░░░░`. */
export function track(share: number, width: number, tone: Tone = 'chart'): Row {
  const done = bar(share, width);
  return row(span(done, tone), span('░'.repeat(Math.max(0, width - done.length)), 'dim'));
}

/** Work that takes long: how much is done, how fast, and how long it still takes. */
export interface Progress {
  readonly label: string;
  /** What was done already when it began, if anything. */
  readonly start?: number;
  readonly done: number;
  readonly total: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
  /** What is counted, for instance `blocks`. */
  readonly unit: string;
}

/** `Opening the ledger  ███████▌░░░  812 of 1,284 blocks   406 a second   1 s left` */
export function progressRow({ label, start = 0, done, total, elapsed, unit }: Progress, width: number): Row {
  const rate = elapsed > 0 ? ((done - start) * 1000) / elapsed : 0;
  const left = rate > 0 ? `   ${thousands(rate)} a second   ${duration(((total - done) * 1000) / rate)} left` : '';
  const words = `${thousands(done)} of ${thousands(total)} ${unit}${left}`;
  const room = Math.max(8, Math.min(40, width - label.length - words.length - 6));
  return fitRow(row(' ', label, '  ', ...track(total > 0 ? done / total : 0, room), '  ', words), width);
}
