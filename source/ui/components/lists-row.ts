import { fitRow, type Row, rowWidth, type Span, span } from '../text/row.ts';

/** One of the lists of a screen, and how many stand in it, where that is to be said. */
export interface ListTab {
  readonly title: string;
  readonly count?: number;
}

/**
 * `[TO DO 1]  waiting for others 1   ended 4`: the lists of a screen between which ← → change, the shown one reversed;
 * without the room around them where that is short, and closer still.
 */
export function listsRow(lists: readonly ListTab[], shown: number, width: number): Row {
  const [wide, close] = [rowOf(lists, shown, ' ', ' '), rowOf(lists, shown, '', '  ')];
  const fitting = [wide, close].find((each) => rowWidth(each) <= width) ?? rowOf(lists, shown, '', ' ');
  return fitRow(fitting, width);
}

function rowOf(lists: readonly ListTab[], shown: number, around: string, between: string): Row {
  return lists.flatMap(({ title, count }, index): Span[] => {
    const isShown = index === shown;
    const number = count === undefined ? '' : ` ${count}`;
    const text = `${around}${isShown ? title.toUpperCase() : title}${number}${around}`;
    const piece = span(text, isShown || count !== 0 ? undefined : 'dim');
    return [
      ...(index > 0 ? [{ text: between }] : around === '' ? [{ text: ' ' }] : []),
      isShown ? { ...piece, inverse: true } : piece,
    ];
  });
}
