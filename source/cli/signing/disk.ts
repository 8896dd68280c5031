import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { refusals } from '../../ledger/refusal.ts';
import { signingFileLimit } from '../../wallet/signing-file.ts';
import { fileRefusals, readFileBounded } from '../files.ts';

export const diskRefusals = refusals({
  FILE_UNWRITABLE: (data: { file: string; reason: string }) =>
    `The file ${data.file} cannot be written (${data.reason}). Give the name of a file in a folder of yours.`,
});

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'it is not yours to write',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ENOSPC: 'the disk is full',
};

/** Texts on this machine's disk. Paths as a person types them: from the current folder, `~/` from the home. */
export interface TextFiles {
  /**
   * The text of a file, at most a character more than one of its kind has.
   * @throws FILE_MISSING, FILE_UNREADABLE
   */
  read(path: string): string;
  /**
   * Writes a file and gives its whole path; nothing where there is one already and `over` is off. What is written over
   * stays as it was until the new text is on the disk.
   * @throws FILE_UNWRITABLE
   */
  write(path: string, text: string, over: boolean): string | undefined;
}

export const signingDisk: TextFiles = textFiles(signingFileLimit);

/** Files of a kind of which none has more than `limit` characters. */
export function textFiles(limit: number): TextFiles {
  return {
    read: (path) => read(wholePath(path), limit),
    write: (path, text, over) => write(wholePath(path), text, over),
  };
}

function read(file: string, limit: number): string {
  // A pipe would hold up whoever reads until somebody writes.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    throw fileRefusals.FILE_UNREADABLE({ file, reason: 'it is no file' });
  }
  return readFileBounded(file, limit);
}

function write(file: string, text: string, over: boolean): string | undefined {
  try {
    if (!over) writeFileSync(file, text, { flag: 'wx' });
    else {
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
        throw diskRefusals.FILE_UNWRITABLE({ file, reason: 'it is no file' });
      }
      replace(file, text);
    }
    return file;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.name === 'RefusedError') throw error;
    if (error.code === 'EEXIST') return undefined;
    const code = String(error.code);
    throw diskRefusals.FILE_UNWRITABLE({ file, reason: reasons[code] ?? code });
  }
}

function replace(file: string, text: string): void {
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  writeFileSync(beside, text, { flag: 'wx' });
  renameSync(beside, file);
}

function wholePath(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(path);
}
