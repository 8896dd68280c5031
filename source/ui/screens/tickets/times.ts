import { civil, dayLength, dayOfTime, formatInstant } from '../../../ledger/day.ts';

const weekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

/** `20:00`, UTC. */
export function timeOfDay(time: number): string {
  return formatInstant(time).slice(-5);
}

/** `Fri 18 Dec 2026`, UTC. */
export function longDay(time: number): string {
  const instant = formatInstant(time);
  return `${weekdays[dayOfTime(time) % 7]} ${instant.slice(0, -6)}`;
}

/** `Fri 18 Dec 20:00`, UTC; with the year where it is not this one. */
export function shortWhen(time: number, now: number): string {
  const day = longDay(time);
  const isThisYear = civil(dayOfTime(time)).year === civil(dayOfTime(now)).year;
  return `${isThisYear ? day.slice(0, -5) : day} ${timeOfDay(time)}`;
}

/** `doors today 15:00`, `doors open since 15:00`, `doors Fri 18 Dec 15:00`, UTC. */
export function doorsWords(doorsAt: number, now = doorsAt): string {
  if (now >= doorsAt) return `doors open since ${timeOfDay(doorsAt)}`;
  const days = dayOfTime(doorsAt) - dayOfTime(now);
  if (days === 0) return `doors today ${timeOfDay(doorsAt)}`;
  return days === 1 ? `doors tomorrow ${timeOfDay(doorsAt)}` : `doors ${shortWhen(doorsAt, now)}`;
}

/** `20 Nov`, of a day as `YYYY-MM-DD`. */
export function shortDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const time = Date.UTC(year, month - 1, date);
  return Number.isNaN(time)
    ? day
    : formatInstant(time - (time % dayLength))
        .split(' ', 2)
        .join(' ');
}
