import { accessSync, constants, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { refusals } from '../ledger/refusal.ts';
import type { Environment } from '../node/environment.ts';

export const environmentRefusals = refusals({
  FOLDER_UNUSABLE: (data: { directory: string; reason: string }) =>
    `The folder ${data.directory} cannot be used (${data.reason}). Choose another with --data-dir.`,
});

/** Beyond this many bytes a log is set aside at the next start. */
const logLimit = 10 * 2 ** 20;

/**
 * The real world: system clock, timers, randomness, and a log file in the node's folder.
 * @throws FOLDER_UNUSABLE
 */
export function systemEnvironment(directory: string): Environment {
  const path = prepareLog(directory);
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    every: (milliseconds, callback) => {
      const timer = setInterval(callback, milliseconds);
      return () => clearInterval(timer);
    },
    random: () => Math.random(),
    logger: pino({ serializers: { error: pino.stdSerializers.err } }, logTo(path)),
  };
}

/** A log that cannot be written ends nothing: what keeps its lines from the disk keeps the ledger's too, which is told. */
function logTo(path: string): ReturnType<typeof pino.destination> {
  const destination = pino.destination({ dest: path, sync: true });
  // Its lines stay in memory and go out with the next one that the disk takes.
  destination.on('error', () => undefined);
  return destination;
}

/** Makes the folder, for its owner only, and sets a large log aside. */
function prepareLog(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
    const path = join(directory, 'carnet.log');
    if (existsSync(path) && statSync(path).size > logLimit) renameSync(path, `${path}.old`);
    return path;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw environmentRefusals.FOLDER_UNUSABLE({ directory, reason: String(error.code) });
  }
}
