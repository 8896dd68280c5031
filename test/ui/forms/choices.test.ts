import { expect, test } from 'vitest';
import { textInput } from '../../../source/ui/components/text-input.ts';
import type { FormLine } from '../../../source/ui/forms/form-lines.ts';
import { type FormState, formKey } from '../../../source/ui/forms/form-state.ts';

const labels = ['garage', 'licensed station', 'library', 'licensed miner'];
const line: FormLine = {
  ...{ path: 'role', label: 'Role', kind: 'choice', help: '', optional: false },
  choices: labels.map((label) => ({ value: label, label })),
};
const empty: FormState = {
  ...{ focus: 'role', texts: { role: textInput('') }, open: [], faults: {}, changed: false, times: {} },
  signerChosen: false,
};

/** What is chosen after some keys. */
function chosen(...keys: string[]): string | undefined {
  return keys.reduce((state, key) => formKey([line], state, key) ?? state, empty).texts.role?.text;
}

test('a choice is typed: its letters lead to it, one letter over and over to the next that begins with it', () => {
  expect(chosen('l')).toBe('licensed station');
  expect(chosen('l', 'i', 'b')).toBe('library');
  expect(chosen('L', 'I', 'B')).toBe('library');
  expect(chosen('l', 'l')).toBe('library');
  expect(chosen('l', 'l', 'l', 'l')).toBe('licensed station');
  expect(chosen('l', 'i', 'g')).toBe('garage');
  expect(chosen('l', 'right', 'g')).toBe('garage');
  expect(chosen('g', 'x')).toBe('garage');
});
