import { textBoxRows } from '../components/text-box.ts';
import { textInputRow } from '../components/text-input.ts';
import { thousands } from '../text/format.ts';
import { fitRow, prose, type Row, row, type Size, type Span, span } from '../text/row.ts';
import { padTo } from '../text/width.ts';
import type { Tone } from '../theme.ts';
import { countryCode, countryName } from './countries.ts';
import { type FormLine, isCountry, isLong, payerPath } from './form-lines.ts';
import { type FormState, namesFor, shownLines } from './form-state.ts';
import { someNames } from './known.ts';

const fieldWidth = 34;

/** Columns that are kept for the words beside a field. */
const sideWidth = 15;

/** The form's lines, the one with the focus in view; below it what is wrong with it and what it asks for, in full. */
export function formRows(lines: readonly FormLine[], state: FormState, size: Size): Row[] {
  const shown = shownLines(lines, state);
  // A group that opens does not move the fields.
  const labels = Math.min(
    28,
    Math.max(
      0,
      ...lines.filter(({ hidden }) => hidden !== true).map(({ label, group }) => label.length + (group ? 2 : 0)),
    ),
  );
  const drawn = shown.flatMap((line) => {
    const focused = line.path === state.focus;
    const fault = state.faults[line.path];
    return [
      {
        line,
        rows: focused && isLong(line) ? boxRows(line, state, labels, size) : [lineRow(line, state, labels, size.width)],
      },
      ...(fault === undefined ? [] : [{ line, rows: below(`✗ ${fault}`, labels, size.width, 'bad') }]),
      ...(focused ? [{ line, rows: below(helpOf(line, state), labels, size.width, 'dim') }] : []),
    ];
  });
  const rows = drawn.flatMap(({ line, rows: some }) => some.map((text) => ({ path: line.path, text })));
  if (rows.length <= size.height) return rows.map(({ text }) => text);
  const at = rows.findIndex(({ path }) => path === state.focus);
  const start = Math.max(0, Math.min(rows.length - size.height, at - Math.floor(size.height / 2)));
  return rows.slice(start, start + size.height).map(({ text }) => text);
}

/** A long text with the focus: as many rows as it takes, up to a third of the page, and how much room is left. */
function boxRows(line: FormLine, state: FormState, labels: number, { width, height }: Size): Row[] {
  const input = state.texts[line.path] ?? { text: '', cursor: 0 };
  const room = Math.max(20, Math.min(100, width - labels - 4));
  const rows = textBoxRows(input, { width: room, height: Math.max(2, Math.floor(height / 2) - 3) });
  const limit = line.field?.limit ?? 0;
  const size = new TextEncoder().encode(input.text.trim()).length;
  const count = `${thousands(size)} of ${thousands(limit)} bytes`;
  const label = padTo(line.group === undefined ? line.label : `  ${line.label}`, labels);
  return [
    ...rows.map((text, index) =>
      index === 0 ? row('▸', span(label, 'title'), '  ', ...text) : indent(text, labels + 3),
    ),
    indent([span(count, size > limit ? 'bad' : 'dim')], labels + 3),
  ];
}

/** What the line with the focus asks for. */
function helpOf(line: FormLine, state: FormState): string {
  if (line.kind === 'group') {
    if (state.open.includes(line.path)) return '';
    return isFilled(line, state)
      ? 'Space shows it line by line; Enter leaves it as it is.'
      : 'Space fills it in; Enter leaves it out.';
  }
  const help = line.kind === 'signer' ? `it ${line.help}` : (accountHelp(line, state) ?? line.help);
  const empty = (state.texts[line.path]?.text ?? '') === '';
  const optional = empty && line.optional && !help.includes('may stay empty') ? 'may stay empty' : '';
  const paragraphs = isLong(line) ? 'Ctrl-O or a pasted blank line begins a paragraph' : '';
  const text = [help, optional, paragraphs].filter((part) => part !== '').join('; ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Whether something stands on the lines of a group, shown or not. */
function isFilled({ path }: FormLine, { texts }: FormState): boolean {
  return Object.entries(texts).some(([name, { text }]) => name.startsWith(`${path}.`) && text !== '');
}

/** The names that complete what stands in an account field. */
function accountHelp({ names, path, help }: FormLine, state: FormState): string | undefined {
  if (names === undefined) return undefined;
  const text = state.texts[path]?.text ?? '';
  const fitting = namesFor(names, text);
  const words = names.includes(text)
    ? '← → show the other names'
    : fitting.length === 0
      ? 'a name that this wallet knows, or an address'
      : `→ for ${someNames(fitting)}, or type an address`;
  return help === '' ? words : `${help}; ${words}`;
}

/** A text below its field, whole: as many lines as it takes. */
function below(text: string, labels: number, width: number, tone: Tone): Row[] {
  if (text === '') return [];
  return prose(text, Math.max(10, width - labels - 2), tone).map((line) => indent(line, labels + 2));
}

function lineRow(line: FormLine, state: FormState, labels: number, width: number): Row {
  const focused = line.path === state.focus;
  const input = state.texts[line.path] ?? { text: '', cursor: 0 };
  const label = padTo(line.group === undefined ? line.label : `  ${line.label}`, labels);
  const room = Math.max(6, Math.min(fieldWidth, width - labels - 5 - sideWidth));
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
    const closed = isFilled(line, state) ? '▸ the usual, Space shows it' : '▸ nothing filled in';
    return [span(padTo(state.open.includes(line.path) ? '▾ filling in' : closed, room), 'dim')];
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
  const beside = text === '' ? '' : (line.beside?.(text) ?? '');
  if (beside !== '') return beside;
  if (!focused && line.path === payerPath && text === '') return 'whoever signs';
  if (!focused && line.kind === 'text' && text === '' && mayBeEmpty(line)) return 'may stay empty';
  return focused && line.choices.length > 1 ? '← →' : '';
}

function mayBeEmpty({ optional, help }: FormLine): boolean {
  return optional || help.includes('may stay empty');
}

function indent(line: Row, by: number): Row {
  return [{ text: ' '.repeat(by) }, ...line];
}
