import type { Key } from '../../ledger/keys.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { requireTicket, type TicketName, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import { stateKey } from '../../ledger/state.ts';
import type { AdmissionView } from '../facade.ts';
import { historyOf, type PastEntry } from '../queries/history.ts';
import { keysOf } from '../queries/owners.ts';
import type { Sources } from '../queries/sources.ts';
import { admissionView } from '../views/tickets.ts';
import type { EarlierKeys } from './decide.ts';

async function entriesOf(sources: Sources, name: TicketName): Promise<PastEntry[]> {
  const past = await historyOf(sources, stateKey(ticketKind, ticketId(name)));
  return past.filter((each) => each.kind === 'entry');
}

/**
 * Keys that had a ticket before its holder. Whoever got it from the waiting list and never did anything with it is the
 * holder, so the signers of what happened to it, and whoever was given it, are all of them.
 */
export async function earlierKeys(sources: Sources, name: TicketName): Promise<EarlierKeys> {
  const { chain } = sources;
  const state = chain.view();
  const key = currentKey(state, requireTicket(state, name).holder, chain.head.header.height + 1);
  const holders = (await entriesOf(sources, name)).flatMap(({ transaction: { body } }) => {
    const { name: operation, values } = body.operation;
    if (operation === 'tickets.admit') return [];
    const { to } = values as { to?: Key };
    return to === undefined ? [body.author] : [body.author, to];
  });
  return { holders, replaced: (await keysOf(sources, key)).slice(1) };
}

/** Every admission with a ticket that a block has, oldest first. */
export async function admissionsOf(sources: Sources, name: TicketName): Promise<AdmissionView[]> {
  const known = sources.known();
  return (await entriesOf(sources, name)).flatMap(({ transaction: { body } }) => {
    if (body.operation.name !== 'tickets.admit') return [];
    const { session, slot } = body.operation.values as { session: string; slot: number };
    return [admissionView({ gate: body.author, session, slot }, known)];
  });
}
