import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { requireEvent } from '../../ledger/registries/tickets/event.ts';
import {
  requireTicket,
  resaleMarket,
  type Ticket,
  type TicketName,
  ticketId,
  ticketKind,
  ticketsByHolder,
} from '../../ledger/registries/tickets/ticket.ts';
import { waiterOf, waitingByAccount } from '../../ledger/registries/tickets/waiting.ts';
import { stateKey } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import { breathe } from '../breathe.ts';
import type { MarketView, TicketSummary, TicketView, WaitingPlace } from '../facade.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';
import { type Around, marketView, ticketSummary } from '../views/tickets.ts';
import {
  earlierIn,
  eventIdIn,
  hasNews,
  historyLimit,
  placeIn,
  serialIn,
  shownEvents,
  ticketEvent,
  upcoming,
} from './events.ts';
import { licenceOfThen } from './issuer.ts';
import { type Listed, listedAhead } from './listed.ts';
import { keysOf } from './owners.ts';
import { pastOf } from './past.ts';
import { ahead, type Sources } from './sources.ts';

/** Places on waiting lists that are told, at most. */
const placesLimit = 100;

/** An event and a number that were asked for. @throws PARAMETER_INVALID */
export function ticketIn(query: Given): TicketName {
  const serial = wholeIn(query, 'serial', 1, 0xffffffff);
  const event = eventIdIn(query);
  if (serial === undefined) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'serial', expected: 'the number of a ticket' });
  }
  return { event, serial };
}

/**
 * A ticket with its whole story.
 * @throws PARAMETER_INVALID, EVENT_UNKNOWN, TICKET_UNKNOWN
 */
export async function ticket(sources: Sources, query: Given): Promise<TicketView> {
  const asked = ticketIn(query);
  const known = ahead(sources);
  requireEvent(known.state, asked.event);
  const value = requireTicket(known.state, asked);
  const id = ticketId(asked);
  const past = await pastOf(sources, stateKey(ticketKind, id), historyLimit);
  const name = sources.names.nameOf(value.commitment);
  const sale = past.findLast((each) => each.kind === 'entry' && each.transaction.body.operation.name === 'tickets.buy');
  // Whoever sells for its own event needs no second licence.
  const issuer = licenceOfThen(sources, value.seller, ['seller', 'organiser'], sale?.height ?? 0);
  return {
    ...summaries(sources, known)({ id, value }),
    seller: known.address(value.seller),
    commitment: bytesToHex(value.commitment),
    ...(name === undefined ? {} : { name }),
    ...(issuer === undefined ? {} : { issuer }),
    ...earlierIn(value, past),
    history: past.map((each) => ticketEvent(sources, known, each)),
  };
}

function nameOf(id: Uint8Array): TicketName {
  return { event: id.slice(0, 32), serial: serialIn(id) };
}

function around(sources: Sources, known: Informed, { id, value }: Listed<Ticket>): Around {
  const waits = hasNews(sources.chain.view(), ticketKind, id, value);
  return { known, now: sources.environment.now(), waits };
}

function summaries(sources: Sources, known: Informed): (found: Listed<Ticket>) => TicketSummary {
  const events = shownEvents(sources, known);
  return (found) => {
    const name = nameOf(found.id);
    return ticketSummary(name, found.value, events(name.event), around(sources, known, found));
  };
}

/** The tickets of a holder, or of an event. */
export async function tickets(sources: Sources, query: Given): Promise<TicketSummary[]> {
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const holder = textIn(query, 'holder')?.trim();
  const known = ahead(sources);
  if (holder === undefined) return (await ticketsOfEvent(sources, query, limit)).map(summaries(sources, known));
  const keys = keysOf(sources, sources.wallet.keyOf(holder));
  const after = ticketAfter(query);
  const lists = await Promise.all(keys.map((start) => listedAhead(sources, ticketsByHolder, { start, after, limit })));
  const found = lists.flat().filter(({ id }) => after === undefined || Buffer.compare(id, after) > 0);
  found.sort((left, right) => Buffer.compare(left.id, right.id));
  return found.slice(0, limit).map(summaries(sources, known));
}

