import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { u64be } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import {
  allotmentOf,
  type Event,
  eventKind,
  eventsByParty,
  isLicensed,
  lockedFrom,
} from '../../ledger/registries/tickets/event.ts';
import { type Ticket, ticketsByHolder } from '../../ledger/registries/tickets/ticket.ts';
import type { WaitingView } from '../facade.ts';
import { serialIn } from './events.ts';
import { letInTwice } from './let-in-twice.ts';
import { type Listed, listedAhead } from './listed.ts';
import { keysOf } from './owners.ts';
import type { Sources } from './sources.ts';

/** Things of one kind that are told, at most, and that are looked at for it. */
const most = 100;
const looked = 1_000;
/** Milliseconds before the doors open from which a ticket and a gate are spoken of. */
const aDay = 86_400_000;

/** For whom it is asked, with everything that waits for a block. */
interface Asker {
  readonly as: string;
  /** All keys that the account stands for. */
  readonly keys: readonly Key[];
  readonly known: Informed;
}

/** An own ticket that can still let somebody in. */
interface Held extends Listed<Ticket> {
  readonly event: Event;
}

/** The valid tickets of some keys whose events are neither over nor cancelled. */
async function heldTickets(sources: Sources, keys: readonly Key[]): Promise<Held[]> {
  const state = sources.mempool.view();
  const now = sources.environment.now();
  const lists = await Promise.all(keys.map((start) => listedAhead(sources, ticketsByHolder, { start, limit: looked })));
  return lists.flat().flatMap((ticket): Held[] => {
    const event = state.get(eventKind, ticket.id.subarray(0, 32));
    const counts = ticket.value.status === 'valid' && event?.status === 'open' && now < event.endsAt;
    return counts ? [{ ...ticket, event }] : [];
  });
}

/** How many tickets an account holds now, of events that are not over; 1,000 for each of its keys are counted. */
export async function ticketsHeld(sources: Sources, key: Key): Promise<number> {
  return (await heldTickets(sources, keysOf(sources, key))).length;
}

/** What waits for a holder, an organiser, a seller and a gate: the doors that open first come first. */
export async function ticketDuties(sources: Sources, asker: Asker): Promise<WaitingView[]> {
  const now = sources.environment.now();
  const duties = [...(await shows(sources, asker)), ...(await eventDuties(sources, asker))];
  // What went wrong at a door comes before what is to be done there.
  const at = ({ kind, doorsAt = now + aDay }: WaitingView) => (kind === 'twice' ? 0 : doorsAt);
  return duties.sort((left, right) => at(left) - at(right));
}

async function shows(sources: Sources, { keys }: Asker): Promise<WaitingView[]> {
  const now = sources.environment.now();
  const soon = (await heldTickets(sources, keys)).filter(({ value, event }) => {
    return value.admission === undefined && now >= event.doorsAt - aDay;
  });
  soon.sort((left, right) => left.event.doorsAt - right.event.doorsAt);
  return soon.slice(0, most).map(({ id, event }): WaitingView => {
    const serial = serialIn(id);
    const key = `${bytesToHex(id.subarray(0, 32))}/${serial}`;
    return {
      id: `show ${key}`,
      kind: 'show',
      // Two of one event are told apart, however little room there is.
      what: `ticket ${String(serial).padStart(4, '0')}: ${event.name}, ${event.venue}`,
      doorsAt: event.doorsAt,
      about: { kind: 'ticket', key },
    };
  });
}

async function eventDuties(sources: Sources, asker: Asker): Promise<WaitingView[]> {
  const now = sources.environment.now();
  // Behind the last possible place of what ended a moment ago.
  const after = Uint8Array.of(...u64be(now), ...new Uint8Array(32).fill(0xff));
  const lists = await Promise.all(
    asker.keys.map((start) => listedAhead(sources, eventsByParty, { start, after, limit: looked })),
  );
  const found = new Map(lists.flat().map((each) => [bytesToHex(each.id), each]));
  const open = [...found.values()].filter(({ value }) => value.status === 'open' && now < value.endsAt);
  const ours = open.filter(({ value }) => [value.organiser, ...value.gateKeys].some((key) => isOurs(asker, key)));
  const twice: WaitingView[] = [];
  for (const each of ours) twice.push(...(await letInTwice(sources, each, most - twice.length)));
  const duties = open.flatMap((each) => [
    ...handout(asker, each, now),
    ...offers(asker, each, now),
    ...letIn(asker, each, now),
  ]);
  const told = new Map<string, number>();
  const few = duties.filter(({ kind }) => {
    told.set(kind, (told.get(kind) ?? 0) + 1);
    return (told.get(kind) ?? 0) <= most;
  });
  return [...twice, ...few];
}

function isOurs({ keys }: Asker, party: Key): boolean {
  return keys.some((key) => equalBytes(key, party));
}

/** Whether its tickets change hands now. */
function isTrading({ known }: Asker, event: Event, now: number): boolean {
  return now < lockedFrom(event) && isLicensed(known.state, event);
}

function handout(asker: Asker, { id, value: event }: Listed<Event>, now: number): WaitingView[] {
  const [seller] = event.sellers;
  const left = event.capacity - event.issued;
  if (left <= 0 || seller === undefined || !isOurs(asker, event.organiser) || !isTrading(asker, event, now)) return [];
  const key = bytesToHex(id);
  return [
    {
      id: `handout ${key}`,
      kind: 'handout',
      what: `${event.name}, ${event.venue}: ${seats(left)} for official sellers`,
      about: { kind: 'event', key },
      intent: {
        operation: 'tickets.issue',
        as: asker.as,
        event: key,
        count: left,
        seller: asker.known.address(seller),
      },
    },
  ];
}

function offers(asker: Asker, { id, value: event }: Listed<Event>, now: number): WaitingView[] {
  if (!isTrading(asker, event, now)) return [];
  const key = bytesToHex(id);
  return event.sellers.flatMap((seller): WaitingView[] => {
    const { issued, offered } = allotmentOf(asker.known.state, id, seller);
    const left = issued - offered;
    if (left <= 0 || !isOurs(asker, seller)) return [];
    return [
      {
        id: `offer ${key} ${asker.known.address(seller)}`,
        kind: 'offer',
        what: `${event.name}, ${event.venue}: ${seats(left)} not on sale yet`,
        about: { kind: 'event', key },
        intent: { operation: 'tickets.offer', as: asker.as, event: key, count: left },
      },
    ];
  });
}

function letIn(asker: Asker, { id, value: event }: Listed<Event>, now: number): WaitingView[] {
  if (now < event.doorsAt - aDay || !event.gateKeys.some((key) => isOurs(asker, key))) return [];
  const key = bytesToHex(id);
  return [
    {
      id: `letin ${key}`,
      kind: 'letin',
      what: `${event.name}, ${event.venue}`,
      doorsAt: event.doorsAt,
      about: { kind: 'event', key },
    },
  ];
}

function seats(count: number): string {
  return `${count.toLocaleString('en-US')} seat${count === 1 ? '' : 's'}`;
}
