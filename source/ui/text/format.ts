import { formatLivres } from '../../ledger/amount.ts';
import { dayFromText, dayOfTime, formatDay } from '../../ledger/day.ts';

/** Deniers as a decimal string -> `9,500.00`. */
export function livres(deniers: string): string {
  return formatLivres(BigInt(deniers));
}

/** Deniers with a sign, for a list of changes: `+5.00`, `-20.01`. */
export function signedLivres(deniers: string): string {
  const text = livres(deniers);
  return text.startsWith('-') || /^[0.]+$/.test(text) ? text : `+${text}`;
}

/** What something changed in a balance; where that is nothing, what was taken from the guarantee. */
export function movedLivres({ change, taken }: { readonly change: string; readonly taken?: string }): string {
  if (change !== '0') return signedLivres(change);
  return taken === undefined ? '' : signedLivres(`-${taken}`);
}

/** `1,284` */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A stretch of time in one unit: `4 s`, `12 min`, `3 h`, `5 days`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 100 * 60) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${thousands(Math.floor(seconds / 86_400))} days`;
}

/** A stretch of time in words, for a sentence: `40 seconds`, `1 minute`, `3 hours`. */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [count, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [Math.floor(seconds / 60), 'minute']
        : seconds < 48 * 3600
          ? [Math.floor(seconds / 3600), 'hour']
          : [Math.floor(seconds / 86_400), 'day'];
  return `${thousands(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** `12:04:11`, local time. */
export function clock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `12 Nov 2026`, the day (UTC) of an instant. */
export function dayOfInstant(time: number): string {
  return formatDay(dayOfTime(time));
}

/** `2026-11-12` -> `12 Nov 2026`; anything else stays as it is. */
export function dayText(day: string): string {
  const number = dayFromText(day);
  return number === undefined ? day : formatDay(number);
}

export { shortAddress } from '../../wallet/wallet.ts';

/** The first and last digits of an id, enough to compare by eye. */
export function shortId(id: string): string {
  return id.length > 18 ? `${id.slice(0, 10)}…${id.slice(-6)}` : id;
}

/** Hashes a second: `1.31 MH/s`. */
export function hashRate(perSecond: number): string {
  if (perSecond >= 1e9) return `${(perSecond / 1e9).toFixed(2)} GH/s`;
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toFixed(2)} MH/s`;
  if (perSecond >= 1e3) return `${(perSecond / 1e3).toFixed(0)} kH/s`;
  return `${perSecond.toFixed(0)} H/s`;
}

/** `1.0 KiB` */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1024 / 1024).toFixed(1)} MiB`;
}

/** `1 entry`, `3 entries` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}
