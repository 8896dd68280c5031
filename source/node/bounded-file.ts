import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';

/** Milliseconds between two looks at a pipe through which nothing came. */
const pause = 20;

/** How long a pipe may bring nothing, milliseconds. */
const usualPatience = 10_000;

/** Nobody wrote into a pipe; with a code like the system's errors. */
class PipeSilence extends Error {
  override readonly name = 'PipeSilence';
  readonly code = 'ETIMEDOUT';
}

/**
 * The text of a file, at most `limit` bytes of it and one more, by which a caller sees that it is too long. Also of what
 * has no size beforehand, like a pipe; but not for ever, as the system would wait: nothing else goes on meanwhile, not
 * even the stopping of the program. Throws the system's errors, and ETIMEDOUT.
 */
export function readBounded(file: string, limit: number, patience = usualPatience): string {
  const isPipe = statSync(file).isFIFO();
  const descriptor = openSync(file, isPipe ? constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) : 'r');
  try {
    const bytes = Buffer.alloc(limit + 1);
    let size = 0;
    for (let silence = 0; size < bytes.length; ) {
      const read = readSome(descriptor, bytes, size);
      // A pipe that nobody has opened to write yet has an end too.
      if (read === 0 && (!isPipe || size > 0)) break;
      size += read ?? 0;
      silence = read === undefined || read === 0 ? silence + pause : 0;
      if (silence > patience) throw new PipeSilence(`nothing came through ${file}`);
      if (silence > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
    return bytes.toString('utf8', 0, size);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes that were read, 0 at the end; nothing where there are none yet. */
function readSome(descriptor: number, bytes: Buffer, at: number): number | undefined {
  try {
    return readSync(descriptor, bytes, at, bytes.length - at, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}
