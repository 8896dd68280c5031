import { refusals } from '../ledger/refusal.ts';
import { readBounded } from '../node/bounded-file.ts';

export const fileRefusals = refusals({
  FILE_MISSING: (data: { file: string }) => `There is no file ${data.file}. Check its name and folder.`,
  FILE_UNREADABLE: (data: { file: string; reason: string }) =>
    `The file ${data.file} cannot be read (${data.reason}). Give the name of a file that you may read.`,
});

/** What the system says of a file that can be neither read nor written. */
export const fileReasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
};

const reasons: Readonly<Record<string, string>> = {
  ...fileReasons,
  EACCES: 'it is not yours to read',
  ETIMEDOUT: 'it is a pipe, and nothing came through it',
};

/**
 * The text of a file, at most `limit` bytes of it and one more, by which a caller sees that it is too long.
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export function readFileBounded(file: string, limit: number): string {
  return reading(file, () => readBounded(file, limit));
}

/**
 * What a look at a file gives.
 * @throws FILE_MISSING, FILE_UNREADABLE for what the system says against it
 */
export function reading<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.name === 'RefusedError') throw error;
    const code = String(error.code);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw fileRefusals.FILE_MISSING({ file });
    throw fileRefusals.FILE_UNREADABLE({ file, reason: reasons[code] ?? code });
  }
}
