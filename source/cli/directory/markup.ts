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

/** A web page as a link, if it is the address of one and nothing in front of its host looks like another; else its text. */
export function linked(url: string): string {
  if (url === '') return '';
  if (!isPlainAddress(url)) return escaped(url);
  return `<a href="${escaped(url)}" rel="noopener noreferrer nofollow">${escaped(url)}</a>`;
}

/** `https://good.example@evil.example` leads to the latter, as whoever reads it does not see. */
function isPlainAddress(url: string): boolean {
  if (!/^https?:\/\/[^\s]+$/i.test(url) || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username === '' && password === '' && !/^https?:\/\/[^/?#]*@/i.test(url);
}
