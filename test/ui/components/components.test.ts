import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayFromText } from '../../../source/ledger/day.ts';
import { areaChart, niceTop } from '../../../source/ui/components/area-chart.ts';
import { barRows } from '../../../source/ui/components/bars.ts';
import { mileageChart } from '../../../source/ui/components/mileage-chart.ts';
import { bar, progressRow } from '../../../source/ui/components/progress.ts';
import { type Column, columnWidths, tableRows, windowStart } from '../../../source/ui/components/table.ts';
import { inserted, prefilledInput, textInput, textInputRow, typed } from '../../../source/ui/components/text-input.ts';
import { plainText, rowWidth } from '../../../source/ui/text/row.ts';

test('the selected row is always in the window, and the window moves no further than needed', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat({ max: 80 }),
      fc.nat({ max: 80 }),
      (count, height, at, before) => {
        const selected = Math.min(at, Math.max(0, count - 1));
        const start = windowStart({ count, height, selected, before });
        expect(start).toBeGreaterThanOrEqual(0);
        if (count > 0) expect(selected).toBeGreaterThanOrEqual(start);
        expect(selected).toBeLessThan(start + height);
        if (selected >= before && selected < before + height && before <= count - height) expect(start).toBe(before);
      },
    ),
  );
});

const columns: Column<{ name: string; count: number }>[] = [
  { title: 'Name', cell: ({ name }) => name },
  { title: 'Country', width: 8, from: 40, cell: () => 'FR' },
  { title: 'Count', width: 6, align: 'right', cell: ({ count }) => String(count) },
];

test('a table is one padded string a row, whatever the data and the width', () => {
  const item = fc.record({ name: fc.string({ unit: 'grapheme' }), count: fc.integer() });
  fc.assert(
    fc.property(
      fc.array(item, { maxLength: 30 }),
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 20 }),
      (items, width, height) => {
        const rows = tableRows({ items, columns, selected: 0, start: 0, size: { width, height }, active: true });
        expect(rows.length).toBeLessThanOrEqual(height);
        for (const line of rows) expect(rowWidth(line)).toBe(width);
      },
    ),
  );
});

test('a text that stands there from the start is marked, and gives way to what is typed', () => {
  const before = prefilledInput('2026');
  const marked = (input: typeof before) => textInputRow(input, 8, true).filter(({ inverse }) => inverse);
  expect(marked(before).map(({ text }) => text)).toEqual(['2', '0', '2', '6', ' ']);
  expect(typed(before, '1')).toEqual(textInput('1'));
  expect(inserted(before, '1999')).toEqual(textInput('1999'));
  expect(typed(before, 'backspace')).toEqual(textInput('202'));
  expect(typed(before, 'end')).toEqual(textInput('2026'));
  expect(typed(before, 'ctrl-u')).toEqual(textInput(''));
  const edited = typed(before, 'left');
  expect(edited && marked(edited).map(({ text }) => text)).toEqual(['6']);
});

test('columns share the room that is left, and some need a wide table', () => {
  expect(columnWidths(columns, 30).map(({ width }) => width)).toEqual([20, 6]);
  expect(columnWidths(columns, 50).map(({ width }) => width)).toEqual([30, 8, 6]);
});

test('a column is as wide as its cells, one that grows takes the rest, and the least needed gives way first', () => {
  const car = { name: 'MINI Cooper S 2026', plate: 'AB-123-CD', owner: 'manufacturer' };
  const some = [
    { title: 'Car', cell: ({ name }: typeof car) => name },
    { title: 'Plate', width: 12, drop: 1, cell: ({ plate }: typeof car) => plate },
    { title: 'Owner', width: 16, drop: 2, cell: ({ owner }: typeof car) => owner },
  ];
  const widths = (width: number) => columnWidths(some, width, [car]).map((placed) => placed.width);
  expect(widths(60)).toEqual([33, 9, 12]);
  expect(widths(40)).toEqual([27, 9]);
  expect(widths(25)).toEqual([23]);
});

test('the selected row has a mark, and reverse video where it is worked on', () => {
  const items = [
    { name: 'MINI', count: 1 },
    { name: 'VW', count: 2 },
  ];
  const draw = (active: boolean) =>
    tableRows({ items, columns, selected: 1, start: 0, size: { width: 30, height: 5 }, active });
  expect(draw(true).map(plainText)).toEqual(
    [' Name                   Count  ', ' MINI                       1  ', '▸VW                         2  '].map(
      (line) => line.padEnd(30).slice(0, 30),
    ),
  );
  expect(draw(true)[2]?.every(({ inverse }) => inverse)).toBe(true);
  expect(draw(false)[2]?.some(({ inverse }) => inverse)).toBe(false);
});

