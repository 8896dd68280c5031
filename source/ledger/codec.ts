import { byteString, bytesOf } from './byte-string.ts';
import { refusals } from './refusal.ts';
import { Fault, Reader, Writer } from './wire.ts';

/**
 * Declarative codecs: fixed order, little-endian, fixed width, length-prefixed lists with a bound. A structure that
 * decodes is canonical: encoding it again gives the same bytes.
 */
export interface Codec<T> {
  /** @throws Fault where the value does not fit */
  write(writer: Writer, value: T): void;
  /** @throws Fault where the bytes are not one */
  read(reader: Reader): T;
  /** The encoding of one value. */
  encode(value: T): Uint8Array;
  /**
   * The value of exactly one encoding; {@link decode} says in a sentence what is wrong with another.
   * @param isKept whether `raw` never changes: byte fields are then views of it
   */
  decode(raw: Uint8Array, isKept?: boolean): T;
}

/** The value type of a codec. */
export type Decoded<C> = C extends Codec<infer T> ? T : never;

export const codecRefusals = refusals({
  /** The bytes are not this structure, or not in its one canonical form. */
  MALFORMED: (data: { what: string; reason: string }) =>
    `These bytes are not a valid ${data.what} (${data.reason}). Nothing was taken from them.`,
});

/** Writers between two uses: a buffer for each encoding would cost more than the encoding. */
const idle: Writer[] = [];

/** A codec from the way in and the way out. */
export function codec<T>(write: (writer: Writer, value: T) => void, read: (reader: Reader) => T): Codec<T> {
  return {
    write,
    read,
    encode: (value) => {
      const writer = idle.pop() ?? new Writer();
      try {
        write(writer, value);
        return writer.take();
      } finally {
        if (writer.clear()) idle.push(writer);
      }
    },
    decode: (raw, isKept) => {
      const reader = new Reader(raw, isKept);
      const value = read(reader);
      reader.end();
      return value;
    },
  };
}

const integer = (width: 'u8' | 'u16' | 'u32'): Codec<number> =>
  codec(
    (writer, value) => writer[width](value),
    (reader) => reader[width](),
  );

export const u8: Codec<number> = integer('u8');
export const u16: Codec<number> = integer('u16');
export const u32: Codec<number> = integer('u32');
/** 0 to 2^64 - 1; every amount in deniers. */
export const u64: Codec<bigint> = codec(
  (writer, value) => writer.u64(value),
  (reader) => reader.u64(),
);
export const bool: Codec<boolean> = codec(
  (writer, value) => writer.u8(value ? 1 : 0),
  (reader) => {
    const flag = reader.u8();
    if (flag > 1) throw new Fault('a flag that is neither 0 nor 1');
    return flag === 1;
  },
);

/** Exactly `size` bytes, copied out of the frame that they came in. */
export function bytes(size: number): Codec<Uint8Array> {
  return codec(
    (writer, value) => {
      if (value.length !== size) throw new Fault(`${size} bytes expected, ${value.length} given`);
      writer.bytes(value);
    },
    (reader) => reader.bytes(size),
  );
}

/** 32 bytes: a hash or an id. */
export const hash32 = bytes(32);
/** 64 bytes: r and s of a compact ECDSA signature. */
export const signature64 = bytes(64);
/** 33 bytes: a compressed secp256k1 public key (SEC 1, prefix 2 or 3). */
export const publicKey: Codec<Uint8Array> = where(
  bytes(33),
  (key) => key[0] === 2 || key[0] === 3,
  'not a compressed public key',
);

/** Bytes with a length in front, copied out of the frame that they came in. */
function counted(size: Codec<number>, limit: number): Codec<Uint8Array> {
  return codec(
    (writer, value) => {
      size.write(writer, checkSize(value.length, limit));
      writer.bytes(value);
    },
    (reader) => reader.bytes(checkSize(size.read(reader), limit)),
  );
}

function checkSize(size: number, limit: number): number {
  if (size > limit) throw new Fault(`at most ${limit} bytes`);
  return size;
}

/** Bytes with a u16 length of at most `limit`. */
export function blob(limit: number): Codec<Uint8Array> {
  return counted(u16, limit);
}

/** Bytes with a u32 length of at most `limit`: for what is longer than a {@link blob} can be. */
export function longBlob(limit: number): Codec<Uint8Array> {
  return counted(u32, limit);
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
  return codec(
    (writer, value) => {
      const raw = visibleAscii.test(value) ? bytesOf(value) : utf8.encode(checkText(value));
      u16.write(writer, checkSize(raw.length, limit));
      writer.bytes(raw);
    },
    (reader) => {
      const raw = reader.view(checkSize(u16.read(reader), limit));
      return plainText(raw) ?? checkText(fromUtf8(raw));
    },
  );
}

/** Nothing can be wrong with such text, and its bytes are its characters. */
const visibleAscii = /^[ -~]*$/;

/** Above this the decoder of text is faster than one character after the other. */
const shortText = 200;

/** The text that these bytes are if each is a visible ASCII character or a space: then nothing can be wrong with it. */
function plainText(raw: Uint8Array): string | undefined {
  if (raw.length > shortText) return undefined;
  for (const byte of raw) if (byte < 0x20 || byte > 0x7e) return undefined;
  return byteString(raw);
}

