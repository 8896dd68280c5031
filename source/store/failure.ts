import { type RefusedError, refusals } from '../ledger/refusal.ts';

/** What is known of a store that the system does not let work. */
interface Failing {
  readonly directory: string;
  /** Height of the last block that the disk has for certain; nothing while the store is opened. */
  readonly height: number | undefined;
}

export const failureRefusals = refusals({
  DISK_FULL: ({ directory, height }: Failing) =>
    `The disk with ${directory} is full; ${kept(height)}. Make room and start again.`,
  DISK_FORBIDDEN: ({ directory, height }: Failing) =>
    `The system lets nobody write in ${directory} here; ${kept(height)}. Set its permissions, or choose another --data-dir.`,
  FILES_TOO_MANY: ({ directory, height }: Failing) =>
    `The system opens no more files, so ${directory} cannot be used; ${kept(height)}. Close other programs, or raise the limit (\`ulimit -n\`), and start again.`,
  STORE_FAILED: ({ directory, height, reason }: Failing & { readonly reason: string }) =>
    `The disk did not take what was written in ${directory} (${reason}); ${kept(height)}. Look after the disk and start again.`,
});

function kept(height: number | undefined): string {
  return height === undefined ? 'the ledger itself is unharmed' : `the ledger is safe up to block ${height}`;
}

/**
 * The system did not let the store work. Not a refusal itself: it says nothing about a block or an entry, and must
 * condemn none.
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  /** What to tell people. */
  readonly refusal: RefusedError;

  constructor(refusal: RefusedError, cause: unknown) {
    super(refusal.message, { cause });
    this.refusal = refusal;
  }
}

/** Troubles of the system's that people can do something about. */
export type KnownCause = 'DISK_FULL' | 'DISK_FORBIDDEN' | 'FILES_TOO_MANY';

/** Node names what went wrong by a code; LevelDB ends its sentence with the system's words for it. */
const causes: readonly (readonly [KnownCause, codes: readonly string[], words: RegExp])[] = [
  ['DISK_FULL', ['ENOSPC', 'EDQUOT'], /^(no space left|dis[ck] quota|quota exceeded|there is not enough space)/i],
  [
    'DISK_FORBIDDEN',
    ['EACCES', 'EPERM', 'EROFS'],
    /^(permission denied|operation not perm|read-only|access is denied)/i,
  ],
  ['FILES_TOO_MANY', ['EMFILE', 'ENFILE'], /^too many open files/i],
];

/** Which trouble of the system's stands behind an error of Node's or LevelDB's, if it is one that is known. */
export function systemCause(error: unknown): KnownCause | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const words = reasonOf(error);
  return causes.find(([, codes, pattern]) => codes.includes(code) || pattern.test(words))?.[0];
}

/** The failure behind an error, where it is the system's and not the ledger's: full, forbidden, too many files. */
export function systemFailure(error: unknown, failing: Failing): StoreFailure | undefined {
  const cause = systemCause(error);
  return cause && new StoreFailure(failureRefusals[cause](failing), error);
}

/** The failure behind a write that did not succeed. */
export function writeFailure(error: unknown, failing: Failing): StoreFailure {
  const reason = error instanceof Error ? reasonOf(error) : String(error);
  return systemFailure(error, failing) ?? new StoreFailure(failureRefusals.STORE_FAILED({ ...failing, reason }), error);
}

/** The last part of LevelDB's sentence, which begins with the file's whole path. */
export function reasonOf({ message }: Error): string {
  return message.slice(message.lastIndexOf(': ') + 1).trim();
}
