import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Listing } from '../../ledger/listing.ts';
import { statePrefix } from '../../ledger/state.ts';
import type { Sources } from './sources.ts';

/** An object of a listing with everything that waits for a block. */
export interface Listed<T> {
  readonly id: Uint8Array;
  readonly value: T;
}

/** Where in a listing to look. */
export interface Range {
  /** What the places begin with. */
  readonly start: Uint8Array;
  /** What stands behind `start` in the last one that is known: the rest of its place, and its id. */
  readonly after?: Uint8Array | undefined;
  readonly limit: number;
}

/**
 * The objects of a listing as they are with everything that waits for a block: those that a block placed there, in the
 * order of the listing, then those that only an entry that waits puts there. What such an entry takes away is left out.
 */
export async function listedAhead<T>(sources: Sources, listing: Listing<T>, range: Range): Promise<Listed<T>[]> {
  const { start, limit } = range;
  const state = sources.mempool.view();
  const stored = await sources.store.listed(listing, start, range);
  const found = new Map<string, Listed<T>>();
  for (const id of [...stored, ...waitingIds(sources, listing)]) {
    if (found.size >= limit) break;
    const value = state.get(listing.kind, id);
    const isThere = value !== undefined && listing.places(value, id).some((place) => startsWith(place, start));
    if (isThere) found.set(bytesToHex(id), { id, value });
  }
  return [...found.values()];
}

function waitingIds<T>({ mempool }: Sources, { kind }: Listing<T>): Uint8Array[] {
  const prefix = statePrefix(kind);
  const events = mempool.all().flatMap((transaction) => mempool.outcomeOf(transaction)?.events ?? []);
  return events.flatMap((event) => (statePrefix(event.kind) === prefix ? [event.id] : []));
}

function startsWith(place: Uint8Array, start: Uint8Array): boolean {
  return equalBytes(place.subarray(0, start.length), start);
}
