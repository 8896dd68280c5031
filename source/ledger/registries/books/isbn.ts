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

/** An ISBN of 10 or 13 digits as people write it. */
export const isbnField: Field<string> = patternField(
  'ISBN',
  isbnCodec,
  (text) => {
    const digits = text.toUpperCase().replaceAll(/[- ]/g, '');
    const isbn = /^\d{9}[\dX]$/.test(digits) ? fromTen(digits) : digits;
    if (isbn === undefined || !isIsbn(isbn)) throw unfit('is not an ISBN: a digit is wrong or missing; check it');
    return isbn;
  },
  { help: '10 or 13 digits; leave it out where there is none' },
);
