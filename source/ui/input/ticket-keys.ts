import type { Entry } from './key-entry.ts';

/** The keys of the Tickets screen; Enter does what is usual there: buy, show, take the next step. */
export const ticketKeys = {
  eventPage: {
    scope: 'tickets',
    keys: ['e'],
    shown: 'e',
    label: 'event',
    help: 'Everything about the event: what is allowed, who sells, what happened',
  },
  ticketStory: {
    scope: 'tickets',
    keys: ['t'],
    shown: 't',
    label: 'story',
    help: 'Everything that happened to the ticket',
  },
  waitForOne: {
    scope: 'tickets',
    keys: ['w'],
    shown: 'w',
    label: 'wait for one…',
    help: 'Where none is left: wait for a ticket that somebody returns. The price is locked meanwhile',
  },
  sellTicket: {
    scope: 'tickets',
    keys: ['s'],
    shown: 's',
    label: 'sell…',
    help: 'Offer this ticket of yours for resale',
  },
  giveTicket: { scope: 'tickets', keys: ['d'], shown: 'd', label: 'give…', help: 'Give this ticket of yours away' },
  returnTicket: {
    scope: 'tickets',
    keys: ['r'],
    shown: 'r',
    label: 'return…',
    help: 'Return this ticket of yours: you get back what the event holds for it',
  },

  newEvent: { scope: 'box-office', keys: ['m'], shown: 'm', label: 'new event…', help: 'Announce an event' },
  handSeats: {
    scope: 'box-office',
    keys: ['i'],
    shown: 'i',
    label: 'hand seats…',
    help: 'Hand seats of the event to one of its official sellers',
  },
  putOnSale: {
    scope: 'box-office',
    keys: ['p'],
    shown: 'p',
    label: 'put on sale…',
    help: 'Put seats that you were handed on sale',
  },
  gateMode: {
    scope: 'box-office',
    keys: ['l'],
    shown: 'l',
    label: 'gate',
    help: 'Let people in: the screen for the door',
  },
} as const satisfies Readonly<Record<string, Entry>>;
