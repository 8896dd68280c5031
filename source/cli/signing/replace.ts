import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../node/folder-sync.ts';

/*
 * write-file-atomic (ISC) does nearly this; but the name that it writes beside the file can be foreseen and is taken
 * over where it exists, and it knows no last look before the renaming.
 */

/** Writes a file that is not there yet, safely on the disk. Throws the system's errors. */
export function writeNewFile(file: string, content: string | Uint8Array): void {
  writeFresh(file, content, undefined);
}

/**
 * Puts a new content in the place of a file, or of the one that a link leads to: whole or not at all, with the mode that it
 * had. Throws the system's errors, and what `check` throws after everything else succeeded.
 */
export function replaceFile(file: string, content: string | Uint8Array, check: () => void): void {
  const target = realpathSync(file);
  const { mode } = statSync(target);
  // A name of its own: what lies beside the file belongs to somebody.
  const beside = join(dirname(target), `.carnet-${randomBytes(12).toString('hex')}.new`);
  writeFresh(beside, content, mode & 0o777);
  try {
    check();
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Nothing stays of it where it fails half-way. */
function writeFresh(file: string, content: string | Uint8Array, mode: number | undefined): void {
  const descriptor = openSync(file, 'wx', mode ?? 0o666);
  try {
    // What the process takes away from new files is not taken from the mode that one had.
    if (mode !== undefined) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
