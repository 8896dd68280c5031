import type { Known } from '../../ledger/known.ts';
import { paragraphMark, pastedParagraphs } from '../components/text-box.ts';
import { inserted, prefilledInput, type TextInput, textInput, typed } from '../components/text-input.ts';
import { charactersOf } from '../text/width.ts';
import { countryCode } from './countries.ts';
import { type AnyField, type FormLine, initialText, isCountry, isLong, payerPath, signerPath } from './form-lines.ts';
import { someNames } from './known.ts';
import { followed, timesOf, timeWays } from './typed-time.ts';

/** A form as it is filled in. Nothing here is lost by a refusal or by looking at the review page. */
export interface FormState {
  /** The line that has the focus. */
  readonly focus: string;
  readonly texts: Readonly<Record<string, TextInput>>;
  /** Groups whose lines show. */
  readonly open: readonly string[];
  /** One sentence by line, from the last look at it. */
  readonly faults: Readonly<Record<string, string>>;
  readonly changed: boolean;
  /** What the lines of times stood for when a person last left one of them, milliseconds since 1970. */
  readonly times: Readonly<Record<string, number>>;
  /** The signer was chosen and not only suggested: what is filled in no longer changes it. */
  readonly signerChosen: boolean;
  /** The letters that were typed one after the other on a choice, as far as one begins with them. */
  readonly sought?: { readonly path: string; readonly letters: string };
}

/** Lines that a person passes over at first: they are right as they stand, most of the time. */
const settled: ReadonlySet<string> = new Set([signerPath, payerPath]);

/** Among the values that a form is opened with: the line that the person begins with, though something stands there. */
export const focusValue = 'begin with';

/** A new form: what the caller gave by path, over what is suggested, over the fields' own defaults. */
export function newForm(
  lines: readonly FormLine[],
  known: Known,
  suggested: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>> = {},
): FormState {
  const texts = Object.fromEntries(
    lines.map(({ path, field }) => [
      path,
      prefilledInput(given[path] ?? suggested[path] ?? (field ? initialText(field, known) : '')),
    ]),
  );
  // What the caller gave is settled; the person begins with the first thing that is not.
  const first =
    lines.find(({ path }) => path === given[focusValue]) ??
    // Where a reading is corrected, that is its number.
    lines.find(({ path }) =>
      given.corrects === undefined ? !settled.has(path) && given[path] === undefined : path === 'value',
    );
  return {
    focus: first?.path ?? signerPath,
    texts,
    open: [],
    faults: {},
    changed: false,
    times: timesOf(lines, texts),
    signerChosen: given[signerPath] !== undefined,
  };
}

/** The lines that show now: those of closed groups and what is said in words do not. */
export function shownLines(lines: readonly FormLine[], { open }: FormState): FormLine[] {
  return lines.filter(({ group, hidden }) => hidden !== true && (group === undefined || open.includes(group)));
}

/** The form with who signs, unless a person chose that. */
export function withSigner(state: FormState, name: string): FormState {
  if (state.signerChosen || state.texts[signerPath]?.text === name) return state;
  return { ...state, texts: { ...state.texts, [signerPath]: textInput(name) } };
}

/** The form with another signer, as a person chooses it. */
export function signedAs(state: FormState, name: string): FormState {
  return withText(state, signerPath, textInput(name));
}

/** What stands on the lines, by path. */
export function textsOf({ texts }: FormState): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([path, { text }]) => [path, text.trim()]));
}

/** The focus so many lines further; from the last one to the first, and back. */
export function moveFocus(lines: readonly FormLine[], state: FormState, by: number): FormState {
  const shown = shownLines(lines, state);
  const at = shown.findIndex(({ path }) => path === state.focus);
  const next = shown[(at + by + shown.length) % shown.length];
  return next === undefined ? state : { ...state, focus: next.path, sought: undefined };
}

/** Whether Enter on this line goes to the review page. */
export function atLastLine(lines: readonly FormLine[], state: FormState): boolean {
  return shownLines(lines, state).at(-1)?.path === state.focus;
}

