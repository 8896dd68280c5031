import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../ledger/codec.ts';
import { refusals } from '../../ledger/refusal.ts';
import { holderCommitment } from '../../ledger/registries/tickets/holder.ts';
import { Fault } from '../../ledger/wire.ts';
import { fromBase45, toBase45 } from './base45.ts';

export const nameRefusals = refusals({
  NAME_TEXT_UNREADABLE: () =>
    'That is no name text. On the ticket\'s page the holder presses i, and shows what begins with "carnet-name:".',
  NAME_OTHER: (data: { name: string }) =>
    `The name "${data.name}" is not the one on this ticket. Give the name under which it was bought or taken, letter for letter.`,
  NAME_FORGOTTEN: () =>
    'This wallet does not know the name that was given for this ticket. Type it, letter for letter as it was given then.',
});

/** A name and what hides it on a ticket. */
export interface OpenName {
  readonly name: string;
  /** 32 bytes. */
  readonly salt: Uint8Array;
}

/** What a name text begins with, so that nobody takes it for a proof. */
export const nameMark = 'carnet-name:';
const version = 1;
/** Bytes of a name in UTF-8, as on tickets. */
const nameLimit = 100;

const nameCodec = codec.struct({
  version: codec.where(codec.u8, (value) => value === version, 'not the version that is known here'),
  salt: codec.hash32,
  name: codec.text(nameLimit),
});

/** Version, salt, and the name after its length. */
const sizeLimit = 1 + 32 + 2 + nameLimit;

/** Name and salt as a text to show at the gate, and nowhere else. */
export function nameText(open: OpenName): string {
  return nameMark + toBase45(nameCodec.encode({ version, ...open }));
}

/** @throws NAME_TEXT_UNREADABLE */
export function readNameText(text: string): OpenName {
  const trimmed = text.trim();
  const isMarked = trimmed.slice(0, nameMark.length).toLowerCase() === nameMark;
  const bytes = isMarked ? fromBase45(trimmed.slice(nameMark.length), sizeLimit) : undefined;
  if (bytes === undefined) throw nameRefusals.NAME_TEXT_UNREADABLE();
  try {
    const { name, salt } = nameCodec.decode(bytes);
    return { name, salt };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw nameRefusals.NAME_TEXT_UNREADABLE();
  }
}

/** Whether a name and its salt are behind the print on a ticket. */
export function fitsPrint({ name, salt }: OpenName, commitment: Uint8Array): boolean {
  return equalBytes(holderCommitment(salt, name), commitment);
}
