import { expect, test } from 'vitest';
import { jsonLines, shown } from '../../source/cli/output.ts';
import { quotedLines } from '../../source/cli/quoted.ts';

test('no line that is printed moves the cursor, turns itself around or becomes two', () => {
  const hostile = ['GOOD\u001b[1A\u001b[2K\u202eDOOG', 'a\nChecked: all is well.', '\u009b31mred\u0007\r'];
  expect(shown(hostile)).toBe('GOOD[1A[2KDOOG\na Checked: all is well.\n31mred\n');
});

test('what is printed as JSON is the same value, with nothing invisible in it', () => {
  const value = { name: 'a\u001b[2K\u009b\u202e\u3164\u{e0041}\n', car: 'Citroën 🚗', deep: [{ more: '\u007f' }] };
  const text = shown(jsonLines(value));
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toMatch(/^[\x20-\x7e\nÃë🚗]*$/u);
  expect(text).toContain('\\udb40\\udc41');
});

test('every line of what somebody wrote carries the mark of a quotation, and fits into any terminal', () => {
  const statement = 'Checked: every signature is good';
  const written = `Loan${' '.repeat(75)}${statement} ${'x'.repeat(200)}¶${statement}\u2028${statement}`;
  const lines = quotedLines(written);
  expect(lines[0]).toBe(`  | Loan ${statement}`);
  for (const line of lines) expect(line).toMatch(/^ {2}\| .{0,72}$/u);
  expect(lines.filter((line) => line === '  | ')).toHaveLength(1);
});
