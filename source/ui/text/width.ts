import stringWidth from 'string-width';

// Control characters, line breaks and the invisible marks that turn text around: data must never move the cursor.
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to take out.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** What Unicode lets a program draw as nothing, and the halves of characters. A colour behind a picture stays. */
const unseen =
  /(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|\p{Surrogate}/gu;
/** Stands for each of those: two names must not look the same where they are not. */
const mark = '\ufffd';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text without control characters, and with a mark for what nobody could see: what came from the network can be drawn. */
export function clean(text: string): string {
  if (isPlain(text)) return text;
  return withoutControls(text).replace(unseen, mark);
}

/** The same for what somebody types or pastes: what cannot be seen is left out. */
export function cleanInput(text: string): string {
  return withoutControls(text).replace(unseen, '');
}

/** The text with something else for each character that nobody would see, or that a terminal would act on. */
export function withoutInvisible(text: string, replacement: (character: string) => string): string {
  return isPlain(text) ? text : text.replace(unprintable, replacement).replace(unseen, replacement);
}

function withoutControls(text: string): string {
  return text.replace(unprintable, (character) => (character === '\n' || character === '\t' ? ' ' : ''));
}

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text);
}

/** The characters of a text as a person counts them. */
export function charactersOf(text: string): string[] {
  return isPlain(text) ? [...text] : [...graphemes.segment(text)].map(({ segment }) => segment);
}

/** The text in at most `width` columns, its end replaced by `…` where it is longer. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  let kept = '';
  let used = 0;
  for (const character of charactersOf(text)) {
    const next = widthOf(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}…`;
}

/** The text in exactly `width` columns: cut or padded, at the left or at the right. */
export function padTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const blank = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + blank : blank + shown;
}

/** The text in lines of at most `width` columns, broken between words, and within a word only if it is longer. */
export function wrapWords(text: string, width: number): string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of together(clean(paragraph)).split(' ')) {
      const joined = line === '' ? word : `${line} ${word}`;
      if (widthOf(joined) <= width) {
        line = joined;
        continue;
      }
      if (line !== '') lines.push(line);
      const pieces = breakWord(word, width);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? '';
    }
    lines.push(line);
  }
  return lines.map((line) => line.replaceAll(joint, ' '));
}

/** A blank at which no line is broken. */
const joint = '\u00a0';

/** A day, and a number with its unit, stay on one line. */
function together(text: string): string {
  return text
    .replaceAll(/(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})/g, `$1${joint}$2${joint}$3`)
    .replaceAll(/(\d) (km|mi|LVR)\b/g, `$1${joint}$2`);
}

function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of charactersOf(word)) {
    if (piece !== '' && widthOf(piece + character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  pieces.push(piece);
  return pieces;
}

/**
 * Characters of one column each that never join with others: ASCII, Latin, dashes and quotation marks, arrows, lines,
 * blocks, braille, and the glyphs of this terminal. `string-width` gives the same, a hundred times slower.
 */
export const plainCharacters =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u2193\u2500-\u259f\u25b8\u25ba\u25be\u25c4\u25cb\u25cc\u25cf\u25d0\u2713\u2717\u2800-\u28ff]*$/;

function isPlain(text: string): boolean {
  return plainCharacters.test(text);
}