/** The form after a key on the line with the focus; nothing where the line does not take it. */
export function formKey(lines: readonly FormLine[], state: FormState, name: string): FormState | undefined {
  const line = lines.find(({ path }) => path === state.focus);
  if (line === undefined) return undefined;
  if (line.kind === 'group') {
    if (name !== 'space' && name !== 'right' && name !== 'left') return undefined;
    const isOpen = state.open.includes(line.path);
    if (name === 'right' && isOpen) return state;
    return { ...state, open: isOpen ? state.open.filter((path) => path !== line.path) : [...state.open, line.path] };
  }
  const before = state.texts[line.path] ?? textInput();
  if (name === 'ctrl-o' && isLong(line)) return withText(state, line.path, inserted(before, ` ${paragraphMark} `));
  if (line.kind !== 'text' && line.choices.length > 0 && name.length === 1) return soughtChoice(line, state, name);
  const after =
    line.kind === 'text' ? (suggested(line, before, name) ?? typed(before, name)) : chosen(line, before, name);
  return after === undefined ? undefined : { ...withText(state, line.path, after), sought: undefined };
}

/**
 * The form after a letter on a choice: `lib` goes to the choice that begins with it, one letter over and over to the
 * next that does.
 */
function soughtChoice({ path, choices }: FormLine, state: FormState, letter: string): FormState {
  const before = state.sought?.path === path ? state.sought.letters : '';
  const at = choices.findIndex(({ value }) => value === state.texts[path]?.text);
  /** The first choice from a place on that begins with some letters, behind the last one from the first again. */
  const found = (letters: string, from: number) => {
    const order = choices.map((_, index) => choices[(from + index) % choices.length]);
    return order.find((choice) => choice?.label.toLowerCase().startsWith(letters));
  };
  const longer = `${before}${letter}`.toLowerCase();
  const further = before === '' ? undefined : found(longer, Math.max(0, at));
  const letters = further === undefined ? letter.toLowerCase() : longer;
  const choice = further ?? found(letters, at + 1);
  // Letters that no choice begins with leave what was chosen, and begin anew.
  if (choice === undefined) return { ...state, sought: undefined };
  return { ...withText(state, path, textInput(choice.value)), sought: { path, letters } };
}

/** The form after a paste into the line with the focus. */
export function formPaste(lines: readonly FormLine[], state: FormState, text: string): FormState {
  const line = lines.find(({ path }) => path === state.focus);
  if (line === undefined || line.kind === 'group') return state;
  if (line.kind !== 'text') {
    const choice = line.choices.find(({ value, label }) => value === text.trim() || label === text.trim());
    return choice === undefined ? state : withText(state, line.path, textInput(choice.value));
  }
  const pasted = isLong(line) ? pastedParagraphs(text) : text;
  return withText(state, line.path, inserted(state.texts[line.path] ?? textInput(), pasted));
}

function withText(state: FormState, path: string, text: TextInput): FormState {
  const { [path]: _, ...faults } = state.faults;
  const isSame = state.texts[path]?.text === text.text;
  const signerChosen = state.signerChosen || (path === signerPath && !isSame);
  // A key that changes nothing, like an arrow, leaves nothing to lose.
  return { ...state, texts: { ...state.texts, [path]: text }, faults, changed: state.changed || !isSame, signerChosen };
}

/** A name in place of its beginning, or the next one in place of a name, where the cursor stands behind it. */
function suggested({ names }: FormLine, before: TextInput, name: string): TextInput | undefined {
  if (names === undefined || (name !== 'right' && name !== 'left')) return undefined;
  if (before.cursor < charactersOf(before.text).length) return undefined;
  const at = names.indexOf(before.text);
  if (before.text === '' || at >= 0) {
    const next = name === 'right' ? at + 1 : at < 0 ? names.length - 1 : at - 1 + names.length;
    return textInput(names[next % names.length]);
  }
  const [first] = namesFor(names, before.text);
  return name === 'right' && first !== undefined ? textInput(first) : undefined;
}

/** The names that begin with what was typed. */
export function namesFor(names: readonly string[], typedText: string): string[] {
  return names.filter((name) => name.startsWith(typedText.trim().toLowerCase()));
}

/**
 * The form as a person leaves a line: the beginning of a name is completed where only one name begins like that, a time
 * is written in full, and later ones follow it.
 * @param now milliseconds since 1970
 */
export function completed(lines: readonly FormLine[], state: FormState, path: string, now: number): FormState {
  const texts = followed(lines, state.texts, path, { before: state.times, now });
  if (texts !== state.texts) return { ...state, texts, times: { ...state.times, ...timesOf(lines, texts) } };
  const names = lines.find((line) => line.path === path)?.names;
  const text = state.texts[path]?.text.trim() ?? '';
  if (names === undefined || text === '' || names.includes(text)) return state;
  const [only, another] = namesFor(names, text);
  return only === undefined || another !== undefined ? state : withText(state, path, textInput(only));
}

