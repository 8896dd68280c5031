import { accessSync, constants, statfsSync } from 'node:fs';

/**
 * Runs before every test file, so that a frame is the same on a laptop, in a terminal and on a build machine.
 *
 * Ink draws nothing before it exits where `CI` is set, even to nothing, so the name itself has to go. Colours are off
 * in frames (their words and places are what a snapshot compares); the pseudo-terminal's tests look at real colours.
 */
for (const name of Object.keys(process.env)) {
  if (name === 'CI' || name.startsWith('CI_') || name === 'CONTINUOUS_INTEGRATION' || name === 'NO_COLOR') {
    delete process.env[name];
  }
}
process.env.FORCE_COLOR = '0';
process.env.TZ = 'UTC';

/**
 * What tests write lies in memory where there is room for it: no test needs a disk that outlives its machine, and every
 * block waits until its disk has it.
 */
const memory = '/dev/shm';
if (process.platform === 'linux' && hasRoom(memory, 2 * 2 ** 30)) process.env.TMPDIR = memory;

function hasRoom(folder: string, bytes: number): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= bytes;
  } catch (error) {
    // Not every machine has one.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
