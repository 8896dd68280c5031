import { useLayoutEffect } from 'react';
import { useServices } from '../model/services.ts';
import { paint } from '../text/paint.ts';
import type { Row } from '../text/row.ts';
import type { Theme } from '../theme.ts';

/** Rows as they are, one line of the terminal each, put there by the terminal's own painter. */
export function Painted({ rows, theme }: { readonly rows: readonly Row[]; readonly theme: Theme }) {
  const { draw } = useServices();
  // Without dependencies: what did not change is not written.
  useLayoutEffect(() => draw(rows.map((line) => paint(line, theme))));
  return null;
}
