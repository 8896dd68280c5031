import { bytesToHex } from '@noble/hashes/utils.js';
import type { Event } from '../../ledger/registries/tickets/event.ts';
import { conflictsByEvent } from '../../ledger/registries/tickets/ticket.ts';
import type { WaitingView } from '../facade.ts';
import { serialIn } from './events.ts';
import { type Listed, listedAhead } from './listed.ts';
import type { Sources } from './sources.ts';

/** The tickets of an event that let in more often than they may, at most `most`, those that wait for a block included. */
export async function letInTwice(
  sources: Sources,
  { id, value: event }: Listed<Event>,
  most: number,
): Promise<WaitingView[]> {
  const listed = await listedAhead(sources, conflictsByEvent, { start: id, limit: most });
  return listed.map(({ id: ticket, value: { conflicts } }): WaitingView => {
    const serial = serialIn(ticket);
    const key = `${bytesToHex(id)}/${serial}`;
    const often = conflicts === 1 ? 'twice' : `${(conflicts + 1).toLocaleString('en-US')} times`;
    return {
      id: `twice ${key}`,
      kind: 'twice',
      what: `ticket ${serial} was let in ${often}: ${event.name}`,
      about: { kind: 'ticket', key },
    };
  });
}
