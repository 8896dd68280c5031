import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { formatLivres, parseDeniers, parseLivres } from './amount.ts';
import * as codec from './codec.ts';
import { dayFromText, dayFromWords, dayToText, formatDay } from './day.ts';
import type { Parameters } from './genesis.ts';
import type { Key } from './keys.ts';
import { refusals } from './refusal.ts';
import type { Role } from './roles.ts';
import type { StateReader } from './state.ts';

export const fieldRefusals = refusals({
  FIELD_MISSING: (data: { field: string; label: string }) => `"${data.label}" is missing. Fill it in.`,
  FIELD_UNKNOWN: (data: { field: string; operation: string }) =>
    `There is no field "${data.field.slice(0, 40)}" in ${data.operation}. Take it out.`,
  FIELD_INVALID: (data: { field: string; label: string; reason: string }) => `"${data.label}" ${data.reason}.`,
});

/** What the wallet and the clock know: how names and what is left out become values. */
export interface Known {
  /** The key behind an address or a known name. */
  key(nameOrAddress: string): Key;
  /** A short name for a key: the known name, else the shortened address. */
  name(key: Key): string;
  /** The full address of a key. */
  address(key: Key): string;
  /** The first known key that holds a role. */
  holder(role: Role): Key | undefined;
  /** Today, days since 1970 (UTC). */
  readonly today: number;
  /** Height of the tip. */
  readonly height: number;
}

/** The same for whoever also has the ledger: what an operation says of itself may depend on what it is about. */
export interface Informed extends Known {
  /** The state at the tip. */
  readonly state: StateReader;
  readonly parameters: Parameters;
}

/** What a form shows for a field. */
export type Input = 'text' | 'number' | 'amount' | 'account' | 'day' | 'choice' | 'flag' | 'list' | 'group' | 'bytes';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One field of an operation: codec, label, and the way from JSON and back. */
export interface Field<T> {
  /** Of T; forgotten here so that fields of every type fit one table, see {@link codecOf}. */
  readonly codec: codec.Codec<unknown>;
  readonly label: string;
  readonly input: Input;
  readonly help?: string;
  /** Whether a form may leave it empty. */
  readonly optional: boolean;
  readonly choices?: readonly Choice[];
  /** The fields of a group. */
  readonly fields?: Fields;
  /** From plain JSON. Throws an error whose message ends the sentence `"Label" ...`. */
  parse(input: unknown, known: Known): T;
  toJson(value: unknown, known: Known): unknown;
  /** For people: names, thousands, LVR. */
  show(value: unknown, known: Known): string;
  /** What a person typed, as the JSON that {@link Field.parse} takes. */
  fromText(text: string): unknown;
  /** The value when the field is left out; `earlier` holds the values before it, `given` all that was handed in. */
  fallback?(
    known: Known,
    earlier: Readonly<Record<string, unknown>>,
    given: Readonly<Record<string, unknown>>,
  ): T | undefined;
}

/** The fields of an operation or group, in their order on the wire. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** A field's codec with its type. */
export function codecOf<T>(field: Field<T>): codec.Codec<T> {
  return field.codec as unknown as codec.Codec<T>;
}

/** The values that go with a table of fields. */
export type ValuesOf<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

type Options<T> = Partial<Pick<Field<T>, 'help' | 'fallback'>>;

/** A reason that ends the sentence `"Label" ...`. */
class Unfit extends Error {}

function field<T>(
  label: string,
  input: Input,
  itsCodec: codec.Codec<T>,
  parts: {
    parse(input: unknown, known: Known): T;
    toJson?(value: T, known: Known): unknown;
    show?(value: T, known: Known): string;
    fromText?(text: string): unknown;
  },
  extra: Partial<Field<T>> = {},
): Field<T> {
  return {
    label,
    input,
    codec: itsCodec as unknown as codec.Codec<unknown>,
    optional: false,
    parse: parts.parse,
    toJson: (value, known) => (parts.toJson ? parts.toJson(value as T, known) : value),
    show: (value, known) => (parts.show ? parts.show(value as T, known) : String(value)),
    fromText: parts.fromText ?? ((text) => text),
    ...extra,
  };
}