function fromUtf8(raw: Uint8Array): string {
  try {
    return strictUtf8.decode(raw);
  } catch {
    throw new Fault('not UTF-8');
  }
}

function checkText(value: string): string {
  const fault = textFault(value);
  if (fault !== undefined) throw new Fault(fault);
  return value;
}

/** A list with a u16 count of at most `limit`. */
export function list<T>(inner: Codec<T>, limit: number): Codec<T[]> {
  return countedList(u16, inner, limit);
}

/** A list with a u32 count of at most `limit`. */
export function longList<T>(inner: Codec<T>, limit: number): Codec<T[]> {
  return countedList(u32, inner, limit);
}

function countedList<T>(size: Codec<number>, inner: Codec<T>, limit: number): Codec<T[]> {
  const checkCount = (count: number): number => {
    if (count > limit) throw new Fault(`at most ${limit} in a list`);
    return count;
  };
  return codec(
    (writer, values) => {
      size.write(writer, checkCount(values.length));
      for (const value of values) inner.write(writer, value);
    },
    (reader) => {
      const count = checkCount(size.read(reader));
      const values: T[] = [];
      for (let index = 0; index < count; index++) values.push(inner.read(reader));
      return values;
    },
  );
}

/** A flag byte, then the value if the flag is 1. */
export function optional<T>(inner: Codec<T>): Codec<T | undefined> {
  return codec(
    (writer, value) => {
      bool.write(writer, value !== undefined);
      if (value !== undefined) inner.write(writer, value);
    },
    (reader) => (bool.read(reader) ? inner.read(reader) : undefined),
  );
}

/** One of a few words, as the byte of its place in the list. */
export function choice<const T extends readonly string[]>(words: T): Codec<T[number]> {
  const places = new Map<string, number>(words.map((word, place) => [word, place]));
  const unknown = () => new Fault(`not one of ${words.join(', ')}`);
  return codec(
    (writer, word: T[number]) => {
      const place = places.get(word);
      if (place === undefined) throw unknown();
      writer.u8(place);
    },
    (reader) => {
      const word = words[reader.u8()];
      if (word === undefined) throw unknown();
      return word as T[number];
    },
  );
}

/** The fields one after the other, in the order in which they are written. */
export function struct<T extends object>(fields: { readonly [K in keyof T]: Codec<T[K]> }): Codec<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  const parts = names.map((name) => ({ name, inner: fields[name] }));
  // Every value starts with all members there are, so that all of them are objects of one shape.
  const blank = Object.fromEntries(names.map((name) => [name, undefined])) as T;
  return codec(
    (writer, value) => {
      let at = '';
      try {
        for (const { name, inner } of parts) {
          at = name;
          inner.write(writer, value[name]);
        }
      } catch (error) {
        throw placed(error, at);
      }
    },
    (reader) => {
      const value = { ...blank };
      let at = '';
      try {
        for (const { name, inner } of parts) {
          at = name;
          value[name] = inner.read(reader);
        }
      } catch (error) {
        throw placed(error, at);
      }
      return value;
    },
  );
}

/** The fault with the field in which it happened; what is inside of it has said so already. */
function placed(error: unknown, name: string): unknown {
  if (error instanceof Fault) error.place ??= name;
  return error;
}

/**
 * Decodes exactly one structure.
 * @param what the structure's name, for the sentence
 * @param isKept see {@link Codec.decode}
 * @throws MALFORMED for anything but the one canonical encoding, trailing bytes included
 */
export function decode<T>(itsCodec: Codec<T>, raw: Uint8Array, what: string, isKept = false): T {
  try {
    return itsCodec.decode(raw, isKept);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { place, message } = error;
    throw codecRefusals.MALFORMED({ what, reason: place === undefined ? message : `${place}: ${message}` });
  }
}

/** ASCII text of exactly `length` characters that match `pattern`; one byte each. */
export function ascii(length: number, pattern: RegExp): Codec<string> {
  const check = (value: string): string => {
    if (value.length !== length || !pattern.test(value)) throw new Fault(`must match ${pattern.source}`);
    return value;
  };
  return codec(
    (writer, value) => writer.bytes(bytesOf(check(value))),
    (reader) => check(byteString(reader.view(length))),
  );
}

/** Text of at most `limit` bytes that passes `isValid`. */
export function validText(limit: number, isValid: (value: string) => boolean): Codec<string> {
  return where(text(limit), isValid, 'not of the form required');
}

/** The same codec, for the values alone that pass; `reason` says why the others do not. */
export function where<T>(inner: Codec<T>, isValid: (value: T) => boolean, reason: string): Codec<T> {
  return mapped(
    inner,
    (value) => check(value, isValid, reason),
    (value) => check(value, isValid, reason),
  );
}

function check<T>(value: T, isValid: (value: T) => boolean, reason: string): T {
  if (!isValid(value)) throw new Fault(reason);
  return value;
}

/** The same bytes for another type: `to` makes the value that is read, `from` the one that is written. */
export function mapped<A, B>(inner: Codec<A>, to: (value: A) => B, from: (value: B) => A): Codec<B> {
  return codec(
    (writer, value) => inner.write(writer, from(value)),
    (reader) => to(inner.read(reader)),
  );
}

/** Two upper-case letters: a country as in ISO 3166-1 alpha-2. */
export const country: Codec<string> = ascii(2, /^[A-Z]{2}$/);
