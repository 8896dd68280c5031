import { equalBytes } from '@noble/ciphers/utils.js';
import { add } from '../../amount.ts';
import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import type { DueContext, ObjectReference } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import type { Kind, State, StateReader } from '../../state.ts';
import { credit } from '../accounts.ts';
import { accusationOf } from '../licences/accusation.ts';
import { licenceIn } from '../licences/licence.ts';
import { currentKey } from '../owners/owner.ts';
import {
  allotmentOf,
  eventHistory,
  eventKind,
  eventRefusals,
  hold,
  requireEvent,
  share,
  ticketsRegistry,
  updateAllotment,
  updateEvent,
} from './event.ts';
import { requireTicket, ticketHistory, updateTicket } from './ticket.ts';
import { leaveList } from './waiting.ts';

/** Tickets, or places of a waiting list, that one entry of the queue pays back in a block. */
const batch = 100;

/** Open events of one organiser, at most. */
const openLimit = 100;

/** The open events of an organiser: what has to be cancelled when its licence is lost. */
export const openEventsKind: Kind<Uint8Array[]> = {
  registry: ticketsRegistry,
  kind: 7,
  name: 'open events',
  idLength: 33,
  codec: codec.list(codec.hash32, openLimit),
};

/** How many events of an organiser are neither cancelled nor settled. */
export function openEvents(state: StateReader, organiser: Key): number {
  return state.get(openEventsKind, organiser)?.length ?? 0;
}

/** @throws EVENTS_LIMIT */
export function addOpenEvent(state: State, organiser: Key, id: Uint8Array): void {
  const open = state.get(openEventsKind, organiser) ?? [];
  if (open.length >= openLimit) throw eventRefusals.EVENTS_LIMIT({ most: openLimit });
  state.put(openEventsKind, organiser, [...open, id]);
}

function dropOpenEvent(state: State, organiser: Key, id: Uint8Array): void {
  const open = (state.get(openEventsKind, organiser) ?? []).filter((one) => !equalBytes(one, id));
  if (open.length === 0) state.delete(openEventsKind, organiser);
  else state.put(openEventsKind, organiser, open);
}

/** What the queue carries for this registry: what to do, and for which event or organiser. */
const marks = { settle: 1, refund: 2, release: 3, revoked: 4 } as const;
const refundPayload = codec.struct({ id: codec.hash32, next: codec.u32 });

/** The event is over: everybody is paid. */
export function settleEntry(id: Uint8Array): Uint8Array {
  return Uint8Array.of(marks.settle, ...id);
}

/** An organiser lost its licence: all its open events are cancelled. */
export function revokedEntry(organiser: Key): Uint8Array {
  return Uint8Array.of(marks.revoked, ...organiser);
}

function refundEntry(id: Uint8Array, next: number): Uint8Array {
  return Uint8Array.of(marks.refund, ...refundPayload.encode({ id, next }));
}

/** Whoever waits gets the locked price back. */
export function releaseEntry(id: Uint8Array): Uint8Array {
  return Uint8Array.of(marks.release, ...id);
}

/** The event does not take place: from the next block on the queue pays everybody back. */
export function cancel(state: State, id: Uint8Array, reason: string, height: number): void {
  const { organiser } = requireEvent(state, id);
  updateEvent(state, id, { status: 'cancelled', reason });
  dropOpenEvent(state, organiser, id);
  enqueue(state, 'height', height + 1, ticketsRegistry, refundEntry(id, 1));
  enqueue(state, 'height', height + 1, ticketsRegistry, releaseEntry(id));
}

/** Carries out what the queue has for this registry; where nothing is left to do, nothing. */
export function due(state: State, payload: Uint8Array, context: DueContext): readonly ObjectReference[] {
  const { height } = context;
  const [mark] = payload;
  const rest = payload.slice(1);
  if (mark === marks.revoked) return cancelAll(state, rest, height);
  if (mark === marks.refund) {
    const { id, next } = refundPayload.decode(rest);
    return refund(state, id, next, height);
  }
  return mark === marks.settle ? settle(state, rest, context) : release(state, rest, height);
}

