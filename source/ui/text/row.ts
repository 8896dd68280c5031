import type { Tone } from '../theme.ts';
import { clean, cut, widthOf, wrapWords } from './width.ts';

/** A piece of a row in one style. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  /** Foreground and background change places: the selected row, the active tab, a cursor. */
  readonly inverse?: boolean;
}

/** One line of the screen. Everything that is drawn is a list of rows, so that nothing can outgrow its place. */
export type Row = readonly Span[];

/** Columns and rows to draw in. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const blank: Row = [];

/** A piece of a row; control characters in `text` are taken out. */
export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text: clean(text) } : { text: clean(text), tone };
}

/** A row of texts and spans. */
export function row(...parts: readonly (string | Span)[]): Row {
  return parts.map((part) => (typeof part === 'string' ? span(part) : part));
}

export function title(text: string): Row {
  return [span(text, 'title')];
}

export function dim(text: string): Row {
  return [span(text, 'dim')];
}

export function rowWidth(line: Row): number {
  return line.reduce((sum, piece) => sum + widthOf(piece.text), 0);
}

/** The row's text without its styles. */
export function plainText(line: Row): string {
  return line.map((piece) => piece.text).join('');
}

/** The row in exactly `width` columns, cut with `…` or padded with blanks. */
export function fitRow(line: Row, width: number): Row {
  const pieces: Span[] = [];
  let left = width;
  for (const [index, piece] of line.entries()) {
    const wide = widthOf(piece.text);
    // The last piece may fill the row to the brim; one before it must leave a column for the ellipsis.
    const followed = line.slice(index + 1).some((other) => other.text !== '');
    if (wide < left || (wide === left && !followed)) {
      pieces.push(piece);
      left -= wide;
      continue;
    }
    const shown = wide === left ? cut(`${piece.text}…`, left) : cut(piece.text, left);
    pieces.push({ ...piece, text: shown });
    left -= widthOf(shown);
    break;
  }
  if (left > 0) pieces.push({ text: ' '.repeat(left) });
  return pieces;
}

/** `left` and `right` at the two ends of `width` columns, two blanks apart at least; the left one gives way. */
export function ends(left: Row, right: Row, width: number): Row {
  const wide = rowWidth(right);
  const room = Math.max(0, width - wide - (wide > 0 ? 2 : 0));
  return fitRow([...fitRow(left, room), ...(wide > 0 ? [{ text: '  ' }] : []), ...right], width);
}

/** Exactly `height` rows of exactly `width` columns. */
export function block(rows: readonly Row[], { width, height }: Size): Row[] {
  return Array.from({ length: Math.max(0, height) }, (_, index) => fitRow(rows[index] ?? blank, width));
}

/** Blocks side by side; each is padded to its width, a short one with blank rows. */
export function beside(...parts: readonly { readonly rows: readonly Row[]; readonly width: number }[]): Row[] {
  const height = Math.max(0, ...parts.map(({ rows }) => rows.length));
  return Array.from({ length: height }, (_, index) =>
    parts.flatMap(({ rows, width }) => fitRow(rows[index] ?? blank, width)),
  );
}

/** Prose in rows of at most `width` columns, never wider than 100, one column in. */
export function prose(text: string, width: number, tone?: Tone): Row[] {
  return wrapWords(text, Math.min(100, width - 2)).map((line) => row(' ', span(line, tone)));
}
