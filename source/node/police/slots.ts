import { equalBytes } from '@noble/ciphers/utils.js';
import { type Head, headCodec, noHead, openEntry } from './entry.ts';
import { boxOverhead, type Secrets } from './secrets.ts';

/**
 * Where the log ends is written a second time, outside of LevelDB: a LevelDB whose files were cut short opens without
 * its last entries and without a word. Two slots take turns, each written over in place after the entry is on the disk,
 * so that a crash leaves at least one whole, and a full disk has nothing to refuse.
 */
const slotSize = boxOverhead + 4 + 32;

/** Bytes of the file with both slots. */
export const slotsSize = 2 * slotSize;

/** Where in the file the slot for a head begins. */
export function slotOffset({ count }: Head): number {
  return (count % 2) * slotSize;
}

/** A slot's bytes. */
export function writeSlot(secrets: Secrets, head: Head): Uint8Array {
  return secrets.close('slot', headCodec.encode(head));
}

/** Both slots of a new log, whose first entry is the last. */
export function firstSlots(secrets: Secrets, head: Head): Uint8Array {
  const slots = new Uint8Array(slotsSize);
  for (const each of [noHead, head]) slots.set(writeSlot(secrets, each), slotOffset(each));
  return slots;
}

/** How the log in the database stands to what the slots say. */
export type Agreement =
  /** The slots are as they should be. */
  | { readonly state: 'same' }
  /** The last entry came to the disk, its slot did not: something stopped the program in between. */
  | { readonly state: 'behind' }
  /** `fault` ends the sentence "the database is damaged (...)". */
  | { readonly state: 'damaged'; readonly fault: string };

/** What the slots say that can be read, the later one first. */
export function openSlots(secrets: Secrets, slots: Uint8Array): Head[] {
  const whole: Head[] = [];
  for (const at of [0, slotSize]) {
    const plain = secrets.open('slot', slots.subarray(at, at + slotSize));
    const found = plain && headCodec.decode(plain);
    if (found !== undefined && slotOffset(found) === at) whole.push(found);
  }
  return whole.sort((left, right) => right.count - left.count);
}

/**
 * Compares where the log in the database ends with the slots.
 * @param last the last entry's box
 */
export function compareSlots(secrets: Secrets, slots: Uint8Array, head: Head, last: Uint8Array): Agreement {
  const [top, below] = openSlots(secrets, slots);
  if (top === undefined) return damaged('the note of where its log ends is not as it was written');
  if (top.count > head.count) return damaged('the end of its log is gone');
  if (below !== undefined && below.count !== top.count - 1) return damaged('the note of where its log ends is old');
  if (top.count === head.count) {
    if (!equalBytes(top.link, head.link)) return damaged('its log ends in another entry');
    // The other slot was whole when this one was written.
    return below === undefined ? damaged('the note of where its log ended before is not as it was written') : same;
  }
  const previous = openEntry(secrets, last)?.entry.previous;
  const follows = top.count === head.count - 1 && previous !== undefined && equalBytes(previous, top.link);
  return follows ? { state: 'behind' } : damaged('its log is longer than noted');
}

const same: Agreement = { state: 'same' };

function damaged(fault: string): Agreement {
  return { state: 'damaged', fault };
}
