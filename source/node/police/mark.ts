import { bytesToHex } from '@noble/hashes/utils.js';
import { intentRefusals } from '../../wallet/intent.ts';
import type { Head } from './entry.ts';

/** Bytes of a link that stand in a mark: as hard to meet by trying as the key of an account. */
const markSize = 16;

/** A place of the log, and what its link begins with. */
export interface Mark {
  readonly count: number;
  readonly link: string;
}

/**
 * Where a log ends, as somebody can write it down elsewhere: `12-3f0c…`. Whoever keeps it can prove later that nothing
 * up to there was changed, even by somebody with the passphrase or by putting back an old copy of everything.
 */
export function markText({ count, link }: Head): string {
  return `${count}-${bytesToHex(link.subarray(0, markSize))}`;
}

/**
 * A mark as somebody typed it.
 * @throws PARAMETER_INVALID
 */
export function parseMark(text: string): Mark {
  const match = /^([1-9]\d{0,8})-([0-9a-f]{32})$/i.exec(text.trim());
  const [, count, link] = match ?? [];
  if (count === undefined || link === undefined) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'mark', expected: 'like 12- and 32 hex digits' });
  }
  return { count: Number(count), link: link.toLowerCase() };
}

/** Whether a link is the one of a mark. */
export function isMarked({ link }: Mark, found: Uint8Array): boolean {
  return bytesToHex(found.subarray(0, markSize)) === link;
}
