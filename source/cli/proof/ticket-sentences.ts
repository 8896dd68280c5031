import { bytesToHex } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import { formatInstant } from '../../ledger/day.ts';
import type { Key } from '../../ledger/keys.ts';
import { policyLines } from '../../ledger/registries/tickets/creation.ts';
import type { Event, EventStatus } from '../../ledger/registries/tickets/event.ts';
import { slotLength } from '../../ledger/registries/tickets/gate.ts';
import type { Ticket } from '../../ledger/registries/tickets/ticket.ts';
import { quotedLines } from '../quoted.ts';

type AddressOf = (key: Key) => string;

const livres = (deniers: bigint) => `${formatLivres(deniers)} LVR`;
const number = (count: number) => count.toLocaleString('en-US');

const eventStates: Readonly<Record<EventStatus, string>> = {
  open: 'open: the money for its tickets is still with it',
  cancelled: 'cancelled: the money goes back to the holders',
  settled: 'over and settled: everybody was paid',
};

/** What is proven of an event. */
export function eventSentences(id: Uint8Array, event: Event, address: AddressOf): string[] {
  const { doorsAt, startsAt, endsAt, price, policy, capacity, issued, sold, returned, admitted } = event;
  const times = `Doors ${formatInstant(doorsAt)}, start ${formatInstant(startsAt)}, end ${formatInstant(endsAt)} (UTC).`;
  return [
    `Event ${bytesToHex(id)} is ${eventStates[event.status]}.`,
    `Its organiser is ${address(event.organiser)}`,
    `and its own key ${address(event.eventKey)}.`,
    times,
    `Seats: ${number(capacity)}, of them ${number(issued)} handed to official sellers, ${number(sold)} sold, ${number(returned)} given back and on sale again; ${number(admitted)} holders were let in.`,
    `A ticket costs ${livres(price)}. The event holds ${livres(event.held)} for its tickets, and ${livres(event.commissions)} from resales.`,
    ...event.sellers.map((seller) => `An official seller: ${address(seller)}`),
    ...event.gateKeys.map((gate) => `A gate: ${address(gate)}`),
    ...policyLines(policy, price),
    'Its name and place, as they were written:',
    ...quotedLines(`${event.name}, ${event.venue}`),
    ...(event.status === 'cancelled' ? ['Why it was cancelled, as it was written:', ...quotedLines(event.reason)] : []),
  ];
}

/** That there is no event. */
export function noEvent(id: Uint8Array): string {
  return `No event has the id ${bytesToHex(id)}.`;
}

/** `12 of event 5f1c...` */
function ticketWords(id: Uint8Array): string {
  const serial = new DataView(id.buffer, id.byteOffset).getUint32(32);
  return `${serial} of event ${bytesToHex(id.subarray(0, 32))}`;
}

const ticketStates: Readonly<Record<Ticket['status'], string>> = {
  valid: 'valid',
  returned: 'given back: it lets nobody in until it is sold again',
  refunded: 'refunded: the event was cancelled, and it lets nobody in',
};

/** What is proven of a ticket. */
export function ticketSentences(id: Uint8Array, ticket: Ticket, address: AddressOf): string[] {
  const { holder, seller, status, held, listed, given, admission, conflicts, commitment } = ticket;
  return [
    `Ticket ${ticketWords(id)} is ${ticketStates[status]}.`,
    `Its ${status === 'valid' ? 'holder is' : 'last holder was'} ${address(holder)}`,
    `and it was sold by ${address(seller)}.`,
    `The event holds ${livres(held)} for it. It is ${listed === undefined ? 'not for sale' : `for sale at ${livres(listed)}`}, and was given away ${given === 1 ? 'once' : `${given} times`}.`,
    admission === undefined
      ? 'Nobody was let in with it.'
      : `Its holder was let in by ${address(admission.gate)} in the half minute from ${formatInstant(admission.slot * slotLength)} (UTC).`,
    ...(conflicts === 0
      ? []
      : [`Somebody was let in with it again, ${number(conflicts)} times, which it does not allow.`]),
    `The print of who comes: ${bytesToHex(commitment)}`,
  ];
}

/** That there is no ticket. */
export function noTicket(id: Uint8Array): string {
  return `There is no ticket ${ticketWords(id)}.`;
}
