import type { Navigator } from '../model/navigator.ts';

/** Opens the form of an operation on top of where the person is, filled with `values` as a person would type them. */
export function openForm(navigator: Navigator, operation: string, values: Readonly<Record<string, string>> = {}): void {
  navigator.push({ screen: navigator.here.screen, view: 'form', key: operation, values });
}
