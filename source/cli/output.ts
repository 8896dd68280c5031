import { clean, withoutInvisible } from '../ui/text/width.ts';
import { type Output, wrapped } from './wrap.ts';

/**
 * Lines for a terminal, one below the other: nothing that stands in one of them can move the cursor, and no word is
 * broken at its edge.
 */
export function shown(lines: readonly string[], output?: Output): string {
  return `${wrapped(lines.map(clean), output).join('\n')}\n`;
}

/** Writes lines as the answer to a command. JSON stays as it is: it may be copied from the terminal. */
export function printLines(lines: readonly string[]): void {
  const isJson = /^[[{"]/.test(lines[0] ?? '');
  process.stdout.write(shown(lines, isJson ? undefined : process.stdout));
}

/** A value as lines of JSON in which nothing is invisible: what a terminal would act on is written as `\u001b`. */
export function jsonLines(value: unknown): string[] {
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => withoutInvisible(line, escaped));
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, place) => {
    return `\\u${character.charCodeAt(place).toString(16).padStart(4, '0')}`;
  }).join('');
}
