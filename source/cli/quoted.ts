import { wrapWords } from '../ui/text/width.ts';

/** Columns of a line that quotes: with its mark it is narrower than any terminal, which would break it without one. */
const width = 72;

/**
 * What somebody wrote, each line behind a mark, so that nothing in it passes for what this program says. Runs of blanks
 * are one; `¶` ends a paragraph.
 */
export function quotedLines(text: string): string[] {
  const paragraphs = text.split('¶').map((paragraph) => paragraph.replaceAll(/\s+/gu, ' ').trim());
  return paragraphs.flatMap((paragraph, place) => {
    return [...(place === 0 ? [] : ['']), ...wrapWords(paragraph, width)].map((line) => `  | ${line}`);
  });
}
