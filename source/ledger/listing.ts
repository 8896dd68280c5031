import type { Kind } from './state.ts';

/**
 * An order in which whoever stores the ledger lists the objects of a kind, so that nobody has to search for them: cars by
 * their owner, events by their end.
 */
export interface Listing<T> {
  /** Its own among all listings, part of the keys on disk. */
  readonly number: number;
  readonly kind: Kind<T>;
  /** The places at which an object stands, each at most once and all of one length; its id follows behind. */
  places(value: T, id: Uint8Array): readonly Uint8Array[];
}

/** The same without the type of its objects, for whoever treats all listings alike. */
export function anyListing<T>(listing: Listing<T>): Listing<unknown> {
  return listing as unknown as Listing<unknown>;
}
