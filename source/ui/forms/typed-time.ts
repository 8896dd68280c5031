import { dayLength, dayOfTime, formatInstant, instantFromText } from '../../ledger/day.ts';
import { prefilledInput, type TextInput, textInput } from '../components/text-input.ts';
import type { FormLine } from './form-lines.ts';

/** How one writes a time, for whoever wrote something else. */
export const timeWays = '18 Dec 2026 20:00, 18 Dec 20:00 or 20:00';

/** Years in which 29 February comes at least once. */
const leapYears = 8;

/**
 * What a person means by a time alone or a day without a year: the first such time from `base` on, written in full.
 * Everything else is left as it was typed.
 * @param base milliseconds since 1970
 */
export function fullTime(typed: string, base: number): string {
  const text = typed.trim().replace(/\s*(?:UTC|Z)$/i, '');
  const today = dayOfTime(base);
  const days = (count: number) => Array.from({ length: count }, (_, day) => dayOfDate(today + day));
  const candidates = /^\d{1,2}:\d{2}$/.test(text)
    ? days(2).map((day) => `${day} ${text}`)
    : /^\d{1,2}\s+[a-z]{3,}\.?\s+\d{1,2}:\d{2}$/i.test(text)
      ? years(base).map((year) => text.replace(/\.?(\s+\d{1,2}:\d{2})$/, ` ${year}$1`))
      : [];
  const found = candidates.map(instantFromText).find((instant) => instant !== undefined && instant >= base);
  return found === undefined ? typed : formatInstant(found);
}

function years(base: number): number[] {
  const year = new Date(base).getUTCFullYear();
  return Array.from({ length: leapYears + 1 }, (_, more) => year + more);
}

/** `18 Dec 2026` */
function dayOfDate(day: number): string {
  return formatInstant(day * dayLength).slice(0, -6);
}

/** What stands on a form's lines, by path. */
type Texts = Readonly<Record<string, TextInput>>;

/** What the lines of times stand for, by path, milliseconds since 1970; those that say no time are left out. */
export function timesOf(lines: readonly FormLine[], texts: Texts): Record<string, number> {
  return Object.fromEntries(
    timePaths(lines).flatMap((path) => {
      const instant = instantFromText(texts[path]?.text ?? '');
      return instant === undefined ? [] : [[path, instant]];
    }),
  );
}

/**
 * The texts after a person leaves the line of a time: the time in full, and the times below it that nobody typed as far
 * behind it as before.
 * @param before what the lines stood for when that line was right last
 */
export function followed(
  lines: readonly FormLine[],
  texts: Texts,
  path: string,
  { before, now }: { readonly before: Readonly<Record<string, number>>; readonly now: number },
): Texts {
  const paths = timePaths(lines);
  const at = paths.indexOf(path);
  if (at < 0) return texts;
  // What starts, starts once the doors are open.
  const above = timesOf(lines, texts)[paths[at - 1] ?? ''];
  const typed = texts[path]?.text ?? '';
  const full = fullTime(typed, above ?? now);
  const next = { ...texts, ...(full === typed ? {} : { [path]: textInput(full) }) };
  const [from, to] = [before[path], instantFromText(full)];
  if (from === undefined || to === undefined || from === to) return next;
  for (const below of paths.slice(at + 1)) {
    const stood = before[below];
    if (stood !== undefined && next[below]?.prefilled) next[below] = prefilledInput(formatInstant(stood + to - from));
  }
  return next;
}

function timePaths(lines: readonly FormLine[]): string[] {
  return lines.flatMap(({ path, field }) => (field?.input === 'time' ? [path] : []));
}
