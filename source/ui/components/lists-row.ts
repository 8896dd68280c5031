import { fitRow, type Row, type Span, span } from '../text/row.ts';

/** One of the lists of a screen, and how many stand in it. */
export interface ListTab {
  readonly title: string;
  readonly count: number;
}

/** `[TO DO 1]  waiting for others 1   ended 4`: the lists of a screen between which ← → change, the shown one reversed. */
export function listsRow(lists: readonly ListTab[], shown: number, width: number): Row {
  const pieces = lists.flatMap(({ title, count }, index): Span[] => {
    const isShown = index === shown;
    const name = isShown ? title.toUpperCase() : title;
    return [
      {
        ...span(` ${name} ${count} `, isShown || count > 0 ? undefined : 'dim'),
        ...(isShown ? { inverse: true } : {}),
      },
      { text: ' ' },
    ];
  });
  return fitRow(pieces, width);
}
