import { fitRow, type Row, type Size, type Span, span } from '../text/row.ts';
import { clean, padTo, widthOf } from '../text/width.ts';
import type { Tone } from '../theme.ts';

/** One column of a table. A column without a width grows: it takes what it needs, and shares what the others leave. */
export interface Column<T> {
  readonly title: string;
  /** The most it gets; it is as wide as its cells. */
  readonly width?: number;
  /** Always that wide, for cells that change by the second. */
  readonly steady?: boolean;
  /** The most that a growing column asks for before others are left out for its sake. */
  readonly wants?: number;
  /** Share of the rest, 1 if left out. */
  readonly grow?: number;
  readonly align?: 'left' | 'right';
  /** Narrowest table that still shows the column. */
  readonly from?: number;
  /** Left out before a growing column is cut, the highest first. */
  readonly drop?: number;
  readonly cell: (item: T) => string;
  /** What stands below the line, where the column does not fit in it and the table folds; else the cell. */
  readonly folded?: (item: T) => string;
  /** What stands there where the cell would be cut. */
  readonly short?: (item: T) => string;
  readonly tone?: (item: T) => Tone | undefined;
  /** A glyph before the text, in its own colour: only the glyph is red, not the words. */
  readonly lead?: (item: T) => Span;
}

/** A column with the width that it has in one table. */
export interface PlacedColumn<T> {
  readonly column: Column<T>;
  readonly width: number;
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
export function columnWidths<T>(
  columns: readonly Column<T>[],
  width: number,
  items: readonly T[] = [],
): PlacedColumn<T>[] {
  let shown = columns
    .filter((column) => width >= (column.from ?? 0))
    .map((column) => ({ column, wanted: wantedWidth(column, items) }));
  const total = () => shown.reduce((sum, { wanted }) => sum + wanted, 0) + roomBetween(shown.length);
  while (total() > width) {
    const last = Math.max(0, ...shown.map(({ column }) => column.drop ?? 0));
    if (last === 0) break;
    shown = shown.filter(({ column }) => column.drop !== last);
  }
  const growing = shown.filter(({ column }) => column.width === undefined);
  const fixed = shown.reduce((sum, { column, wanted }) => sum + (column.width === undefined ? 0 : wanted), 0);
  const parts = shares(
    growing.map(({ column, wanted }) => ({ wanted, share: column.grow ?? 1 })),
    Math.max(0, width - roomBetween(shown.length) - fixed),
  );
  return shown.map(({ column, wanted }) => ({
    column,
    width: column.width === undefined ? (parts.shift() ?? 0) : wanted,
  }));
}

/** The gaps between so many columns, the mark before them and a blank behind. */
function roomBetween(count: number): number {
  return gap * Math.max(0, count - 1) + 2;
}

/** What each of some columns gets of `room`: what it wants and a share of the rest, or a share of what there is. */
function shares(growing: readonly { readonly wanted: number; readonly share: number }[], room: number): number[] {
  const wanted = growing.reduce((sum, column) => sum + column.wanted, 0);
  const enough = wanted <= room;
  let rest = enough ? room - wanted : room;
  let left = growing.reduce((sum, { share }) => sum + share, 0);
  return growing.map((column) => {
    const part = left > 0 ? Math.round((rest * column.share) / left) : 0;
    rest -= part;
    left -= column.share;
    return enough ? column.wanted + part : part;
  });
}

/** Beyond this many items what a column wants is measured once for each list, not for each frame. */
const measuredAnew = 50;

const measured = new WeakMap<readonly unknown[], Map<string, number>>();

function wantedWidth<T>(column: Column<T>, items: readonly T[]): number {
  const most = column.width ?? column.wants ?? Number.POSITIVE_INFINITY;
  if (column.steady || items.length === 0) return column.width ?? widthOf(column.title);
  return Math.min(most, measuredWidth(column.title, column, items));
}

/** How wide the widest cell is, or the title; `name` tells the columns of a long list apart. */
function measuredWidth<T>(name: string, column: Column<T>, items: readonly T[]): number {
  if (items.length <= measuredAnew) return cellsWidth(column, items);
  const known = measured.get(items) ?? new Map<string, number>();
  measured.set(items, known);
  const width = known.get(name) ?? cellsWidth(column, items);
  known.set(name, width);
  return width;
}

function cellsWidth<T>(column: Column<T>, items: readonly T[]): number {
  const lead = column.lead === undefined ? 0 : 2;
  let width = widthOf(column.title);
  for (const item of items) width = Math.max(width, lead + widthOf(clean(column.cell(item))));
  return width;
}

/** The columns that had no room in a line, in as many lines below it as they take. */
export function foldedColumns<T>(
  columns: readonly Column<T>[],
  placed: readonly PlacedColumn<T>[],
  width: number,
  items: readonly T[],
): PlacedColumn<T>[][] {
  const left = columns.filter((column) => !placed.some((other) => other.column === column));
  const lines: PlacedColumn<T>[][] = [];
  let used = width;
  for (const column of left) {
    const { folded = column.cell } = column;
    const cells = { ...column, cell: folded, align: 'left' as const };
    const wanted = items.length === 0 ? 0 : measuredWidth(`${column.title} below`, { ...cells, title: '' }, items);
    const wide = Math.min(width - foldIndent, wanted);
    if (wide === 0) continue;
    if (used + gap + wide > width) {
      lines.push([]);
      used = foldIndent;
    } else used += gap;
    lines.at(-1)?.push({ column: cells, width: wide });
    used += wide;
  }
  return lines;
}

/** What stands below a line begins so far in. */
const foldIndent = 3;

/** The table's head: column titles, dim. */
export function tableHead<T>(columns: readonly PlacedColumn<T>[], width: number): Row {
  const cells = columns.map(({ column, width: wide }) => padTo(column.title, wide, column.align));
  return fitRow([span(` ${cells.join(' '.repeat(gap))}`, 'dim')], width);
}

/** The lines of one item: the first as ever, below it what had no room in it. */
function itemRows<T>(
  item: T,
  placed: readonly PlacedColumn<T>[],
  folded: readonly (readonly PlacedColumn<T>[])[],
  width: number,
  state: { readonly selected: boolean; readonly active: boolean },
): Row[] {
  const below = folded.map((columns): Row => {
    const line = tableRow(item, columns, width - foldIndent + 1, { selected: false, active: false });
    const pieces = [{ text: ' '.repeat(foldIndent - 1) }, ...line];
    if (state.selected && state.active) return pieces.map(({ text }) => ({ text, inverse: true }));
    return pieces.map((piece) => (piece.tone === undefined ? { ...piece, tone: 'dim' as const } : piece));
  });
  return [tableRow(item, placed, width, state), ...below];
}

/** One line of a table: `▸` and reverse video where it is selected; only the mark where another pane is worked on. */
export function tableRow<T>(
  item: T,
  columns: readonly PlacedColumn<T>[],
  width: number,
  state: { readonly selected: boolean; readonly active: boolean },
): Row {
  const pieces: Span[] = [span(state.selected ? '▸' : ' ')];
  for (const [index, { column, width: wide }] of columns.entries()) {
    if (index > 0) pieces.push({ text: ' '.repeat(gap) });
    const lead = column.lead?.(item);
    if (lead !== undefined && wide > 2) pieces.push(lead, { text: ' ' });
    const room = lead !== undefined && wide > 2 ? wide - 2 : wide;
    const whole = clean(column.cell(item));
    const text = column.short !== undefined && widthOf(whole) > room ? clean(column.short(item)) : whole;
    pieces.push(span(padTo(text, room, column.align), column.tone?.(item)));
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
  /** What has no room in a line stands below it. */
  readonly fold?: boolean;
}): Row[] {
  const { items, columns, size, head = true, fold = false } = options;
  const placed = columnWidths(columns, size.width, items);
  const folded = fold ? foldedColumns(columns, placed, size.width, items) : [];
  const count = Math.max(1, Math.floor((size.height - (head ? 1 : 0)) / (1 + folded.length)));
  const lines = items.slice(options.start, options.start + count).flatMap((item, index) =>
    itemRows(item, placed, folded, size.width, {
      selected: options.start + index === options.selected,
      active: options.active,
    }),
  );
  const shown = lines.slice(0, Math.max(0, size.height - (head ? 1 : 0)));
  return head ? [tableHead(placed, size.width), ...shown] : shown;
}

/** Lines that each item takes in a table of a width. */
export function linesEach<T>(columns: readonly Column<T>[], width: number, items: readonly T[], fold: boolean): number {
  return fold ? 1 + foldedColumns(columns, columnWidths(columns, width, items), width, items).length : 1;
}
