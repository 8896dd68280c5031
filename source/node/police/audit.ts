import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256 } from '../../ledger/hash.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { breathe } from '../breathe.ts';
import { type End, readEnd } from './end.ts';
import { type Entry, type Head, noHead, openEntry } from './entry.ts';
import { isMarked, type Mark, markText } from './mark.ts';
import { closeParts, openParts, type Parts, type PoliceModules, type PolicePlace } from './parts.ts';
import { openPerson } from './stored.ts';

/** What can be wrong with a police database. */
export type AuditFaultKind =
  | 'changed'
  | 'missing'
  | 'moved'
  | 'broken'
  | 'truncated'
  | 'end'
  | 'mark'
  | 'person'
  | 'foreign';

/** Something that is not as it was written. */
export interface AuditFault {
  readonly kind: AuditFaultKind;
  /** One plain sentence. */
  readonly message: string;
}

export interface AuditReport {
  /** Entries of the log that are there. */
  readonly entries: number;
  readonly people: number;
  /** Where the log ends, to be kept elsewhere; nothing where its last entry cannot be read. */
  readonly mark: string | undefined;
  /** What was found, at most {@link faultLimit}. */
  readonly faults: readonly AuditFault[];
}

/** Faults that are listed, at most: a database that somebody overwrote has one in every row. */
export const faultLimit = 100;

/** Rows between two of which everybody else has a turn. */
const stride = 500;

/**
 * Opens a database as far as it can be opened, goes through all of it, and closes it.
 * @throws what keeps it from being opened at all
 */
export async function auditPolice(
  place: PolicePlace,
  passphrase: string,
  modules: PoliceModules,
  mark?: Mark,
): Promise<AuditReport> {
  const parts = await openParts(place, passphrase, modules);
  try {
    return await auditParts(parts, mark);
  } finally {
    await closeParts(parts);
  }
}

/** Goes through the whole log and everybody on file. Changes nothing. */
export async function auditParts(parts: Parts, mark?: Mark): Promise<AuditReport> {
  const walk = new Walk(mark);
  const people = await untilUnreadable(walk, async () => {
    for await (const { number, box } of parts.records.entries(0, 0xffff_ffff)) {
      const opened = openEntry(parts.secrets, box);
      walk.take(number, opened?.entry, opened?.link);
      if (number % stride === 0) await breathe();
    }
    walk.end(await readEnd(parts));
    const people = await auditPeople(parts, walk);
    await auditForeign(parts, walk);
    return people;
  });
  const { count, head, faults } = walk;
  return { entries: count, people: people ?? 0, mark: head && markText(head), faults };
}

/** Where LevelDB itself cannot go on reading, that is a finding like the others. */
async function untilUnreadable<T>(walk: Walk, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'POLICE_DAMAGED') throw error;
    walk.add('changed', `Behind entry ${walk.count} a part of the database cannot be read at all.`);
    return undefined;
  }
}

/** Everybody whom the log puts on file must be there as written, and nobody else. */
async function auditPeople({ records, secrets }: Parts, walk: Walk): Promise<number> {
  // By index: what the box must be.
  const expected = new Map<string, string>();
  for (const { key, box } of walk.onFile.values()) expected.set(bytesToHex(secrets.indexOf(key)), bytesToHex(box));
  let people = 0;
  for await (const { index, box } of records.people()) {
    people++;
    const place = bytesToHex(index);
    const wanted = expected.get(place);
    expected.delete(place);
    if (openPerson(secrets, index, box) === undefined) {
      walk.add('person', 'What is on file for a person is not as it was written.');
    } else if (wanted === undefined) {
      walk.add('person', 'Somebody is on file whom the log does not put there, or has erased.');
    } else if (wanted !== bytesToHex(sha256(box))) {
      walk.add('person', 'What is on file for a person is not what the log put there.');
    }
    if (people % stride === 0) await breathe();
  }
  for (let gone = expected.size; gone > 0; gone--) {
    walk.add('person', 'Somebody whom the log puts on file is not there, though nobody was erased.');
  }
  return people;
}

/** Whoever cannot read a row cannot know what it keeps, for instance about somebody who was erased. */
async function auditForeign({ records }: Parts, walk: Walk): Promise<void> {
  let count = 0;
  for await (const key of records.foreign()) {
    walk.add('foreign', `A row is there that Carnet never writes (${bytesToHex(key.subarray(0, 40))}).`);
    if (++count % stride === 0) await breathe();
  }
}

/** Goes along the log, from its first entry. */
class Walk {
  readonly #mark: Mark | undefined;
  readonly faults: AuditFault[] = [];
  /** Whom the log puts on file, and in which box. */
  readonly onFile = new Map<string, { readonly key: Uint8Array; readonly box: Uint8Array }>();
  count = 0;
  /** The last entry, if it could be read. */
  head: Head | undefined = noHead;
  #last = 0;
  #isMarkSeen = false;

  constructor(mark: Mark | undefined) {
    this.#mark = mark;
  }

  add(kind: AuditFaultKind, message: string): void {
    if (this.faults.length < faultLimit) this.faults.push({ kind, message });
  }

  /** The row with a number, and what is in it if it opened. */
  take(number: number, entry: Entry | undefined, link: Uint8Array | undefined): void {
    const isNext = number === this.#last + 1;
    if (!isNext) this.add('missing', missingWords(this.#last + 1, number - 1));
    const before = isNext ? this.head : undefined;
    this.#last = number;
    this.count++;
    this.head = undefined;
    if (entry === undefined || link === undefined) {
      this.add('changed', `Entry ${number} of the log is not as it was written.`);
      return;
    }
    if (entry.number !== number) {
      this.add('moved', `In the place of entry ${number} of the log stands entry ${entry.number}.`);
      return;
    }
    // Behind an entry that cannot be read nothing is known of the link.
    if (before !== undefined && !equalBytes(before.link, entry.previous)) {
      this.add('broken', `Entry ${number} of the log does not follow on entry ${number - 1} as it is now.`);
    }
    this.head = { count: number, link };
    this.#follow(entry);
    if (this.#mark?.count !== number) return;
    this.#isMarkSeen = true;
    if (!isMarked(this.#mark, link)) {
      this.add('mark', `Entry ${number} of the log is not the one of the mark: the log was written anew up to there.`);
    }
  }

  #follow({ action, key, box }: Entry): void {
    if (key === undefined) return;
    if (action === 'add' && box !== undefined) this.onFile.set(bytesToHex(key), { key, box });
    if (action === 'erase') this.onFile.delete(bytesToHex(key));
  }

  /** After the last row: what the database and the note beside it say of the end. */
  end({ agreement, count: expected }: End): void {
    if (expected > this.#last) {
      this.add('truncated', `The log ends with entry ${this.#last}, but had ${expected} entries.`);
    } else if (agreement.state === 'damaged') {
      this.add('end', `The end of the log is not as it was written: ${agreement.fault}.`);
    }
    if (this.#mark === undefined || this.#isMarkSeen) return;
    const { count } = this.#mark;
    this.add('mark', `The mark is of entry ${count}, which the log does not have or which cannot be read.`);
  }
}

function missingWords(from: number, to: number): string {
  if (from > to) return `The log has a row before its first entry.`;
  return from === to ? `Entry ${from} of the log is missing.` : `Entries ${from} to ${to} of the log are missing.`;
}
