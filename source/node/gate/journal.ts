import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
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
import { sha256Of } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
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
/** Bytes of the hash behind each entry, by which one that was cut short is told. */
const checkSize = 8;
const recordSize = bodySize + checkSize;

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
  #count = 0;
  #descriptor: number | undefined;

  /** @param network the genesis id: entries of another network are no entries */
  constructor(file: string, network: Uint8Array, limit: number = journalLimit) {
    this.file = file;
    this.#network = network;
    this.#limit = limit;
  }

  /**
   * All entries, oldest first. What a crash left of a last one is not one: nobody was let in for it.
   * @throws GATE_JOURNAL_DAMAGED
   */
  read(): Entry[] {
    const bytes = this.#bytes();
    const records = Math.floor(bytes.length / recordSize);
    const entries: Entry[] = [];
    for (let place = 0; place < records; place++) {
      const entry = this.#decode(bytes.subarray(place * recordSize, (place + 1) * recordSize));
      const isLast = place === records - 1 && bytes.length % recordSize === 0;
      if (entry === undefined && !isLast) throw journalRefusals.GATE_JOURNAL_DAMAGED({ file: this.file });
      if (entry !== undefined) entries.push(entry);
    }
    this.#count = entries.length;
    return entries;
  }

  /**
   * Writes one more; it is on the disk when this returns.
   * @throws GATE_JOURNAL_FAILED, GATE_JOURNAL_FULL
   */
  append(entry: Entry): void {
    if (this.#count >= this.#limit) {
      throw journalRefusals.GATE_JOURNAL_FULL({ file: this.file, most: this.#limit });
    }
    this.#onDisk(() => {
      const descriptor = this.#open();
      // Over whatever a write that failed has left there.
      writeWhole(descriptor, this.#encode(entry), this.#count * recordSize);
      fsyncSync(descriptor);
    });
    this.#count += 1;
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
        writeWhole(descriptor, concatBytes(...entries.map((entry) => this.#encode(entry))), 0);
        fsyncSync(descriptor);
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

  #encode(entry: Entry): Uint8Array {
    const body = entryCodec.encode(entry);
    return concatBytes(body, this.#check(body));
  }

  #decode(record: Uint8Array): Entry | undefined {
    const body = record.subarray(0, bodySize);
    if (!equalBytes(this.#check(body), record.subarray(bodySize))) return undefined;
    try {
      return entryCodec.decode(body);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return undefined;
    }
  }

  #check(body: Uint8Array): Uint8Array {
    return sha256Of(this.#network, body).slice(0, checkSize);
  }

  #onDisk(act: () => void): void {
    try {
      act();
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
