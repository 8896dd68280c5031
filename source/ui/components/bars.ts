import { type Row, row, span } from '../text/row.ts';
import { padTo } from '../text/width.ts';
import { bar } from './progress.ts';

export interface BarLine {
  readonly label: string;
  readonly value: number;
  /** What stands at the end instead of the number. */
  readonly shown?: string;
  /** Said in place of a bar, for instance "not seen yet". */
  readonly note?: string;
}

/** Horizontal bars, one a line, longest value over the whole room; numbers right-aligned. */
export function barRows(lines: readonly BarLine[], width: number): Row[] {
  const labels = Math.min(Math.max(0, ...lines.map(({ label }) => label.length)), Math.floor(width / 2));
  const numbers = Math.max(1, ...lines.map((line) => (line.shown ?? String(line.value)).length));
  const room = Math.max(1, width - labels - numbers - 4);
  const most = Math.max(1, ...lines.map(({ value }) => value));
  return lines.map((line) =>
    row(
      padTo(line.label, labels),
      '  ',
      line.note === undefined
        ? span(padTo(bar(line.value / most, room), room), 'chart')
        : span(padTo(line.note, room), 'dim'),
      '  ',
      padTo(line.shown ?? String(line.value), numbers, 'right'),
    ),
  );
}
