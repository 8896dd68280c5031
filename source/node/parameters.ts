import { hexToBytes } from '@noble/hashes/utils.js';
import { intentRefusals } from '../wallet/intent.ts';

/** What a caller handed in: plain JSON of any shape until it is checked here. */
export type Given = Readonly<Record<string, unknown>>;

const wrong = intentRefusals.PARAMETER_INVALID;

/** The members of an object, or nothing given at all. */
export function given(query: unknown): Given {
  if (query === undefined || query === null) return {};
  if (typeof query !== 'object' || Array.isArray(query)) throw wrong({ parameter: 'params', expected: 'an object' });
  return query as Given;
}

/** A text, if it is there. */
export function textIn(query: Given, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > 1_000) throw wrong({ parameter: name, expected: 'a text' });
  return value;
}

/** A whole number from `least` to `most`, if it is there. */
export function wholeIn(query: Given, name: string, least: number, most: number): number | undefined {
  const value = query[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw wrong({ parameter: name, expected: `a whole number from ${least} to ${most}` });
  }
  return value;
}

/** 32 bytes in hex, if they are there. */
export function idIn(query: Given, name: string): Uint8Array | undefined {
  const value = textIn(query, name);
  if (value === undefined) return undefined;
  if (!/^[0-9a-fA-F]{64}$/.test(value)) throw wrong({ parameter: name, expected: '64 hex digits' });
  return hexToBytes(value.toLowerCase());
}

/** Bytes in hex, at most `limit` of them. */
export function bytesIn(query: Given, name: string, limit: number): Uint8Array {
  const value = query[name];
  if (typeof value !== 'string' || value.length > 2 * limit || !/^(?:[0-9a-fA-F]{2})*$/.test(value)) {
    throw wrong({ parameter: name, expected: `at most ${limit} bytes in hex` });
  }
  return hexToBytes(value.toLowerCase());
}
