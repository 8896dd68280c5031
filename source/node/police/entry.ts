import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import { policeRefusals } from './refusals.ts';
import type { Secrets } from './secrets.ts';

/** What can happen to the database; each stands in its log. */
export const actions = ['create', 'add', 'look', 'commit', 'erase'] as const;

export type Action = (typeof actions)[number];

/** Bytes of who asked, and of what for. */
export const whoLimit = 80;
export const purposeLimit = 200;

/** One entry of the log. It names nobody by name: whoever is erased is not in it. */
export interface Entry {
  /** From 1, without a gap. */
  readonly number: number;
  /** {@link Secrets.linkOf} the entry before it; zeros for the first. */
  readonly previous: Uint8Array;
  /** Milliseconds since 1970. */
  readonly at: bigint;
  /** Height of the ledger by which a plate was resolved; nothing without a ledger at hand. */
  readonly height: number | undefined;
  readonly action: Action;
  readonly who: string;
  readonly purpose: string;
  /** The plate that was asked for; empty if it was a key. */
  readonly plate: string;
  /** Whom it was about; nothing for a plate that nobody has. */
  readonly key: Key | undefined;
  /** Whether somebody was on file. */
  readonly found: boolean;
  /** Of a person put on file: SHA-256 of the box, by which an audit knows it again. */
  readonly box: Uint8Array | undefined;
}

export const entryCodec: codec.Codec<Entry> = codec.struct({
  number: codec.u32,
  previous: codec.hash32,
  at: codec.u64,
  height: codec.optional(codec.u32),
  action: codec.choice(actions),
  who: codec.text(whoLimit),
  purpose: codec.text(purposeLimit),
  plate: codec.text(20),
  key: codec.optional(codec.publicKey),
  found: codec.bool,
  box: codec.optional(codec.hash32),
});

/** Where the log ends. */
export interface Head {
  /** Number of the last entry. */
  readonly count: number;
  /** Link of the last entry; zeros before the first. */
  readonly link: Uint8Array;
}

export const headCodec: codec.Codec<Head> = codec.struct({ count: codec.u32, link: codec.hash32 });

/** Before the first entry. */
export const noHead: Head = { count: 0, link: new Uint8Array(32) };

/** An entry that opened, and its link. */
export interface OpenedEntry {
  readonly entry: Entry;
  readonly link: Uint8Array;
}

/** An entry of the log as it lies on disk; nothing where it is not as it was written. */
export function openEntry(secrets: Secrets, box: Uint8Array): OpenedEntry | undefined {
  const plain = secrets.open('entry', box);
  // Whoever can close a box knows how an entry is written: one that does not decode is a defect, not damage.
  return plain && { entry: entryCodec.decode(plain), link: secrets.linkOf(plain) };
}

/**
 * A text for the log in its one form: trimmed, NFC.
 * @throws LOG_TEXT_INVALID
 */
export function logText(what: string, text: string, limit: number): string {
  const normal = text.trim().normalize('NFC');
  const fault = codec.textFault(normal);
  if (fault !== undefined) throw policeRefusals.LOG_TEXT_INVALID({ what, reason: `it has ${fault} in it` });
  if (new TextEncoder().encode(normal).length > limit) {
    throw policeRefusals.LOG_TEXT_INVALID({ what, reason: `it has more than ${limit} bytes` });
  }
  return normal;
}

/**
 * What for, as it stands in the log.
 * @throws PURPOSE_MISSING, LOG_TEXT_INVALID
 */
export function checkPurpose(purpose: string): string {
  const text = logText('The purpose', purpose, purposeLimit);
  if (text === '') throw policeRefusals.PURPOSE_MISSING();
  return text;
}

/**
 * Who asks, as it stands in the log.
 * @throws WHO_MISSING, LOG_TEXT_INVALID
 */
export function checkWho(who: string): string {
  const text = logText('Who asks', who, whoLimit);
  if (text === '') throw policeRefusals.WHO_MISSING();
  return text;
}
