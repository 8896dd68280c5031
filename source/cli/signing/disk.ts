import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { refusals } from '../../ledger/refusal.ts';
import { signingFileLimit } from '../../wallet/signing-file.ts';
import { fileReasons, fileRefusals, readFileBounded, reading } from '../files.ts';
import { replaceFile, writeNewFile } from './replace.ts';

export const diskRefusals = refusals({
  FILE_UNWRITABLE: (data: { file: string; reason: string }) =>
    `The file ${data.file} cannot be written (${data.reason}). Give the name of a file in a folder of yours.`,
  FILE_CHANGED: (data: { file: string }) =>
    `The file ${data.file} was changed by somebody else meanwhile, so it was left as it is now. Read it again, and begin anew.`,
});

const reasons: Readonly<Record<string, string>> = {
  ...fileReasons,
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
   * stays as it was until the new text is on the disk, and keeps its mode; a link stays a link.
   * @param was what it must still hold to be written over, for whoever has read it
   * @throws FILE_UNWRITABLE, FILE_CHANGED
   */
  write(path: string, text: string, over: boolean, was?: string): string | undefined;
}

export const signingDisk: TextFiles = textFiles(signingFileLimit);

/** Files of a kind of which none has more than `limit` characters. */
export function textFiles(limit: number): TextFiles {
  return {
    read: (path) => read(wholePath(path), limit),
    write: (path, text, over, was) => {
      const file = wholePath(path);
      const check = () => {
        if (was !== undefined && read(file, limit) !== was) throw diskRefusals.FILE_CHANGED({ file });
      };
      return writeFile(file, text, over ? check : undefined);
    },
  };
}

function read(file: string, limit: number): string {
  return reading(file, () => {
    // A pipe would hold up whoever reads until somebody writes.
    if (!statSync(file).isFile()) throw fileRefusals.FILE_UNREADABLE({ file, reason: 'it is no file' });
    return readFileBounded(file, limit);
  });
}

/**
 * Writes a file and gives its path; nothing where there is one already and nothing is to be written over.
 * @param over has the last word before a file is written over
 * @throws FILE_UNWRITABLE
 */
export function writeFile(
  file: string,
  content: string | Uint8Array,
  over: (() => void) | undefined,
): string | undefined {
  try {
    if (over === undefined) writeNewFile(file, content);
    else {
      if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
        throw diskRefusals.FILE_UNWRITABLE({ file, reason: 'it is no file' });
      }
      replaceFile(file, content, over);
    }
    return file;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.name === 'RefusedError') throw error;
    if (error.code === 'EEXIST') return undefined;
    const code = String(error.code);
    throw diskRefusals.FILE_UNWRITABLE({ file, reason: reasons[code] ?? code });
  }
}

/** A path as a person types it: from the current folder, `~/` from the home. */
export function wholePath(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(path);
}
