import { dayLength } from '../../day.ts';
import { type Event, eventRefusals, lockedFrom } from './event.ts';

/** The doors of an event open at most so many milliseconds after it is announced: some ten years. */
const furthest = 3_653 * dayLength;
/** The end is at most so many milliseconds after the doors: the money of the buyers is held until then. */
const longest = 366 * dayLength;

/**
 * Checks the times of an event that is announced: they are in order and near enough, and tickets can be sold before they
 * are fixed.
 * @param time the parent block's, milliseconds
 * @throws TIMES_INVALID, LOCK_PASSED
 */
export function checkTimes(event: Pick<Event, 'doorsAt' | 'startsAt' | 'endsAt' | 'policy'>, time: number): void {
  const { doorsAt, startsAt, endsAt } = event;
  const areOrdered = time < doorsAt && doorsAt <= startsAt && startsAt < endsAt;
  if (!areOrdered || doorsAt - time > furthest || endsAt - doorsAt > longest) throw eventRefusals.TIMES_INVALID();
  const since = lockedFrom(event);
  if (since <= time) throw eventRefusals.LOCK_PASSED({ since });
}
