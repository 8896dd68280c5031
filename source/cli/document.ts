import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { refusals } from '../ledger/refusal.ts';
import { fileRefusals } from './files.ts';

export const documentRefusals = refusals({
  DOCUMENT_EMPTY: (data: { file: string }) =>
    `The file ${data.file} is empty, so nobody could agree on anything in it. Choose another.`,
  DOCUMENT_TOO_LARGE: (data: { file: string; size: number; most: number }) =>
    `The file ${data.file} has ${data.size} bytes; a document has at most ${data.most}. Choose a smaller one.`,
  DOCUMENT_CHANGED: (data: { file: string }) =>
    `The file ${data.file} changed while it was read. Close whatever writes it, and try again.`,
});

/** Bytes of a document, at most: 16 GiB, which a disk reads in minutes. */
export const documentLimit = 16 * 2 ** 30;

const chunkSize = 2 ** 20;

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'it is not yours to read',
  EPERM: 'it is not yours to read',
  ELOOP: 'its links lead in a circle',
  ENXIO: 'it is no file',
};

/**
 * The fingerprint of a document on this machine: SHA-256 in hex. The file is read piece by piece and goes nowhere.
 * @param path as a person types it: from the current folder, `~/` from the home
 * @param progress called with the share that has been read, from 0 to 1
 * @throws FILE_MISSING, FILE_UNREADABLE, DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE, DOCUMENT_CHANGED
 */
export async function fingerprintOf(
  path: string,
  progress: (share: number) => void = () => undefined,
  limit = documentLimit,
): Promise<string> {
  const file = path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(path);
  const handle = await opened(file);
  try {
    const before = await handle.stat();
    if (before.isDirectory()) throw fileRefusals.FILE_UNREADABLE({ file, reason: 'it is a folder' });
    if (!before.isFile()) throw fileRefusals.FILE_UNREADABLE({ file, reason: 'it is no file' });
    if (before.size === 0) throw documentRefusals.DOCUMENT_EMPTY({ file });
    if (before.size > limit) throw documentRefusals.DOCUMENT_TOO_LARGE({ file, size: before.size, most: limit });
    const digest = await digestOf(handle, file, before.size, progress);
    const after = await handle.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw documentRefusals.DOCUMENT_CHANGED({ file });
    }
    return digest;
  } catch (error) {
    throw readable(file, error);
  } finally {
    await handle.close();
  }
}

/** Without waiting: a pipe would hold up whoever opens it until somebody writes. */
async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw readable(file, error);
  }
}

async function digestOf(
  handle: FileHandle,
  file: string,
  size: number,
  progress: (share: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(chunkSize);
  let done = 0;
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunkSize);
    if (bytesRead === 0) break;
    done += bytesRead;
    // One that grows without end is not read without end.
    if (done > size) throw documentRefusals.DOCUMENT_CHANGED({ file });
    hash.update(chunk.subarray(0, bytesRead));
    progress(done / size);
  }
  if (done !== size) throw documentRefusals.DOCUMENT_CHANGED({ file });
  return hash.digest('hex');
}

/** A failure of the system as a sentence; anything else as it is. */
function readable(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const code = String(error.code);
  if (code === 'ENOENT' || code === 'ENOTDIR') return fileRefusals.FILE_MISSING({ file });
  return fileRefusals.FILE_UNREADABLE({ file, reason: reasons[code] ?? code });
}
