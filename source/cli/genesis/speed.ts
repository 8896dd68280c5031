import { NonceSearch } from '../../node/miner/search.ts';

/** Milliseconds of trying. */
const duration = 250;
const stride = 4_096;

/**
 * Hashes a second that one worker of this machine tries.
 * @param now milliseconds of any clock
 */
export function measureSpeed(now: () => number): number {
  // No id is as small as nothing, so the search never ends by itself.
  const search = new NonceSearch(new Uint8Array(183), new Uint8Array(32));
  const start = now();
  let hashes = 0;
  for (let elapsed = 0; elapsed < duration; elapsed = now() - start) {
    search.run(hashes, stride);
    hashes += stride;
  }
  return (hashes * 1_000) / (now() - start);
}
