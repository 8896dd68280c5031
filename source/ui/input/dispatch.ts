import type { ViewModel } from '../frame/view.ts';
import { actionFor } from './action-for.ts';
import { characterOf, digitOf } from './key-name.ts';
import type { Handlers } from './keymap.ts';

/** What the keys mean at one moment. */
export interface KeyTarget {
  readonly view: ViewModel;
  /** The view's own handlers over those of the whole terminal. */
  readonly handlers: Handlers;
  /** Opens the screen of a digit; says whether there is one. */
  readonly openDigit: (digit: string) => boolean;
}

/** Gives a key to the view, to the text field with the focus, to the table, in this order; says whether it did anything. */
export function dispatchKey(name: string, { view, handlers, openDigit }: KeyTarget): boolean {
  if (name === '') return false;
  if (view.onKey?.(name)) return true;
  if (view.typing && characterOf(name) !== undefined) return false;
  const action = actionFor(name, view.scopes ?? [], handlers);
  if (action !== undefined) {
    handlers[action]?.();
    return true;
  }
  const digit = digitOf(name);
  return digit !== undefined && openDigit(digit);
}