/** Which event or organiser an entry of the queue is about, and what it does. */
export function readEntry(payload: Uint8Array): { mark: keyof typeof marks; event: Uint8Array | undefined } {
  const mark = (Object.keys(marks) as (keyof typeof marks)[]).find((name) => marks[name] === payload[0]) ?? 'settle';
  return { mark, event: mark === 'revoked' ? undefined : payload.slice(1, 33) };
}

function cancelAll(state: State, organiser: Key, height: number): readonly ObjectReference[] {
  // Licensed again by now or not: the verdict was about whoever sold these tickets.
  const open = state.get(openEventsKind, organiser) ?? [];
  for (const id of open) cancel(state, id, 'the organiser lost its licence', height);
  return open.flatMap(eventHistory);
}

/** Pays the next holders back and queues itself for those after them. */
function refund(state: State, id: Uint8Array, from: number, height: number): readonly ObjectReference[] {
  const { sold } = requireEvent(state, id);
  const end = Math.min(sold, from + batch - 1);
  const touched: ObjectReference[] = [];
  for (let serial = from; serial <= end; serial++) {
    const name = { event: id, serial };
    const { status, held, commission, holder, seller } = requireTicket(state, name);
    if (status !== 'valid') continue;
    // A key that was lost can use no livres; whoever replaced it gets them.
    credit(state, currentKey(state, holder, height), add(held, commission));
    hold(state, id, seller, -held);
    updateEvent(state, id, { commissions: requireEvent(state, id).commissions - commission });
    updateTicket(state, name, { status: 'refunded', held: 0n, commission: 0n, listed: undefined });
    touched.push(...ticketHistory(name));
  }
  if (end < sold) enqueue(state, 'height', height + 1, ticketsRegistry, refundEntry(id, end + 1));
  else payCommissions(state, id, height);
  return touched;
}

/** What is left of a cancelled event: what the resales of tickets brought that were given back later. */
function payCommissions(state: State, id: Uint8Array, height: number): void {
  const { commissions, organiser } = requireEvent(state, id);
  if (commissions === 0n) return;
  credit(state, currentKey(state, organiser, height), commissions);
  updateEvent(state, id, { commissions: 0n });
}

/** Pays the next who wait back and queues itself for those after them. */
function release(state: State, id: Uint8Array, height: number): readonly ObjectReference[] {
  for (let count = 0; count < batch; count++) {
    const { firstWaiting } = requireEvent(state, id);
    if (firstWaiting === undefined) return [];
    leaveList(state, id, firstWaiting, height);
  }
  if (requireEvent(state, id).firstWaiting !== undefined) {
    enqueue(state, 'height', height + 1, ticketsRegistry, releaseEntry(id));
  }
  return [];
}

/**
 * The event has taken place: each seller gets its part of what it sold, the organiser the rest and what resales
 * brought, to the last denier.
 */
function settle(state: State, id: Uint8Array, { height, parameters }: DueContext): readonly ObjectReference[] {
  const event = state.get(eventKind, id);
  if (event === undefined || event.status !== 'open') return [];
  const { organiser, policy, sellers } = event;
  // Whoever lost its licence does not get the holders' money.
  if (licenceIn(state, organiser, 'organiser')?.status === 'revoked') {
    cancel(state, id, 'the organiser lost its licence', height);
    return eventHistory(id);
  }
  const accusation = accusationOf(state, organiser, 'organiser');
  if (accusation !== undefined) {
    // Nor does whoever may lose it yet. A verdict in the last block that may bring one cancels in the block after it,
    // whatever is granted anew meanwhile; this comes behind that one.
    enqueue(state, 'height', accusation.since + parameters.decisionBlocks + 2, ticketsRegistry, settleEntry(id));
    return [];
  }
  let left = add(event.held, event.commissions);
  for (const seller of sellers) {
    const fee = share(allotmentOf(state, id, seller).held, policy.sellerFee);
    updateAllotment(state, id, seller, { held: 0n });
    if (fee > 0n) credit(state, currentKey(state, seller, height), fee);
    left -= fee;
  }
  if (left > 0n) credit(state, currentKey(state, organiser, height), left);
  updateEvent(state, id, { status: 'settled', held: 0n, commissions: 0n });
  dropOpenEvent(state, organiser, id);
  if (event.firstWaiting !== undefined) enqueue(state, 'height', height + 1, ticketsRegistry, releaseEntry(id));
  return eventHistory(id);
}
