import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where Node keeps what it compiled, for every program of every home: half of the work of a start is to compile the
 * same modules again. What has changed since is compiled anew.
 */
const compiled = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  'node_modules',
  '.cache',
  'carnet-compiled',
);

/** A user who has never run the program: an empty home with every folder a program might write to. */
export interface Home {
  readonly path: string;
  /** A whole environment, with nothing of the caller's but the search path; see also {@link compiled}. */
  readonly environment: Readonly<Record<string, string>>;
  /** Deletes it with all that was written. */
  remove(): void;
}

/** Makes an empty home in the temporary folder; its path is short because a Unix socket's path must be. */
export function createHome(): Home {
  const path = mkdtempSync(join(tmpdir(), 'carnet-'));
  const folder = (name: string): string => {
    mkdirSync(join(path, name), { recursive: true });
    return join(path, name);
  };
  const temporary = folder('tmp');
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    NODE_COMPILE_CACHE: compiled,
    HOME: path,
    USERPROFILE: path,
    APPDATA: folder('config'),
    LOCALAPPDATA: folder('data'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_DATA_HOME: folder('data'),
    XDG_STATE_HOME: folder('state'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_RUNTIME_DIR: folder('run'),
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  };
  // A program that was just killed may still hold a file for a moment.
  return { path, environment, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10 }) };
}
