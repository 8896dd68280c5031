import { type Reader, whom } from '../tickets/reader.ts';

/** `you`, or the name; what it is where this terminal has not heard who it is. */
export function partyName(reader: Reader, address: string, role: string): string {
  return address === '' ? role : whom(reader, address);
}
