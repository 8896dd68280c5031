import { taggedHash, tags } from '../../hash.ts';
import type { Key } from '../../keys.ts';

/** Of a hand-over's id, of the requester's number and of the key, in bytes. */
export const secretSize = 32;

/**
 * The id of a hand-over, from who asks and 32 random bytes that it drew. The ledger takes any id; whoever is told the
 * bytes sees that no other library can have drawn it.
 */
export function exchangeId(requester: Key, seed: Uint8Array): Uint8Array {
  return taggedHash(tags.exchange, requester, seed);
}

/** What everybody may know of the requester's secret number, 32 bytes. */
export function requestHash(xid: Uint8Array, number: Uint8Array): Uint8Array {
  return taggedHash(tags.request, xid, number);
}

/** What everybody may know of the key of a book, 32 bytes. */
export function keyHash(xid: Uint8Array, key: Uint8Array): Uint8Array {
  return taggedHash(tags.key, xid, key);
}

/**
 * The key as it stands on the ledger: nobody reads it without the requester's number. Applied to that, it gives the key
 * back. 32 bytes.
 */
export function maskKey(xid: Uint8Array, number: Uint8Array, key: Uint8Array): Uint8Array {
  const mask = taggedHash(tags.mask, xid, number);
  return key.map((byte, place) => byte ^ (mask[place] ?? 0));
}

/** What a witness signs before the price is locked: this is the print of the key that the owner gave it. 32 bytes. */
export function keyVote(xid: Uint8Array, keyPrint: Uint8Array, ciphertextRoot: Uint8Array): Uint8Array {
  return taggedHash(tags.keyVote, xid, keyPrint, ciphertextRoot);
}

/** What a witness signs before the key is delivered: this is the print of the number that the requester gave it. */
export function requestVote(xid: Uint8Array, requestPrint: Uint8Array): Uint8Array {
  return taggedHash(tags.requestVote, xid, requestPrint);
}
