import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RefusedError } from '../../ledger/refusal.ts';
import { reasonOf, systemCause } from '../../store/failure.ts';
import { readBounded } from '../bounded-file.ts';
import { syncFolder } from '../folder-sync.ts';
import { type KeyFile, KeyFileFault, keyFileLimit, parseKeyFile } from './key-file.ts';
import { policeRefusals } from './refusals.ts';
import { slotsSize } from './slots.ts';

/** What lies in the folder of a police database. */
export const fileNames = { key: 'key.json', slots: 'end', records: 'records' } as const;

/** Whether there is a police database in a folder, whole or not. */
export function isThere(folder: string): boolean {
  return existsSync(folder);
}

/** What the system said, as a refusal; nothing where it is not the system that speaks. */
export function systemRefusal(folder: string, error: unknown): RefusedError | undefined {
  const cause = systemCause(error);
  if (cause === 'DISK_FULL') return policeRefusals.POLICE_DISK_FULL({ folder });
  if (cause === 'DISK_FORBIDDEN') return policeRefusals.POLICE_UNUSABLE({ folder, reason: 'it forbids that' });
  if (cause === 'FILES_TOO_MANY') return policeRefusals.POLICE_UNUSABLE({ folder, reason: 'too many files are open' });
  return undefined;
}

/** What kept something from the disk, as a refusal. */
export function writeRefusal(folder: string, error: unknown): RefusedError {
  const known = systemRefusal(folder, error);
  if (known !== undefined) return known;
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error && 'syscall' in error ? String(error.code) : reasonOf(error);
  return policeRefusals.POLICE_UNUSABLE({ folder, reason: code });
}

/**
 * The key file of a database.
 * @throws POLICE_MISSING, POLICE_DAMAGED, POLICE_NEWER, POLICE_UNUSABLE
 */
export function readKeyFile(folder: string): KeyFile {
  if (!isThere(folder)) throw policeRefusals.POLICE_MISSING({ folder });
  const text = read(folder, fileNames.key, (file) => readBounded(file, keyFileLimit));
  if (text === undefined) throw policeRefusals.POLICE_DAMAGED({ folder, reason: 'its key file is missing' });
  try {
    return parseKeyFile(text);
  } catch (error) {
    if (!(error instanceof KeyFileFault)) throw error;
    if (error.isNewer) throw policeRefusals.POLICE_NEWER({ folder });
    throw policeRefusals.POLICE_DAMAGED({ folder, reason: error.message });
  }
}

/**
 * Both slots, or as much of them as there is; nothing where their file is gone.
 * @throws POLICE_UNUSABLE
 */
export function readSlots(folder: string): Uint8Array | undefined {
  return read(folder, fileNames.slots, (file) => {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = new Uint8Array(slotsSize);
      readSync(descriptor, bytes, 0, slotsSize, 0);
      return bytes;
    } finally {
      closeSync(descriptor);
    }
  });
}

/**
 * Writes over a slot in place, safely on the disk.
 * @throws POLICE_DISK_FULL, POLICE_UNUSABLE
 */
export function replaceSlot(folder: string, offset: number, bytes: Uint8Array): void {
  try {
    const descriptor = openSync(join(folder, fileNames.slots), 'r+');
    try {
      writeSync(descriptor, bytes, 0, bytes.length, offset);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw writeRefusal(folder, error);
  }
}

/**
 * Makes a database whole or not at all: `fill` writes into a folder beside it, which then takes its place.
 * @throws POLICE_EXISTS, POLICE_DISK_FULL, POLICE_UNUSABLE and what `fill` throws
 */
export async function createFolder(
  folder: string,
  pid: number,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  if (isThere(folder)) throw policeRefusals.POLICE_EXISTS({ folder });
  const fresh = `${folder}.${pid}.new`;
  try {
    attempt(folder, () => {
      mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(fresh, { mode: 0o700 });
    });
    await fill(fresh);
    // Another process may have been as fast; onto a folder with something in it nothing is renamed.
    if (isThere(folder)) throw policeRefusals.POLICE_EXISTS({ folder });
    attempt(folder, () => {
      renameSync(fresh, folder);
      syncFolder(dirname(folder));
    });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Writes a file that is not there yet, for its owner only, safely on the disk. Throws the system's errors. */
export function writeFresh(file: string, content: Uint8Array): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function attempt(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw writeRefusal(folder, error);
  }
}

function read<T>(folder: string, name: string, take: (file: string) => T): T | undefined {
  try {
    return take(join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw writeRefusal(folder, error);
  }
}
