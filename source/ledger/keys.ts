import { bech32m } from '@scure/base';
import { byteString } from './byte-string.ts';
import { refusals } from './refusal.ts';
import { isPublicKey } from './signature.ts';

/** An account is its 33-byte compressed public key. */
export type Key = Uint8Array;

export const keyRefusals = refusals({
  /** Not an address of this network: wrong prefix, wrong checksum, or no key behind it. */
  ADDRESS_INVALID: (data: { address: string; prefix: string }) =>
    `"${data.address.slice(0, 80)}" is not an address of this network. Addresses here start with ${data.prefix}1; copy it again.`,
});

/** The bech32m (BIP 350) form of a key under the network's prefix. */
export function address(prefix: string, key: Key): string {
  return bech32m.encodeFromBytes(prefix, key);
}

/**
 * The key behind an address.
 * @throws ADDRESS_INVALID for another prefix, a wrong checksum or bytes that are no point of the curve
 */
export function parseAddress(prefix: string, text: string): Key {
  const decoded = text.length <= 90 ? bech32m.decodeUnsafe(text) : undefined;
  const key = decoded?.prefix === prefix ? bech32m.fromWordsUnsafe(decoded.words) : undefined;
  if (!key || !isPublicKey(key)) throw keyRefusals.ADDRESS_INVALID({ address: text, prefix });
  return key;
}

/** Each key once, in the order given. */
export function distinctKeys(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [byteString(key), key])).values()];
}
