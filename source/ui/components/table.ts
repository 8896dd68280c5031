import { fitRow, type Row, type Size, type Span, span } from '../text/row.ts';
import { clean, padTo } from '../text/width.ts';
import type { Tone } from '../theme.ts';

/** One column of a table. A column without a width shares what the others leave. */
export interface Column<T> {
  readonly title: string;
  readonly width?: number;
  /** Share of the rest, 1 if left out. */
  readonly grow?: number;
  readonly align?: 'left' | 'right';
  /** Narrowest table that still shows the column. */
  readonly from?: number;
  readonly cell: (item: T) => string;
  readonly tone?: (item: T) => Tone | undefined;
  /** A glyph before the text, in its own colour: only the glyph is red, not the words. */
  readonly lead?: (item: T) => Span;
}

const gap = 2;

/** The first row to draw so that `selected` is in view, moving no further than needed. */
export function windowStart(options: { count: number; height: number; selected: number; before: number }): number {
  const { count, height, selected, before } = options;
  const furthest = Math.max(0, count - height);
  let start = Math.min(Math.max(0, before), furthest);
  if (selected < start) start = selected;
  if (selected >= start + height) start = selected - height + 1;
  return Math.max(0, Math.min(start, furthest));
}

/** Widths of the columns that are shown in so many columns of the terminal; one column is kept for the mark. */
export function columnWidths<T>(columns: readonly Column<T>[], width: number): { column: Column<T>; width: number }[] {
  const shown = columns.filter((column) => width >= (column.from ?? 0));
  const gaps = gap * Math.max(0, shown.length - 1) + 2;
  const fixed = shown.reduce((sum, column) => sum + (column.width ?? 0), 0);
  const shares = shown.reduce((sum, column) => sum + (column.width === undefined ? (column.grow ?? 1) : 0), 0);
  let rest = Math.max(0, width - gaps - fixed);
  let left = shares;
  return shown.map((column) => {
    if (column.width !== undefined) return { column, width: column.width };
    const share = column.grow ?? 1;
    const part = left > 0 ? Math.round((rest * share) / left) : 0;
    rest -= part;
    left -= share;
    return { column, width: part };
  });
}

/** The table's head: column titles, dim. */
export function tableHead<T>(columns: readonly Column<T>[], width: number): Row {
  const cells = columnWidths(columns, width).map(({ column, width: wide }) => padTo(column.title, wide, column.align));
  return fitRow([span(` ${cells.join(' '.repeat(gap))}`, 'dim')], width);
}

/** One line of a table: `▸` and reverse video where it is selected; only the mark where another pane is worked on. */
export function tableRow<T>(
  item: T,
  columns: readonly Column<T>[],
  width: number,
  state: { selected: boolean; active: boolean },
): Row {
  const pieces: Span[] = [span(state.selected ? '▸' : ' ')];
  for (const [index, { column, width: wide }] of columnWidths(columns, width).entries()) {
    if (index > 0) pieces.push({ text: ' '.repeat(gap) });
    const lead = column.lead?.(item);
    if (lead !== undefined && wide > 2) pieces.push(lead, { text: ' ' });
    const room = lead !== undefined && wide > 2 ? wide - 2 : wide;
    pieces.push(span(padTo(clean(column.cell(item)), room, column.align), column.tone?.(item)));
  }
  const line = fitRow(pieces, width);
  // Reversed, a colour would become a background: the selected row is plain.
  return state.selected && state.active ? line.map(({ text }) => ({ text, inverse: true })) : line;
}

/** The rows of a table that fit its size, with its head if it has titles. */
export function tableRows<T>(options: {
  readonly items: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly selected: number;
  readonly start: number;
  readonly size: Size;
  readonly active: boolean;
  readonly head?: boolean;
}): Row[] {
  const { items, columns, size, head = true } = options;
  const lines = items.slice(options.start, options.start + size.height - (head ? 1 : 0)).map((item, index) =>
    tableRow(item, columns, size.width, {
      selected: options.start + index === options.selected,
      active: options.active,
    }),
  );
  return head ? [tableHead(columns, size.width), ...lines] : lines;
}
