import type { Cell } from '../cells.ts';
import { blockAreas, brailleDots } from './blocks.ts';
import { type Box, boxLines } from './lines.ts';
import { blend, paint, palette } from './palette.ts';

/** Size of a cell; a monospace letter is 0.6 of its font's size wide, so letters of 15 fill 9 exactly. */
const cellWidth = 9;
const cellHeight = 20;
const fontSize = 15;
/** Where letters stand, from the top of their row. */
const baseline = 15;
const margin = 14;
const titleBar = 34;
const fonts =
  "ui-monospace,'SF Mono','JetBrains Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',Consolas,'Courier New',monospace";

/** A cell with its place and its two colours as they are seen. */
interface Placed {
  readonly cell: Cell;
  readonly box: Box;
  readonly ink: string;
  readonly paper: string;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function rounded(path: string): string {
  return path.replace(/-?\d+\.\d+/g, (value) => number(Number(value)));
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function place(cell: Cell, column: number, row: number): Placed {
  const front = paint(cell.foreground, palette.foreground);
  const back = paint(cell.background, palette.background);
  const [ink, paper] = cell.inverse ? [back, front] : [front, back];
  const box = { x: column * cellWidth, y: row * cellHeight, width: cellWidth * cell.width, height: cellHeight };
  return { cell, box, ink: cell.dim ? blend(ink, paper, 0.58) : ink, paper };
}

/** Neighbours with the same key, in order. */
function groups<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const found: T[][] = [];
  let last: string | undefined;
  for (const item of items) {
    const now = key(item);
    if (now === last) found.at(-1)?.push(item);
    else found.push([item]);
    last = now;
  }
  return found;
}

function span(cells: readonly Placed[]): Box {
  const first = cells[0]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
  return { ...first, width: cells.reduce((sum, { box }) => sum + box.width, 0) };
}

function rectangle({ x, y, width, height }: Box, fill: string, more = ''): string {
  return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" fill="${fill}"${more}/>`;
}

function papers(row: readonly Placed[]): string[] {
  return groups(row, ({ paper }) => paper)
    .filter((cells) => cells[0]?.paper !== palette.background)
    .map((cells) => rectangle(span(cells), cells[0]?.paper ?? '', ' shape-rendering="crispEdges"'));
}

/** Lines, blocks and dots are drawn, not written: fonts disagree on their size, and gaps would show. */
function drawing(cells: readonly Placed[]): string | undefined {
  const [first] = cells;
  if (first === undefined) return undefined;
  const { cell, ink } = first;
  const straight = '─━═█░▒▓'.includes(cell.text);
  const boxes = straight ? [span(cells)] : cells.map(({ box }) => box);
  const strokes = boxes.map((box) => boxLines(cell.text, box));
  if (strokes[0] !== undefined) {
    const all = strokes.flatMap((found) => found ?? []);
    return groups(all, ({ thickness }) => String(thickness))
      .map((same) => {
        const path = rounded(same.map((stroke) => stroke.path).join(''));
        return `<path d="${path}" stroke="${ink}" stroke-width="${same[0]?.thickness}" fill="none"/>`;
      })
      .join('');
  }
  const areas = boxes.map((box) => blockAreas(cell.text, box));
  if (areas[0] !== undefined) {
    return areas
      .flatMap((found) => found ?? [])
      .map((area) => {
        const shade = area.opacity < 1 ? ` fill-opacity="${number(area.opacity)}"` : '';
        return rectangle(area, ink, `${shade} shape-rendering="crispEdges"`);
      })
      .join('');
  }
  const dots = boxes.map((box) => brailleDots(cell.text, box));
  if (dots[0] === undefined) return undefined;
  // A round dot is a line of no length with round ends: the shortest way to write one.
  const path = dots.flatMap((found) => found ?? []).map(({ x, y }) => `M${number(x)} ${number(y)}h0`);
  return `<path d="${path.join('')}" stroke="${ink}" stroke-width="3.1" stroke-linecap="round" fill="none"/>`;
}

function look({ cell, ink }: Placed): string {
  const bold = cell.bold ? ' font-weight="700"' : '';
  const italic = cell.italic ? ' font-style="italic"' : '';
  return `fill="${ink}"${bold}${italic}`;
}

const letter = /^[\u0021-\u024f]$/;

/**
 * One text for each word: a word starts on its column whatever the font, and `textLength` keeps its letters on theirs.
 * Any other glyph may come from another font, so it stands alone in the middle of its cell.
 */
function writing(cells: readonly Placed[]): string {
  return groups(cells, (placed) => (letter.test(placed.cell.text) ? look(placed) : `${placed.box.x}`))
    .map((word) => {
      const [first] = word;
      if (first === undefined) return '';
      const { x, y, width } = span(word);
      const text = escapeText(word.map(({ cell }) => cell.text).join(''));
      const isLetter = letter.test(first.cell.text);
      const at = isLetter ? x : x + width / 2;
      const fit = word.length > 1 ? ` textLength="${number(width)}"` : '';
      const anchor = isLetter ? '' : ' text-anchor="middle"';
      return `<text x="${number(at)}" y="${number(y + baseline)}" ${look(first)}${fit}${anchor}>${text}</text>`;
    })
    .join('');
}

function rules(row: readonly Placed[], chosen: (cell: Cell) => boolean, height: number): string[] {
  return groups(row, (placed) => (chosen(placed.cell) ? placed.ink : ''))
    .filter(([first]) => first !== undefined && chosen(first.cell))
    .map((cells) => {
      const { x, y, width } = span(cells);
      return rectangle({ x, y: y + height, width, height: 1.25 }, cells[0]?.ink ?? '');
    });
}

function drawRow(cells: readonly Cell[], index: number): string {
  const row = cells.map((cell, column) => place(cell, column, index)).filter(({ cell }) => cell.width > 0);
  const isGap = (placed: Placed): boolean => placed.cell.text.trim() === '';
  const inked = groups(row, (placed) => {
    if (isGap(placed)) return ' ';
    return letter.test(placed.cell.text) ? 'letters' : `${placed.cell.text}${placed.ink}${placed.cell.bold}`;
  }).filter(([first]) => first !== undefined && !isGap(first));
  return [
    ...papers(row),
    ...inked.map((run) => drawing(run) ?? writing(run)),
    ...rules(row, ({ underline }) => underline, baseline + 2),
    ...rules(row, ({ strikethrough }) => strikethrough, cellHeight / 2),
  ].join('');
}

/** Draws a terminal's cells as a window: an SVG that looks the same whatever fonts its reader has. */
export function drawTerminal(cells: readonly (readonly Cell[])[], title: string): string {
  const columns = cells[0]?.length ?? 0;
  const width = columns * cellWidth + 2 * margin;
  const height = cells.length * cellHeight + titleBar + margin;
  const lights = [0, 1, 2].map((light) => `<circle cx="${20 + light * 18}" cy="17" r="5.5" fill="${palette.frame}"/>`);
  const heading = `<text x="${width / 2}" y="22" text-anchor="middle" font-size="13" fill="${palette.title}">${escapeText(title)}</text>`;
  const rows = cells.map(drawRow).filter((row) => row !== '');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${fonts}">`,
    `<title>${escapeText(title)}</title>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="${palette.background}" stroke="${palette.frame}"/>`,
    ...lights,
    heading,
    `<g transform="translate(${margin} ${titleBar})" font-size="${fontSize}">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
