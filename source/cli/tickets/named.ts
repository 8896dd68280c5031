import type { EventSummary } from '../../node/facade.ts';
import { usageRefusals } from '../usage.ts';

/**
 * The id of the event that some words stand for: the only one of that name, or the only one with the words in its name
 * or place.
 * @param found events with the words in name or place
 * @throws USAGE
 */
export function eventNamed(words: string, found: readonly EventSummary[]): string {
  const wanted = words.trim().toLowerCase();
  const exact = found.filter(({ name }) => name.toLowerCase() === wanted);
  const fitting = exact.length > 0 ? exact : found;
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only.id;
  const shown = words.slice(0, 40);
  const reason =
    only === undefined
      ? `"${shown}" is neither the id of an event nor in the name or place of one that is coming up. \`carnet events\` lists those.`
      : `"${shown}" fits ${fitting.length} events. \`carnet events "${shown}"\` lists them with their ids; an id fits one.`;
  throw usageRefusals.USAGE({ reason });
}
