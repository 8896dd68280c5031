import type { Method } from '../node/control/protocol.ts';
import type { EventSummary } from '../node/facade.ts';
import { agreementText } from './agreements/text.ts';
import {
  accountText,
  blockText,
  carText,
  directoryText,
  entryText,
  type NameOf,
  peersText,
  statusText,
} from './answers.ts';
import { booksText, bookText, exchangeText, listLimit } from './books/text.ts';
import { bookId } from './books/words.ts';
import { eventNamed } from './tickets/named.ts';
import { eventsText, eventText, ticketText } from './tickets/text.ts';
import { dischargeText, saleText } from './transfers/text.ts';
import { usageRefusals } from './usage.ts';

/** A question as a command: which method, with what, and how its answer reads. */
export interface Question {
  readonly method: Method;
  /** What stands behind the word, for the help; nothing where nothing does. */
  readonly argument: string | undefined;
  readonly isOptional: boolean;
  /** @param owner whose, of what is listed by its owner; of all without */
  params(argument: string, owner?: string): Readonly<Record<string, unknown>>;
  /** What it takes instead of `params` where words were given for an id, asked of the node. @throws USAGE */
  named?(argument: string, ask: Ask): Promise<Readonly<Record<string, unknown>>>;
  /**
   * @param now the node's, milliseconds since 1970
   * @param columns of the terminal, if it goes to one
   */
  text(answer: never, nameOf: NameOf, now: number, columns?: number): string[];
}

/** Asks a node. */
type Ask = (method: Method, params: unknown) => Promise<unknown>;

const isId = (text: string) => /^[0-9a-fA-F]{64}$/.test(text);

/** The commands that ask one thing and end. */
export const questions: Readonly<Record<string, Question>> = {
  status: { method: 'status', argument: undefined, isOptional: true, params: () => ({}), text: statusText },
  block: {
    method: 'block',
    argument: 'HEIGHT or ID',
    isOptional: true,
    params: (text) => (text === '' ? {} : isId(text) ? { id: text } : { height: heightFrom(text) }),
    text: blockText,
  },
  entry: { method: 'transaction', argument: 'ID', isOptional: false, params: (id) => ({ id }), text: entryText },
  car: {
    method: 'car',
    argument: 'VIN or PLATE',
    isOptional: false,
    params: (text) => (text.replace(/[\s-]/g, '').length === 17 ? { vin: text } : { plate: text }),
    text: carText,
  },
  account: {
    method: 'account',
    argument: 'NAME or ADDRESS',
    isOptional: false,
    params: (address) => ({ address }),
    text: accountText,
  },
  directory: {
    method: 'directory',
    argument: 'ROLE',
    isOptional: true,
    params: (role) => (role === '' ? {} : { role }),
    text: directoryText,
  },
  agreement: {
    method: 'agreement',
    argument: 'ID',
    isOptional: false,
    params: byId('contract', 'agreements'),
    text: agreementText,
  },
  transfer: {
    method: 'transfer',
    argument: 'ID',
    isOptional: false,
    params: byId('sale', 'transfers'),
    text: saleText,
  },
  discharge: {
    method: 'discharge',
    argument: 'ID',
    isOptional: false,
    params: byId('sale', 'transfers'),
    text: dischargeText,
  },
  events: {
    method: 'events',
    argument: 'WORDS',
    isOptional: true,
    params: (find) => (find === '' ? {} : { find }),
    text: eventsText,
  },
  event: {
    method: 'event',
    argument: 'ID or NAME',
    isOptional: false,
    params: (id) => ({ id }),
    named: async (find, ask) => {
      if (isId(find)) return { id: find };
      return { id: eventNamed(find, (await ask('events', { find })) as readonly EventSummary[]) };
    },
    text: eventText,
  },
  ticket: { method: 'ticket', argument: 'EVENT SERIAL', isOptional: false, params: ticketFrom, text: ticketText },
  books: {
    method: 'shelf',
    argument: 'WORDS',
    isOptional: true,
    params: (find, owner) => ({
      limit: listLimit,
      ...(find === '' ? {} : { find }),
      ...(owner === undefined ? {} : { owner }),
    }),
    text: booksText,
  },
  book: { method: 'book', argument: 'ID', isOptional: false, params: (id) => ({ id: bookId(id) }), text: bookText },
  exchange: {
    method: 'exchange',
    argument: 'ID',
    isOptional: false,
    params: byId('hand-over', 'exchanges'),
    text: exchangeText,
  },
  peers: { method: 'peers', argument: undefined, isOptional: true, params: () => ({}), text: peersText },
};

/** By the id of a sale or contract; whoever has something else is told where ids stand. */
function byId(what: string, listed: Method): Question['params'] {
  return (id) => {
    if (isId(id)) return { id };
    const where = `\`carnet call ${listed} '{"as": "NAME"}'\` lists those of a name, and c copies it on the screen`;
    throw usageRefusals.USAGE({ reason: `"${id.slice(0, 40)}" is not the id of a ${what}, 64 hex digits: ${where}.` });
  };
}

/** `EVENT SERIAL` or `EVENT/SERIAL`. */
function ticketFrom(text: string): Readonly<Record<string, unknown>> {
  const [, event, serial] = /^([0-9a-fA-F]{64})[ /](\d{1,10})$/.exec(text) ?? [];
  if (event !== undefined && serial !== undefined) return { event, serial: Number(serial) };
  const reason = `"${text.slice(0, 90)}" is no ticket: that is the id of an event, 64 hex digits, and a number, as \`carnet events\` and the Tickets screen show them.`;
  throw usageRefusals.USAGE({ reason });
}

function heightFrom(text: string): number {
  const digits = text.replace(/,/g, '');
  if (!/^\d{1,10}$/.test(digits)) throw usageRefusals.USAGE({ reason: `"${text}" is neither a height nor an id.` });
  return Number(digits);
}
