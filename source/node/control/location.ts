import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { refusals } from '../../ledger/refusal.ts';

export const locationRefusals = refusals({
  SOCKET_FOLDER_FOREIGN: (data: { folder: string }) =>
    `The folder ${data.folder} belongs to somebody else, so no control socket can lie in it. Set TMPDIR to a folder of yours.`,
});

/** What the pointer file in a node's data folder says: where its control socket is, and whose it is. */
export interface Pointer {
  readonly socket: string;
  readonly pid: number;
  readonly port: number;
}

const pointerName = 'control.json';

/**
 * A short path for the socket of a data folder. A Unix socket's path may have only about 107 bytes, which a data folder
 * easily has already; so the socket lies in a folder of this user below the temporary one. On Windows it is a pipe.
 */
export function socketPath(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\carnet-${name}`;
  const { uid } = userInfo();
  return join(shortTemporary(), `carnet-${uid}`, `${name}.sock`);
}

/** The temporary folder, unless its own path is too long for a socket in it. */
function shortTemporary(): string {
  const folder = tmpdir();
  return Buffer.byteLength(folder) <= 60 ? folder : '/tmp';
}

/** Makes the socket's folder, readable by its owner only, and takes away a socket that a dead node left. */
export function prepareSocket(path: string): void {
  if (process.platform === 'win32') return;
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Everybody may write below the temporary folder: a link put there would lead to some other folder of this user's.
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) throw locationRefusals.SOCKET_FOLDER_FOREIGN({ folder });
  chmodSync(folder, 0o700);
  rmSync(path, { force: true });
}

/** Leaves the pointer file, for the owner only, whole or not at all. */
export function writePointer(directory: string, pointer: Pointer): void {
  const path = join(directory, pointerName);
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(pointer)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removePointer(directory: string): void {
  rmSync(join(directory, pointerName), { force: true });
}

/** The pointer of a data folder, if a node left one that can be read. */
export function readPointer(directory: string): Pointer | undefined {
  const text = readIfThere(join(directory, pointerName));
  const parsed = text === undefined ? undefined : parseOrNothing(text);
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { socket, pid, port } = parsed as Partial<Pointer>;
  return typeof socket === 'string' && typeof pid === 'number' && typeof port === 'number'
    ? { socket, pid, port }
    : undefined;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isOutOfReach(error)) return undefined;
    throw error;
  }
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's file, or one that was cut short: no node stands behind it.
    return undefined;
  }
}

/** Whether a file or folder is not there, or not for this user. */
function isOutOfReach(error: unknown): boolean {
  const codes = ['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** A pointer, and the network that its folder is of. */
export interface FoundPointer extends Pointer {
  readonly network: string;
}

/**
 * Pointers of all nodes below a base folder (`<base>/<network>-<id>/<port>/`), lowest port first; of one network if its
 * name is given, with or without its id.
 */
export function findPointers(base: string, network: string | undefined): FoundPointer[] {
  const networks = foldersIn(base, /^.+-[0-9a-f]{8}$/).filter(
    (folder) => network === undefined || [basename(folder), basename(folder).slice(0, -9)].includes(network),
  );
  const found = networks.flatMap((folder) =>
    foldersIn(folder, /^\d{1,5}$/).flatMap((each) => {
      const pointer = readPointer(each);
      return pointer === undefined ? [] : [{ ...pointer, network: basename(folder).slice(0, -9) }];
    }),
  );
  return found.sort((left, right) => left.port - right.port);
}

function foldersIn(folder: string, name: RegExp): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && name.test(entry.name))
      .map((entry) => join(folder, entry.name));
  } catch (error) {
    if (isOutOfReach(error)) return [];
    throw error;
  }
}
