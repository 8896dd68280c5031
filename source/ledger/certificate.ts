import { sealedHeaderSize } from './block.ts';
import * as codec from './codec.ts';
import { latestTime } from './day.ts';
import { type FramedText, readFramed, writeFramed } from './framed-text.ts';
import { refusals } from './refusal.ts';

/**
 * What somebody without the ledger needs to see that objects of it are what they are said to be: the objects, where
 * each stands in the state tree, the block whose header commits to that tree, and every entry of their histories.
 * Reading one only says that it is a certificate; see `certificate-check.ts` for whether it proves anything.
 */
export interface Certificate {
  /** Id of the network's block 0. */
  readonly genesis: Uint8Array;
  /** Header and seal of the block whose state it is about, 247 bytes. */
  readonly header: Uint8Array;
  /** What it is about; the first is what was asked for. */
  readonly objects: CertifiedObject[];
}

/** One object, or that there is none under a key. */
export interface CertifiedObject {
  /** State key: registry, kind, id. */
  readonly key: Uint8Array;
  /** Its encoding; nothing where there is no such object. */
  readonly value: Uint8Array | undefined;
  /** Hashes beside the way through the state tree, from the top down. */
  readonly siblings: Uint8Array[];
  /** Where there is no such object: the leaf that stands at the end of the way, if one does. */
  readonly other: { readonly path: Uint8Array; readonly value: Uint8Array } | undefined;
  /** Its history, oldest first. */
  readonly events: CertifiedEvent[];
}

/** One event of a history: a whole entry, or the name of what the queue carried out. */
export interface CertifiedEvent {
  readonly height: number;
  /** Time of the parent of the block at that height, milliseconds since 1970. */
  readonly time: number;
  readonly entry: Uint8Array | undefined;
  readonly due: { readonly due: number; readonly sequence: number } | undefined;
}

export const certificateRefusals = refusals({
  CERTIFICATE_TOO_LARGE: (data: { limit: number }) =>
    `A certificate has at most ${data.limit.toLocaleString('en-US')} characters, and this is longer. Give the file itself, and nothing with it.`,
  CERTIFICATE_UNKNOWN: () =>
    'This is no certificate: one begins with "carnet-certificate". Give the file that `carnet prove` wrote.',
  CERTIFICATE_VERSION: (data: { version: string }) =>
    `This certificate is of version ${data.version.slice(0, 20)}, and this Carnet reads version 1. Use the same Carnet as whoever made it.`,
  /** Cut short, or other characters in it: an accident on the way. */
  CERTIFICATE_DAMAGED: () =>
    'This certificate was cut off or changed on its way. Have it sent again, whole and with nothing behind it.',
});

/** Characters of a certificate, at most, line breaks included. */
export const certificateLimit = 6_000_000;
/** Bytes of its content, at most, so that it stays below {@link certificateLimit} as text. */
export const contentLimit = 2_900_000;
/** What a certificate begins with. */
export const certificateMark = 'carnet-certificate';

const frame: FramedText = {
  mark: certificateMark,
  version: '1',
  limit: certificateLimit,
  refuse: {
    tooLarge: (limit) => certificateRefusals.CERTIFICATE_TOO_LARGE({ limit }),
    unknown: () => certificateRefusals.CERTIFICATE_UNKNOWN(),
    version: (version) => certificateRefusals.CERTIFICATE_VERSION({ version }),
    damaged: () => certificateRefusals.CERTIFICATE_DAMAGED(),
  },
};

/** A time, a height or a number in the queue, as a u64: none is later than {@link latestTime}. */
const whole: codec.Codec<number> = codec.mapped(
  codec.where(codec.u64, (value) => value <= BigInt(latestTime), 'a number out of range'),
  Number,
  BigInt,
);

const eventCodec: codec.Codec<CertifiedEvent> = codec.where(
  codec.struct({
    height: codec.u32,
    time: whole,
    entry: codec.optional(codec.longBlob(0xffff)),
    due: codec.optional(codec.struct({ due: whole, sequence: whole })),
  }),
  ({ entry, due }) => (entry === undefined) !== (due === undefined),
  'an event is an entry or something that was due',
);

const objectCodec: codec.Codec<CertifiedObject> = codec.where(
  codec.struct({
    key: codec.blob(80),
    value: codec.optional(codec.longBlob(0xffff)),
    siblings: codec.list(codec.hash32, 256),
    other: codec.optional(codec.struct({ path: codec.hash32, value: codec.hash32 })),
    events: codec.longList(eventCodec, 100_000),
  }),
  ({ value, other, events }) => (value === undefined ? events.length === 0 : other === undefined),
  'an object has no other leaf in its place, and what does not exist has no history',
);

const certificateCodec: codec.Codec<Certificate> = codec.struct({
  genesis: codec.hash32,
  header: codec.bytes(sealedHeaderSize),
  objects: codec.where(codec.list(objectCodec, 32), ({ length }) => length > 0, 'it is about nothing'),
});

/** Bytes of a certificate's content; above {@link contentLimit} nobody reads it. */
export function certificateSize(certificate: Certificate): number {
  return certificateCodec.encode(certificate).length;
}

/** A certificate as text: its mark and version, then hex in short lines. */
export function writeCertificate(certificate: Certificate): string {
  return writeFramed(frame, certificateCodec.encode(certificate));
}

/**
 * Reads a text that anybody may have written.
 * @throws the refusals of this file, MALFORMED
 */
export function readCertificate(text: string): Certificate {
  return codec.decode(certificateCodec, readFramed(frame, text), 'certificate');
}
