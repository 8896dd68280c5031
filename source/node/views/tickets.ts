import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed, Known } from '../../ledger/known.ts';
import { activeLicence } from '../../ledger/registries/licences/licence.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { allotmentOf, type Event, isLicensed, lockedFrom, resaleCapOf } from '../../ledger/registries/tickets/event.ts';
import { seatsLeft } from '../../ledger/registries/tickets/sellers.ts';
import type { Admission, Ticket, TicketName } from '../../ledger/registries/tickets/ticket.ts';
import type { AdmissionView, EventSummary, MarketView, SellerView, TicketSummary } from '../facade.ts';

/** What stands around an object that is shown. */
export interface Around {
  readonly known: Informed;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether something about it waits for a block. */
  readonly waits: boolean;
}

/** An event as a line of a list. */
export function eventSummary(id: Uint8Array, event: Event, { known, now, waits }: Around): EventSummary {
  const { name, venue, doorsAt, startsAt, endsAt, price, capacity, status, sold } = event;
  const left = seatsLeft(known.state, id, event);
  const locked = lockedFrom(event);
  return {
    id: bytesToHex(id),
    ...{ name, venue, organiser: known.address(event.organiser), doorsAt, startsAt, endsAt, lockedFrom: locked },
    ...{ price: `${price}`, capacity, status },
    onSale: status === 'open' && now < locked && left > 0 && isLicensed(known.state, event),
    ...{ left, sold },
    ...(waits ? { waiting: true as const } : {}),
  };
}

/** The official sellers of an event and their seats. */
export function sellerViews(id: Uint8Array, { sellers, organiser }: Event, { state, address }: Informed): SellerView[] {
  return sellers.map((seller) => {
    const { issued, offered, sold } = allotmentOf(state, id, seller);
    const isOrganiser = address(seller) === address(organiser);
    const licensed = isOrganiser || activeLicence(state, seller, 'seller') !== undefined;
    return { seller: address(seller), licensed, issued, offered, sold };
  });
}

/** A ticket as a line of a list. */
export function ticketSummary({ serial }: TicketName, ticket: Ticket, event: Shown, around: Around): TicketSummary {
  const { holder, status, held, listed, given, admission, conflicts } = ticket;
  const { known, waits } = around;
  return {
    event: event.summary,
    serial,
    ...{ holder: holderNow(holder, known), status, held: `${held}` },
    ...(listed === undefined ? {} : { listed: `${listed}` }),
    giftsLeft: Math.max(0, event.value.policy.freeTransfers - given),
    ...(admission && { admission: admissionView(admission, known) }),
    conflicts,
    ...(waits ? { waiting: true as const } : {}),
  };
}

/** An event, and how a list shows it. */
export interface Shown {
  readonly value: Event;
  readonly summary: EventSummary;
}

/** A ticket that its holder offers. */
export function marketView({ serial }: TicketName, ticket: Ticket, event: Shown, { known, waits }: Around): MarketView {
  return {
    event: event.summary,
    serial,
    holder: holderNow(ticket.holder, known),
    price: `${ticket.listed ?? 0n}`,
    cap: `${resaleCapOf(event.value)}`,
    commission: event.value.policy.commission,
    ...(waits ? { waiting: true as const } : {}),
  };
}

/** Whoever holds it: a key that was lost has another one in its place. */
function holderNow(holder: Key, { state, height, address }: Informed): string {
  return address(currentKey(state, holder, height));
}

export function admissionView({ gate, session, slot }: Admission, { address }: Known): AdmissionView {
  return { gate: address(gate), session, slot };
}
