import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify<string, Uint8Array, number, object, Buffer>(scrypt);

/** scrypt (RFC 7914) with 128 MiB: about a second on a laptop, and as dear for whoever guesses. */
export const scryptSettings = { N: 2 ** 17, r: 8, p: 1 } as const;

/** Whether some work, scrypt's N, is one that a key may ask for: a power of 2, never more than 128 MiB. */
export function isWork(work: unknown): work is number {
  return typeof work === 'number' && work >= 2 ** 12 && work <= scryptSettings.N && Number.isInteger(Math.log2(work));
}

/** A small part of the work, which shows how long all of it takes on this machine. */
const sample = 32;
/** Milliseconds between two words about how far it is. */
const tellEvery = 50;

/**
 * The key of 32 bytes that a passphrase stands for, by Node's own scrypt: half the time of one in JavaScript, and on
 * a thread of its own. It does not say how far it is; `onProgress` hears an estimate, 0 to 1, from the pace of a small
 * part. What `onProgress` throws is thrown here, and the key is dropped.
 * @param work scrypt's N
 */
export async function passphraseKey(
  passphrase: string,
  salt: Uint8Array,
  onProgress?: (share: number) => void,
  work: number = scryptSettings.N,
): Promise<Uint8Array> {
  const secret = passphrase.normalize('NFKC');
  const { r, p } = scryptSettings;
  const derive = (N: number) => run(secret, salt, 32, { N, r, p, maxmem: 256 * N * r });
  if (onProgress === undefined) return Uint8Array.from(await derive(work));
  onProgress(0);
  const begun = performance.now();
  await derive(work / sample);
  const expected = (performance.now() - begun) * sample;
  onProgress(1 / (sample + 1));
  const key = await told(derive(work), expected, onProgress);
  onProgress(1);
  return Uint8Array.from(key);
}

/** Tells how far some work of so many milliseconds should be, until it is done. */
async function told<T>(work: Promise<T>, expected: number, onProgress: (share: number) => void): Promise<T> {
  const begun = performance.now();
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    const timer = setInterval(() => {
      try {
        // The end is told when it has come, however wrong the estimate was.
        onProgress(Math.min((1 + (sample * (performance.now() - begun)) / expected) / (sample + 1), 0.99));
      } catch (error) {
        reject(error);
      }
    }, tellEvery);
    stop = () => clearInterval(timer);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    stop();
  }
}
