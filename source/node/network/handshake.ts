import { equalBytes } from '@noble/ciphers/utils.js';
import { prefixed, taggedHash, tags } from '../../ledger/hash.ts';
import { refusals } from '../../ledger/refusal.ts';
import { sign, verify } from '../../ledger/signature.ts';
import { closeCodes } from './link.ts';
import { type Hello, helloCodec } from './messages.ts';

/** The protocol version that this program speaks, and the oldest that it understands. */
export const protocolVersion = 1;

/** Who opened the connection signs as `dialled`, the other side as `accepted`: a proof cannot be thrown back. */
export type Side = 'dialled' | 'accepted';

export const handshakeRefusals = refusals({
  OTHER_NETWORK: (_: { closeCode: number }) => 'It belongs to another network.',
  NO_COMMON_VERSION: (data: { closeCode: number; from: number; to: number }) =>
    `It speaks versions ${data.from} to ${data.to} of the protocol; this node speaks ${protocolVersion}. One of the two needs an update.`,
  TO_ITSELF: (_: { closeCode: number }) => 'That is this node itself.',
  ALREADY_CONNECTED: (_: { closeCode: number }) => 'This node is connected to it already.',
  TURNED_AWAY: (_: { closeCode: number }) =>
    'A person disconnected this node here and wants it to stay away for a while.',
  FULL: (_: { closeCode: number }) => 'All its places are taken.',
  PROOF_INVALID: (_: { closeCode: number }) => 'It does not hold the key that it claims.',
  NO_HANDSHAKE: (_: { closeCode: number }) => 'It did not say in time who it is.',
});

/** What both sides said first, as the proof covers it. */
function transcript(side: Side, dialled: Hello, accepted: Hello): Uint8Array {
  const parts = [helloCodec.encode(dialled), helloCodec.encode(accepted)].flatMap(prefixed);
  return taggedHash(tags.handshake, Uint8Array.of(side === 'dialled' ? 0 : 1), ...parts);
}

/** This node's signature over both hellos and its own side. */
export function prove(side: Side, own: Hello, theirs: Hello, secretKey: Uint8Array): Uint8Array {
  return sign(side === 'dialled' ? transcript(side, own, theirs) : transcript(side, theirs, own), secretKey);
}

/** @throws PROOF_INVALID unless the other side holds its node key and saw the same two hellos */
export function checkProof(side: Side, own: Hello, theirs: Hello, signature: Uint8Array): void {
  const digest = side === 'dialled' ? transcript('accepted', own, theirs) : transcript('dialled', theirs, own);
  if (!verify(signature, digest, theirs.nodeKey)) {
    throw handshakeRefusals.PROOF_INVALID({ closeCode: closeCodes.noProof });
  }
}

/**
 * Refuses a hello that this node cannot talk to.
 * @throws OTHER_NETWORK, NO_COMMON_VERSION, TO_ITSELF
 */
export function checkHello(own: Hello, theirs: Hello): void {
  if (!equalBytes(own.genesis, theirs.genesis)) {
    throw handshakeRefusals.OTHER_NETWORK({ closeCode: closeCodes.otherNetwork });
  }
  if (theirs.minVersion > own.maxVersion || theirs.maxVersion < own.minVersion) {
    const range = { from: theirs.minVersion, to: theirs.maxVersion };
    throw handshakeRefusals.NO_COMMON_VERSION({ closeCode: closeCodes.noCommonVersion, ...range });
  }
  if (equalBytes(own.nodeKey, theirs.nodeKey)) throw handshakeRefusals.TO_ITSELF({ closeCode: closeCodes.toItself });
}
