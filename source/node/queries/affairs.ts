import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Affair } from '../../ledger/affair.ts';
import type { Key } from '../../ledger/keys.ts';
import { type Kind, stateKey, statePrefix } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { Sources } from './sources.ts';

/** The entries that wait for a block and have to do with an object, in the order in which they will happen. */
export function entriesAbout({ mempool }: Sources, key: string): SignedTransaction[] {
  const isAbout = (transaction: SignedTransaction) =>
    mempool.outcomeOf(transaction)?.events.some(({ kind, id }) => stateKey(kind, id) === key) === true;
  return mempool.all().filter(isAbout);
}

/** An affair, and the id under which it stands. */
interface Found<T> {
  readonly id: Uint8Array;
  readonly value: T;
}

/** Which affairs are looked for. */
interface Sought<T> {
  readonly affair: Affair<T>;
  /** Whose: those of any of these keys. */
  readonly keys: readonly Key[];
  readonly isOpen: boolean;
  /** So many of each key, at most. */
  readonly limit: number;
}

/**
 * The affairs of some keys that are open with everything that waits for a block, what ends soonest first.
 * @param limit so many of each key, at most
 */
export async function openAffairs<T>(
  sources: Sources,
  affair: Affair<T>,
  keys: readonly Key[],
  limit: number,
): Promise<Found<T>[]> {
  const found = await affairsOf(sources, { affair, keys, isOpen: true, limit });
  return found.sort((left, right) => affair.until(left.value) - affair.until(right.value));
}

/**
 * The affairs of some keys that are over, the latest first; before them those that will be over with what waits for a
 * block.
 */
export async function endedAffairs<T>(
  sources: Sources,
  affair: Affair<T>,
  keys: readonly Key[],
  limit: number,
): Promise<Found<T>[]> {
  return (await affairsOf(sources, { affair, keys, isOpen: false, limit })).slice(0, limit);
}

/** Each once. Open ones as they came, what waits last; of those that are over, what waits first, the latest before all. */
async function affairsOf<T>(sources: Sources, { affair, keys, isOpen, limit }: Sought<T>): Promise<Found<T>[]> {
  const prefix = statePrefix(affair.kind);
  const stored = await Promise.all(keys.map((key) => sources.store.affairsOf(key, prefix, isOpen, limit)));
  const state = sources.mempool.view();
  const found = new Map<string, Found<T>>();
  const waiting = waitingOnes(sources, affair.kind);
  for (const id of isOpen ? [...stored.flat(), ...waiting] : [...waiting.reverse(), ...stored.flat()]) {
    const value = state.get(affair.kind, id);
    if (value === undefined || affair.isOpen(value) !== isOpen) continue;
    const concerns = affair.parties(value).some((party) => keys.some((key) => equalBytes(key, party)));
    if (concerns) found.set(bytesToHex(id), { id, value });
  }
  return [...found.values()];
}

/** Ids of objects of a kind that an entry changes which waits for a block. */
function waitingOnes<T>({ mempool }: Sources, kind: Kind<T>): Uint8Array[] {
  const prefix = statePrefix(kind);
  return mempool
    .all()
    .flatMap((transaction) => mempool.outcomeOf(transaction)?.events ?? [])
    .flatMap((event) => (statePrefix(event.kind) === prefix ? [event.id] : []));
}
