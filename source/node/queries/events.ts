import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { dayToText } from '../../ledger/day.ts';
import { u64be } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { policyLines } from '../../ledger/registries/tickets/creation.ts';
import {
  type Event,
  eventKind,
  eventsByEnd,
  eventsByParty,
  requireEvent,
  resaleCapOf,
} from '../../ledger/registries/tickets/event.ts';
import { purseOf, resaleMarket, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import { waiterOf } from '../../ledger/registries/tickets/waiting.ts';
import { type Historic, type Kind, type StateReader, stateKey, statePrefix } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import { breathe } from '../breathe.ts';
import type { BoxOfficeView, EventShare, EventSummary, EventView, TicketEvent } from '../facade.ts';
import { type Given, idIn, textIn, wholeIn } from '../parameters.ts';
import { eventSummary, type Shown, sellerViews } from '../views/tickets.ts';
import type { PastEvent } from './history.ts';
import { licenceOfThen } from './issuer.ts';
import { type Listed, listedAhead } from './listed.ts';
import { keysOf } from './owners.ts';
import { pastOf, pastView } from './past.ts';
import { ahead, type Sources } from './sources.ts';

/** Events looked at for one list, at most: a page must not read the whole ledger. */
const scanLimit = 20_000;
/** Tickets on offer that are counted, and people in a waiting list, at most. */
const countLimit = 10_000;
/** Events of one history that are told, the latest. */
export const historyLimit = 500;
/** Tickets looked at in one go, before others have their turn. */
const turn = 500;

/** Events that are not over, or all of one account's, the one that opens its doors first before the others. */
export async function events(sources: Sources, query: Given): Promise<EventSummary[]> {
  const as = textIn(query, 'as')?.trim();
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const sought = textIn(query, 'find')?.trim().toLowerCase() ?? '';
  const known = ahead(sources);
  const isMatch = ({ value }: Listed<Event>) =>
    sought === '' || `${value.name}\n${value.venue}`.toLowerCase().includes(sought);
  const found = (as === undefined ? await upcoming(sources) : await eventsOf(sources, as)).filter(isMatch);
  found.sort((left, right) => left.value.doorsAt - right.value.doorsAt);
  return found.slice(0, limit).map(({ id, value }) => summaryOf(sources, known, id, value));
}

/** Those that are not over. */
export async function upcoming(sources: Sources): Promise<Listed<Event>[]> {
  const now = sources.environment.now();
  const start = new Uint8Array(0);
  // Behind the last possible place of what ended a moment ago.
  const after = Uint8Array.of(...u64be(now), ...new Uint8Array(32).fill(0xff));
  const found = await listedAhead(sources, eventsByEnd, { start, after, limit: scanLimit });
  return found.filter(({ value }) => value.endsAt > now);
}

/** Those that an account organises, sells for or lets people into. */
async function eventsOf(sources: Sources, as: string): Promise<Listed<Event>[]> {
  const keys = keysOf(sources, sources.wallet.keyOf(as));
  const lists = await Promise.all(
    keys.map((start) => listedAhead(sources, eventsByParty, { start, limit: scanLimit })),
  );
  return [...new Map(lists.flat().map((one) => [bytesToHex(one.id), one])).values()];
}

/** An event for a list, with everything that waits for a block. */
export function summaryOf(sources: Sources, known: Informed, id: Uint8Array, event: Event): EventSummary {
  const waits = hasNews(sources.chain.view(), eventKind, id, event);
  return eventSummary(id, event, { known, now: sources.environment.now(), waits });
}

/** Whether what waits for a block did something to an object. */
export function hasNews<T extends Historic>(settled: StateReader, kind: Kind<T>, id: Uint8Array, now: T): boolean {
  return settled.get(kind, id)?.historyCount !== now.historyCount;
}

/** How events are shown in a list of their tickets: each is made once. */
export function shownEvents(sources: Sources, known: Informed): (id: Uint8Array) => Shown {
  const made = new Map<string, Shown>();
  return (id) => {
    const key = bytesToHex(id);
    const found = made.get(key);
    if (found !== undefined) return found;
    const value = requireEvent(known.state, id);
    const shown = { value, summary: summaryOf(sources, known, id, value) };
    made.set(key, shown);
    return shown;
  };
}

/** The id of an event that was asked for. @throws PARAMETER_INVALID */
export function eventIdIn(query: Given, name = 'event'): Uint8Array {
  const id = idIn(query, name);
  if (id === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: name, expected: '64 hex digits' });
  return id;
}

/**
 * An event with its policy, its sellers and its history.
 * @throws PARAMETER_INVALID, EVENT_UNKNOWN
 */
