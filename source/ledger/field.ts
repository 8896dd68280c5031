import * as codec from './codec.ts';
import type { Known } from './known.ts';
import { refusals } from './refusal.ts';

export const fieldRefusals = refusals({
  FIELD_MISSING: (data: { field: string; label: string }) => `"${data.label}" is missing. Fill it in.`,
  FIELD_UNKNOWN: (data: { field: string; operation: string }) =>
    `There is no field "${data.field.slice(0, 40)}" in ${data.operation}. Take it out.`,
  FIELD_INVALID: (data: { field: string; label: string; reason: string }) => `"${data.label}" ${data.reason}.`,
});

/** What a form shows for a field. */
export type Input =
  | 'text'
  | 'number'
  | 'amount'
  | 'percent'
  | 'account'
  | 'day'
  | 'time'
  | 'choice'
  | 'flag'
  | 'list'
  | 'group'
  | 'bytes';

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
  /** Of a text: bytes of UTF-8, at most. */
  readonly limit?: number;
  /** From plain JSON; `earlier` holds the values before it. Throws an error whose message ends the sentence `"Label" ...`. */
  parse(input: unknown, known: Known, earlier?: Readonly<Record<string, unknown>>): T;
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

/** What a kind of field may be given besides. */
export type Options<T> = Partial<Pick<Field<T>, 'help' | 'fallback'>>;

/** A reason that ends the sentence `"Label" ...`. */
class Unfit extends Error {}

/** A field of one kind, from its parts. */
export function field<T>(
  label: string,
  input: Input,
  itsCodec: codec.Codec<T>,
  parts: {
    parse(input: unknown, known: Known, earlier?: Readonly<Record<string, unknown>>): T;
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

/** The error by which a `normalise` says why a text does not fit; `reason` ends the sentence `"Label" ...`. */
export function unfit(reason: string): Error {
  return new Unfit(reason);
}

/** Whether something was handed in at all. */
export function isPresent(input: unknown): boolean {
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
      ? parseOne(name, item, given[name], { known, values })
      : item.fallback?.(known, values, given);
    if (values[name] === undefined && !item.optional)
      throw fieldRefusals.FIELD_MISSING({ field: name, label: item.label });
  }
  return values;
}

function parseOne(
  name: string,
  item: Fields[string],
  input: unknown,
  { known, values }: { known: Known; values: Record<string, unknown> },
): unknown {
  try {
    return item.parse(input, known, values);
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
