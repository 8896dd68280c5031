import { hexToBytes } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import { formatInstant } from '../../ledger/day.ts';
import type { Informed } from '../../ledger/known.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { bookKind } from '../../ledger/registries/books/book.ts';
import { carKind, vinId } from '../../ledger/registries/cars/car.ts';
import { eventKind } from '../../ledger/registries/tickets/event.ts';
import { ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import { verdictOf } from '../../ledger/verdict.ts';
import type { BookSummary, EventSummary, Found } from '../facade.ts';
import { type Given, textIn } from '../parameters.ts';
import { account } from './accounts.ts';
import { block, entry } from './blocks.ts';
import { shelf } from './books.ts';
import { businessesLike } from './businesses.ts';
import { cars, plateOwner } from './cars.ts';
import { events, summaryOf } from './events.ts';
import { ahead, type Sources } from './sources.ts';

/** Hits of one search, at most. */
const limit = 20;

/**
 * Searches the ledger for a height, id, VIN, plate, ticket, book, ISBN, address, name, business, event, make or model. Exact hits come
 * first.
 */
export async function find(sources: Sources, query: Given): Promise<Found[]> {
  const text = (textIn(query, 'text') ?? '').trim();
  if (text === '') return [];
  const exact = [
    ...byNumber(sources, text),
    ...byTicket(sources, text),
    ...byBook(sources, text),
    ...byId(sources, text),
    ...(await byName(sources, text)),
    ...byPlate(sources, text),
    ...(await businessesLike(sources, text)),
  ];
  const shows = (await events(sources, { find: text, limit })).map(eventFound);
  const titles = (await shelf(sources, { find: text, limit }, async () => false)).map(bookFound(ahead(sources)));
  const similar = (await cars(sources, { find: text, limit })).map(({ vin, make, model, year, plate, answer }) =>
    carFound(vin, `${make} ${model} ${year}`, plate, answer),
  );
  const seen = new Set<string>();
  return [...exact, ...shows, ...titles, ...similar]
    .filter(({ kind, key }) => !seen.has(kind + key) && seen.add(kind + key))
    .slice(0, limit);
}

function carFound(vin: string, title: string, plate: string | undefined, answer: string): Found {
  return { kind: 'car', key: vin, title, detail: `${plate ?? vin}, mileage: ${answer}` };
}

function eventFound({ id, name, venue, doorsAt, status }: EventSummary): Found {
  const when = status === 'open' ? `doors ${formatInstant(doorsAt)}` : status;
  return { kind: 'event', key: id, title: name, detail: `${venue}, ${when}` };
}

function bookFound({ name, key }: Informed): (book: Pick<BookSummary, 'id' | 'title' | 'owner'>) => Found {
  return ({ id, title, owner }) => ({ kind: 'book', key: id, title, detail: `on the shelf of ${name(key(owner))}` });
}

/** A book by its id. What waits for a block counts. */
function byBook(sources: Sources, text: string): Found[] {
  const id = text.toLowerCase();
  const known = ahead(sources);
  const book = /^[0-9a-f]{64}$/.test(id) ? known.state.get(bookKind, hexToBytes(id)) : undefined;
  return book === undefined ? [] : [bookFound(known)({ id, title: book.title, owner: known.address(book.owner) })];
}

/** An event by its id, a ticket by that and its number: `5f1c...09/112`. What waits for a block counts. */
function byTicket(sources: Sources, text: string): Found[] {
  const [, id = '', number] = /^([0-9a-f]{64})(?:\/0*([1-9]\d{0,9}))?$/.exec(text.toLowerCase()) ?? [];
  const known = ahead(sources);
  const event = id === '' ? undefined : known.state.get(eventKind, hexToBytes(id));
  if (event === undefined) return [];
  if (number === undefined) return [eventFound(summaryOf(sources, known, hexToBytes(id), event))];
  const serial = Number(number);
  const isSerial = serial <= 0xffffffff;
  const ticket = isSerial ? known.state.get(ticketKind, ticketId({ event: hexToBytes(id), serial })) : undefined;
  if (ticket === undefined) return [];
  const words = { valid: `held by ${known.name(ticket.holder)}`, returned: 'on sale again', refunded: 'refunded' };
  return [
    { kind: 'ticket', key: `${id}/${serial}`, title: `Ticket ${serial}, ${event.name}`, detail: words[ticket.status] },
  ];
}

function byNumber(sources: Sources, text: string): Found[] {
  const digits = text.replace(/,/g, '');
  if (!/^\d{1,9}$/.test(digits) || sources.chain.at(Number(digits)) === undefined) return [];
  const { id, height, entries } = block(sources, { height: Number(digits) });
  return [{ kind: 'block', key: id, title: `Block ${height}`, detail: `${entries} entries` }];
}

function byId(sources: Sources, text: string): Found[] {
  const id = text.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(id)) return [];
  const known = sources.chain.block(hexToBytes(id));
  const found = entry(sources, { id });
  return [
    ...(known
      ? [{ kind: 'block', key: id, title: `Block ${known.header.height}`, detail: `${known.entries} entries` } as const]
      : []),
    ...(found ? [{ kind: 'entry', key: id, title: found.label, detail: found.operation } as const] : []),
  ];
}

async function byName(sources: Sources, text: string): Promise<Found[]> {
  const isNamed = sources.wallet.names().some(({ name }) => name === text.toLowerCase());
  if (!isNamed && !isAddress(sources, text.toLowerCase())) return [];
  const { address, name, balance } = await account(sources, { address: text.toLowerCase() });
  return [{ kind: 'account', key: address, title: name ?? address, detail: `${formatLivres(BigInt(balance))} LVR` }];
}

function byPlate(sources: Sources, text: string): Found[] {
  const state = sources.chain.view();
  const vin = plateOwner(sources, state, text.toUpperCase());
  const car = vin === undefined ? undefined : state.get(carKind, vinId(vin));
  if (vin === undefined || car === undefined) return [];
  return [carFound(vin, `${car.make} ${car.model} ${car.year}`, car.plate?.plate, verdictOf(car.odometer).answer)];
}

/** Whether a text is a whole address: a half-typed one finds nothing yet. */
function isAddress({ ledger, wallet }: Sources, text: string): boolean {
  if (!text.startsWith(`${ledger.genesis.addressPrefix}1`)) return false;
  try {
    wallet.keyOf(text);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
