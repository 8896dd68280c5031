import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../keys.ts';
import type { State, StateReader } from '../../state.ts';
import { activeLicence } from '../licences/licence.ts';
import { actsFor } from '../owners/owner.ts';
import { allotmentOf, type Event, eventRefusals } from './event.ts';

/** An official seller as the event names it. @throws NOT_SELLER, SELLER_UNLICENSED */
export function requireSeller(state: State, { sellers, organiser }: Event, seller: Key): void {
  if (!sellers.some((key) => equalBytes(key, seller))) throw eventRefusals.NOT_SELLER();
  if (!maySell(state, organiser, seller)) throw eventRefusals.SELLER_UNLICENSED();
}

/** Whether an official seller is licensed now. An organiser that names itself needs no second licence. */
function maySell(state: StateReader, organiser: Key, seller: Key): boolean {
  return equalBytes(organiser, seller) || activeLicence(state, seller, 'seller') !== undefined;
}

/** Seats that can be bought now, if the organiser is licensed: what licensed sellers offer, and what was given back. */
export function seatsLeft(state: StateReader, id: Uint8Array, event: Event): number {
  const { sellers, organiser, offered, sold, returned } = event;
  if (offered - sold + returned === 0) return 0;
  const licensed = sellers.filter((seller) => maySell(state, organiser, seller));
  const fresh = licensed.reduce((sum, seller) => {
    const allotment = allotmentOf(state, id, seller);
    return sum + allotment.offered - allotment.sold;
  }, 0);
  // Any of them sells what was given back.
  return fresh + (licensed.length > 0 ? returned : 0);
}

/** The official sellers, as the event names them, for whom a key acts in a block: keys that were lost have new ones. */
export function sellersFor(state: State, { sellers }: Event, author: Key, height: number): Key[] {
  return sellers.filter((key) => actsFor(state, author, key, height));
}

/**
 * The official seller for whom a key offers seats, as the event names it: one that has as many left, if there is one.
 * @throws NOT_SELLER
 */
export function offeringSeller(
  state: State,
  { id, event }: { readonly id: Uint8Array; readonly event: Event },
  { author, height, count }: { readonly author: Key; readonly height: number; readonly count: number },
): Key {
  const own = sellersFor(state, event, author, height);
  const withSeats = own.find((key) => {
    const { issued, offered } = allotmentOf(state, id, key);
    return issued - offered >= count;
  });
  const seller = withSeats ?? own[0];
  if (seller === undefined) throw eventRefusals.NOT_SELLER();
  return seller;
}
