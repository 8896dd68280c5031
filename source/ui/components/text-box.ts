import { type Row, type Size, type Span, span } from '../text/row.ts';
import { charactersOf, widthOf } from '../text/width.ts';
import type { TextInput } from './text-input.ts';

/** Stands between paragraphs of a text that is one line on the ledger. */
export const paragraphMark = '¶';

/** A line of a box: where it begins, counted in characters, and what stands in it. */
interface Line {
  readonly start: number;
  readonly characters: readonly string[];
}

/**
 * A long text over several rows, broken between words and behind each paragraph's mark; the rows around the cursor where
 * there are more. Every row is `width` columns wide.
 */
export function textBoxRows(input: TextInput, { width, height }: Size): Row[] {
  const characters = charactersOf(input.text);
  // The cursor may stand behind the last character, and needs a column there.
  const lines = brokenAt([...characters, ' '], width);
  const at = Math.max(
    0,
    lines.findLastIndex(({ start }) => start <= input.cursor),
  );
  const from = Math.max(0, Math.min(lines.length - height, at - height + 2));
  return lines.slice(from, from + height).map((line) => rowOf(line, input, width));
}

function brokenAt(characters: readonly string[], width: number): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < characters.length) {
    let end = start;
    let used = 0;
    let lastBlank = -1;
    let isBroken = false;
    while (end < characters.length && !isBroken) {
      const wide = widthOf(characters[end] ?? '');
      if (used + wide > width && end > start) break;
      if (characters[end] === ' ') lastBlank = end;
      isBroken = characters[end] === paragraphMark;
      used += wide;
      end += 1;
    }
    // A blank behind the mark goes with it.
    if (isBroken && characters[end] === ' ' && end < characters.length - 1) end += 1;
    const isCut = !isBroken && end < characters.length;
    const next = isCut && lastBlank > start ? lastBlank + 1 : end;
    lines.push({ start, characters: characters.slice(start, next) });
    start = next;
  }
  return lines;
}

function rowOf({ start, characters }: Line, input: TextInput, width: number): Row {
  const pieces: Span[] = [];
  let used = 0;
  for (const [index, character] of characters.entries()) {
    const wide = widthOf(character);
    if (used + wide > width) break;
    const marked = start + index === input.cursor || (input.prefilled === true && character !== ' ');
    pieces.push(marked ? { text: character, inverse: true } : span(character));
    used += wide;
  }
  return [...pieces, { text: ' '.repeat(Math.max(0, width - used)) }];
}

/** A pasted text as one line: a blank line in it begins a paragraph, a line that was only broken goes on. */
export function pastedParagraphs(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n[\t ]*\n\s*/)
    .map((paragraph) => paragraph.trim().replaceAll(/\s*\n\s*/g, ' '))
    .join(` ${paragraphMark} `);
}
