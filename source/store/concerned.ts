import { equalBytes } from '@noble/ciphers/utils.js';
import { partiesOf } from '../ledger/affair.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ObjectReference } from '../ledger/operation.ts';
import { carKind } from '../ledger/registries/cars/car.ts';
import { accusationOf } from '../ledger/registries/licences/accusation.ts';
import { licenceIn, licenceKind, licenceOf } from '../ledger/registries/licences/licence.ts';
import { ownerKind, ownerOf } from '../ledger/registries/owners/owner.ts';
import { eventKind } from '../ledger/registries/tickets/event.ts';
import { ticketKind } from '../ledger/registries/tickets/ticket.ts';
import { transferKind } from '../ledger/registries/transfers/transfer.ts';
import { asHistoric, type StateReader, statePrefix } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';

/** The states between which something happened. */
export interface Span {
  readonly before: StateReader;
  readonly after: StateReader;
}

const cars = statePrefix(carKind);
const owners = statePrefix(ownerKind);
const licences = statePrefix(licenceKind);
const events = statePrefix(eventKind);
const tickets = statePrefix(ticketKind);
const sales = asHistoric(transferKind);

/** Accounts that a transaction names: author, payer, cosigners, and every account in a field. */
export function accountsOf(ledger: Ledger, transaction: SignedTransaction): Key[] {
  const { body, cosignatures } = transaction;
  const accounts: Key[] = [body.author];
  const add = (key: unknown) => {
    if (key instanceof Uint8Array) addKey(accounts, key);
  };
  add(body.payer);
  for (const { key } of cosignatures) add(key);
  const { fields } = ledger.operationOf(transaction);
  for (const name in fields) if (fields[name]?.input === 'account') add(body.operation.values[name]);
  return accounts;
}

/**
 * Everybody whom it concerns that something happened to these objects, named or not, each once: the parties of affairs;
 * of a car who owned it and who owns it, and the parties of the sale in which it was or is; of an owner the key itself,
 * who confirmed it, and whoever is to take its place; of a licence its holder, who gave it, and who accuses it; of an
 * event its organiser and its sellers; of a ticket who held it and who holds it.
 */
export function concernedBy(ledger: Ledger, span: Span, objects: readonly ObjectReference[]): Key[] {
  const found = partiesOf(ledger.affairs, span.after, objects);
  for (const { kind, id } of objects) {
    const prefix = statePrefix(kind);
    for (const state of prefix === owners || prefix === licences ? [span.before, span.after] : []) {
      for (const key of prefix === owners ? ownersAround(state, id) : licenceHolders(state, id)) addKey(found, key);
    }
    if (prefix === events || prefix === tickets) {
      for (const key of prefix === events ? eventParties(span.after, id) : ticketHolders(span, id)) addKey(found, key);
    }
    if (prefix !== cars) continue;
    for (const state of [span.before, span.after]) {
      const car = state.get(carKind, id);
      if (car === undefined) continue;
      addKey(found, car.owner);
      if (car.transfer === undefined) continue;
      for (const key of partiesOf(ledger.affairs, state, [{ kind: sales, id: car.transfer }])) addKey(found, key);
    }
  }
  return found;
}

function ownersAround(state: StateReader, key: Key): Key[] {
  const { certifiedBy, successor, challenge } = ownerOf(state, key) ?? {};
  return [key, certifiedBy, successor, challenge?.successor].filter((each) => each !== undefined);
}

function eventParties(state: StateReader, id: Uint8Array): readonly Key[] {
  const event = state.get(eventKind, id);
  return event === undefined ? [] : [event.organiser, ...event.sellers];
}

function ticketHolders({ before, after }: Span, id: Uint8Array): Key[] {
  // A ticket that was returned is nobody's: who held it once hears of it no more.
  const found = [before, after].map((state) => state.get(ticketKind, id));
  return found.flatMap((ticket, at) => {
    const isHis = ticket !== undefined && (at > 0 || ticket.status !== 'returned');
    return isHis ? [ticket.holder] : [];
  });
}

function licenceHolders(state: StateReader, id: Uint8Array): Key[] {
  const { holder, role } = licenceOf(id);
  const others = [licenceIn(state, holder, role)?.licensedBy, accusationOf(state, holder, role)?.accuser];
  return [holder, ...others.filter((each) => each !== undefined)];
}

function addKey(keys: Key[], key: Key): void {
  // Mostly the very same bytes: what a car was and is shares what did not change.
  if (!keys.some((other) => other === key || equalBytes(other, key))) keys.push(key);
}