function chosen(line: FormLine, before: TextInput, name: string): TextInput | undefined {
  const { choices } = line;
  const at = choices.findIndex(({ value }) => value === before.text);
  const to = (index: number) => {
    const choice = choices[(index + choices.length) % choices.length];
    return choice === undefined ? before : textInput(choice.value);
  };
  if (choices.length === 0) return undefined;
  if (name === 'right' || name === 'space') return to(at + 1);
  return name === 'left' ? to(at < 0 ? -1 : at - 1) : undefined;
}

/** What a line says as JSON for an intent; nothing where it is empty. */
export function lineValue(line: FormLine, state: FormState): unknown {
  const text = state.texts[line.path]?.text.trim() ?? '';
  if (text === '' || line.field === undefined) return text === '' ? undefined : text;
  return line.field.fromText(isCountry(line) ? countryCode(text) : text);
}

/** What is wrong with a line, in one sentence, as far as the form can tell; `given`: what stands on all lines. */
export function faultOf(
  line: FormLine,
  state: FormState,
  known: Known,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  if (line.kind === 'group') return undefined;
  const text = state.texts[line.path]?.text.trim() ?? '';
  if (line.kind === 'signer' && text === '') {
    const who = line.choices.length === 0 ? 'Nobody in this wallet may sign this' : 'Choose who signs';
    return `${who}: it ${line.help}.`;
  }
  if (line.kind === 'signer') return undefined;
  const field = line.field;
  if (field === undefined) return undefined;
  if (text === '') return line.optional || hasFallback(field, given, known) ? undefined : `${line.label} is missing.`;
  try {
    field.parse(lineValue(line, state), known);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (field.input === 'time') return `"${text.slice(0, 40)}" is no time that exists. Write ${timeWays}.`;
    const looksLikeAddress = /^[a-z]+1[a-z0-9]{20,}$/.test(text);
    if (line.names !== undefined && !looksLikeAddress) {
      return `"${text.slice(0, 40)}" is no name that this wallet knows: ${someNames(line.names)}. An address does too.`;
    }
    // A field's own error ends a sentence that begins with its label.
    return /^[A-Z"]/.test(message) ? message : `${line.label} ${message}.`;
  }
}

/** What an empty field means may depend on the others: an odometer that cannot be read has no number. */
function hasFallback(field: AnyField, given: Readonly<Record<string, unknown>>, known: Known): boolean {
  return field.fallback?.(known, given, given) !== undefined;
}

/** The form with what is wrong on each of some lines, and the focus on the first of them if `jump`. */
export function checked(
  lines: readonly FormLine[],
  state: FormState,
  known: Known,
  paths: readonly string[],
  jump: boolean,
): FormState {
  const faults: Record<string, string> = { ...state.faults };
  const given = Object.fromEntries(lines.map(({ path }) => [path, state.texts[path]?.text.trim() ?? '']));
  for (const line of lines.filter(({ path }) => paths.includes(path))) {
    const fault = faultOf(line, state, known, given);
    if (fault === undefined) delete faults[line.path];
    else faults[line.path] = fault;
  }
  const wrong = shownLines(lines, state).find(({ path }) => faults[path] !== undefined);
  return { ...state, faults, focus: jump && wrong ? wrong.path : state.focus };
}

/** The form with a refusal on the line that it is about, which has the focus. */
export function refusedAt(lines: readonly FormLine[], state: FormState, path: string, message: string): FormState {
  const group = lines.find((line) => line.path === path)?.group;
  const open = group === undefined || state.open.includes(group) ? state.open : [...state.open, group];
  return { ...state, open, focus: path, faults: { ...state.faults, [path]: message } };
}

/** The intent that the form says; fields of groups are gathered under their group. */
export function intentOf(
  operation: string,
  lines: readonly FormLine[],
  state: FormState,
): Record<string, unknown> & { as: string; operation: string } {
  const fields: Record<string, unknown> = {};
  for (const line of lines) {
    if (line.kind === 'group' || line.path === signerPath) continue;
    const value = lineValue(line, state);
    if (value === undefined) continue;
    // Who signs pays anyhow.
    if (line.path === payerPath && value === state.texts[signerPath]?.text) continue;
    if (line.group === undefined) fields[line.path] = value;
    else {
      const inner = (fields[line.group] ?? {}) as Record<string, unknown>;
      fields[line.group] = { ...inner, [line.path.slice(line.group.length + 1)]: value };
    }
  }
  return { ...fields, as: state.texts[signerPath]?.text ?? '', operation };
}
