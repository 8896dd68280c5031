import { expect, test } from 'vitest';
import { paint } from '../../source/ui/text/paint.ts';
import { row, span } from '../../source/ui/text/row.ts';
import { chooseTheme, themes } from '../../source/ui/theme.ts';

test('NO_COLOR means mono, whatever else is wanted; an empty one means nothing', () => {
  expect(chooseTheme({ NO_COLOR: '1' }, 'light')).toBe('mono');
  expect(chooseTheme({ NO_COLOR: '' }, 'light')).toBe('light');
  expect(chooseTheme({})).toBe('dark');
  expect(chooseTheme({ CARNET_THEME: 'purple' })).toBe('dark');
});

test('mono holds no colour at all', () => {
  expect(Object.values(themes.mono).filter((codes) => /3\d|9\d/.test(codes))).toEqual([]);
});

test('a theme says the same meanings as every other', () => {
  for (const theme of Object.values(themes)) expect(Object.keys(theme).sort()).toEqual(Object.keys(themes.dark).sort());
});

test('blanks at the end are left to the terminal, but a blank row keeps its height', () => {
  expect(paint(row('a', '   '), themes.dark)).toBe('a');
  expect(paint(row('   '), themes.dark)).toBe(' ');
  expect(paint([], themes.dark)).toBe(' ');
});

test('a row is painted with codes that end what they began', () => {
  expect(paint(row('a', span('b', 'bad')), themes.dark)).toBe('a\u001b[91mb\u001b[22;39;49;27m');
  expect(paint([{ text: 'b', tone: 'bad', inverse: true }], themes.mono)).toBe('\u001b[1;7mb\u001b[22;39;49;27m');
});
