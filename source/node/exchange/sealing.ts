import type { webcrypto } from 'node:crypto';
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import * as codec from '../../ledger/codec.ts';
import { prefixed, taggedHash, tags } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
import { sign, verify } from '../../ledger/signature.ts';
import { type Message, messageCodec, messageLimit } from './messages.ts';

export const sealingRefusals = refusals({
  LETTER_UNREADABLE: () =>
    'This message was not sealed for this library, or it was changed on its way. Nothing was taken from it.',
  LETTER_UNSIGNED: () =>
    'This message is not signed by whoever it says it is from, for this network and library. Nothing was taken from it.',
});

/** HPKE base mode of RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Chacha20Poly1305(),
});

/** The pair with which messages to one account are sealed and opened. */
export interface SealingPair {
  /** As `books.join` publishes it, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly privateKey: webcrypto.CryptoKey;
}

/** The sealing pair of an account: from its secret key alone, so that the same words give it again. */
export async function sealingPair(secretKey: Uint8Array): Promise<SealingPair> {
  const { publicKey, privateKey } = await suite.kem.deriveKeyPair(taggedHash(tags.sealing, secretKey));
  return { publicKey: new Uint8Array(await suite.kem.serializePublicKey(publicKey)), privateKey };
}

/** A sealed message as it travels. Who sent it is inside: nobody between the two can see it. */
export interface Letter {
  readonly to: Key;
  /** The encapsulated key of HPKE, 32 bytes. */
  readonly enc: Uint8Array;
  readonly sealed: Uint8Array;
}

const innerCodec = codec.struct({
  from: codec.publicKey,
  signature: codec.signature64,
  message: codec.longBlob(messageLimit),
});

/** Of the seal and of what stands beside the message inside, bytes. */
const overhead = 16 + 33 + 64 + 4;

export const letterCodec: codec.Codec<Letter> = codec.struct({
  to: codec.publicKey,
  enc: codec.bytes(32),
  sealed: codec.longBlob(messageLimit + overhead),
});

/** The signature is for one network and one receiver: who gets it cannot hand it on in the sender's name. */
function digestOf(genesisId: Uint8Array, to: Key, message: Uint8Array): Uint8Array {
  return taggedHash(tags.letter, genesisId, to, ...prefixed(message));
}

/** Whose hands a message leaves, and for whom. */
export interface Posting {
  readonly genesisId: Uint8Array;
  readonly from: { readonly publicKey: Key; readonly secretKey: Uint8Array };
  readonly to: Key;
  /** Of the receiver, see `books.join`. */
  readonly sealingKey: Uint8Array;
}

/** Signs a message and seals it for its receiver. */
export async function seal(message: Message, { genesisId, from, to, sealingKey }: Posting): Promise<Letter> {
  const bytes = messageCodec.encode(message);
  const signature = sign(digestOf(genesisId, to, bytes), from.secretKey);
  const inner = innerCodec.encode({ from: from.publicKey, signature, message: bytes });
  const recipientPublicKey = await suite.kem.deserializePublicKey(sealingKey);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: genesisId }, inner, to);
  return { to, enc: new Uint8Array(enc), sealed: new Uint8Array(ct) };
}

/**
 * Opens a message and checks who sent it.
 * @throws LETTER_UNREADABLE, LETTER_UNSIGNED, MALFORMED
 */
export async function open(
  { to, enc, sealed }: Letter,
  genesisId: Uint8Array,
  privateKey: webcrypto.CryptoKey,
): Promise<{ readonly from: Key; readonly message: Message }> {
  const inner = codec.decode(innerCodec, await unsealed(enc, sealed, { to, genesisId, privateKey }), 'sealed message');
  if (!verify(inner.signature, digestOf(genesisId, to, inner.message), inner.from)) {
    throw sealingRefusals.LETTER_UNSIGNED();
  }
  return { from: inner.from, message: codec.decode(messageCodec, inner.message, 'message of a hand-over') };
}

async function unsealed(
  enc: Uint8Array,
  sealed: Uint8Array,
  { to, genesisId, privateKey }: { to: Key; genesisId: Uint8Array; privateKey: webcrypto.CryptoKey },
): Promise<Uint8Array> {
  try {
    return new Uint8Array(await suite.open({ recipientKey: privateKey, enc, info: genesisId }, sealed, to));
  } catch {
    // The library throws for a false tag and for a point that is none; for whoever gets it, both are one.
    throw sealingRefusals.LETTER_UNREADABLE();
  }
}