/** The ticket behind which a holder's list goes on, as `event/serial`. @throws PARAMETER_INVALID */
function ticketAfter(query: Given): Uint8Array | undefined {
  const [, event = '', serial = ''] = /^([0-9a-fA-F]{64})\/(\d{1,10})$/.exec(textIn(query, 'after') ?? '') ?? [];
  if (query.after === undefined || query.after === null) return undefined;
  if (event === '' || Number(serial) > 0xffffffff) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'after', expected: "an event's id, a stroke and a number" });
  }
  return ticketId({ event: hexToBytes(event.toLowerCase()), serial: Number(serial) });
}

async function ticketsOfEvent(sources: Sources, query: Given, limit: number): Promise<Listed<Ticket>[]> {
  const event = eventIdIn(query);
  const first = (wholeIn(query, 'after', 0, 0xffffffff) ?? 0) + 1;
  const state = sources.mempool.view();
  const { sold } = requireEvent(state, event);
  const found: Listed<Ticket>[] = [];
  // Serials are given out one after the other.
  for (let serial = first; serial <= sold && found.length < limit; serial++) {
    const id = ticketId({ event, serial });
    const value = state.get(ticketKind, id);
    if (value !== undefined) found.push({ id, value });
  }
  return found;
}

/** What holders offer: of one event the cheapest first; else of all that are not over, in the order of their doors. */
export async function market(sources: Sources, query: Given): Promise<MarketView[]> {
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const asked = query.event === undefined ? undefined : eventIdIn(query);
  const known = ahead(sources);
  const events = shownEvents(sources, known);
  const now = sources.environment.now();
  const found: MarketView[] = [];
  // Event by event: what was still for sale when an event was over stays in the listing for good.
  for (const start of asked === undefined ? await trading(sources) : [asked]) {
    const event = events(start);
    if (event.value.status !== 'open' || now >= event.summary.lockedFrom) continue;
    const offers = await listedAhead(sources, resaleMarket, { start, limit: limit - found.length });
    const views = offers.map((each) => marketView(nameOf(each.id), each.value, event, around(sources, known, each)));
    found.push(...views.sort((left, right) => Number(BigInt(left.price) - BigInt(right.price))));
    if (found.length >= limit) break;
    await breathe();
  }
  return found;
}

/** Ids of the events that are not over, the one that opens its doors first before the others. */
async function trading(sources: Sources): Promise<Uint8Array[]> {
  const ahead = await upcoming(sources);
  return ahead.sort((left, right) => left.value.doorsAt - right.value.doorsAt).map(({ id }) => id);
}

/** Events for which a key waits as soon as a block has what waits here. */
function waitedFor({ mempool, chain }: Sources, key: Key): Uint8Array[] {
  const settled = chain.view();
  return mempool.all().flatMap(({ body: { author, operation } }) => {
    const event = operation.values.event as Uint8Array;
    const isNew = operation.name === 'tickets.wait' && equalBytes(author, key);
    return isNew && waiterOf(settled, event, key) === undefined ? [event] : [];
  });
}

/** Where an account waits for a ticket. */
export async function waitingFor(sources: Sources, query: Given): Promise<WaitingPlace[]> {
  const as = textIn(query, 'as')?.trim();
  if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name or an address' });
  const keys = keysOf(sources, sources.wallet.keyOf(as));
  const known = ahead(sources);
  const events = shownEvents(sources, known);
  const found: WaitingPlace[] = [];
  for (const key of keys) {
    const stored = await listedAhead(sources, waitingByAccount, { start: key, limit: placesLimit });
    const all = [...stored.map(({ id }) => id.slice(0, 32)), ...waitedFor(sources, key)];
    const once = new Map(all.map((id) => [bytesToHex(id), id]));
    for (const event of [...once.values()].slice(0, placesLimit)) {
      const value = waiterOf(known.state, event, key);
      if (value === undefined) continue;
      const shown = events(event);
      const place = placeIn(known.state, event, shown.value, key) ?? 0;
      const isSettled = waiterOf(sources.chain.view(), event, key) !== undefined;
      found.push({
        ...{ event: shown.summary, place, of: shown.value.waiting, locked: `${value.price}` },
        ...(isSettled ? {} : { waiting: true as const }),
      });
      // A long list is gone through from its first.
      await breathe();
    }
  }
  return found;
}
