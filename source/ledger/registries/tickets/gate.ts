import { equalBytes } from '@noble/ciphers/utils.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as codec from '../../codec.ts';
import { unfit } from '../../field.ts';
import { bytesField, numberField, patternField } from '../../field-kinds.ts';
import { taggedHash, tags, u32le } from '../../hash.ts';
import { defineOperation } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { verify } from '../../signature.ts';
import type { State, StateReader } from '../../state.ts';
import { currentKey, keysFrom } from '../owners/owner.ts';
import { type Event, requireEvent, titleOf, updateEvent } from './event.ts';
import {
  type Admission,
  laterAdmissionKind,
  requireValidTicket,
  sessionCodec,
  type Ticket,
  type TicketName,
  ticketField,
  ticketHistory,
  ticketId,
  updateTicket,
} from './ticket.ts';
import { toldAdmission } from './told.ts';

/** Milliseconds for which a holder's proof is made. */
export const slotLength = 30_000;

export const gateRefusals = refusals({
  NOT_GATE: () => 'The event does not name this key for its gates. Sign as one that it names.',
  SLOT_OUTSIDE: () => 'The admission is not between the opening of the doors and the end of the event.',
  PROOF_FALSE: () =>
    "The proof was not signed by the ticket's holder for this gate and this half minute: it is counterfeit.",
  PROOF_FROM_FUTURE: () =>
    'The proof is of a half minute that has not begun. One of the two clocks is wrong: set it, and show a fresh proof.',
  ADMISSION_KNOWN: () => 'This very admission is on the ledger already. Nothing to do.',
  EVENT_CANCELLED: () => 'The event was cancelled. Nobody is let in.',
});

/** What the key of a ticket's holder signs at a gate, 32 bytes. `session`: six letters; `slot`: half minutes since 1970. */
export function gateDigest(name: TicketName, session: string, slot: number): Uint8Array {
  return taggedHash(tags.gate, ticketId(name), utf8ToBytes(session), u32le(slot));
}

/**
 * Whether a proof is by a key of the ticket's holder: the one that holds now, or one that it replaced. A gate without a
 * network cannot know of a new key, and what it let in by the old one is evidence all the same.
 */
function isProofOf(
  state: StateReader,
  { holder }: Ticket,
  { digest, signature }: { readonly digest: Uint8Array; readonly signature: Uint8Array },
  height: number,
): boolean {
  // The newest first: nearly always it is that one.
  return keysFrom(state, holder, height)
    .reverse()
    .some((key) => verify(signature, digest, key));
}

/** Whether a half minute lies between doors and end; the one in which the doors open counts whole. */
export function isOpenIn({ doorsAt, endsAt }: Pick<Event, 'doorsAt' | 'endsAt'>, slot: number): boolean {
  return (slot + 1) * slotLength > doorsAt && slot * slotLength <= endsAt;
}

const sessionField = patternField(
  'Session of the gate',
  sessionCodec,
  (text) => {
    const session = text.toUpperCase();
    if (!/^[A-Z]{6}$/.test(session)) throw unfit('must be six letters');
    return session;
  },
  { help: 'six letters that the gate shows' },
);

export const admit = defineOperation({
  tag: 0x7c,
  name: 'tickets.admit',
  label: 'Let in',
  fields: {
    ticket: ticketField(),
    session: sessionField,
    slot: numberField('Half minute since 1970', codec.u32, 0, 0xffffffff, { plain: true }),
    signature: bytesField("Holder's proof", 64),
  },
  signer: { words: 'a gate of the event' },
  history: ({ ticket }) => ticketHistory(ticket),
  // A proof counts one half minute before and after its own, because clocks differ.
  checkBlockTime: ({ slot }, time) => {
    if ((slot - 1) * slotLength > time) throw gateRefusals.PROOF_FROM_FUTURE();
  },
  review: ({ ticket }, { state }, by) => [
    `${by} let the holder of ticket ${ticket.serial} into ${titleOf(state, ticket.event)}.`,
    'If another gate let somebody in with it, both stay on the ledger as evidence.',
  ],
  summary: ({ ticket }) => `Ticket ${ticket.serial} let in`,
  summaryFor: toldAdmission,
  apply: (state, { ticket: name, session, slot, signature }, { author, height }) => {
    const event = requireEvent(state, name.event);
    if (event.status === 'cancelled') throw gateRefusals.EVENT_CANCELLED();
    const gate = event.gateKeys.find((key) => equalBytes(currentKey(state, key, height), author));
    if (gate === undefined) throw gateRefusals.NOT_GATE();
    if (!isOpenIn(event, slot)) throw gateRefusals.SLOT_OUTSIDE();
    const ticket = requireValidTicket(state, name);
    const proof = { digest: gateDigest(name, session, slot), signature };
    if (!isProofOf(state, ticket, proof, height)) throw gateRefusals.PROOF_FALSE();
    record(state, name, ticket, event, { gate: author, session, slot });
  },
});

/** @throws ADMISSION_KNOWN */
function record(state: State, name: TicketName, ticket: Ticket, event: Event, admission: Admission): void {
  const { admission: first, conflicts } = ticket;
  const { gate, session, slot } = admission;
  if (first === undefined) {
    updateTicket(state, name, { admission, listed: undefined });
    updateEvent(state, name.event, { admitted: event.admitted + 1 });
    return;
  }
  const digest = gateDigest(name, session, slot);
  const isKnown =
    (first.session === session && first.slot === slot) || state.get(laterAdmissionKind, digest) !== undefined;
  if (isKnown) throw gateRefusals.ADMISSION_KNOWN();
  state.put(laterAdmissionKind, digest, { gate });
  // It happened at a door, so refusing it would delete the evidence.
  if (!event.policy.reentry) updateTicket(state, name, { conflicts: conflicts + 1 });
}
