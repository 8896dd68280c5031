import { textInputRow } from '../components/text-input.ts';
import { fitRow, prose, type Row, row, type Size, type Span, span } from '../text/row.ts';
import { padTo } from '../text/width.ts';
import { countryCode, countryName } from './countries.ts';
import { type FormLine, isCountry } from './form-lines.ts';
import { type FormState, shownLines } from './form-state.ts';

const fieldWidth = 34;

/** The form's lines, the one with the focus in view, and below it what is wrong with it or what it asks for. */
export function formRows(lines: readonly FormLine[], state: FormState, size: Size): Row[] {
  const shown = shownLines(lines, state);
  const labels = Math.min(28, Math.max(0, ...shown.map(({ label, group }) => label.length + (group ? 2 : 0))));
  const drawn = shown.flatMap((line) => {
    const focused = line.path === state.focus;
    const fault = state.faults[line.path];
    return [
      { line, rows: [lineRow(line, state, labels, size.width)] },
      ...(fault === undefined
        ? []
        : [
            {
              line,
              rows: prose(`✗ ${fault}`, Math.max(10, size.width - labels - 4), 'bad').map((text) =>
                indent(text, labels + 3),
              ),
            },
          ]),
      ...(focused && line.kind === 'group' && !state.open.includes(line.path)
        ? [{ line, rows: [indent(row(span('Space fills it in; Enter leaves it out', 'dim')), labels + 4)] }]
        : []),
    ];
  });
  const rows = drawn.flatMap(({ line, rows: some }) => some.map((text) => ({ path: line.path, text })));
  if (rows.length <= size.height) return rows.map(({ text }) => text);
  const at = rows.findIndex(({ path }) => path === state.focus);
  const start = Math.max(0, Math.min(rows.length - size.height, at - Math.floor(size.height / 2)));
  return rows.slice(start, start + size.height).map(({ text }) => text);
}

function lineRow(line: FormLine, state: FormState, labels: number, width: number): Row {
  const focused = line.path === state.focus;
  const input = state.texts[line.path] ?? { text: '', cursor: 0 };
  const label = padTo(line.group === undefined ? line.label : `  ${line.label}`, labels);
  const room = Math.max(6, Math.min(fieldWidth, width - labels - 6));
  const value = valueRow(line, state, input, room, focused);
  const words = sideWords(line, input.text, focused);
  return fitRow(
    row(focused ? '▸' : ' ', span(label, focused ? 'title' : 'dim'), '  ', ...value, '  ', span(words, 'dim')),
    width,
  );
}

function valueRow(
  line: FormLine,
  state: FormState,
  input: { text: string; cursor: number },
  room: number,
  focused: boolean,
): Row {
  if (line.kind === 'group') {
    return [span(padTo(state.open.includes(line.path) ? '▾ filling in' : '▸ nothing filled in', room), 'dim')];
  }
  if (line.kind === 'text') {
    const drawn = textInputRow(input, room, focused);
    return focused ? drawn : drawn.map((piece): Span => piece);
  }
  const label = line.choices.find(({ value }) => value === input.text)?.label ?? input.text;
  const arrows = focused && line.choices.length > 1;
  const text = arrows ? `‹ ${label} ›` : label;
  return [{ ...span(padTo(text, room)), ...(focused ? { inverse: true } : {}) }];
}

function sideWords(line: FormLine, text: string, focused: boolean): string {
  if (isCountry(line)) {
    const name = countryName(countryCode(text));
    if (name !== undefined && text !== '') return name;
  }
  if (line.kind === 'choice' || line.kind === 'flag' || line.kind === 'signer')
    return focused && line.choices.length > 1 ? '← →' : '';
  return text === '' && line.optional ? 'may stay empty' : '';
}

function indent(line: Row, by: number): Row {
  return [{ text: ' '.repeat(by) }, ...line];
}
