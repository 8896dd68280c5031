import { expect } from 'vitest';
import { RefusedError } from '../../source/ledger/refusal.ts';

/** One plain sentence or more: begins like one, ends with a full stop, no trace of the program in it. */
export const sentence = /^["A-Z0-9].*\.$/s;
const programmers = /undefined|\bnull\b|NaN|\[object|Error|\bat .*:\d+:\d+/;

/** What was asked must be refused with this code and a plain sentence. */
export async function refused(code: string, ask: () => unknown): Promise<RefusedError> {
  let caught: unknown;
  try {
    await ask();
  } catch (error) {
    caught = error;
  }
  if (!(caught instanceof RefusedError)) throw caught ?? new Error(`nothing was refused; ${code} was expected`);
  expect(`${caught.code}: ${caught.message}`).toBe(`${code}: ${caught.message}`);
  expectSentence(caught.message);
  return caught;
}

/** Fit to be read by a person. */
export function expectSentence(message: string): void {
  expect(message).toMatch(sentence);
  expect(message.replaceAll(/"[^"]*"/g, '""')).not.toMatch(programmers);
}
