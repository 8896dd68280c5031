import * as P from 'micro-packed';
import { refusals } from './refusal.ts';

/**
 * Declarative codecs over `micro-packed`: fixed order, little-endian, fixed width, length-prefixed lists with a bound.
 * A structure that decodes is canonical: encoding it again gives the same bytes.
 */
export type Codec<T> = P.CoderType<T>;

/** The value type of a codec. */
export type Decoded<C> = C extends Codec<infer T> ? T : never;

export const codecRefusals = refusals({
  /** The bytes are not this structure, or not in its one canonical form. */
  MALFORMED: (data: { what: string; reason: string }) =>
    `These bytes are not a valid ${data.what} (${data.reason}). Nothing was taken from them.`,
});

export const u8: Codec<number> = P.U8;
export const u16: Codec<number> = P.U16LE;
export const u32: Codec<number> = P.U32LE;
/** 0 to 2^64 - 1; every amount in deniers. */
export const u64: Codec<bigint> = P.U64LE;
export const bool: Codec<boolean> = P.bool;

/** Exactly `size` bytes, copied out of the frame that they came in. */
export function bytes(size: number): Codec<Uint8Array> {
  return P.wrap({
    size,
    encodeStream: (writer, value: Uint8Array) => {
      if (value.length !== size) throw writer.err(`${size} bytes expected, ${value.length} given`);
      writer.bytes(value);
    },
    decodeStream: (reader) => reader.bytes(size).slice(),
  });
}

/** 32 bytes: a hash or an id. */
export const hash32 = bytes(32);
/** 64 bytes: r and s of a compact ECDSA signature. */
export const signature64 = bytes(64);
/** 33 bytes: a compressed secp256k1 public key (SEC 1, prefix 2 or 3). */
export const publicKey: Codec<Uint8Array> = P.validate(bytes(33), (key) => {
  if (key[0] !== 2 && key[0] !== 3) throw new Error('not a compressed public key');
  return key;
});

/** Bytes with a u16 length of at most `limit`. */
export function blob(limit: number): Codec<Uint8Array> {
  return P.wrap({
    encodeStream: (writer, value: Uint8Array) => {
      if (value.length > limit) throw writer.err(`at most ${limit} bytes`);
      u16.encodeStream(writer, value.length);
      writer.bytes(value);
    },
    decodeStream: (reader) => {
      const length = u16.decodeStream(reader);
      if (length > limit) throw reader.err(`at most ${limit} bytes`);
      return reader.bytes(length).slice();
    },
  });
}

/**
 * Control characters, and everything that turns the direction of a line or has no width. Named one by one rather than
 * by Unicode category, because categories grow with every Unicode version and two nodes must never disagree.
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/** Why `value` may not stand on the ledger as text, or nothing. */
export function textFault(value: string): string | undefined {
  if (!value.isWellFormed()) return 'a broken character';
  if (invisible.test(value)) return 'a control or direction character';
  if (value.normalize('NFC') !== value) return 'not in normal form (NFC)';
  return undefined;
}

const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** NFC text without control or direction characters, UTF-8 with a u16 length of at most `limit` bytes. */
export function text(limit: number): Codec<string> {
  return P.apply(blob(limit), {
    encode: (raw) => checkText(strictUtf8.decode(raw)),
    decode: (value: string) => utf8.encode(checkText(value)),
  });
}

function checkText(value: string): string {
  const fault = textFault(value);
  if (fault !== undefined) throw new Error(fault);
  return value;
}

/** A list with a u16 count of at most `limit`. */
export function list<T>(inner: Codec<T>, limit: number): Codec<T[]> {
  return P.wrap({
    encodeStream: (writer, values: T[]) => {
      if (values.length > limit) throw writer.err(`at most ${limit} in a list`);
      u16.encodeStream(writer, values.length);
      for (const value of values) inner.encodeStream(writer, value);
    },
    decodeStream: (reader) => {
      const count = u16.decodeStream(reader);
      if (count > limit) throw reader.err(`at most ${limit} in a list`);
      const values: T[] = [];
      for (let index = 0; index < count; index++) values.push(inner.decodeStream(reader));
      return values;
    },
  });
}

/** A flag byte, then the value if the flag is 1. */
export function optional<T>(inner: Codec<T>): Codec<T | undefined> {
  return P.optional(bool, inner);
}

/** One of a few words, as the byte of its place in the list. */
export function choice<const T extends readonly string[]>(words: T): Codec<T[number]> {
  const places = new Map<string, number>(words.map((word, place) => [word, place]));
  return P.wrap({
    size: 1,
    encodeStream: (writer, word: T[number]) => {
      const place = places.get(word);
      if (place === undefined) throw writer.err(`not one of ${words.join(', ')}`);
      writer.byte(place);
    },
    decodeStream: (reader) => {
      const word = words[reader.byte()];
      if (word === undefined) throw reader.err(`not one of ${words.join(', ')}`);
      return word as T[number];
    },
  });
}

/** The fields one after the other, in the order in which they are written. */
export function struct<T extends object>(fields: { readonly [K in keyof T]: Codec<T[K]> }): Codec<T> {
  return P.struct(fields as never) as unknown as Codec<T>;
}

/**
 * Decodes exactly one structure.
 * @param what the structure's name, for the sentence
 * @throws MALFORMED for anything but the one canonical encoding, trailing bytes included
 */
export function decode<T>(codec: Codec<T>, raw: Uint8Array, what: string): T {
  try {
    return codec.decode(raw);
  } catch (error) {
    throw codecRefusals.MALFORMED({ what, reason: reasonOf(error) });
  }
}

/** What `micro-packed` and the decoder of text call by names that only programmers know. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/Unexpected end of buffer/, 'too short'],
  [/left after unpack/, 'bytes left over'],
  [/bool: invalid value/, 'a flag that is neither 0 nor 1'],
  [/not valid for encoding/, 'not UTF-8'],
];

/** Where in the structure a codec stopped, and why, in plain words. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, path = '', rest = message] = /^\w+\(([^)]*)\): (.*)$/s.exec(message) ?? [];
  const reason = phrases.find(([pattern]) => pattern.test(rest))?.[1] ?? rest.replace(/^(?:\w*Error: )+/, '');
  const place = path.split('/').at(-1);
  return place ? `${place}: ${reason}` : reason;
}

/** ASCII text of exactly `length` characters that match `pattern`; one byte each. */
export function ascii(length: number, pattern: RegExp): Codec<string> {
  return P.wrap({
    size: length,
    encodeStream: (writer, value: string) => {
      if (value.length !== length || !pattern.test(value)) throw writer.err(`must match ${pattern.source}`);
      writer.bytes(utf8.encode(value));
    },
    decodeStream: (reader) => {
      const value = String.fromCharCode(...reader.bytes(length));
      if (!pattern.test(value)) throw reader.err(`must match ${pattern.source}`);
      return value;
    },
  });
}

/** Text of at most `limit` bytes that passes `isValid`. */
export function validText(limit: number, isValid: (value: string) => boolean): Codec<string> {
  return where(text(limit), isValid, 'not of the form required');
}

/** The same codec, for the values alone that pass; `reason` says why the others do not. */
export function where<T>(inner: Codec<T>, isValid: (value: T) => boolean, reason: string): Codec<T> {
  return P.validate(inner, (value) => {
    if (!isValid(value)) throw new Error(reason);
    return value;
  });
}

/** Two upper-case letters: a country as in ISO 3166-1 alpha-2. */
export const country: Codec<string> = ascii(2, /^[A-Z]{2}$/);
