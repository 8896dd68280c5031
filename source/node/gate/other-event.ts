import { equalBytes } from '@noble/ciphers/utils.js';
import { formatInstant } from '../../ledger/day.ts';
import { eventKind } from '../../ledger/registries/tickets/event.ts';
import { statePrefix } from '../../ledger/state.ts';
import type { Sources } from '../queries/sources.ts';

/**
 * What an event is called whose id begins with these bytes: `Derby, Parc, doors 19 Dec 2026 14:00`; nothing where no
 * block has one.
 */
export async function eventCalled({ store, chain }: Sources, mark: Uint8Array): Promise<string | undefined> {
  // Ids lie in their order: only the first one behind the mark can begin with it.
  for await (const { id } of store.objects(statePrefix(eventKind), mark)) {
    const event = chain.view().get(eventKind, id);
    if (event === undefined || !equalBytes(id.subarray(0, mark.length), mark)) return undefined;
    return `${event.name}, ${event.venue}, doors ${formatInstant(event.doorsAt)}`;
  }
  return undefined;
}
