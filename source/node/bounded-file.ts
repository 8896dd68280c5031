import { closeSync, openSync, readSync } from 'node:fs';

/**
 * The text of a file, at most `limit` bytes of it and one more, by which a caller sees that it is too long. Also of what
 * has no size beforehand, like a pipe. Throws the system's errors.
 */
export function readBounded(file: string, limit: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(limit + 1);
    let size = 0;
    for (let read = 1; read > 0 && size < bytes.length; size += read) {
      read = readSync(descriptor, bytes, size, bytes.length - size, null);
    }
    return bytes.toString('utf8', 0, size);
  } finally {
    closeSync(descriptor);
  }
}
