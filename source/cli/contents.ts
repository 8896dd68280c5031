import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { contentLimit, contentRefusals } from '../ledger/registries/books/content.ts';
import { fileRefusals, reading } from './files.ts';
import { wholePath, writeFile } from './signing/disk.ts';

/** Contents of books on this machine's disk. Paths as a person types them: from the current folder, `~/` from the home. */
export interface Contents {
  /**
   * The bytes of a file that can be the content of a book.
   * @throws FILE_MISSING, FILE_UNREADABLE, CONTENT_EMPTY, CONTENT_TOO_LONG
   */
  read(path: string): Uint8Array;
  /**
   * Writes a file and gives its whole path; nothing where there is one already and `over` is off.
   * @throws FILE_UNWRITABLE
   */
  write(path: string, content: Uint8Array, over: boolean): string | undefined;
}

export const contentDisk: Contents = {
  read: (path) => {
    const file = wholePath(path);
    return reading(file, () => {
      // A pipe would hold up whoever reads until somebody writes.
      if (!statSync(file).isFile()) throw fileRefusals.FILE_UNREADABLE({ file, reason: 'it is no file' });
      return readContent(file);
    });
  },
  write: (path, content, over) => writeFile(wholePath(path), content, over ? () => undefined : undefined),
};

function readContent(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    // A file that grows meanwhile is not read for ever.
    const bytes = new Uint8Array(contentLimit + 1);
    let size = 0;
    for (let read = 1; read > 0 && size < bytes.length; size += read) {
      read = readSync(descriptor, bytes, size, bytes.length - size, null);
    }
    if (size === 0) throw contentRefusals.CONTENT_EMPTY();
    if (size > contentLimit) {
      throw contentRefusals.CONTENT_TOO_LONG({ size: Math.max(size, fstatSync(descriptor).size), most: contentLimit });
    }
    return bytes.slice(0, size);
  } finally {
    closeSync(descriptor);
  }
}
