import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Environment } from '../node/environment.ts';

/** Beyond this many bytes a log is set aside at the next start. */
const logLimit = 10 * 2 ** 20;

/** The real world: system clock, timers, randomness, and a log file in the node's folder. */
export function systemEnvironment(directory: string): Environment {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'carnet.log');
  if (existsSync(path) && statSync(path).size > logLimit) renameSync(path, `${path}.old`);
  return {
    now: () => Date.now(),
    every: (milliseconds, callback) => {
      const timer = setInterval(callback, milliseconds);
      return () => clearInterval(timer);
    },
    random: () => Math.random(),
    logger: pino({ serializers: { error: pino.stdSerializers.err } }, pino.destination({ dest: path, sync: true })),
  };
}
