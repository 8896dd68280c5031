import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Has the names in a folder on the disk too, after a file was renamed in it; Windows knows no such thing. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
