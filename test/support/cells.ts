import type { IBufferCell, Terminal } from '@xterm/headless';

/** The terminal's own colour, one of its 256 (the first 16 are the user's palette), or `#rrggbb`. */
export type Colour = 'default' | number | `#${string}`;

/** What one place of the grid shows. */
export interface Cell {
  /** The glyph with its marks; a space where nothing was written, empty behind a wide glyph. */
  readonly text: string;
  /** Columns it takes: 2 for a wide glyph, 0 for the place behind it. */
  readonly width: number;
  readonly foreground: Colour;
  readonly background: Colour;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strikethrough: boolean;
}

function colour(isDefault: boolean, isRgb: boolean, value: number): Colour {
  if (isDefault) return 'default';
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}

function plainCell(cell: IBufferCell): Cell {
  const text = cell.isInvisible() ? ' ' : cell.getChars();
  const width = cell.getWidth();
  return {
    text: text === '' && width > 0 ? ' ' : text,
    width,
    foreground: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
    strikethrough: cell.isStrikethrough() !== 0,
  };
}

/** What the terminal shows now, row by row, every row as long as the terminal is wide. */
export function readCells(terminal: Terminal): Cell[][] {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    return Array.from({ length: terminal.cols }, (_, column) => {
      const cell = line?.getCell(column);
      if (cell === undefined) throw new Error(`The terminal has no cell at row ${row}, column ${column}.`);
      return plainCell(cell);
    });
  });
}

/** What the terminal shows now as text, row by row, without the spaces at the end. */
export function readRows(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, row) => {
    return buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '';
  });
}
