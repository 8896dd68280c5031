import { clean, withoutInvisible } from '../ui/text/width.ts';

/** Lines for a terminal, one below the other: nothing that stands in one of them can move the cursor. */
export function shown(lines: readonly string[]): string {
  return `${lines.map(clean).join('\n')}\n`;
}

/** Writes lines as the answer to a command. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(shown(lines));
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
