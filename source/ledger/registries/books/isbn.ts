import * as codec from '../../codec.ts';
import { type Field, unfit } from '../../field.ts';
import { patternField } from '../../field-kinds.ts';

/**
 * Only the form and the check digit decide. Which numbers were given to publishers is a table that grows, and two nodes
 * must never disagree.
 */
function isIsbn(digits: string): boolean {
  if (!/^97[89]\d{10}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** An ISBN as 13 digits (ISO 2108). */
export const isbnCodec: codec.Codec<string> = codec.where(
  codec.ascii(13, /^\d{13}$/),
  isIsbn,
  'not an ISBN with its check digit',
);

/** The 13 digits of an ISBN of 10: its own check digit goes, another one comes. */
function fromTen(text: string): string | undefined {
  const digits = [...text].map((digit) => (digit === 'X' ? 10 : Number(digit)));
  if (digits.reduce((sum, digit, place) => sum + digit * (10 - place), 0) % 11 !== 0) return undefined;
  const stem = `978${text.slice(0, 9)}`;
  return Array.from({ length: 10 }, (_, digit) => `${stem}${digit}`).find(isIsbn);
}

/** What is left of a number as it is printed, which may come from a page that was typeset. */
function withoutMarks(text: string): string {
  return text
    .toUpperCase()
    .replace(/^\s*ISBN(?:-1[03])?:?/, '')
    .replaceAll(/[-\u2010-\u2015\s]/g, '');
}

/** The 13 digits of an ISBN as it is printed, of 10 or 13 digits; nothing for any other text. */
function isbnFrom(text: string): string | undefined {
  const digits = withoutMarks(text);
  const isbn = /^\d{9}[\dX]$/.test(digits) ? fromTen(digits) : digits;
  return isbn !== undefined && isIsbn(isbn) ? isbn : undefined;
}

/** What to look for in ISBNs of 13 digits where somebody typed a whole one or a piece; nothing for any other text. */
export function isbnSought(text: string): string | undefined {
  const digits = isbnFrom(text) ?? withoutMarks(text);
  return /^\d{1,13}$/.test(digits) ? digits : undefined;
}

/** An ISBN of 10 or 13 digits as people write it. */
export const isbnField: Field<string> = patternField(
  'ISBN',
  isbnCodec,
  (text) => {
    const isbn = isbnFrom(text);
    if (isbn === undefined) {
      throw unfit('takes 10 or 13 digits, and the last is a check digit: here one is wrong or missing');
    }
    return isbn;
  },
  { help: '10 or 13 digits; leave it out where there is none' },
);
