import { beginningKind } from './beginning.ts';
import { queueKinds } from './queue.ts';
import { accountKind } from './registries/accounts.ts';
import { agreementKind } from './registries/agreements/agreement.ts';
import { bookKind, libraryKind } from './registries/books/book.ts';
import { exchangeKind } from './registries/books/exchange.ts';
import { carKind, plateKind } from './registries/cars/car.ts';
import { accusationKind } from './registries/licences/accusation.ts';
import { guaranteeKind, treasuryKind } from './registries/licences/guarantee.ts';
import { licenceKind } from './registries/licences/licence.ts';
import { eraKind, rosterKind } from './registries/licences/rosters.ts';
import { verdictKind } from './registries/licences/verdict.ts';
import { announcementKind, commitmentKind, ownerKind } from './registries/owners/owner.ts';
import { allotmentKind, eventKind } from './registries/tickets/event.ts';
import { openEventsKind } from './registries/tickets/settlement.ts';
import { laterAdmissionKind, purseKind, returnedKind, ticketKind } from './registries/tickets/ticket.ts';
import { waiterKind } from './registries/tickets/waiting.ts';
import { transferKind } from './registries/transfers/transfer.ts';
import { type Historic, type Kind, statePrefix } from './state.ts';

/** Every kind of object that the state holds, for whoever has a state key and nothing else. */
export const allKinds: readonly Kind<object>[] = [
  ...queueKinds,
  beginningKind,
  accountKind,
  licenceKind,
  rosterKind,
  eraKind,
  guaranteeKind,
  accusationKind,
  treasuryKind,
  verdictKind,
  ownerKind,
  commitmentKind,
  announcementKind,
  carKind,
  plateKind,
  transferKind,
  agreementKind,
  eventKind,
  allotmentKind,
  ticketKind,
  purseKind,
  returnedKind,
  waiterKind,
  openEventsKind,
  laterAdmissionKind,
  bookKind,
  libraryKind,
  exchangeKind,
].map((kind) => kind as unknown as Kind<object>);

const byPrefix = new Map(allKinds.map((kind) => [statePrefix(kind), kind]));

/** The kind that a state key belongs to; nothing where there is none, or where its id has another length. */
export function kindOf(stateKey: string): Kind<object> | undefined {
  const kind = byPrefix.get(stateKey.slice(0, 2));
  return kind?.idLength === stateKey.length - 2 ? kind : undefined;
}

/** An object as one with a history, if it has one. */
export function historic(object: object): Historic | undefined {
  return 'historyHead' in object ? (object as Historic) : undefined;
}
