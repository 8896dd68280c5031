import type { EventView } from '../../node/facade.ts';
import { useQuery } from '../model/use-model.ts';
import { longDay, timeOfDay } from '../screens/tickets/times.ts';
import { eventTitle, serialText } from '../screens/tickets/words.ts';
import { livres } from '../text/format.ts';
import { blank, prose, type Row, row, span } from '../text/row.ts';
import type { FormLine } from './form-lines.ts';

/** Lines that say what stands above them in words. */
const named: ReadonlySet<string> = new Set(['event', 'ticket']);

/** The lines without an event or ticket that a form was opened for: its name stands above them. */
export function withoutNamed(
  lines: readonly FormLine[],
  given: Readonly<Record<string, string>> = {},
): readonly FormLine[] {
  return lines.map((line) =>
    named.has(line.path) && given[line.path] !== undefined ? { ...line, hidden: true } : line,
  );
}

/** Operations whose price has a limit, which whoever types it should see. */
const capped: ReadonlySet<string> = new Set(['tickets.list']);

/**
 * Which event and ticket an entry is about, in words, for whoever fills it in or signs it: nobody reads an id. Nothing
 * for other operations, and while no event is named.
 */
export function useTicketAbout(operation: string, values: Readonly<Record<string, unknown>>): (width: number) => Row[] {
  const given = operation.startsWith('tickets.') ? (values.ticket ?? values.event) : undefined;
  const [id = '', serial] = typeof given === 'string' ? given.trim().toLowerCase().split('/') : [];
  const isId = /^[0-9a-f]{64}$/.test(id);
  const answer = useQuery<EventView | undefined>(
    isId ? `event ${id}` : 'no event',
    ['tip', 'mempool', 'fork'],
    (facade) => (isId ? facade.event({ id }) : Promise.resolve(undefined)),
  );
  const event = answer.value;
  if (event === undefined) return () => [];
  return (width) => [
    row(
      ' ',
      span(eventTitle(event), 'title'),
      serial === undefined ? '' : `   ticket ${serialText(Number(serial))}`,
      span(`   ${longDay(event.doorsAt)}, doors ${timeOfDay(event.doorsAt)} UTC`, 'dim'),
    ),
    ...(capped.has(operation)
      ? prose(`The organiser allows at most ${livres(event.cap)} LVR, everything included.`, width)
      : []),
    blank,
  ];
}
