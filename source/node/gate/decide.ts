import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Event } from '../../ledger/registries/tickets/event.ts';
import { gateDigest, isOpenIn, slotLength } from '../../ledger/registries/tickets/gate.ts';
import type { Ticket } from '../../ledger/registries/tickets/ticket.ts';
import { verify } from '../../ledger/signature.ts';
import { admitted, desk, type Entrance, refused, type Saying } from './answers.ts';
import type { Former } from './earlier.ts';
import { eventMarkLength, type Proof } from './proof.ts';

/** Half minutes by which a proof may be before or after the gate's clock. */
const slotsApart = 1;

/** What a gate knows when somebody shows a proof. */
export interface Door {
  /** The event's id. */
  readonly id: Uint8Array;
  readonly event: Pick<Event, 'status' | 'doorsAt' | 'endsAt' | 'policy'>;
  /** Six letters that this gate shows. */
  readonly session: string;
  /** The gate's clock, milliseconds since 1970. */
  readonly now: number;
  /** The ticket with a serial as blocks have it. */
  ticket(serial: number): Seat | undefined;
  /** Whether it is sold by an entry that waits for a block. */
  isWaiting(serial: number): boolean;
  /** How somebody was let in first with a ticket, here or elsewhere. */
  entrance(serial: number): Entrance | undefined;
  /** Whether this very proof let somebody in. */
  isUsed(proof: Proof): boolean;
}

/** What a gate knows of a ticket. */
interface Seat {
  readonly ticket: Pick<Ticket, 'status'>;
  /** Acts for its holder now. */
  readonly key: Key;
  /** Acts for whoever holds it, or gave it back, once what waits is in a block; only where that changes something. */
  readonly next: Key | undefined;
}

/**
 * What to say of a proof. What was altered or is not the holder's is refused; what may be an accident goes to the desk.
 * @param former what became of the key that signed it, where that is not the holder's
 */
export function decide({ id, event, session, now, ...door }: Door, proof: Proof | undefined, former?: Former): Saying {
  if (proof === undefined) return refused.PROOF_UNREADABLE();
  if (!equalBytes(proof.event, id.subarray(0, eventMarkLength))) return refused.OTHER_EVENT({});
  if (event.status === 'cancelled') return refused.EVENT_CANCELLED();
  const found = door.ticket(proof.serial);
  if (found === undefined) {
    return door.isWaiting(proof.serial) ? desk.TICKET_WAITING() : refused.TICKET_UNKNOWN({ serial: proof.serial });
  }
  const digest = gateDigest({ event: id, serial: proof.serial }, proof.session, proof.slot);
  const isBy = (key: Key) => verify(proof.signature, digest, key);
  const isValid = found.ticket.status === 'valid';
  // Whoever sold it or gave it back a moment ago would have both, the evening and the money.
  if (found.next !== undefined && (isBy(found.next) || (isValid && isBy(found.key)))) return desk.TICKET_MOVING();
  if (!isValid) return refused.TICKET_VOID({ status: found.ticket.status });
  if (!isBy(found.key)) {
    if (former === 'replaced') return refused.KEY_REPLACED();
    return former === 'passed on' ? refused.TICKET_PASSED_ON() : refused.COUNTERFEIT();
  }
  if (proof.session !== session) return desk.OTHER_SESSION({ session: proof.session, wanted: session });
  const slot = Math.floor(now / slotLength);
  if (proof.slot < slot - slotsApart) return desk.PROOF_OLD({ slot: proof.slot });
  if (proof.slot > slot + slotsApart) return desk.PROOF_FROM_FUTURE({ slot: proof.slot });
  if (!isOpenIn(event, proof.slot)) {
    return proof.slot * slotLength > event.endsAt ? desk.EVENT_OVER(event) : desk.DOORS_NOT_OPEN(event);
  }
  const first = door.entrance(proof.serial);
  if (first === undefined) return admitted.ADMIT({});
  if (!event.policy.reentry) return desk.ALREADY_INSIDE({ first });
  return door.isUsed(proof) ? desk.PROOF_USED({ slot: proof.slot }) : admitted.ADMIT({ before: first });
}
