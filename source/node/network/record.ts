import { byteString } from '../../ledger/byte-string.ts';
import * as codec from '../../ledger/codec.ts';
import { prefixed, taggedHash, tags } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
import { sign, verify } from '../../ledger/signature.ts';
import { normalUrl } from './addresses.ts';
import { closeCodes } from './link.ts';

export const recordRefusals = refusals({
  RECORD_FORGED: (_: { closeCode: number; by: 'node' | 'account' }) =>
    'It passed on a record of who is where whose signatures are not all good.',
});

/** Addresses in a record, at most. */
export const recordUrlsLimit = 8;
/** Accounts in a record, at most. */
export const recordAccountsLimit = 32;

/** An account, and its word that a node speaks for it: nobody claims an account whose key it does not hold. */
export interface Claim {
  readonly key: Key;
  readonly signature: Uint8Array;
}

/** Where a node is and for which accounts it speaks, signed by the node. */
export interface PeerRecord {
  readonly nodeKey: Key;
  /** Milliseconds since 1970, rising with every record of a node: the newest one counts. */
  readonly sequence: number;
  /** Where it can be dialled, as far as it knows; the best first. */
  readonly urls: readonly string[];
  readonly accounts: readonly Claim[];
  readonly signature: Uint8Array;
}

const sequenceCodec: codec.Codec<number> = codec.mapped(
  codec.where(codec.u64, (value) => value <= BigInt(Number.MAX_SAFE_INTEGER), 'no time that there will ever be'),
  Number,
  BigInt,
);

/** What the node signs. */
const wordCodec: codec.Codec<Omit<PeerRecord, 'signature'>> = codec.struct({
  nodeKey: codec.publicKey,
  sequence: sequenceCodec,
  urls: distinct(
    codec.list(
      codec.validText(120, (url) => normalUrl(url) === url),
      recordUrlsLimit,
    ),
    (url) => url,
  ),
  accounts: distinct(
    codec.list(codec.struct({ key: codec.publicKey, signature: codec.signature64 }), recordAccountsLimit),
    ({ key }) => byteString(key),
  ),
});

export const peerRecordCodec: codec.Codec<PeerRecord> = codec.codec(
  (writer, record) => {
    wordCodec.write(writer, record);
    codec.signature64.write(writer, record.signature);
  },
  (reader) => ({ ...wordCodec.read(reader), signature: codec.signature64.read(reader) }),
);

function distinct<T>(inner: codec.Codec<T[]>, nameOf: (one: T) => string): codec.Codec<readonly T[]> {
  const isDistinct = (all: T[]) => new Set(all.map(nameOf)).size === all.length;
  return codec.mapped(
    codec.where(inner, isDistinct, 'one stands there twice'),
    (all) => all,
    (all) => [...all],
  );
}

function claimDigest(genesisId: Uint8Array, nodeKey: Key, account: Key): Uint8Array {
  return taggedHash(tags.speaker, genesisId, nodeKey, account);
}

function recordDigest(genesisId: Uint8Array, word: Omit<PeerRecord, 'signature'>): Uint8Array {
  return taggedHash(tags.record, genesisId, ...prefixed(wordCodec.encode(word)));
}

/** An account's word that a node speaks for it on this network. */
export function claimOf(
  account: { readonly publicKey: Key; readonly secretKey: Uint8Array },
  genesisId: Uint8Array,
  nodeKey: Key,
): Claim {
  const digest = claimDigest(genesisId, nodeKey, account.publicKey);
  return { key: account.publicKey, signature: sign(digest, account.secretKey) };
}

/** Signs a record as the node that it is of. */
export function signRecord(
  word: Omit<PeerRecord, 'signature'>,
  genesisId: Uint8Array,
  secretKey: Uint8Array,
): PeerRecord {
  return { ...word, signature: sign(recordDigest(genesisId, word), secretKey) };
}

/**
 * Checks every signature of a record. What is good here is good at every node, whatever its tip: nobody who passes on
 * what it checked is blamed for it.
 * @param isKnown whether a claim was checked before
 * @throws RECORD_FORGED
 */
export function checkRecord(record: PeerRecord, genesisId: Uint8Array, isKnown: (claim: Claim) => boolean): void {
  const { nodeKey, accounts, signature } = record;
  const closeCode = closeCodes.misbehaved;
  if (!verify(signature, recordDigest(genesisId, record), nodeKey)) {
    throw recordRefusals.RECORD_FORGED({ closeCode, by: 'node' });
  }
  const isGood = (claim: Claim) =>
    isKnown(claim) || verify(claim.signature, claimDigest(genesisId, nodeKey, claim.key), claim.key);
  if (!accounts.every(isGood)) throw recordRefusals.RECORD_FORGED({ closeCode, by: 'account' });
}
