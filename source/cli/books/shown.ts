import { refusals } from '../../ledger/refusal.ts';
import { textOf } from '../../ui/screens/books/content.ts';
import { clean } from '../../ui/text/width.ts';

export const shownRefusals = refusals({
  NOT_A_TEXT: (data: { size: number }) =>
    `This book is no text but ${data.size.toLocaleString('en-US')} bytes that a terminal should not be given. Save it with --out FILE.`,
});

/**
 * The content of a book as lines for a terminal, if it is a text: without the marks that nobody sees and that turn text
 * around.
 * @throws NOT_A_TEXT
 */
export function shownContent(content: Uint8Array): string[] {
  const text = textOf(content);
  if (text === undefined) throw shownRefusals.NOT_A_TEXT({ size: content.length });
  return text.replace(/\n$/, '').split('\n').map(clean);
}
