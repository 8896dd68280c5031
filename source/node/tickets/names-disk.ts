import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { refusals } from '../../ledger/refusal.ts';
import { readBounded } from '../bounded-file.ts';
import { syncFolder } from '../folder-sync.ts';

/** Names kept, at most; the oldest are forgotten first. */
export const namesLimit = 10_000;
/** Bytes of a line, at most: a print in hex, a blank, a name, the end. */
const lineLimit = 64 + 1 + 100 + 1;

const typing = 'The gate can still be told a name: whoever holds the ticket types it again.';

export const namesDiskRefusals = refusals({
  NAMES_UNREADABLE: (data: { file: string; reason: string }) =>
    `The names on your tickets, in ${data.file}, cannot be read (${data.reason}). Give yourself the right to read it. ${typing}`,
  NAMES_UNWRITABLE: (data: { file: string; reason: string }) =>
    `The name on this ticket cannot be kept in ${data.file} (${data.reason}). Look at its folder and its disk. ${typing}`,
  NAMES_DAMAGED: (data: { file: string; line: number }) =>
    `Line ${data.line} of ${data.file}, the names on your tickets, is none that Carnet wrote. Mend it, or move the file away. ${typing}`,
});

/** Bytes of the file; 0 where there is none. @throws NAMES_UNREADABLE */
export function sizeOfNames(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch (error) {
    throw namesDiskRefusals.NAMES_UNREADABLE({ file, reason: codeOf(error) });
  }
}

/** The file's text, as much of it as may be there; nothing where there is none. @throws NAMES_UNREADABLE */
export function readNames(file: string): string {
  try {
    return readBounded(file, namesLimit * lineLimit);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'ENOENT') return '';
    throw namesDiskRefusals.NAMES_UNREADABLE({ file, reason });
  }
}

/** Puts lines behind what is there, for the owner only, safely on the disk. @throws NAMES_UNWRITABLE */
export function appendNames(file: string, lines: string): void {
  writable(file, () => write(file, 'a', lines));
}

/** Writes the file anew, whole or not at all, for the owner only. @throws NAMES_UNWRITABLE */
export function replaceNames(file: string, text: string): void {
  writable(file, () => {
    const fresh = `${file}.${process.pid}.new`;
    rmSync(fresh, { force: true });
    write(fresh, 'wx', text);
    renameSync(fresh, file);
  });
}

function write(file: string, flags: 'a' | 'wx', text: string): void {
  const descriptor = openSync(file, flags, 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writable(file: string, act: () => void): void {
  try {
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    act();
    // Whoever copied it here may have let others read it.
    chmodSync(file, 0o600);
    syncFolder(folder);
  } catch (error) {
    throw namesDiskRefusals.NAMES_UNWRITABLE({ file, reason: codeOf(error) });
  }
}

/** Why the system refused; anything else than a system's refusal goes on as it is. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
