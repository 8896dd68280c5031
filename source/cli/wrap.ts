import { widthOf, wrapWords } from '../ui/text/width.ts';

/** Where lines go: a terminal has columns. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Narrower than this nothing reads better for being wrapped. */
const narrowest = 40;

/** Lines as they fit into a terminal, broken between words; what goes elsewhere stays as it is. */
export function wrapped(lines: readonly string[], { isTTY, columns }: Output = {}): readonly string[] {
  if (isTTY !== true || columns === undefined || columns < narrowest) return lines;
  return lines.flatMap((line) => wrapLine(line, columns));
}

/** One line in as many as it takes: what is wrapped stands below its own column, behind a label or a command. */
export function wrapLine(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const at = hangOf(line, columns);
  const before = line.slice(0, at);
  const indent = ' '.repeat(widthOf(before));
  const [first = '', ...rest] = wrapWords(line.slice(at), columns - indent.length);
  return [before + first, ...rest.map((each) => indent + each)];
}

/** Where the text of a line begins: behind the first gap of two blanks, if that leaves room for it. */
function hangOf(line: string, columns: number): number {
  const gap = /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0] ?? '';
  if (gap !== '' && widthOf(gap) <= columns * 0.6) return gap.length;
  return /^ */.exec(line)?.[0].length ?? 0;
}