/** One line of text, at most `limit` bytes of UTF-8. */
export function textField(
  label: string,
  limit: number,
  options: Options<string> & { least?: number } = {},
): Field<string> {
  const { least = 1, ...extra } = options;
  const parse = (input: unknown) => {
    if (typeof input !== 'string') throw new Unfit('must be text');
    const value = input.normalize('NFC').trim();
    const fault = codec.textFault(value);
    if (fault !== undefined) throw new Unfit(`holds ${fault}; take it out`);
    const size = new TextEncoder().encode(value).length;
    if (size > limit) throw new Unfit(`is longer than ${limit} bytes; shorten it`);
    if (value.length < least) throw new Unfit('is empty; fill it in');
    return value;
  };
  // What the form refuses the wire refuses too: whoever makes the bytes by hand is held to the same bounds.
  const itsCodec = least === 0 ? codec.text(limit) : codec.validText(limit, (value) => value.length >= least);
  return field(label, 'text', itsCodec, { parse }, extra);
}

/** Text of a fixed form; `normalise` throws {@link unfit} or gives the one form that the ledger takes. */
export function patternField(
  label: string,
  itsCodec: codec.Codec<string>,
  normalise: (text: string) => string,
  options: Options<string> = {},
): Field<string> {
  const parse = (input: unknown) => {
    if (typeof input !== 'string') throw new Unfit('must be text');
    return normalise(input.trim());
  };
  return field(label, 'text', itsCodec, { parse }, options);
}

/** The error by which a `normalise` says why a text does not fit; `reason` ends the sentence `"Label" ...`. */
export function unfit(reason: string): Error {
  return new Unfit(reason);
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
      throw new Unfit(`must be a whole number from ${group(least, plain)} to ${group(most, plain)}`);
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
    if (amount < least) throw new Unfit('must be more than nothing');
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

/** A key, given as an address or a known name. */
export function accountField(label: string, options: Options<Key> = {}): Field<Key> {
  const parse = (input: unknown, known: Known) => {
    if (typeof input !== 'string') throw new Unfit('must be a name or an address');
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
    if (day === undefined) throw new Unfit('must be a day that exists, like 2026-03-01 or 1 Mar 2026');
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

/** One of a few words; `labels` says each in plain words. */
export function choiceField<const T extends Readonly<Record<string, string>>>(
  label: string,
  labels: T,
  options: Options<keyof T & string> = {},
): Field<keyof T & string> {
  const words = Object.keys(labels) as (keyof T & string)[];
  const parse = (input: unknown) => {
    const word = words.find((candidate) => candidate === input);
    if (word === undefined) throw new Unfit(`must be one of ${words.join(', ')}`);
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
    if (typeof input !== 'boolean') throw new Unfit('must be true or false');
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
    if (!Array.isArray(input)) throw new Unfit('must be a list');
    if (input.length > most) throw new Unfit(`has more than ${most} lines`);
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
      throw new Unfit(`must be ${2 * size} hex digits`);
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
      if (typeof input !== 'object' || Array.isArray(input)) throw new Unfit('must be an object');
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

function isPresent(input: unknown): boolean {
  return input !== undefined && input !== null && input !== '';
}

/** The codec of a table of fields, in their order. */
export function structOf(fields: Fields): codec.Codec<Record<string, unknown>> {
  return codec.struct(Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, inner.codec])));
}

/**
 * Values from plain JSON; what is left out takes its fallback.
 * @param what the operation's or group's name, for the sentence
 * @throws FIELD_MISSING, FIELD_UNKNOWN, FIELD_INVALID, or the refusal of the field itself
 */
export function parseFields(fields: Fields, input: unknown, known: Known, what: string): Record<string, unknown> {
  const given: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (stranger !== undefined) throw fieldRefusals.FIELD_UNKNOWN({ field: stranger, operation: what });
  const values: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(fields)) {
    values[name] = isPresent(given[name])
      ? parseOne(name, item, given[name], known)
      : item.fallback?.(known, values, given);
    if (values[name] === undefined && !item.optional)
      throw fieldRefusals.FIELD_MISSING({ field: name, label: item.label });
  }
  return values;
}

function parseOne(name: string, item: Fields[string], input: unknown, known: Known): unknown {
  try {
    return item.parse(input, known);
  } catch (error) {
    if (error instanceof Unfit)
      throw fieldRefusals.FIELD_INVALID({ field: name, label: item.label, reason: error.message });
    throw error;
  }
}

/** Plain JSON of values; what is not set is left out. */
export function fieldsToJson(fields: Fields, values: object, known: Known): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(fields)) {
    const value = item.toJson((values as Record<string, unknown>)[name], known);
    if (value !== undefined) json[name] = value;
  }
  return json;
}
