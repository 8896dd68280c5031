import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as codec from '../../codec.ts';
import { type Field, unfit } from '../../field.ts';
import { bytesField } from '../../field-kinds.ts';
import { prefixed, taggedHash, tags } from '../../hash.ts';
import type { Key } from '../../keys.ts';
import type { Known } from '../../known.ts';
import type { TicketName } from './ticket.ts';

/** What stands on a ticket for who comes through the door, 32 bytes. `salt`: 32 random bytes. */
export function holderCommitment(salt: Uint8Array, name: string): Uint8Array {
  return taggedHash(tags.holder, salt, ...prefixed(utf8ToBytes(name.normalize('NFC'))));
}

/** Names on tickets, in bytes of UTF-8. */
const nameLimit = 100;

/** A name for the door as its print is made of it; nothing for a text that can be none. */
export function doorName(text: string): string | undefined {
  const name = text.trim().normalize('NFC');
  const isOne = name !== '' && codec.textFault(name) === undefined && utf8ToBytes(name).length <= nameLimit;
  return isOne ? name : undefined;
}

/** Who is to hold the ticket, by the values of the fields before: whoever it is given to, else whoever signs. */
function comerOf(known: Known, earlier: Readonly<Record<string, unknown>> = {}): { key?: Key; event?: Uint8Array } {
  const { to, event, ticket } = earlier as { to?: Key; event?: Uint8Array; ticket?: TicketName };
  const [key, id] = [to ?? known.author, event ?? ticket?.event];
  return { ...(key && { key }), ...(id && { event: id }) };
}

/**
 * Who comes through the door: 32 bytes that only the gate can open. A name is hidden under the salt that the holder's
 * wallet makes for it; 64 hex digits are taken as they are. Left out, it is the name that the holder has in the wallet.
 */
export const holderField: Field<Uint8Array> = {
  ...bytesField('Name at the door', 32, {
    help: 'only its print goes onto the ledger; the gate sees the name if you show it',
  }),
  input: 'text',
  parse: (input, known, earlier) => {
    if (typeof input !== 'string') throw unfit('must be a name, or the 64 hex digits of its print');
    if (/^[0-9a-f]{64}$/i.test(input)) return hexToBytes(input.toLowerCase());
    const name = doorName(input);
    if (name === undefined) {
      throw unfit(`must be a name of at most ${nameLimit} bytes, or the 64 hex digits of its print`);
    }
    const { key, event } = comerOf(known, earlier);
    // A form asks whether the name alone fits; whoever makes the entry knows the rest.
    return key && event ? known.holderPrint(key, event, name) : new Uint8Array(32);
  },
  fallback: (known, earlier) => {
    const { key, event } = comerOf(known, earlier);
    return key && event && known.holderPrint(key, event, known.name(key));
  },
};
