import { type Row, row, span } from '../text/row.ts';
import { wrapWords } from '../text/width.ts';
import { smallest } from './layout.ts';

/** What a terminal below the smallest size shows. */
export function tooSmallRows(columns: number, rows: number): Row[] {
  const lines = wrapWords(
    `Carnet needs ${smallest.columns} columns and ${smallest.rows} rows; this terminal has ${columns} and ${rows}. ` +
      'Make it larger, or its letters smaller. The node goes on meanwhile. Ctrl-C stops it.',
    Math.max(1, Math.min(60, columns - 2)),
  );
  const above = Math.max(0, Math.floor((rows - lines.length - 2) / 2));
  const room = rows >= lines.length + 2 ? [row(' ', span('Carnet', 'title')), []] : [];
  return [
    ...Array.from({ length: above }, () => []),
    ...room,
    ...lines.map((line) => row(columns > 2 ? ' ' : '', line)),
  ];
}
