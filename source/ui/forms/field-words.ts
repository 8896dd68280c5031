import { formatInstant } from '../../ledger/day.ts';
import { formatPercent } from '../../ledger/field-kinds.ts';
import type { Status } from '../../node/facade.ts';
import { dayText, livres, shortId, thousands } from '../text/format.ts';
import type { AnyField } from './form-lines.ts';
import { nameOf } from './known.ts';

/** A field's value in an entry, for people: names, days, amounts. A group gives one line for each of its fields. */
export function fieldWords(
  field: AnyField,
  value: unknown,
  status: Status | undefined,
): { label: string; words: string }[] {
  if (value === undefined || value === null || value === '') return [];
  const line = (words: string) => [{ label: field.label, words }];
  switch (field.input) {
    case 'group':
      return Object.entries(field.fields ?? {}).flatMap(([name, inner]) =>
        fieldWords(inner as AnyField, (value as Record<string, unknown>)[name], status),
      );
    case 'account':
      return line(nameOf(status, String(value)));
    case 'amount':
      return line(`${livres(String(value))} LVR`);
    case 'percent':
      return line(formatPercent(Number(value)));
    case 'day':
      return line(dayText(String(value)));
    case 'time':
      return line(formatInstant(Number(value)));
    case 'choice':
      return line(field.choices?.find((choice) => choice.value === value)?.label ?? String(value));
    case 'flag':
      return line(value === true ? 'yes' : 'no');
    case 'list':
      return Array.isArray(value) && value.length > 0
        ? line(value.map((item) => itemWords(item, status)).join(', '))
        : [];
    case 'number':
      // A year has no thousands.
      return line(typeof value === 'number' && !/year/i.test(field.label) ? thousands(value) : String(value));
    case 'bytes':
      return line(shortId(String(value)));
    case 'text':
      return line(String(value).replace(/^[0-9a-f]{64}/, shortId));
  }
}

/** One of a list: a name; of a group, like a vote, whose it is. */
function itemWords(item: unknown, status: Status | undefined): string {
  if (typeof item !== 'object' || item === null) return isAddress(item) ? nameOf(status, item) : String(item);
  const whose = Object.values(item).find(isAddress);
  return whose === undefined ? JSON.stringify(item) : nameOf(status, whose);
}

function isAddress(item: unknown): item is string {
  return typeof item === 'string' && /^[a-z]+1[a-z0-9]{50,}$/.test(item);
}
