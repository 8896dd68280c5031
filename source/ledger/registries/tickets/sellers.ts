import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../keys.ts';
import type { State } from '../../state.ts';
import { activeLicence } from '../licences/licence.ts';
import { actsFor } from '../owners/owner.ts';
import { allotmentOf, type Event, eventRefusals } from './event.ts';

/** An official seller as the event names it. @throws NOT_SELLER, SELLER_UNLICENSED */
export function requireSeller(state: State, { sellers, organiser }: Event, seller: Key): void {
  if (!sellers.some((key) => equalBytes(key, seller))) throw eventRefusals.NOT_SELLER();
  // An organiser that names itself needs no second licence.
  const isLicensed = activeLicence(state, seller, 'seller') !== undefined || equalBytes(organiser, seller);
  if (!isLicensed) throw eventRefusals.SELLER_UNLICENSED();
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
