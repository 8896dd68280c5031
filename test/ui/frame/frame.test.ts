import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeFrame } from '../../../source/ui/frame/compose.ts';
import { advertised, footerRow } from '../../../source/ui/frame/footer.ts';
import { ruleRow, tabsRow } from '../../../source/ui/frame/header.ts';
import { layoutOf } from '../../../source/ui/frame/layout.ts';
import type { Panes } from '../../../source/ui/frame/view.ts';
import { actionIds, type Handlers, keymap, type Scope } from '../../../source/ui/input/keymap.ts';
import { plainText, row, rowWidth } from '../../../source/ui/text/row.ts';

const everything: Handlers = Object.fromEntries(actionIds.map((id) => [id, () => undefined]));
const filled = (letter: string) => () => Array.from({ length: 300 }, () => row(letter.repeat(400)));

function frame(columns: number, rows: number, panes: Panes) {
  return composeFrame({
    columns,
    rows,
    identity: () => row('Carnet '.repeat(80)),
    tabs: (width) => tabsRow([{ id: 'home', digit: '1', title: 'Home' }], 'home', width),
    rule: ruleRow,
    panes,
    rail: filled('r'),
    message: () => [row('message '.repeat(60))],
    keys: (width) => footerRow({ scopes: ['list'], handlers: everything, labels: {}, typing: false }, width),
  });
}

test('a frame is exactly the terminal at any size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 220 }), fc.integer({ min: 1, max: 70 }), (columns, rows) => {
      for (const panes of [{ list: filled('l'), detail: filled('d'), listRows: 7 }, { page: filled('p') }]) {
        const lines = frame(columns, rows, panes);
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(rowWidth(line)).toBe(columns);
      }
    }),
    { numRuns: 60 },
  );
});

test('a terminal below 80x24 gets a card, and nothing else', () => {
  expect(layoutOf(79, 24).kind).toBe('card');
  expect(layoutOf(80, 23).kind).toBe('card');
  expect(layoutOf(80, 24).kind).toBe('one');
  const text = frame(60, 20, { page: filled('p') })
    .map(plainText)
    .join('\n');
  expect(text).toContain('Carnet needs 80 columns and 24 rows');
  expect(text).not.toContain('pppp');
});

test('one pane, then two, then three', () => {
  expect(layoutOf(119, 40).kind).toBe('one');
  expect(layoutOf(120, 40)).toMatchObject({ kind: 'two', list: { width: 45 }, detail: { width: 74 } });
  expect(layoutOf(160, 50)).toMatchObject({
    kind: 'three',
    list: { width: 44 },
    detail: { width: 78 },
    rail: { width: 36 },
  });
});

test('in one pane the detail stands below the list, or takes its place when it is worked on', () => {
  const panes = { list: filled('l'), detail: filled('d') };
  const letters = (some: Panes) =>
    frame(80, 24, some)
      .map((line) => plainText(line).charAt(0))
      .slice(3, 22)
      .join('');
  expect(letters(panes)).toBe('l'.repeat(19));
  expect(letters({ ...panes, listRows: 5 })).toBe('lllll'.padEnd(19, 'd'));
  expect(letters({ ...panes, focus: 'detail' })).toBe('d'.repeat(19));
});

test('the footer begins with Enter, holds at most seven keys, never wraps and keeps the way out', () => {
  const scopes: Scope[][] = [['list', 'cars', 'car'], ['mining'], ['form'], ['review'], []];
  for (const scope of scopes) {
    for (const width of [80, 100, 160]) {
      const text = plainText(
        footerRow({ scopes: scope, handlers: everything, labels: {}, typing: false }, width),
      ).trimEnd();
      expect(text.length).toBeLessThanOrEqual(width);
      expect(text.startsWith(' Enter ')).toBe(true);
      expect(text.endsWith('Esc back')).toBe(true);
      expect(text).toContain('? help');
      expect(text.trim().split('   ').length).toBeLessThanOrEqual(7);
    }
  }
});

test('the footer advertises only what has a handler', () => {
  expect(
    advertised({ scopes: ['list'], handlers: { open: () => undefined, copy: () => undefined }, typing: false }),
  ).toEqual(['open', 'copy']);
  const keys = {
    scopes: ['list' as const],
    handlers: { open: () => undefined },
    labels: { open: 'start' },
    typing: false,
  };
  expect(plainText(footerRow(keys, 80)).trim()).toBe('Enter start');
});

test('while characters are text, only keys that are none are advertised', () => {
  const text = plainText(footerRow({ scopes: ['form'], handlers: everything, labels: {}, typing: true }, 160));
  expect(text.trim()).toBe('Enter open   Tab next   Ctrl-R review   Ctrl-P go to   F1 help   Esc back');
});

test('every key has words for the footer and for the help page', () => {
  for (const id of actionIds) {
    expect(keymap[id].label, id).not.toBe('');
    expect(keymap[id].help, id).not.toBe('');
  }
});
