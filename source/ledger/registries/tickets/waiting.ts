import { equalBytes } from '@noble/ciphers/utils.js';
import { joined } from '../../byte-string.ts';
import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import type { Listing } from '../../listing.ts';
import { refusals } from '../../refusal.ts';
import type { Kind, State, StateReader } from '../../state.ts';
import { credit, lock, takeLocked } from '../accounts.ts';
import { currentKey } from '../owners/owner.ts';
import { requireEvent, ticketsRegistry, updateEvent } from './event.ts';
import { countTickets } from './ticket.ts';

/** Somebody who waits for a seat, in a chain from the first to the last: rules never search. */
export interface Waiter {
  /** For the ticket, see `holderCommitment`. */
  readonly commitment: Uint8Array;
  /** Deniers that are locked for it. */
  readonly price: bigint;
  readonly before: Key | undefined;
  readonly after: Key | undefined;
}

export const waiterKind: Kind<Waiter> = {
  registry: ticketsRegistry,
  kind: 6,
  name: 'waiter',
  idLength: 65,
  codec: codec.struct({
    commitment: codec.hash32,
    price: codec.u64,
    before: codec.optional(codec.publicKey),
    after: codec.optional(codec.publicKey),
  }),
};

/** What an account waits for. */
export const waitingByAccount: Listing<Waiter> = {
  number: 6,
  kind: waiterKind,
  places: (_waiter, id) => [id.subarray(32)],
};

export const waitingRefusals = refusals({
  WAITING_ALREADY: () => 'You wait for a ticket of this event already. Nothing to do.',
  NOT_WAITING: () => 'You do not wait for a ticket of this event. Nothing to give up.',
  SEATS_LEFT: (data: { left: number }) =>
    `${data.left} seat${data.left === 1 ? ' is' : 's are'} on sale, so there is nothing to wait for. Buy one.`,
});

function waiterId(event: Uint8Array, key: Key): Uint8Array {
  return joined(event, key);
}

export function waiterOf(state: StateReader, event: Uint8Array, key: Key): Waiter | undefined {
  return state.get(waiterKind, waiterId(event, key));
}

/** Goes to the end of the list and locks the price; whoever calls has seen that it is not there yet. @throws BALANCE_TOO_LOW */
export function joinList(state: State, event: Uint8Array, key: Key, commitment: Uint8Array): void {
  const { price, lastWaiting: before, firstWaiting, waiting } = requireEvent(state, event);
  lock(state, key, price);
  countTickets(state, event, key, { bought: 1 });
  state.put(waiterKind, waiterId(event, key), { commitment, price, before, after: undefined });
  link(state, event, before, { after: key });
  updateEvent(state, event, { firstWaiting: firstWaiting ?? key, lastWaiting: key, waiting: waiting + 1 });
}

/** Leaves the list and gets the locked price back. @throws NOT_WAITING */
export function leaveList(state: State, event: Uint8Array, key: Key, height: number): void {
  const { price } = unlink(state, event, key);
  takeLocked(state, key, price);
  // A key that was lost can use no livres; whoever replaced it gets them.
  credit(state, currentKey(state, key, height), price);
  countTickets(state, event, key, { bought: -1 });
}

/** Whoever has a seat now is taken off the list; the price is in nobody's hands, and whoever calls gives it to somebody. */
export function takeFirst(state: State, event: Uint8Array, key: Key): Pick<Waiter, 'commitment' | 'price'> {
  const { commitment, price } = unlink(state, event, key);
  takeLocked(state, key, price);
  return { commitment, price };
}

function unlink(state: State, event: Uint8Array, key: Key): Waiter {
  const waiter = waiterOf(state, event, key);
  if (waiter === undefined) throw waitingRefusals.NOT_WAITING();
  const { before, after } = waiter;
  link(state, event, before, { after });
  link(state, event, after, { before });
  const { firstWaiting, lastWaiting, waiting } = requireEvent(state, event);
  const isFirst = firstWaiting !== undefined && equalBytes(firstWaiting, key);
  const isLast = lastWaiting !== undefined && equalBytes(lastWaiting, key);
  updateEvent(state, event, {
    ...(isFirst && { firstWaiting: after }),
    ...(isLast && { lastWaiting: before }),
    waiting: waiting - 1,
  });
  state.delete(waiterKind, waiterId(event, key));
  return waiter;
}

function link(state: State, event: Uint8Array, key: Key | undefined, change: Partial<Waiter>): void {
  const waiter = key && waiterOf(state, event, key);
  if (key !== undefined && waiter !== undefined) state.put(waiterKind, waiterId(event, key), { ...waiter, ...change });
}
