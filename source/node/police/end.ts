import { equalBytes } from '@noble/ciphers/utils.js';
import { readSlots, replaceSlot } from './disk.ts';
import { type Head, headCodec, openEntry } from './entry.ts';
import type { Parts } from './parts.ts';
import { rowKeys } from './records.ts';
import { policeRefusals } from './refusals.ts';
import { compareSlots, slotOffset, writeSlot } from './slots.ts';

/** Where the log ends, as far as it can be read, and whether everything that says so agrees. */
export interface End {
  readonly head: Head | undefined;
  readonly state: 'same' | 'behind' | 'damaged';
  /** Of a damaged one: words for brackets. */
  readonly fault: string;
  /** How many entries there were, as the note beside the database has it. */
  readonly noted: number | undefined;
}

/** Reads where the log ends, in the database and beside it. */
export async function readEnd({ folder, secrets, records }: Parts): Promise<End> {
  const row = await records.get(rowKeys.head);
  const plain = row && secrets.open('head', row);
  if (plain === undefined) return damaged('it does not say where its log ends');
  const head = headCodec.decode(plain);
  const slots = readSlots(folder);
  if (slots === undefined) return damaged('the note of where its log ends is missing', head);
  const last = await records.get(rowKeys.entry(head.count));
  const opened = last && openEntry(secrets, last);
  if (last === undefined || opened === undefined) return damaged('the last entry of its log is gone', head);
  if (!equalBytes(opened.link, head.link)) return damaged('its log ends in another entry', head);
  const agreement = compareSlots(secrets, slots, head, last);
  if (agreement.state === 'damaged') return damaged(agreement.fault, head, agreement.expected);
  return { head, state: agreement.state, fault: '', noted: head.count };
}

/**
 * Where the log of a whole database ends; what a crash left undone is done.
 * @throws POLICE_DAMAGED, POLICE_DISK_FULL, POLICE_UNUSABLE
 */
export async function mendEnd(parts: Parts): Promise<Head> {
  const { folder, secrets, records } = parts;
  const { head, state, fault } = await readEnd(parts);
  if (head === undefined || state === 'damaged') throw policeRefusals.POLICE_DAMAGED({ folder, reason: fault });
  if (state === 'behind') replaceSlot(folder, slotOffset(head), writeSlot(secrets, head));
  if ((await records.get(rowKeys.remains)) !== undefined) {
    await records.compact();
    await records.write([{ key: rowKeys.remains, value: undefined }]);
  }
  return head;
}

function damaged(fault: string, head?: Head, noted?: number): End {
  return { head, state: 'damaged', fault, noted };
}
