import * as codec from '../../ledger/codec.ts';
import { sessionCodec } from '../../ledger/registries/tickets/ticket.ts';
import { Fault } from '../../ledger/wire.ts';
import { fromBase45, toBase45 } from './base45.ts';

/**
 * What a holder shows at a gate. With half of the event's id it fits a QR code of 37 modules, which stands on a terminal
 * of 24 rows; the signature is over the whole id all the same. An event's id is that of an entry, so it names the network
 * too.
 */
export interface Proof {
  /** The first {@link eventMarkLength} bytes of the event's id. */
  readonly event: Uint8Array;
  readonly serial: number;
  /** Six letters that the gate shows. */
  readonly session: string;
  /** Half minutes since 1970. */
  readonly slot: number;
  /** The holder's, over `gateDigest`. */
  readonly signature: Uint8Array;
}

export const eventMarkLength = 16;

const version = 1;

const proofCodec = codec.struct({
  version: codec.where(codec.u8, (value) => value === version, 'not the version that is known here'),
  event: codec.bytes(eventMarkLength),
  serial: codec.where(codec.u32, (serial) => serial >= 1, 'not from 1 on'),
  session: sessionCodec,
  slot: codec.u32,
  signature: codec.signature64,
});

/** Bytes of a proof. */
export const proofLength = 1 + eventMarkLength + 4 + 6 + 4 + 64;
/** Characters of its text: three for two bytes, and two for the last one. */
const textLength = 3 * Math.floor(proofLength / 2) + 2;

/** A proof as a text that fits a QR code's alphanumeric mode. */
export function proofText(proof: Proof): string {
  return toBase45(proofCodec.encode({ version, ...proof, event: proof.event.slice(0, eventMarkLength) }));
}

/** The proof in a text; nothing where it is none, or not written in the one way there is. */
export function readProof(text: string): Proof | undefined {
  // A proof may begin with a blank, which is lost where somebody copies it by hand. It never ends with one.
  const bytes = fromBase45(text.trim().padStart(textLength, ' '), proofLength);
  if (bytes === undefined) return undefined;
  try {
    const { version: _, ...proof } = proofCodec.decode(bytes);
    return proof;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}
