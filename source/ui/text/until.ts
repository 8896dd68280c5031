import type { Status } from '../../node/facade.ts';
import { duration, thousands } from './format.ts';

/** `ends in 3 h 20 min`: how long the blocks until then usually take; by its number where blocks come on demand. */
export function endsIn(untilBlock: number, status: Status | undefined): string {
  if (status === undefined || status.network === 'regtest') return `until block ${thousands(untilBlock)}`;
  const left = untilBlock - status.height;
  return left <= 1 ? 'ends with the next block' : `ends in ${timeOf(left * status.interval)}`;
}

/** `after block 3,684, in about 3 h 20 min`: the last block in which something can be done. */
export function afterBlock(lastBlock: number, status: Status | undefined): string {
  return `after ${blockAndTime(lastBlock, status)}`;
}

/** The same for a sentence about a block: `block 3,684, in about 3 h 20 min`. */
export function blockAndTime(block: number, status: Status | undefined): string {
  const name = `block ${thousands(block)}`;
  const left = status === undefined || status.network === 'regtest' ? 0 : (block - status.height) * status.interval;
  return left > 0 ? `${name}, in about ${timeOf(left)}` : name;
}

/** Hours with their minutes: what ends today should not be told in whole hours. */
function timeOf(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 100 || minutes >= 48 * 60) return duration(milliseconds);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
