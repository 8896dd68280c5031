import type { Theme } from '../theme.ts';
import type { Row } from './row.ts';

/** A row as text with SGR sequences. Styles end by their own codes: a reset would also end what Ink put around. */
export function paint(line: Row, theme: Theme): string {
  return line
    .map(({ text, tone, inverse }) => {
      const codes = [tone === undefined ? '' : theme[tone], inverse ? '7' : ''].filter((code) => code !== '').join(';');
      return codes === '' || text === '' ? text : `\u001b[${codes}m${text}\u001b[22;39;27m`;
    })
    .join('');
}
