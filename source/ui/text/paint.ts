import type { Theme } from '../theme.ts';
import type { Row, Span } from './row.ts';

/** Ends bold, dim, both colours and reverse video. */
const end = '\u001b[22;39;49;27m';

/** A row as text with SGR sequences. Styles end by their own codes: a reset would also end what Ink put around. */
export function paint(line: Row, theme: Theme): string {
  return withoutTail(line)
    .map(({ text, tone, inverse }) => {
      const codes = [tone === undefined ? '' : theme[tone], inverse ? '7' : ''].filter((code) => code !== '').join(';');
      return codes === '' || text === '' ? text : `\u001b[${codes}m${text}${end}`;
    })
    .join('');
}

/** Ink fills the rest of a line with blanks by itself, and each character that it is given costs it time. */
function withoutTail(line: Row): Row {
  let end = line.length;
  while (end > 0 && isBlank(line[end - 1])) end -= 1;
  // A line without any character would have no height.
  return end === 0 ? [{ text: ' ' }] : line.slice(0, end);
}

function isBlank(piece: Span | undefined): boolean {
  return piece !== undefined && !piece.inverse && piece.tone !== 'code' && /^ *$/.test(piece.text);
}
