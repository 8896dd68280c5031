import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { formatLivres, parseDeniers, parseLivres } from './amount.ts';
import * as codec from './codec.ts';
import {
  dayFromText,
  dayFromWords,
  dayToText,
  formatDay,
  formatInstant,
  instantFromText,
  latestInstant,
} from './day.ts';
import {
  codecOf,
  type Field,
  type Fields,
  field,
  fieldsToJson,
  isPresent,
  type Options,
  parseFields,
  structOf,
  unfit,
  type ValuesOf,
} from './field.ts';
import type { Key } from './keys.ts';
import type { Known } from './known.ts';

/** One line of text, at most `limit` bytes of UTF-8. */
export function textField(
  label: string,
  limit: number,
  options: Options<string> & { least?: number } = {},
): Field<string> {
  const { least = 1, ...extra } = options;
  const parse = (input: unknown) => {
    if (typeof input !== 'string') throw unfit('must be text');
    const value = input.normalize('NFC').trim();
    const fault = codec.textFault(value);
    if (fault !== undefined) throw unfit(`holds ${fault}; take it out`);
    const size = new TextEncoder().encode(value).length;
    if (size > limit) throw unfit(`is longer than ${limit} bytes; shorten it`);
    if (value.length < least) throw unfit('is empty; fill it in');
    return value;
  };
  // What the form refuses the wire refuses too: whoever makes the bytes by hand is held to the same bounds.
  const itsCodec = least === 0 ? codec.text(limit) : codec.validText(limit, (value) => value.length >= least);
  return field(label, 'text', itsCodec, { parse }, { ...extra, limit });
}

/** Text of a fixed form; `normalise` throws {@link unfit} or gives the one form that the ledger takes. */
export function patternField(
  label: string,
  itsCodec: codec.Codec<string>,
  normalise: (text: string) => string,
  options: Options<string> = {},
): Field<string> {
  const parse = (input: unknown) => {
    if (typeof input !== 'string') throw unfit('must be text');
    return normalise(input.trim());
  };
  return field(label, 'text', itsCodec, { parse }, options);
}

/** A whole number from `least` to `most`. */
export function numberField(
  label: string,
  itsCodec: codec.Codec<number>,
  least: number,
  most: number,
  options: Options<number> & { plain?: boolean } = {},
): Field<number> {
  const { plain = false, ...extra } = options;
  const parse = (input: unknown) => {
    if (typeof input !== 'number' || !Number.isInteger(input) || input < least || input > most) {
      throw unfit(`must be a whole number from ${group(least, plain)} to ${group(most, plain)}`);
    }
    return input;
  };
  const fromText = (text: string) => {
    // Groups of exactly three: "42,5" must not become 425.
    const match = /^(\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+|\d{1,15})(?:\s*[a-z]{1,3})?$/i.exec(text.trim());
    return match?.[1] === undefined ? text : Number(match[1].replace(/\D/g, ''));
  };
  const bounded = codec.where(itsCodec, (value) => value >= least && value <= most, `not from ${least} to ${most}`);
  return field(label, 'number', bounded, { parse, fromText, show: (value) => group(value, plain) }, extra);
}

function group(value: number, plain: boolean): string {
  return plain ? String(value) : value.toLocaleString('en-US');
}

/** An amount in deniers, above zero unless `least` is 0. */
export function amountField(label: string, options: Options<bigint> & { least?: bigint } = {}): Field<bigint> {
  const { least = 1n, ...extra } = options;
  const parse = (input: unknown) => {
    const amount = parseDeniers(input);
    if (amount < least) throw unfit('must be more than nothing');
    return amount;
  };
  const parts = {
    parse,
    toJson: (value: bigint) => value.toString(),
    show: (value: bigint) => `${formatLivres(value)} LVR`,
    fromText: (text: string) => parseLivres(text).toString(),
  };
  const bounded = codec.where(codec.u64, (value) => value >= least, 'not more than nothing');
  return field(label, 'amount', bounded, parts, extra);
}

/** `5%`, `0.25%`, of basis points. */
export function formatPercent(basisPoints: number): string {
  return `${(basisPoints / 100).toLocaleString('en-US')}%`;
}

