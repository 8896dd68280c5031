import type { ViewModel } from '../frame/view.ts';
import { useMemory } from '../model/use-model.ts';
import { prose, type Row, row, span } from '../text/row.ts';
import { charactersOf, padTo } from '../text/width.ts';
import { inserted, prefilledInput, type TextInput, textInput, textInputRow, typed } from './text-input.ts';

/** One field of a small page. */
export interface FieldSpec {
  readonly id: string;
  readonly label: string;
  /** Drawn as dots. */
  readonly secret?: boolean;
  /** What it asks for, shown below it while it has the focus. */
  readonly help?: string;
  /** What stands in it at first. */
  readonly initial?: string;
}

interface State {
  readonly texts: Readonly<Record<string, TextInput>>;
  readonly focus: string;
  /** What is wrong with a field, by its id. */
  readonly faults: Readonly<Record<string, string>>;
}

/** A few text fields, one of them with the focus; what is typed lives as long as the place. */
export interface Fields {
  readonly focus: string;
  readonly isLast: boolean;
  text(id: string): string;
  input(id: string): TextInput;
  /** Says what is wrong with a field, which gets the focus. */
  refuse(id: string, fault: string): void;
  fault(id: string): string | undefined;
  /** To the next field, or back. */
  move(by: number): void;
  /** Gives a field the focus; the first character takes the place of what stands there. */
  ask(id: string): void;
  edit(id: string, change: (before: TextInput) => TextInput): void;
  /** Labels, fields, faults and help, below each other. */
  rows(width: number, only?: readonly string[]): Row[];
  /** What a view needs so that keys and pastes go into the fields. */
  readonly keys: Required<Pick<ViewModel, 'typing' | 'onKey' | 'onPaste'>>;
  readonly handlers: ViewModel['handlers'];
}

const fieldWidth = 40;

/** @param specs never none; the first has the focus */
export function useFields(specs: readonly FieldSpec[]): Fields {
  const [state, setState] = useMemory<State>('fields', () => ({
    texts: Object.fromEntries(specs.map(({ id, initial }) => [id, prefilledInput(initial)])),
    focus: specs[0]?.id ?? '',
    faults: {},
  }));
  const input = (id: string) => state.texts[id] ?? textInput();
  const at = specs.findIndex(({ id }) => id === state.focus);
  const edit = (id: string, change: (before: TextInput) => TextInput) =>
    setState((before) => {
      const { [id]: _, ...faults } = before.faults;
      return { ...before, faults, texts: { ...before.texts, [id]: change(before.texts[id] ?? textInput()) } };
    });
  const move = (by: number) =>
    setState((before) => {
      const from = specs.findIndex(({ id }) => id === before.focus);
      return { ...before, focus: specs[(from + by + specs.length) % specs.length]?.id ?? before.focus };
    });
  return {
    focus: state.focus,
    isLast: at === specs.length - 1,
    text: (id) => input(id).text,
    input,
    fault: (id) => state.faults[id],
    refuse: (id, fault) => setState((before) => ({ ...before, focus: id, faults: { ...before.faults, [id]: fault } })),
    move,
    ask: (id) =>
      setState((before) => ({
        ...{ focus: id, faults: {} },
        texts: { ...before.texts, [id]: prefilledInput(before.texts[id]?.text) },
      })),
    edit,
    rows: (width, only) => {
      const labels = Math.max(0, ...specs.map(({ label }) => label.length));
      return specs
        .filter(({ id }) => only === undefined || only.includes(id))
        .flatMap((spec) => fieldRows(spec, input(spec.id), state, labels, width));
    },
    keys: {
      typing: true,
      onKey: (name) => {
        if (typed(input(state.focus), name) === undefined) return false;
        edit(state.focus, (before) => typed(before, name) ?? before);
        return true;
      },
      onPaste: (text) => edit(state.focus, (before) => inserted(before, text)),
    },
    handlers: { nextField: () => move(1), previousField: () => move(-1) },
  };
}

function fieldRows(spec: FieldSpec, input: TextInput, state: State, labels: number, width: number): Row[] {
  const focused = spec.id === state.focus;
  const fault = state.faults[spec.id];
  const shown = spec.secret ? { ...input, text: '•'.repeat(charactersOf(input.text).length) } : input;
  const room = Math.max(6, Math.min(fieldWidth, width - labels - 4));
  const below = (text: string, tone: 'bad' | 'dim') =>
    prose(text, Math.max(10, width - labels - 2), tone).map((line) => row(' '.repeat(labels + 2), ...line));
  return [
    row(
      focused ? '▸' : ' ',
      span(padTo(spec.label, labels), focused ? 'title' : 'dim'),
      '  ',
      ...textInputRow(shown, room, focused),
    ),
    ...(fault === undefined ? [] : below(`✗ ${fault}`, 'bad')),
    ...(focused && fault === undefined && spec.help !== undefined ? below(spec.help, 'dim') : []),
  ];
}
