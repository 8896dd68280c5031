import { equalBytes } from '@noble/ciphers/utils.js';
import type { Informed } from '../../ledger/known.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { StoredEvent } from '../../store/layout.ts';
import { breathe } from '../breathe.ts';
import type { Sources } from './sources.ts';

/** What an entry did to an object; height 0 while it waits for a block. */
export interface PastEntry {
  readonly kind: 'entry';
  readonly transaction: SignedTransaction;
  readonly height: number;
  /** Time of the block, or of the clock while it waits. */
  readonly time: number;
}

/** What nobody signed: it was due, and the queue carried it out. */
export interface PastExecution {
  readonly kind: 'due';
  /** Its name in histories. */
  readonly event: Uint8Array;
  /** The registry whose matter it was. */
  readonly registry: string;
  readonly label: string;
  readonly what: string;
  readonly height: number;
  readonly time: number;
}

export type PastEvent = PastEntry | PastExecution;

/** Events of one history that are read in one go, before others have their turn: each reads a block. */
const turn = 8;

/**
 * Everything that is on the ledger about an object, by its state key; oldest first.
 * @param latest so many of the latest events, where what came before is left out
 */
export async function historyOf(
  sources: Sources,
  key: string,
  latest = Number.POSITIVE_INFINITY,
): Promise<PastEvent[]> {
  const known = sources.known();
  const stored = await sources.store.history(key);
  const past: PastEvent[] = [];
  for (const [index, event] of stored.slice(Math.max(0, stored.length - latest)).entries()) {
    if (index % turn === turn - 1) await breathe();
    const found = pastEvent(sources, known, event);
    if (found !== undefined) past.push(found);
  }
  return past;
}

/** One event of a history. A block that was replaced a moment ago has none any more. */
function pastEvent(sources: Sources, known: Informed, { event, height }: StoredEvent): PastEvent | undefined {
  const time = sources.chain.at(height)?.header.time;
  if (time === undefined) return undefined;
  const found = sources.chain.transaction(event);
  if (found !== undefined) return { kind: 'entry', transaction: found.transaction, height, time };
  const words = executionOf(sources, known, event, height);
  return words && { kind: 'due', event, ...words, height, time };
}

/** What a queue entry did, by its name in histories and the block in which it was carried out. */
export function executionOf(
  { ledger, store }: Sources,
  known: Informed,
  event: Uint8Array,
  height: number,
): Pick<PastExecution, 'registry' | 'label' | 'what'> | undefined {
  const executed = store.executed(height).find((one) => equalBytes(one.event, event));
  const registry = executed && ledger.registry(executed.registry);
  const words = executed && registry?.describe?.(executed.payload, known);
  return words && { registry: registry?.name ?? '', ...words };
}
