import { type Row, row, type Span, span } from '../text/row.ts';
import { padTo } from '../text/width.ts';
import type { Tone } from '../theme.ts';
import { niceTop } from './area-chart.ts';
import { BrailleCanvas } from './braille.ts';

/** One reading of an odometer. */
export interface Reading {
  /** Days since 1970. */
  readonly day: number;
  readonly kilometres: number;
  readonly kind: 'certified' | 'declared' | 'lower';
}

const markers: Readonly<Record<Reading['kind'], { glyph: string; tone?: Tone; words: string }>> = {
  certified: { glyph: '●', tone: 'mark', words: 'certified' },
  declared: { glyph: '○', words: 'declared' },
  lower: { glyph: '✗', tone: 'bad', words: 'lower than before' },
};

const legendWidth = 22;
const axisWidth = 6;

/**
 * A car's mileage over the years: one line of braille through all readings in the order of their days, a mark on each.
 * The last row is the axis of years; a legend stands at the right where there is room.
 */
export function mileageChart(readings: readonly Reading[], width: number, height: number): Row[] {
  const sorted = [...readings].sort((left, right) => left.day - right.day);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined || height < 3) return [];
  const legend = width >= 60 ? legendWidth : 0;
  const columns = Math.max(4, Math.min(100, width - axisWidth - legend));
  const lines = height - 1;
  const canvas = new BrailleCanvas(columns, lines);
  const top = axisTop(Math.max(...sorted.map(({ kilometres }) => kilometres)));
  // A margin of one character at both ends keeps the marks off the axis.
  const days = Math.max(1, last.day - first.day);
  const x = (day: number) => 2 + Math.round(((day - first.day) / days) * (canvas.width - 6));
  const y = (kilometres: number) => canvas.height - 1 - Math.round((kilometres / top) * (canvas.height - 1));
  for (const [index, reading] of sorted.slice(1).entries()) {
    const before = sorted[index] ?? first;
    canvas.line(x(before.day), y(before.kilometres), x(reading.day), y(reading.kilometres));
  }
  const cells = canvas.rows().map((characters) => characters.map((text): Span => ({ text })));
  for (const reading of sorted) {
    const line = cells[y(reading.kilometres) >> 2];
    const { glyph, tone } = markers[reading.kind];
    if (line) line[x(reading.day) >> 1] = span(glyph, tone);
  }
  const middle = Math.floor(lines / 2);
  const present = (['certified', 'declared', 'lower'] as const).filter((kind) =>
    sorted.some((reading) => reading.kind === kind),
  );
  const rows = cells.map((line, index) => {
    const text =
      index === 0
        ? axisLabel(top)
        : index === lines - 1
          ? '0'
          : lines >= 5 && index === middle
            ? axisLabel(valueAt(index, lines, top))
            : '';
    const kind = legend > 0 ? present[index] : undefined;
    const words =
      kind === undefined ? [] : ['  ', span(markers[kind].glyph, markers[kind].tone), ` ${markers[kind].words}`];
    return row(span(`${padTo(text, axisWidth - 2, 'right')} ${text === '' ? '│' : '┤'}`, 'dim'), ...line, ...words);
  });
  return [...rows, yearsRow(first.day, last.day, columns, (day) => x(day) >> 1)];
}

function axisTop(most: number): number {
  if (most <= 0) return 10_000;
  const nice = niceTop(most);
  // Between 1, 2 and 5 lies a lot of empty paper: steps of a tenth of the next power fit closer.
  const step = nice / 10;
  return Math.max(10, Math.ceil(most / step) * step);
}

function valueAt(index: number, lines: number, top: number): number {
  return top * (1 - index / (lines - 1));
}

function axisLabel(kilometres: number): string {
  if (kilometres >= 1_000_000) return `${(kilometres / 1_000_000).toFixed(1)}M`;
  return kilometres >= 1000 ? `${Math.round(kilometres / 1000)}k` : String(Math.round(kilometres));
}

/** The years' first days where they fall; with less than a year, the first and last month say nothing, so the days do. */
function yearsRow(first: number, last: number, columns: number, at: (day: number) => number): Row {
  const cells: string[] = Array.from({ length: columns }, () => ' ');
  const from = new Date(first * 86_400_000).getUTCFullYear();
  const until = new Date(last * 86_400_000).getUTCFullYear();
  let free = 0;
  const write = (column: number, text: string) => {
    const start = Math.min(Math.max(0, column), columns - text.length);
    if (start < free) return;
    for (const [index, character] of [...text].entries()) cells[start + index] = character;
    free = start + text.length + 2;
  };
  write(at(first), String(from));
  for (let year = from + 1; year <= until; year += 1)
    write(at(Math.floor(Date.UTC(year, 0, 1) / 86_400_000)), String(year));
  return row(' '.repeat(axisWidth), span(cells.join(''), 'dim'));
}
