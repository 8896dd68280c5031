import { bytesToHex } from '@noble/hashes/utils.js';
import type { Event } from '../../ledger/registries/tickets/event.ts';
import { ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import { breathe } from '../breathe.ts';
import type { WaitingView } from '../facade.ts';
import type { Listed } from './listed.ts';
import type { Sources } from './sources.ts';

/** Tickets looked at in one go, before others have their turn. */
const turn = 500;
/** Milliseconds before the doors in which a first admission counts already: the half minute in which they open. */
const early = 30_000;

/** The tickets of an event that let in more often than they may, at most `most`, those that wait for a block included. */
export async function letInTwice(
  sources: Sources,
  { id, value: event }: Listed<Event>,
  most: number,
): Promise<WaitingView[]> {
  // Nearly always there is nothing to look for: no doors are open.
  if (event.admitted === 0 || sources.environment.now() < event.doorsAt - early) return [];
  const state = sources.mempool.view();
  const found: WaitingView[] = [];
  // Serials are given out one after the other.
  for (let serial = 1; serial <= event.sold && found.length < most; serial++) {
    if (serial % turn === 0) await breathe();
    const times = (state.get(ticketKind, ticketId({ event: id, serial }))?.conflicts ?? 0) + 1;
    if (times === 1) continue;
    const key = `${bytesToHex(id)}/${serial}`;
    found.push({
      id: `twice ${key}`,
      kind: 'twice',
      what: `ticket ${serial} was let in ${times === 2 ? 'twice' : `${times.toLocaleString('en-US')} times`}: ${event.name}`,
      about: { kind: 'ticket', key },
    });
  }
  return found;
}
