/** Milliseconds in a day. */
export const dayLength = 86_400_000;
/** The last instant that a calendar date can be written for, milliseconds since 1970 (ECMA-262, 21.4.1.1). */
export const latestTime = 8_640_000_000_000_000;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The proleptic Gregorian calendar of a day counted from 1970-01-01 (H. Hinnant's `civil_from_days`). */
export function civil(day: number): { year: number; month: number; date: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date };
}

/** Days from 1970-01-01 to a date (`days_from_civil`); `month` 1 to 12. */
export function dayOf(year: number, month: number, date: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The day (UTC) of an instant in milliseconds. */
export function dayOfTime(time: number): number {
  return Math.floor(time / dayLength);
}

/** The same date so many years later; 29 February becomes 1 March where there is none. */
export function addYears(day: number, years: number): number {
  const { year, month, date } = civil(day);
  return dayOf(year + years, month, date);
}

/** `2026-03-01` */
export function dayToText(day: number): string {
  const { year, month, date } = civil(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** `1 Mar 2026`, for people. */
export function formatDay(day: number): string {
  const { year, month, date } = civil(day);
  return `${date} ${months[month - 1]} ${year}`;
}

/** The day that `YYYY-MM-DD` names (what follows a `T` is ignored), or nothing; 1970 to 2149, the range of a u16. */
export function dayFromText(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+Z?)?$/.exec(text.trim());
  return match ? existing(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

/** The day that a person means by `1 Mar 2026`, as days are shown, or by {@link dayFromText}; else nothing. */
export function dayFromWords(text: string): number | undefined {
  const match = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/i.exec(text.trim());
  if (!match) return dayFromText(text);
  const month = months.findIndex((name) => name.toLowerCase() === match[2]?.toLowerCase());
  return month < 0 ? undefined : existing(Number(match[3]), month + 1, Number(match[1]));
}

/** A date of the calendar within the range of a u16, or nothing: the 30th of February is none. */
function existing(year: number, month: number, date: number): number | undefined {
  if (month < 1 || month > 12 || date < 1 || date > 31) return undefined;
  const day = dayOf(year, month, date);
  return day >= 0 && day <= 0xffff && civil(day).date === date ? day : undefined;
}

/** The last instant that a field takes: the last millisecond of 2149-06-06, where the days of a u16 end. */
export const latestInstant = 65_536 * dayLength - 1;

/** `18 Dec 2026 20:00`, UTC, for people. */
export function formatInstant(time: number): string {
  const minutes = Math.floor((time % dayLength) / 60_000);
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${formatDay(dayOfTime(time))} ${clock}`;
}

/** The instant (UTC) of a day and a time of day, `18 Dec 2026 20:00` or `2026-12-18T20:00Z`; else nothing. */
export function instantFromText(text: string): number | undefined {
  const match = /^(.*?)(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?\s*Z?$/.exec(text.trim());
  const day = match?.[1] === undefined ? undefined : dayFromWords(match[1]);
  if (match === null || day === undefined) return undefined;
  const [hours, minutes, seconds, rest] = match.slice(2).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return day * dayLength + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + rest;
}
