import { describe, expect, test } from 'vitest';
import { pastedParagraphs, textBoxRows } from '../../../source/ui/components/text-box.ts';
import { type TextInput, textInput } from '../../../source/ui/components/text-input.ts';
import { plainText, rowWidth } from '../../../source/ui/text/row.ts';

const size = { width: 20, height: 4 };
const lines = (input: TextInput, within = size) => textBoxRows(input, within).map((row) => plainText(row).trimEnd());
const at = (text: string, cursor: number): TextInput => ({ text, cursor });
const cursorOf = (input: TextInput, within = size) =>
  textBoxRows(input, within).flatMap((row, index) => {
    const piece = row.findIndex(({ inverse }) => inverse);
    return piece < 0 ? [] : [[index, rowWidth(row.slice(0, piece))]];
  });

describe('a box', () => {
  test('breaks between words, behind a paragraph’s mark, and within a word that is longer than a row', () => {
    expect(lines(textInput('one two three four five six'))).toEqual(['one two three four', 'five six']);
    expect(lines(textInput('one ¶ two'))).toEqual(['one ¶', 'two']);
    expect(lines(textInput('a'.repeat(45)))).toEqual(['a'.repeat(20), 'a'.repeat(20), 'aaaaa']);
    expect(lines(textInput(''))).toEqual(['']);
    expect(lines(textInput('¶¶'))).toEqual(['¶', '¶', '']);
  });

  test('every row is as wide as the box, whatever is in it', () => {
    for (const text of [
      '',
      'one two three four five six',
      '車'.repeat(31),
      'e\u0301'.repeat(50),
      '¶ ¶¶ a',
      ' '.repeat(70),
    ]) {
      for (let cursor = 0; cursor <= text.length; cursor++) {
        for (const row of textBoxRows(at(text, cursor), size)) expect(rowWidth(row)).toBe(20);
      }
    }
  });

  test('the cursor is in it once, where it stands, wherever that is', () => {
    const text = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen ¶ fifteen';
    for (let cursor = 0; cursor <= text.length; cursor++)
      expect(cursorOf(at(text, cursor)), `${cursor}`).toHaveLength(1);
    expect(cursorOf(at(text, 0))).toEqual([[0, 0]]);
    expect(cursorOf(at('one two', 7))).toEqual([[0, 7]]);
    // Behind a full row it stands at the beginning of the next.
    expect(cursorOf(at('a'.repeat(20), 20))).toEqual([[1, 0]]);
  });
});

test('pasted lines go on, pasted blank lines begin a paragraph', () => {
  expect(pastedParagraphs('one\ntwo\r\nthree\n\n  four  \n \t\n\nfive\n')).toBe('one two three ¶ four ¶ five');
  expect(pastedParagraphs('alone')).toBe('alone');
  expect(pastedParagraphs('\n\n')).toBe('');
});
