import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { equalBytes } from '@noble/ciphers/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import * as codec from '../../ledger/codec.ts';
import { sha256Of, u32le } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { type RefusedError, refusals } from '../../ledger/refusal.ts';
import { sessionCodec } from '../../ledger/registries/tickets/ticket.ts';
import { Fault } from '../../ledger/wire.ts';
import { syncFolder } from '../folder-sync.ts';

/** That this gate let somebody in. */
export interface Entry {
  readonly event: Uint8Array;
  readonly serial: number;
  readonly session: string;
  readonly slot: number;
  /** The holder's. */
  readonly signature: Uint8Array;
  /** The key that the event names for the gate, or the one that took its place. */
  readonly gate: Key;
  /** Whoever was inside before, and came back: no matter for the ledger. */
  readonly again: boolean;
}

export const journalRefusals = refusals({
  GATE_JOURNAL_DAMAGED: (data: { file: string }) =>
    `The list of whom this gate let in, ${data.file}, is damaged. Move that file away and keep it; then start again.`,
  GATE_JOURNAL_FAILED: (data: { file: string; reason: string }) =>
    `The disk did not take the admission (${data.reason}), so nobody was let in. Look after the disk with ${data.file}.`,
  GATE_JOURNAL_UNCERTAIN: (data: { file: string; reason: string }) =>
    `The disk failed (${data.reason}) while it took the admission. Nobody was let in, but ${data.file} may count the holder as inside after a restart. Look after the disk.`,
  GATE_JOURNAL_FULL: (data: { file: string; most: number }) =>
    `This gate has let in ${data.most} people, and its list ${data.file} holds no more. Use another gate.`,
});

const entryCodec = codec.struct({
  event: codec.hash32,
  serial: codec.u32,
  session: sessionCodec,
  slot: codec.u32,
  signature: codec.signature64,
  gate: codec.publicKey,
  again: codec.bool,
});

const bodySize = 32 + 4 + 6 + 4 + 64 + 33 + 1;
/** Bytes of the hash behind each entry, over its place too: none is changed, moved or taken out from among others. */
const checkSize = 8;
const recordSize = bodySize + checkSize;

/** Does not come back before the disk has what was written. */
export type SyncFile = (descriptor: number) => void;

/** Entries of a journal, at most: two of the largest events. */
export const journalLimit = 200_000;

/**
 * Whom the gates of this node let in, one record after the other. An entry is on the disk before anybody hears of it, so
 * that neither a power cut nor a `kill -9` forgets one.
 */
export class Journal {
  readonly file: string;
  readonly #network: Uint8Array;
  readonly #limit: number;
  readonly #sync: SyncFile;
  #count = 0;
  #descriptor: number | undefined;

  /** @param network the genesis id: entries of another network are no entries */
  constructor(
    file: string,
    network: Uint8Array,
    { limit = journalLimit, sync = fsyncSync }: { readonly limit?: number; readonly sync?: SyncFile } = {},
  ) {
    this.file = file;
    this.#network = network;
    this.#limit = limit;
    this.#sync = sync;
  }

  /**
   * All entries, oldest first. What a crash left of a last one is not one: nobody was let in for it. It is shorter than
   * an entry, or the room for one with nothing in it; what is as long as one and does not check was one before.
   * @throws GATE_JOURNAL_DAMAGED
   */
  read(): Entry[] {
    const bytes = this.#bytes();
    const entries: Entry[] = [];
    for (let from = 0; from + recordSize <= bytes.length; from += recordSize) {
      const record = bytes.subarray(from, from + recordSize);
      const isEmptyRoom = from + 2 * recordSize > bytes.length && record.every((byte) => byte === 0);
      if (isEmptyRoom) break;
      const entry = this.#decode(record, entries.length);
      if (entry === undefined) throw journalRefusals.GATE_JOURNAL_DAMAGED({ file: this.file });
      entries.push(entry);
    }
    this.#count = entries.length;
    return entries;
  }

  /**
   * Writes one more; it is on the disk when this returns, and not when this throws.
   * @throws GATE_JOURNAL_FAILED, GATE_JOURNAL_FULL; GATE_JOURNAL_UNCERTAIN where the disk may have it all the same
   */
  append(entry: Entry): void {
    if (this.#count >= this.#limit) {
      throw journalRefusals.GATE_JOURNAL_FULL({ file: this.file, most: this.#limit });
    }
    const end = this.#count * recordSize;
    const descriptor = this.#onDisk(() => this.#open());
    try {
      // Over whatever a write that failed has left there.
      writeWhole(descriptor, this.#encode(entry, this.#count), end);
      this.#sync(descriptor);
    } catch (error) {
      throw this.#takenBack(descriptor, end, codeOf(error));
    }
    this.#count += 1;
  }

  /** What to say of a write that failed, once what it left is cut off where that can be. */
  #takenBack(descriptor: number, end: number, reason: string): RefusedError {
    try {
      ftruncateSync(descriptor, end);
      this.#sync(descriptor);
    } catch (error) {
      return journalRefusals.GATE_JOURNAL_UNCERTAIN({ file: this.file, reason: `${reason}, then ${codeOf(error)}` });
    }
    return journalRefusals.GATE_JOURNAL_FAILED({ file: this.file, reason });
  }

  /**
   * Puts these entries in the place of all.
   * @throws GATE_JOURNAL_FAILED
   */
  replace(entries: readonly Entry[]): void {
    this.#onDisk(() => {
      this.close();
      const fresh = `${this.file}.new`;
      const descriptor = openSync(fresh, 'w', 0o600);
      try {
        writeWhole(descriptor, concatBytes(...entries.map((entry, place) => this.#encode(entry, place))), 0);
        this.#sync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(fresh, this.file);
      syncFolder(dirname(this.file));
    });
    this.#count = entries.length;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #open(): number {
    if (this.#descriptor !== undefined) return this.#descriptor;
    const folder = dirname(this.file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#descriptor = openSync(this.file, constants.O_RDWR | constants.O_CREAT, 0o600);
    syncFolder(folder);
    return this.#descriptor;
  }

  #bytes(): Uint8Array {
    let descriptor: number;
    try {
      descriptor = openSync(this.file, 'r');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return new Uint8Array(0);
      throw journalRefusals.GATE_JOURNAL_DAMAGED({ file: this.file });
    }
    try {
      const { size } = fstatSync(descriptor);
      if (size > (this.#limit + 1) * recordSize) throw journalRefusals.GATE_JOURNAL_DAMAGED({ file: this.file });
      const bytes = new Uint8Array(size);
      let read = 0;
      for (let more = -1; more !== 0 && read < size; read += more)
        more = readSync(descriptor, bytes, read, size - read, read);
      return bytes.subarray(0, read);
    } finally {
      closeSync(descriptor);
    }
  }

  #encode(entry: Entry, place: number): Uint8Array {
    const body = entryCodec.encode(entry);
    return concatBytes(body, this.#check(body, place));
  }

  #decode(record: Uint8Array, place: number): Entry | undefined {
    const body = record.subarray(0, bodySize);
    if (!equalBytes(this.#check(body, place), record.subarray(bodySize))) return undefined;
    try {
      return entryCodec.decode(body);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return undefined;
    }
  }

  #check(body: Uint8Array, place: number): Uint8Array {
    return sha256Of(this.#network, u32le(place), body).slice(0, checkSize);
  }

  #onDisk<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw journalRefusals.GATE_JOURNAL_FAILED({ file: this.file, reason: codeOf(error) });
    }
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array, from: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, from + done);
  }
}

/** Why the system refused; anything else than a system's refusal goes on as it is. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return error.code;
  }
  throw error;
}
