import { beside, type Row, row, type Span, span } from '../../../text/row.ts';

/** Columns of one word with its number: none of the 2,048 is longer than eight letters. */
const cellWidth = 14;

/** Up to 24 words with their numbers, six below each other. `isWrong`: those marked with ✗. */
export function wordGrid(
  words: readonly string[],
  {
    count = 24,
    isWrong = () => false,
  }: { readonly count?: number; readonly isWrong?: (place: number) => boolean } = {},
): Row[] {
  const columns = Array.from({ length: Math.ceil(count / 6) }, (_, column) => ({
    width: cellWidth + (column === 0 ? 1 : 0),
    rows: Array.from({ length: 6 }, (_unused, line) => cell(words, column * 6 + line, column === 0, isWrong)),
  }));
  return beside(...columns);
}

function cell(words: readonly string[], index: number, first: boolean, isWrong: (place: number) => boolean): Row {
  const place = String(index + 1).padStart(2);
  const word: Span[] = words[index] === undefined ? [span('·', 'dim')] : [span(words[index])];
  return row(first ? ' ' : '', span(place, 'dim'), ...(isWrong(index + 1) ? [span('✗', 'bad')] : [' ']), ...word);
}
