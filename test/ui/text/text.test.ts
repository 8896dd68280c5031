import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { duration, hashRate, livres, shortAddress, signedLivres, thousands } from '../../../source/ui/text/format.ts';
import { ends, fitRow, plainText, row, rowWidth, span } from '../../../source/ui/text/row.ts';
import { clean, cleanInput, cut, padTo, plainCharacters, widthOf, wrapWords } from '../../../source/ui/text/width.ts';

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('漢字漢字', 'e\u0301e\u0301', '🚗🚙', 'Les Misérables'),
);

test('control characters and marks that turn text around are taken out of data', () => {
  expect(clean('a\u001b[31mb\u0007\u202ec\nd')).toBe('a[31mbc d');
});

test('what cannot be seen gets a mark, so that two names that look the same are the same', () => {
  for (const unseen of [
    '\ufff0',
    '\u3164',
    '\u115f',
    '\u034f',
    '\ufe01',
    '\ufe0f',
    '\u{e0041}',
    '\u{e0100}',
    '\ud800',
  ]) {
    expect(clean(`Demo notary${unseen}`)).toBe('Demo notary\ufffd');
    expect(cleanInput(`Demo notary${unseen}`)).toBe('Demo notary');
  }
  for (const gone of ['\u180e', '\u206f', '\ufff9', '\u200d']) expect(clean(`Demo${gone} notary`)).toBe('Demo notary');
  for (const seen of ['Café 漢字 🚗', '❤\ufe0f', 'שלום', 'e\u0301', '⣿\u2800']) expect(clean(seen)).toBe(seen);
});

test('whatever the text, it is cut and padded to exactly the width', () => {
  fc.assert(
    fc.property(anyText, fc.nat({ max: 40 }), (text, width) => {
      const shown = clean(text);
      expect(widthOf(padTo(shown, width))).toBe(width);
      expect(widthOf(cut(shown, width))).toBeLessThanOrEqual(width);
    }),
  );
});

test('whatever the pieces, a row is exactly as wide as asked', () => {
  const piece = fc.tuple(anyText, fc.constantFrom(undefined, 'dim', 'bad'));
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.array(piece, { maxLength: 3 }),
      fc.nat({ max: 60 }),
      (left, right, width) => {
        const line = row(...left.map(([text, tone]) => span(text, tone as 'dim' | undefined)));
        const other = row(...right.map(([text]) => span(text)));
        expect(rowWidth(fitRow(line, width))).toBe(width);
        expect(rowWidth(ends(line, other, width))).toBe(width);
      },
    ),
  );
});

test('characters that are taken to be one column wide are that by string-width too, alone and beside each other', () => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).filter((text) =>
    plainCharacters.test(text),
  );
  expect(all.length).toBeGreaterThan(900);
  expect(all.filter((text) => stringWidth(text) !== 1)).toEqual([]);
  expect(stringWidth(all.join(''))).toBe(all.length);
});

test('what is cut ends with an ellipsis, and what fits does not', () => {
  expect(cut('Cooper S', 8)).toBe('Cooper S');
  expect(cut('Cooper S', 7)).toBe('Cooper…');
  expect(plainText(fitRow(row('MINI ', 'Cooper S'), 13))).toBe('MINI Cooper S');
  expect(plainText(fitRow(row('MINI ', 'Cooper S'), 8))).toBe('MINI Co…');
  expect(plainText(fitRow(row('MINI', ' Cooper S'), 4))).toBe('MIN…');
});

test('words are wrapped, and only what is longer than a line is broken', () => {
  expect(wrapWords('somebody turned the odometer back', 14)).toEqual(['somebody', 'turned the', 'odometer back']);
  expect(wrapWords('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('amounts, numbers and times as people read them', () => {
  expect(livres('9500000000')).toBe('9,500.00');
  expect(signedLivres('-20010000')).toBe('-20.01');
  expect(signedLivres('5000000')).toBe('+5.00');
  expect(signedLivres('0')).toBe('0.00');
  expect(thousands(1284)).toBe('1,284');
  expect(duration(9_400)).toBe('9 s');
  expect(duration(12 * 60_000)).toBe('12 min');
  expect(duration(5 * 86_400_000)).toBe('5 days');
  expect(hashRate(1_310_000)).toBe('1.31 MH/s');
  expect(shortAddress('dcrn1qw508d6qejxtdg4y5r3zarvary0c5xw7kp50jh')).toBe('dcrn1qw508d6q…p50jh');
});
