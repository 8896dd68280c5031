import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { sha256Of } from './hash.ts';
import type { RefusedError } from './refusal.ts';

/** A kind of file that people send each other: bytes as text, behind a mark and a version. */
export interface FramedText {
  /** What the text begins with. */
  readonly mark: string;
  readonly version: string;
  /** Characters, at most, line breaks included. */
  readonly limit: number;
  /** How each fault of such a text is said. */
  readonly refuse: {
    tooLarge(limit: number): RefusedError;
    /** It begins with another mark. */
    unknown(): RefusedError;
    version(found: string): RefusedError;
    /** Cut short, or other characters in it: an accident on the way. */
    damaged(): RefusedError;
  };
}

/** Narrow enough that no mail program breaks it. */
const line = /.{1,72}/g;
const checksumSize = 4;

/** The text: mark and version, then hex in short lines. Blanks and line breaks mean nothing. */
export function writeFramed({ mark, version }: FramedText, content: Uint8Array): string {
  const hex = bytesToHex(concatBytes(content, checksumOf(content)));
  return `${mark} ${version}\n${(hex.match(line) ?? []).join('\n')}\n`;
}

/** The content of a text that anybody may have written. Throws what its kind refuses with. */
export function readFramed({ mark, version, limit, refuse }: FramedText, text: string): Uint8Array {
  if (text.length > limit) throw refuse.tooLarge(limit);
  const [found, given = '', ...lines] = text.trim().split(/\s+/);
  if (found !== mark) throw refuse.unknown();
  if (given !== version && /^\d+$/.test(given)) throw refuse.version(given);
  const hex = lines.join('');
  if (given !== version || hex.length <= 2 * checksumSize || hex.length % 2 !== 0 || /[^0-9a-f]/.test(hex)) {
    throw refuse.damaged();
  }
  const bytes = hexToBytes(hex);
  const content = bytes.subarray(0, -checksumSize);
  if (!equalBytes(bytes.subarray(-checksumSize), checksumOf(content))) throw refuse.damaged();
  return content;
}

/** Against accidents only: against somebody's will stands what the content itself proves. */
function checksumOf(content: Uint8Array): Uint8Array {
  return sha256Of(content).slice(0, checksumSize);
}
