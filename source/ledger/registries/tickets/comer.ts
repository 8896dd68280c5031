import type { Key } from '../../keys.ts';
import type { StateReader } from '../../state.ts';
import { isKnown, requireKnown } from '../owners/owner.ts';
import type { Event } from './event.ts';
import { purseOf, ticketRefusals } from './ticket.ts';
import { waiterOf } from './waiting.ts';

/** Whoever is to have a ticket, in the block at `height`; `buys`: for money, and not as a gift. */
export interface Comer {
  readonly key: Key;
  readonly height: number;
  readonly buys: boolean;
}

/**
 * Whether an account may have one more ticket of an event.
 * @throws NOT_CERTIFIED where holders must be known, TICKET_LIMIT
 */
export function checkHolder(state: StateReader, id: Uint8Array, { policy }: Event, comer: Comer): void {
  const { key, height, buys } = comer;
  if (policy.certified) requireKnown(state, key, height);
  const { bought, holds } = purseOf(state, id, key);
  const most = policy.perHolder;
  // Whoever waits may be given a seat in any block, and is asked no more then.
  const expects = holds + (waiterOf(state, id, key) === undefined ? 0 : 1);
  if (expects >= most || (buys && bought >= most)) throw ticketRefusals.TICKET_LIMIT({ most });
}

/** Whether somebody who waited may still have the ticket: that it was not too many was seen when it began to wait. */
export function mayStillCome(state: StateReader, { policy }: Event, key: Key, height: number): boolean {
  return !policy.certified || isKnown(state, key, height);
}