/** A share in basis points, 10,000 for the whole, as JSON; people write `5%`. At most `most` basis points. */
export function percentField(
  label: string,
  itsCodec: codec.Codec<number>,
  most: number,
  options: Options<number> = {},
): Field<number> {
  const parse = (input: unknown) => {
    if (typeof input !== 'number' || !Number.isInteger(input) || input < 0 || input > most) {
      throw unfit(`must be from 0% to ${formatPercent(most)}, with at most two decimals`);
    }
    return input;
  };
  const fromText = (text: string) => {
    const match = /^(\d{1,3}(?:,\d{3})*|\d{1,9})(?:\.(\d{1,2}))?\s*%?$/.exec(text.trim());
    if (match?.[1] === undefined) return text;
    return Number(match[1].replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  };
  const bounded = codec.where(itsCodec, (value) => value <= most, `more than ${most}`);
  return field(label, 'percent', bounded, { parse, fromText, show: formatPercent }, options);
}

/** A key, given as an address or a known name. */
export function accountField(label: string, options: Options<Key> = {}): Field<Key> {
  const parse = (input: unknown, known: Known) => {
    if (typeof input !== 'string') throw unfit('must be a name or an address');
    return known.key(input.trim());
  };
  const parts = {
    parse,
    toJson: (value: Key, known: Known) => known.address(value),
    show: (value: Key, known: Known) => known.name(value),
  };
  return field(label, 'account', codec.publicKey, parts, options);
}

/** A day, `YYYY-MM-DD`; today where it is left out. */
export function dayField(label: string, options: Options<number> = {}): Field<number> {
  const parse = (input: unknown) => {
    const day = typeof input === 'string' ? dayFromText(input) : undefined;
    if (day === undefined) throw unfit('must be a day that exists, like 2026-03-01 or 1 Mar 2026');
    return day;
  };
  const parts = {
    parse,
    toJson: (value: number) => dayToText(value),
    show: (value: number) => formatDay(value),
    fromText: (text: string) => {
      const day = dayFromWords(text);
      return day === undefined ? text : dayToText(day);
    },
  };
  return field(label, 'day', codec.u16, parts, { fallback: (known) => known.today, ...options });
}

/** An instant in milliseconds since 1970: JSON takes the number, or `2026-12-18T20:00Z`; people `18 Dec 2026 20:00` (UTC). */
export function timeField(label: string, options: Options<number> = {}): Field<number> {
  const isInstant = (value: unknown): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= latestInstant;
  const parse = (input: unknown) => {
    const instant = typeof input === 'string' ? instantFromText(input) : input;
    if (!isInstant(instant)) throw unfit('must be a time that exists, like 18 Dec 2026 20:00');
    return instant;
  };
  const itsCodec = codec.mapped(
    codec.where(codec.u64, (value) => value <= BigInt(latestInstant), 'not a time that anybody lives to see'),
    (value) => Number(value),
    (value: number) => BigInt(value),
  );
  return field(label, 'time', itsCodec, { parse, show: (value) => formatInstant(value) }, options);
}

/** One of a few words; `labels` says each in plain words. */
export function choiceField<const T extends Readonly<Record<string, string>>>(
  label: string,
  labels: T,
  options: Options<keyof T & string> = {},
): Field<keyof T & string> {
  const words = Object.keys(labels) as (keyof T & string)[];
  const parse = (input: unknown) => {
    const word = words.find((candidate) => candidate === input);
    if (word === undefined) throw unfit(`must be one of ${words.join(', ')}`);
    return word;
  };
  const choices = words.map((value) => ({ value, label: labels[value] ?? value }));
  const show = (value: string) => labels[value] ?? value;
  return field(
    label,
    'choice',
    codec.choice(words) as codec.Codec<keyof T & string>,
    { parse, show },
    { choices, ...options },
  );
}

/** Yes or no. */
export function flagField(label: string, options: Options<boolean> = {}): Field<boolean> {
  const parse = (input: unknown) => {
    if (typeof input !== 'boolean') throw unfit('must be true or false');
    return input;
  };
  const parts = {
    parse,
    show: (value: boolean) => (value ? 'yes' : 'no'),
    fromText: (text: string) => text === 'yes' || text === 'true',
  };
  return field(label, 'flag', codec.bool, parts, options);
}

/** At most `most` values of one kind; a form separates them by commas. */
export function listField<T>(inner: Field<T>, most: number, options: Options<T[]> = {}): Field<T[]> {
  const parse = (input: unknown, known: Known) => {
    if (!Array.isArray(input)) throw unfit('must be a list');
    if (input.length > most) throw unfit(`has more than ${most} lines`);
    return input.map((item) => inner.parse(item, known));
  };
  const parts = {
    parse,
    toJson: (value: T[], known: Known) => value.map((item) => inner.toJson(item, known)),
    show: (value: T[], known: Known) => value.map((item) => inner.show(item, known)).join(', '),
    fromText: (text: string) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
        .map((item) => inner.fromText(item)),
  };
  const itsCodec = codec.list(codecOf(inner), most);
  return field(inner.label, 'list', itsCodec, parts, { fallback: () => [], ...options });
}

/** At most `most` lines of text of at most `limit` bytes each. */
export function linesField(
  label: string,
  most: number,
  limit: number,
  options: Options<string[]> = {},
): Field<string[]> {
  return listField(textField(label, limit), most, options);
}

/** A country as ISO 3166-1 alpha-2. */
export function countryField(label: string): Field<string> {
  return patternField(
    label,
    codec.country,
    (text) => {
      const country = text.toUpperCase();
      if (!/^[A-Z]{2}$/.test(country)) throw unfit('must be two letters, for instance FR');
      return country;
    },
    { help: 'two letters, for instance FR' },
  );
}

/** Exactly `size` bytes in hex: an id or a hash. */
export function bytesField(label: string, size: number, options: Options<Uint8Array> = {}): Field<Uint8Array> {
  const parse = (input: unknown) => {
    if (typeof input !== 'string' || !/^[0-9a-f]*$/i.test(input) || input.length !== 2 * size) {
      throw unfit(`must be ${2 * size} hex digits`);
    }
    return hexToBytes(input.toLowerCase());
  };
  const parts = {
    parse,
    toJson: (value: Uint8Array) => bytesToHex(value),
    show: (value: Uint8Array) => bytesToHex(value),
  };
  return field(label, 'bytes', codec.bytes(size), parts, options);
}

/** Several fields under one label. */
export function groupField<F extends Fields>(
  label: string,
  fields: F,
  options: Options<ValuesOf<F>> = {},
): Field<ValuesOf<F>> {
  const parts = {
    parse: (input: unknown, known: Known) => {
      if (typeof input !== 'object' || Array.isArray(input)) throw unfit('must be an object');
      return parseFields(fields, input, known, label) as ValuesOf<F>;
    },
    toJson: (value: ValuesOf<F>, known: Known) => fieldsToJson(fields, value, known),
    show: (value: ValuesOf<F>, known: Known) =>
      Object.entries(fields)
        .filter(([name]) => isPresent((value as Record<string, unknown>)[name]))
        .map(
          ([name, inner]) =>
            `${inner.label.toLowerCase()} ${inner.show((value as Record<string, unknown>)[name], known)}`,
        )
        .join(', '),
  };
  return field(label, 'group', structOf(fields) as unknown as codec.Codec<ValuesOf<F>>, parts, { fields, ...options });
}

/** The same field, but it may be left out. */
export function optionalField<T>(inner: Field<T>, options: Options<T | undefined> = {}): Field<T | undefined> {
  const { fallback: _, ...kept } = inner;
  return {
    ...kept,
    ...options,
    codec: codec.optional(inner.codec),
    optional: true,
    parse: (input, known) => (isPresent(input) ? inner.parse(input, known) : undefined),
    toJson: (value, known) => (value === undefined ? undefined : inner.toJson(value, known)),
    show: (value, known) => (value === undefined ? '' : inner.show(value, known)),
    fromText: (text) => (text.trim() === '' ? undefined : inner.fromText(text)),
  };
}
