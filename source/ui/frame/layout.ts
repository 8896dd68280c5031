import type { Size } from '../text/row.ts';

/** Rows that are not body: identity, screens, rule, message, keys. */
const fixedRows = 5;

/** The smallest terminal that Carnet is drawn for. */
export const smallest = { columns: 80, rows: 24 } as const;

/** Where the parts of the body go. */
export type Layout =
  | { readonly kind: 'card' }
  | { readonly kind: 'one'; readonly body: Size }
  | { readonly kind: 'two'; readonly body: Size; readonly list: Size; readonly detail: Size }
  | {
      readonly kind: 'three';
      readonly body: Size;
      readonly list: Size;
      readonly detail: Size;
      readonly rail: Size;
    };

/** The layout of a terminal: one pane below 120 columns, list and detail below 160, else a rail beside them. */
export function layoutOf(columns: number, rows: number): Layout {
  if (columns < smallest.columns || rows < smallest.rows) return { kind: 'card' };
  const height = rows - fixedRows;
  const size = (width: number): Size => ({ width, height });
  if (columns < 120) return { kind: 'one', body: size(columns) };
  if (columns < 160) {
    const list = Math.max(40, Math.floor(columns * 0.38));
    return { kind: 'two', body: size(columns), list: size(list), detail: size(columns - list - 1) };
  }
  const list = 44;
  const rail = 36;
  return {
    kind: 'three',
    body: size(columns - rail - 1),
    list: size(list),
    detail: size(columns - list - rail - 2),
    rail: size(rail),
  };
}
