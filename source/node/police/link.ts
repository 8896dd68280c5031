import { type Entry, entryCodec, type Head, headCodec } from './entry.ts';
import { type Row, rowKeys } from './records.ts';
import type { Secrets } from './secrets.ts';

/** What an entry of the log has beside its place in it. */
export type Told = Pick<Entry, 'action' | 'who' | 'purpose'> & Partial<Omit<Entry, 'number' | 'previous' | 'at'>>;

/** The next entry and the rows that write it. */
export function link(secrets: Secrets, before: Head, told: Told, now: number): { head: Head; rows: readonly Row[] } {
  const number = before.count + 1;
  const nothing = { height: undefined, plate: '', key: undefined, found: false, box: undefined };
  const plain = entryCodec.encode({ ...nothing, ...told, number, previous: before.link, at: BigInt(now) });
  const head = { count: number, link: secrets.linkOf(plain) };
  return {
    head,
    rows: [
      { key: rowKeys.entry(number), value: secrets.close('entry', plain) },
      { key: rowKeys.head, value: secrets.close('head', headCodec.encode(head)) },
    ],
  };
}
