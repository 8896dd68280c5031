import { equalBytes } from '@noble/ciphers/utils.js';
import type { Informed } from '../../ledger/known.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
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

/** Everything that is on the ledger about an object, by its state key; oldest first. */
export async function historyOf(sources: Sources, key: string): Promise<PastEvent[]> {
  const { store, chain } = sources;
  const known = sources.known();
  return (await store.history(key)).flatMap(({ event, height }): PastEvent[] => {
    const time = chain.at(height)?.header.time;
    // A block that was replaced a moment ago has no events any more.
    if (time === undefined) return [];
    const found = chain.transaction(event);
    if (found !== undefined) return [{ kind: 'entry', transaction: found.transaction, height, time }];
    const words = executionOf(sources, known, event, height);
    return words === undefined ? [] : [{ kind: 'due', event, ...words, height, time }];
  });
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
