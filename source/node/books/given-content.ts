import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { refusals } from '../../ledger/refusal.ts';
import { contentLimit, contentRefusals } from '../../ledger/registries/books/content.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { Given } from '../parameters.ts';

export const givenRefusals = refusals({
  CONTENT_TWICE: () => 'A book has one content: give `content` (hex), `value` (text) or `file` (a path), one of them.',
  CONTENT_FILE: (data: { file: string; reason: string }) =>
    `The file ${data.file} cannot be read (${data.reason}). Check its name, and who may read it.`,
});

/** The members of an intent that say what a book contains. */
export const contentNames = ['content', 'value', 'file'] as const;

/** Whether an intent says what the book contains, instead of its print alone. */
export function hasContentGiven(intent: Given): boolean {
  return contentNames.some((name) => intent[name] !== undefined);
}

/**
 * The content that an intent gives: bytes in hex, a text, or the path of a file that this terminal can read.
 * @throws CONTENT_TWICE, CONTENT_EMPTY, CONTENT_TOO_LONG, CONTENT_FILE, PARAMETER_INVALID
 */
export function givenContent(intent: Given): Uint8Array {
  const names = contentNames.filter((name) => intent[name] !== undefined);
  const [name] = names;
  if (names.length !== 1 || name === undefined) {
    throw names.length === 0 ? contentRefusals.CONTENT_EMPTY() : givenRefusals.CONTENT_TWICE();
  }
  const given = intent[name];
  if (typeof given !== 'string') throw intentRefusals.PARAMETER_INVALID({ parameter: name, expected: 'a text' });
  if (name === 'file') return fileContent(given);
  if (name === 'value') return limited(utf8ToBytes(given.slice(0, contentLimit + 1)), given.length);
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(given)) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: name, expected: 'bytes in hex' });
  }
  const size = given.length / 2;
  return limited(size > contentLimit ? new Uint8Array(size) : hexToBytes(given.toLowerCase()), size);
}

function limited(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === 0) throw contentRefusals.CONTENT_EMPTY();
  const most = Math.max(bytes.length, size);
  if (most > contentLimit) throw contentRefusals.CONTENT_TOO_LONG({ size: most, most: contentLimit });
  return bytes;
}

function fileContent(file: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    // A pipe that nobody writes into would hold up the whole node; what it is can only be asked once it is open.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw givenRefusals.CONTENT_FILE({ file, reason: 'it is not a file' });
    if (stat.size > contentLimit) throw contentRefusals.CONTENT_TOO_LONG({ size: stat.size, most: contentLimit });
    const bytes = new Uint8Array(stat.size);
    let at = 0;
    for (let read = -1; read !== 0 && at < bytes.length; at += read) {
      read = readSync(descriptor, bytes, at, bytes.length - at, at);
    }
    return limited(bytes.slice(0, at), at);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || 'tell' in error) throw error;
    throw givenRefusals.CONTENT_FILE({ file, reason: String(error.code) });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
