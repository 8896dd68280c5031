import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Home } from './home.ts';

const program = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'cli.js');
const run = promisify(execFile);

/** Asks the running node of a home through `carnet call`. Throws what the program answers on a refusal. */
export async function callNode(home: Home, method: string, params: object = {}): Promise<unknown> {
  const { stdout } = await run(process.execPath, [program, 'call', method, JSON.stringify(params)], {
    env: home.environment,
  });
  return JSON.parse(stdout);
}
