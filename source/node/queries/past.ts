import { bytesToHex } from '@noble/hashes/utils.js';
import type { Informed } from '../../ledger/known.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { StoryEvent } from '../facade.ts';
import { entriesAbout } from './affairs.ts';
import { historyOf, type PastEvent } from './history.ts';
import type { Sources } from './sources.ts';

/**
 * Everything that happened to an object, by its state key; what waits for a block last.
 * @param latest so many of the latest events that blocks have, where what came before is left out
 */
export async function pastOf(sources: Sources, key: string, latest?: number): Promise<PastEvent[]> {
  return [...(await historyOf(sources, key, latest)), ...waitingFor(sources, key)];
}

/** What waits for a block and has to do with an object, in the order in which it will happen. */
export function waitingFor(sources: Sources, key: string): PastEvent[] {
  const time = sources.environment.now();
  return entriesAbout(sources, key).map((transaction) => ({ kind: 'entry', transaction, height: 0, time }));
}

export function pastView(sources: Sources, known: Informed, past: PastEvent): StoryEvent {
  const at = { block: past.height, time: past.time };
  if (past.kind === 'entry') return { ...entryWords(sources, known, past.transaction), ...at };
  const { event, label, what, registry } = past;
  return { id: bytesToHex(event), operation: registry, label, what, ...at };
}

/** What an entry says, and who signed it. */
export function entryWords({ ledger }: Sources, known: Informed, transaction: SignedTransaction) {
  const { body, id } = transaction;
  const operation = ledger.operationOf(transaction);
  return {
    id: bytesToHex(id),
    operation: operation.name,
    label: operation.label,
    what: operation.summary(body.operation.values, known),
    signer: known.address(body.author),
  };
}
