import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { type Event, requireEvent } from '../../ledger/registries/tickets/event.ts';
import { gateRefusals, slotLength } from '../../ledger/registries/tickets/gate.ts';
import { type TicketName, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import type { GateAnswer, GateConflict, GateView } from '../facade/gate.ts';
import { type Given, textIn } from '../parameters.ts';
import { eventIdIn, summaryOf } from '../queries/events.ts';
import { ahead, type Sources } from '../queries/sources.ts';
import { admissionView } from '../views/tickets.ts';
import type { Admissions } from './admissions.ts';
import { clockTime, type Entrance, refused } from './answers.ts';
import { type Door, decide } from './decide.ts';
import { neededText, sessionIn } from './holder.ts';
import { eventCalled } from './other-event.ts';
import { readProof } from './proof.ts';

export const doorRefusals = refusals({
  GATE_KEY_MISSING: (data: { gates: string }) =>
    data.gates === ''
      ? 'This event names no gates, so nobody can be let in. Its organiser names them when it makes the event.'
      : `This wallet has none of the keys of the event's gates (${data.gates}). Open the gate where one of them is.`,
});

/** The key that stands at the gate: of an account that was named, else the first that the wallet has. */
function gateKey(sources: Sources, event: Event, query: Given): Key {
  const { wallet, chain } = sources;
  const state = chain.view();
  const keys = event.gateKeys.map((key) => currentKey(state, key, chain.head.header.height + 1));
  const as = textIn(query, 'as')?.trim();
  if (as !== undefined) {
    const key = wallet.keyOf(as);
    if (!keys.some((one) => equalBytes(one, key))) throw gateRefusals.NOT_GATE();
    return key;
  }
  const found = keys.find((key) => wallet.holds(key));
  const gates = keys.map((key) => wallet.shortName(key)).join(', ');
  if (found === undefined) throw doorRefusals.GATE_KEY_MISSING({ gates });
  return found;
}

/**
 * What a gate says of a proof; whoever may come in is on the disk by then, and on the way into a block.
 * @throws PARAMETER_INVALID, EVENT_UNKNOWN, GATE_KEY_MISSING, NOT_GATE, WALLET_LOCKED and those of {@link Admissions}
 */
export async function gate(sources: Sources, admissions: Admissions, query: Given): Promise<GateAnswer> {
  const id = eventIdIn(query);
  const session = sessionIn(query);
  const shown = readProof(neededText(query, 'proof', 'the text of a proof'));
  const event = () => requireEvent(sources.chain.view(), id);
  const key = gateKey(sources, event(), query);
  sources.wallet.pairOf(key);
  admissions.check();
  const first = decide(doorOf(sources, admissions, id, session), shown);
  const isForged = shown !== undefined && first.code === 'COUNTERFEIT';
  const former = isForged ? await admissions.pasts.signerOf(id, shown) : undefined;
  // Nothing is awaited between the last look and the admission: one ticket shown twice at once comes in once.
  const saying = isForged ? decide(doorOf(sources, admissions, id, session), shown, former) : first;
  if (saying.answer === 'admit' && shown !== undefined) {
    const { serial, slot, signature } = shown;
    const again = entrance(sources, admissions, { event: id, serial }) !== undefined;
    admissions.admit({ event: id, serial, session, slot, signature, gate: key, again });
  }
  if (shown === undefined) return { ...saying, ...headCount(sources, admissions, id) };
  const isOther = saying.code === 'OTHER_EVENT';
  const said = isOther ? refused.OTHER_EVENT({ event: await eventCalled(sources, shown.event) }) : saying;
  return { ...said, serial: shown.serial, ...headCount(sources, admissions, id) };
}

function doorOf(sources: Sources, admissions: Admissions, id: Uint8Array, session: string): Door {
  const { chain, mempool, environment } = sources;
  const state = chain.view();
  const waiting = mempool.view();
  const next = chain.head.header.height + 1;
  return {
    id,
    event: requireEvent(state, id),
    session,
    now: environment.now(),
    ticket: (serial) => {
      const ticket = state.get(ticketKind, ticketId({ event: id, serial }));
      if (ticket === undefined) return undefined;
      const coming = waiting.get(ticketKind, ticketId({ event: id, serial }));
      const isMoving = coming?.status !== ticket.status || !equalBytes(coming.holder, ticket.holder);
      const key = currentKey(state, ticket.holder, next);
      return { ticket, key, next: isMoving ? currentKey(waiting, coming?.holder ?? ticket.holder, next) : undefined };
    },
    isWaiting: (serial) => waiting.get(ticketKind, ticketId({ event: id, serial })) !== undefined,
    entrance: (serial) => entrance(sources, admissions, { event: id, serial }),
    isUsed: ({ serial, session: itsSession, slot }) =>
      admissions.isUsed({ event: id, serial }, { session: itsSession, slot }),
  };
}

/** How somebody was let in first with a ticket, as far as it is known here. */
function entrance({ mempool, known }: Sources, admissions: Admissions, name: TicketName): Entrance | undefined {
  const own = admissions.of(name);
  const [here] = own;
  // Another gate's waits for its block like ours, and counts all the same.
  const told = mempool.view().get(ticketKind, ticketId(name))?.admission;
  if (told === undefined) return here && { slot: here.slot };
  const isHere = own.some(({ session, slot }) => session === told.session && slot === told.slot);
  if (isHere || (here !== undefined && here.slot < told.slot)) return { slot: here?.slot ?? told.slot };
  return { slot: told.slot, by: known().name(told.gate) };
}

/** Holders inside, with those that no block has yet, and tickets that are valid. */
function headCount({ mempool }: Sources, admissions: Admissions, id: Uint8Array): Pick<GateView, 'inside' | 'of'> {
  const state = mempool.view();
  const { admitted, sold, returned } = requireEvent(state, id);
  const own = admissions.queued(id).filter((entry) => state.get(ticketKind, ticketId(entry))?.admission === undefined);
  return { inside: admitted + own.length, of: sold - returned };
}

/** How the gate of this wallet stands. @throws PARAMETER_INVALID, EVENT_UNKNOWN, GATE_KEY_MISSING, NOT_GATE */
export async function gateState(sources: Sources, admissions: Admissions, query: Given): Promise<GateView> {
  const id = eventIdIn(query);
  const known = ahead(sources);
  const event = requireEvent(known.state, id);
  const key = gateKey(sources, event, query);
  admissions.check();
  const conflicts = await Promise.all(
    admissions.conflicts(id).map((serial) => conflictOf(sources, admissions, { event: id, serial })),
  );
  const trouble = admissions.trouble(id);
  return {
    event: summaryOf(sources, known, id, event),
    gate: known.fullName(key),
    ...headCount(sources, admissions, id),
    queued: admissions.queued(id).length,
    ...(trouble === undefined ? {} : { trouble }),
    online: admissions.isOnline(),
    asOf: sources.chain.tip.header.time,
    conflicts,
  };
}

/** Every admission with a ticket, on the ledger or of this gate, the earliest first. */
export async function conflictOf(sources: Sources, admissions: Admissions, name: TicketName): Promise<GateConflict> {
  const own = admissions.of(name).filter(({ again }) => !again);
  const settled = await admissions.pasts.admissionsOf(name);
  const isOf = (left: { session: string; slot: number }, right: { session: string; slot: number }) =>
    left.session === right.session && left.slot === right.slot;
  const known = sources.known();
  const queued = own.filter((entry) => !settled.some((one) => isOf(one, entry)));
  const all = [...settled, ...queued].map((each) => {
    return { ...admissionView(each, known), here: own.some((entry) => isOf(entry, each)) };
  });
  return { serial: name.serial, admissions: all.sort((left, right) => left.slot - right.slot) };
}

/** `Ticket 112 was let in at two gates: here at 19:12, and by garage at 19:15.` */
export function conflictWords({ serial, admissions }: GateConflict, name: (address: string) => string): string {
  const times = admissions.map(({ gate: address, slot, here }) => {
    return `${here ? 'here' : `by ${name(address)}`} at ${clockTime(slot * slotLength)}`;
  });
  const last = times.pop() ?? '';
  const count = times.length === 1 ? 'twice' : `${times.length + 1} times`;
  return `Ticket ${serial} was let in ${count}: ${times.join(', ')}, and ${last}.`;
}
