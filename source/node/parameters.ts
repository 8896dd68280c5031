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

/** Yes or no, if it is there. */
export function flagIn(query: Given, name: string): boolean | undefined {
  const value = query[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw wrong({ parameter: name, expected: 'true or false' });
  return value;
}

/** A share from `least` to 1, in hundredths, if it is there. */
export function shareIn(query: Given, name: string, least: number): number | undefined {
  const value = query[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= least && value <= 1)) {
    throw wrong({ parameter: name, expected: `a number from ${least} to 1` });
  }
  return Math.round(value * 100) / 100;
}

/** The last instant whose day the ledger can write down: days since 1970 have 16 bits. */
const latestTime = 2 ** 16 * 86_400_000 - 1;
/** ISO 8601; without a zone it is UTC, as all days of the ledger are, whatever zone the machine stands in. */
const instant = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** An instant as milliseconds since 1970 or in ISO 8601, if it is there. */
export function timeIn(query: Given, name: string): number | undefined {
  const value = query[name];
  if (value === undefined || value === null) return undefined;
  const time = typeof value === 'string' ? parseInstant(value) : value;
  if (typeof time === 'number' && Number.isInteger(time) && time >= 0 && time <= latestTime) return time;
  const last = new Date(latestTime).toISOString();
  throw wrong({
    parameter: name,
    expected: `milliseconds since 1970 or a time like 2026-03-01T12:00:00Z, until ${last}`,
  });
}

function parseInstant(text: string): number | undefined {
  const match = instant.exec(text);
  if (match === null) return undefined;
  return Date.parse(text.includes('T') && match[1] === undefined ? `${text}Z` : text);
}
