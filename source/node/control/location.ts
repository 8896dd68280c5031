import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';

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
  return folder.length <= 60 ? folder : '/tmp';
}

/** Makes the socket's folder, readable by its owner only, and takes away a socket that a dead node left. */
export function prepareSocket(path: string): void {
  if (process.platform === 'win32') return;
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).uid !== userInfo().uid) throw new Error(`the folder ${folder} belongs to somebody else`);
  chmodSync(folder, 0o700);
  rmSync(path, { force: true });
}

/** Leaves the pointer file, for the owner only. */
export function writePointer(directory: string, pointer: Pointer): void {
  writeFileSync(join(directory, pointerName), `${JSON.stringify(pointer)}\n`, { mode: 0o600 });
}

export function removePointer(directory: string): void {
  rmSync(join(directory, pointerName), { force: true });
}

/** The pointer of a data folder, if a node left one that can be read. */
export function readPointer(directory: string): Pointer | undefined {
  const path = join(directory, pointerName);
  if (!existsSync(path)) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { socket, pid, port } = parsed as Partial<Pointer>;
  return typeof socket === 'string' && typeof pid === 'number' && typeof port === 'number'
    ? { socket, pid, port }
    : undefined;
}

/** Pointers of all nodes below a base folder (`<base>/<network>-<id>/<port>/`), lowest port first. */
export function findPointers(base: string, network: string | undefined): Pointer[] {
  if (!existsSync(base)) return [];
  const networks = foldersIn(base).filter(
    (folder) => network === undefined || basename(folder).startsWith(`${network}-`),
  );
  const found = networks.flatMap(foldersIn).flatMap((folder) => readPointer(folder) ?? []);
  return found.sort((left, right) => left.port - right.port);
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}
