import { equalBytes } from '@noble/ciphers/utils.js';
import { readSlots, replaceSlot } from './disk.ts';
import { type Head, headCodec, openEntry } from './entry.ts';
import type { Parts } from './parts.ts';
import { rowKeys } from './records.ts';
import { policeRefusals } from './refusals.ts';
import { type Agreement, compareSlots, openSlots, slotOffset, writeSlot } from './slots.ts';

/** Where the log ends, as far as it can be read, and whether everything that says so agrees. */
export interface End {
  readonly head: Head | undefined;
  readonly agreement: Agreement;
  /** Entries that the log had, as the database or the note beside it has it; 0 where neither can be read. */
  readonly count: number;
}

/** Reads where the log ends, in the database and beside it. */
export async function readEnd({ folder, secrets, records }: Parts): Promise<End> {
  const row = await records.get(rowKeys.head);
  const plain = row && secrets.open('head', row);
  const head = plain && headCodec.decode(plain);
  const slots = readSlots(folder);
  const noted = slots && openSlots(secrets, slots)[0];
  const count = Math.max(head?.count ?? 0, noted?.count ?? 0);
  const damaged = (fault: string): End => ({ head, agreement: { state: 'damaged', fault }, count });
  if (head === undefined) return damaged('it does not say where its log ends');
  if (slots === undefined) return damaged('the note of where its log ends is missing');
  const last = await records.get(rowKeys.entry(head.count));
  const opened = last && openEntry(secrets, last);
  if (last === undefined || opened === undefined) return damaged('the last entry of its log is gone');
  if (!equalBytes(opened.link, head.link)) return damaged('its log ends in another entry');
  return { head, agreement: compareSlots(secrets, slots, head, last), count };
}

/**
 * Where the log of a whole database ends; what a crash left undone is done.
 * @throws POLICE_DAMAGED, POLICE_DISK_FULL, POLICE_UNUSABLE
 */
export async function mendEnd(parts: Parts): Promise<Head> {
  const { folder, secrets, records } = parts;
  const { head, agreement } = await readEnd(parts);
  if (agreement.state === 'damaged') throw policeRefusals.POLICE_DAMAGED({ folder, reason: agreement.fault });
  if (head === undefined) throw new Error('an end that agrees with nothing');
  if (agreement.state === 'behind') replaceSlot(folder, slotOffset(head), writeSlot(secrets, head));
  if ((await records.get(rowKeys.remains)) !== undefined) {
    await records.compact();
    await records.write([{ key: rowKeys.remains, value: undefined }]);
  }
  return head;
}
