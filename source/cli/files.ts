import { refusals } from '../ledger/refusal.ts';
import { readBounded } from '../node/bounded-file.ts';

export const fileRefusals = refusals({
  FILE_MISSING: (data: { file: string }) => `There is no file ${data.file}. Check its name and folder.`,
  FILE_UNREADABLE: (data: { file: string; reason: string }) =>
    `The file ${data.file} cannot be read (${data.reason}). Give the name of a file that you may read.`,
});

const reasons: Readonly<Record<string, string>> = { EISDIR: 'it is a folder', EACCES: 'it is not yours to read' };

/**
 * The text of a file, at most `limit` bytes of it and one more, by which a caller sees that it is too long.
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export function readFileBounded(file: string, limit: number): string {
  try {
    return readBounded(file, limit);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const code = String(error.code);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw fileRefusals.FILE_MISSING({ file });
    throw fileRefusals.FILE_UNREADABLE({ file, reason: reasons[code] ?? code });
  }
}