export async function event(sources: Sources, query: Given): Promise<EventView> {
  const id = eventIdIn(query, 'id');
  const as = textIn(query, 'as')?.trim();
  const known = ahead(sources);
  const value = requireEvent(known.state, id);
  const past = await pastOf(sources, stateKey(eventKind, id), historyLimit);
  const created = sources.store.event(stateKey(eventKind, id), 0);
  const issuer = licenceOfThen(sources, value.organiser, ['organiser'], created?.height ?? 0);
  const { policy, reason } = value;
  const onMarket = await listedAhead(sources, resaleMarket, { start: id, limit: countLimit });
  return {
    ...summaryOf(sources, known, id, value),
    eventKey: known.address(value.eventKey),
    gateKeys: value.gateKeys.map((key) => known.address(key)),
    sellers: sellerViews(id, value, known),
    policy,
    policyLines: policyLines(policy, value.price),
    cap: `${resaleCapOf(value)}`,
    ...(value.status === 'cancelled' ? { reason } : {}),
    ...{ issued: value.issued, offered: value.offered, returned: value.returned, admitted: value.admitted },
    ...{ held: `${value.held}`, commissions: `${value.commissions}`, resales: value.resales },
    listed: onMarket.length,
    waitingList: value.waiting,
    ...(issuer === undefined ? {} : { issuer }),
    ...(as === undefined ? {} : { share: await shareOf(sources, known, { id, value }, as) }),
    ...earlierIn(value, past),
    history: past.map((each) => ticketEvent(sources, known, each)),
  };
}

async function shareOf(
  sources: Sources,
  { state }: Informed,
  { id, value }: Listed<Event>,
  as: string,
): Promise<EventShare> {
  const key = sources.wallet.keyOf(as);
  const keys = keysOf(sources, key);
  const isOurs = (other: Key) => keys.some((one) => equalBytes(one, other));
  const purses = [key, ...keys.filter((one) => !equalBytes(one, key))].map((one) => purseOf(state, id, one));
  const [place] = keys.flatMap((one) => placeIn(state, id, value, one) ?? []);
  return {
    holds: purses.reduce((sum, { holds }) => sum + holds, 0),
    bought: purses.reduce((sum, { bought }) => sum + bought, 0),
    ...(place === undefined ? {} : { waits: place }),
    roles: [
      ...(isOurs(value.organiser) ? (['organiser'] as const) : []),
      ...(value.sellers.some(isOurs) ? (['seller'] as const) : []),
      ...(value.gateKeys.some(isOurs) ? (['gate'] as const) : []),
    ],
  };
}

/** Which place of the waiting list an account has, from 1; nothing if it waits for nothing. */
export function placeIn(state: StateReader, id: Uint8Array, event: Event, key: Key): number | undefined {
  if (waiterOf(state, id, key) === undefined) return undefined;
  let place = 1;
  for (let at = event.firstWaiting; at !== undefined && place <= countLimit; place++) {
    if (equalBytes(at, key)) return place;
    at = waiterOf(state, id, at)?.after;
  }
  return place;
}

/** What is left out of an object's history because there is too much of it. */
export function earlierIn({ historyCount }: Historic, past: readonly PastEvent[]): { earlier?: number } {
  return historyCount > past.length ? { earlier: historyCount - past.length } : {};
}

/** An event of an event's or a ticket's story. */
export function ticketEvent(sources: Sources, known: Informed, past: PastEvent): TicketEvent {
  const view = pastView(sources, known, past);
  if (past.kind === 'due') return view;
  const { price, to } = past.transaction.body.operation.values as { readonly price?: bigint; readonly to?: Key };
  return {
    ...view,
    ...(price === undefined ? {} : { price: `${price}` }),
    ...(to === undefined ? {} : { to: known.address(to) }),
  };
}

/** An organiser's look at one event: what a block has, not what waits for one. @throws EVENT_UNKNOWN */
export async function boxOffice(sources: Sources, query: Given): Promise<BoxOfficeView> {
  const id = eventIdIn(query);
  const view = await event(sources, { id: bytesToHex(id) });
  const days = new Map<number, number>();
  const conflicts: number[] = [];
  let valid = 0;
  let admitted = 0;
  let seen = 0;
  for await (const { id: at, bytes } of sources.store.objects(
    statePrefix(ticketKind),
    ticketId({ event: id, serial: 0 }),
  )) {
    if (!equalBytes(at.subarray(0, 32), id)) break;
    const ticket = ticketKind.codec.decode(bytes);
    if (++seen % turn === 0) await breathe();
    if (ticket.conflicts > 0) conflicts.push(serialIn(at));
    if (ticket.status !== 'valid') continue;
    valid++;
    if (ticket.admission !== undefined) admitted++;
    days.set(ticket.soldOn, (days.get(ticket.soldOn) ?? 0) + 1);
  }
  const areOpen = sources.environment.now() >= view.doorsAt;
  return {
    event: view,
    soldOn: [...days]
      .sort(([left], [right]) => left - right)
      .map(([day, tickets]) => ({ day: dayToText(day), tickets })),
    valid,
    noShows: areOpen ? valid - admitted : 0,
    conflicts,
  };
}

/** The serial in a ticket's id. */
export function serialIn(id: Uint8Array): number {
  return new DataView(id.buffer, id.byteOffset).getUint32(32);
}