test('a text field takes characters, moves, and deletes whole characters', () => {
  const after = (...keys: string[]) => keys.reduce((input, key) => typed(input, key) ?? input, textInput());
  expect(after('a', 'é', 'space', 'b').text).toBe('aé b');
  expect(after('a', 'b', 'left', 'c').text).toBe('acb');
  expect(after('a', 'b', 'home', 'c', 'end', 'd').text).toBe('cabd');
  expect(after('a', 'b', 'backspace').text).toBe('a');
  expect(after('a', 'b', 'home', 'delete').text).toBe('b');
  expect(after('a', 'b', 'space', 'c', 'ctrl-w').text).toBe('ab ');
  expect(typed(textInput(), 'enter')).toBeUndefined();
  expect(typed(inserted(textInput('x'), '🚗'), 'backspace')?.text).toBe('x');
});

test('a paste goes in at the cursor, its line breaks as blanks', () => {
  const input = { text: 'ad', cursor: 1 };
  expect(inserted(input, 'b\nc')).toEqual({ text: 'ab cd', cursor: 4 });
});

test('a text field shows the part around its cursor in exactly its width', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.nat({ max: 40 }),
      fc.integer({ min: 3, max: 30 }),
      (text, cursor, width) => {
        const line = textInputRow({ ...inserted(textInput(), text), cursor }, width, true);
        expect(rowWidth(line)).toBe(width);
        expect(line.some(({ inverse }) => inverse)).toBe(true);
      },
    ),
  );
});

test('a bar is drawn to an eighth of a column', () => {
  expect(bar(0.5, 4)).toBe('██');
  expect(bar(0.4, 7)).toBe('██▊');
  expect(bar(2, 3)).toBe('███');
  expect(bar(-1, 3)).toBe('');
});

test('long work shows a bar, a rate and the time left', () => {
  const line = plainText(progressRow({ label: 'Syncing', done: 312, total: 1284, elapsed: 1000, unit: 'blocks' }, 100));
  expect(line).toContain('312 of 1,284 blocks   312 a second   3 s left');
});

test('bars are right-aligned in their numbers and name who was not seen', () => {
  const lines = barRows(
    [
      { label: 'miner-1', value: 37 },
      { label: 'miner-3', value: 0, note: 'not seen yet' },
    ],
    40,
  );
  expect(lines.map(plainText)).toEqual([
    'miner-1  ███████████████████████████  37',
    'miner-3  not seen yet                  0',
  ]);
});

test('the top of an axis is the next round number', () => {
  expect([0, 0.7, 1, 1.3, 2, 48, 99, 1_310_000].map(niceTop)).toEqual([1, 0.8, 1, 1.5, 2, 50, 100, 1_500_000]);
});

test('an area chart keeps its size, newest at the right', () => {
  const rows = areaChart({ values: [1, 2], span: 10, width: 30, height: 3, label: String }).map(plainText);
  expect(rows).toHaveLength(3);
  for (const line of rows) expect(line.length).toBe(30);
  expect(rows[0]?.startsWith(' 2 ┤')).toBe(true);
  expect(rows[2]?.trimEnd().endsWith('⣿')).toBe(true);
});

test('the mileage curve marks each reading, names its kinds and its years', () => {
  const day = (text: string) => dayFromText(text) ?? 0;
  const rows = mileageChart(
    [
      { day: day('2020-06-14'), kilometres: 0, kind: 'certified' },
      { day: day('2023-07-01'), kilometres: 21_000, kind: 'certified' },
      { day: day('2025-03-03'), kilometres: 42_000, kind: 'certified' },
      { day: day('2025-09-15'), kilometres: 43_000, kind: 'declared' },
      { day: day('2026-11-12'), kilometres: 18_000, kind: 'lower' },
    ],
    79,
    6,
  );
  expect(rows.map((line) => plainText(line).trimEnd()).join('\n')).toMatchSnapshot();
});

test('a curve fits whatever it is given', () => {
  const reading = fc.record({
    day: fc.nat({ max: 65_535 }),
    kilometres: fc.nat({ max: 9_999_999 }),
    kind: fc.constantFrom('certified' as const, 'declared' as const, 'lower' as const),
  });
  fc.assert(
    fc.property(
      fc.array(reading, { maxLength: 12 }),
      fc.integer({ min: 1, max: 140 }),
      fc.integer({ min: 1, max: 16 }),
      (readings, width, height) => {
        expect(mileageChart(readings, width, height).length).toBeLessThanOrEqual(height);
      },
    ),
  );
});
