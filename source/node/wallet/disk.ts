import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { refusals } from '../../ledger/refusal.ts';
import { walletFileLimit } from '../../wallet/wallet-file.ts';
import { readBounded } from '../bounded-file.ts';

export const walletDiskRefusals = refusals({
  /** Words are never written over other words. */
  WALLET_EXISTS: (data: { file: string }) =>
    `There are words already, in ${data.file}. Move that file away first if you want others; keep it, it may hold money.`,
  WALLET_UNWRITABLE: (data: { file: string; reason: string }) =>
    `The wallet file ${data.file} cannot be written (${data.reason}). Look at its folder, or choose another with --config-dir.`,
  WALLET_UNREADABLE: (data: { file: string; reason: string }) =>
    `The wallet file ${data.file} cannot be read (${data.reason}). Give yourself the right to read it.`,
});

/**
 * A wallet file's text, or nothing where there is none.
 * @throws WALLET_UNREADABLE
 */
export function readWalletFile(file: string): string | undefined {
  try {
    return readBounded(file, walletFileLimit);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'ENOENT') return undefined;
    throw walletDiskRefusals.WALLET_UNREADABLE({ file, reason });
  }
}

/**
 * Writes a wallet file that is not there yet, whole or not at all, for its owner only.
 * @throws WALLET_EXISTS, WALLET_UNWRITABLE
 */
export function createWalletFile(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const fresh = writeBeside(file, text);
    try {
      // Unlike a renaming, a link never takes the place of a file that somebody else just made.
      linkSync(fresh, file);
    } finally {
      rmSync(fresh, { force: true });
    }
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'EEXIST') throw walletDiskRefusals.WALLET_EXISTS({ file });
    throw walletDiskRefusals.WALLET_UNWRITABLE({ file, reason });
  }
}

/**
 * Writes a wallet file anew, whole or not at all.
 * @throws WALLET_UNWRITABLE
 */
export function replaceWalletFile(file: string, text: string): void {
  try {
    renameSync(writeBeside(file, text), file);
  } catch (error) {
    throw walletDiskRefusals.WALLET_UNWRITABLE({ file, reason: codeOf(error) });
  }
}

/** A file of this process beside the one that is meant, safely on the disk. */
function writeBeside(file: string, text: string): string {
  const fresh = `${file}.${process.pid}.new`;
  rmSync(fresh, { force: true });
  const descriptor = openSync(fresh, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return fresh;
}

/** Why the system refused; anything else than a system's refusal goes on as it is. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error) {
    return error.code;
  }
  throw error;
}
