import { clean } from '../../ui/text/width.ts';

/** Text as HTML: whatever stands on the ledger is shown and never does anything, nor turns its surroundings around. */
export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return clean(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A web page as a link, if it is the address of one; else its text. */
export function linked(url: string): string {
  if (url === '') return '';
  const isWeb = /^https?:\/\/[^\s]+$/i.test(url) && URL.canParse(url);
  if (!isWeb) return escaped(url);
  return `<a href="${escaped(url)}" rel="noopener noreferrer nofollow">${escaped(url)}</a>`;
}
