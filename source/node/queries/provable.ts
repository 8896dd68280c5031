import { hexToBytes } from '@noble/hashes/utils.js';
import { byteString } from '../../ledger/byte-string.ts';
import { canHaveId } from '../../ledger/certificate-key.ts';
import { kindOf } from '../../ledger/kinds.ts';
import { accountKind } from '../../ledger/registries/accounts.ts';
import { agreementKind } from '../../ledger/registries/agreements/agreement.ts';
import { bookKind } from '../../ledger/registries/books/book.ts';
import { exchangeKind } from '../../ledger/registries/books/exchange.ts';
import { carKind, plateId, plateKind, vinId } from '../../ledger/registries/cars/car.ts';
import { checkVin } from '../../ledger/registries/cars/vin.ts';
import { accusationKind } from '../../ledger/registries/licences/accusation.ts';
import { guaranteeKind } from '../../ledger/registries/licences/guarantee.ts';
import { licenceId, licenceKind } from '../../ledger/registries/licences/licence.ts';
import { ownerKind } from '../../ledger/registries/owners/owner.ts';
import { eventKind } from '../../ledger/registries/tickets/event.ts';
import { ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import { transferKind } from '../../ledger/registries/transfers/transfer.ts';
import { roleNamed, roles, roleWord } from '../../ledger/roles.ts';
import { asHistoric, idOf, stateKey } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import { type Given, textIn } from '../parameters.ts';
import type { Sources } from './sources.ts';

const wrong = intentRefusals.PARAMETER_INVALID;
const forms =
  'a VIN, a plate, a name or address, the id of a sale, contract, event, book or hand-over, event/number for a ticket, or role:name for a licence, like station:alice';

/**
 * State keys of the objects that a question is about, what it names first. What does not exist has a key too.
 * @throws PARAMETER_INVALID, ADDRESS_INVALID, NAME_UNKNOWN
 */
export function soughtKeys(sources: Sources, query: Given): string[] {
  const registry = textIn(query, 'registry');
  if (registry !== undefined) return [keyIn(sources, registry, query)];
  const text = textIn(query, 'object')?.trim() ?? '';
  if (text === '') throw wrong({ parameter: 'object', expected: forms });
  return (
    byId(sources, text) ??
    byTicket(text) ??
    byLicence(sources, text) ??
    byAccount(sources, text) ??
    byCar(sources, text)
  );
}

function keyIn({ ledger }: Sources, registry: string, query: Given): string {
  const number = ledger.registryNamed(registry)?.number;
  if (number === undefined) throw wrong({ parameter: 'registry', expected: 'the name of a registry, like cars' });
  const hex = textIn(query, 'key') ?? '';
  const isHex = /^(?:[0-9a-fA-F]{2})+$/.test(hex);
  const key = byteString(Uint8Array.of(number, ...(isHex ? hexToBytes(hex.toLowerCase()) : [])));
  const kind = kindOf(key);
  if (kind === undefined || !canHaveId(kind, idOf(key))) {
    throw wrong({ parameter: 'key', expected: 'kind and id of an object of this registry in hex' });
  }
  return key;
}

function byId({ chain }: Sources, text: string): string[] | undefined {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) return undefined;
  const id = hexToBytes(text.toLowerCase());
  const state = chain.view();
  const transfer = state.get(transferKind, id);
  if (transfer !== undefined) return [stateKey(transferKind, id), stateKey(carKind, vinId(transfer.vin))];
  const exchange = state.get(exchangeKind, id);
  if (exchange !== undefined) return [stateKey(exchangeKind, id), stateKey(bookKind, exchange.book)];
  const others = [asHistoric(agreementKind), asHistoric(eventKind), asHistoric(bookKind)];
  const found = others.find((kind) => state.get(kind, id) !== undefined);
  if (found !== undefined) return [stateKey(found, id)];
  return [asHistoric(transferKind), ...others, asHistoric(exchangeKind)].map((kind) => stateKey(kind, id));
}

/** A ticket says little without its event, which says what it lets into. */
function byTicket(text: string): string[] | undefined {
  const [, event, number] = /^([0-9a-fA-F]{64})\/(\d{1,10})$/.exec(text) ?? [];
  const serial = Number(number);
  if (event === undefined || serial < 1 || serial > 0xffffffff) return undefined;
  const id = hexToBytes(event.toLowerCase());
  return [stateKey(ticketKind, ticketId({ event: id, serial })), stateKey(eventKind, id)];
}

/** A licence counts only while its guarantee stands, so what tells that comes with it. */
function byLicence({ wallet }: Sources, text: string): string[] | undefined {
  const [word = '', name, ...rest] = text.split(':');
  if (name === undefined) return undefined;
  const role = roleNamed(word);
  // Nothing else has a colon in it: who mistypes a role should not be told about VINs.
  if (role === undefined || rest.length > 0) {
    throw wrong({
      parameter: 'object',
      expected: `role:name with one of these roles: ${roles.map(roleWord).join(', ')}`,
    });
  }
  const holder = wallet.keyOf(name.trim().toLowerCase());
  const id = licenceId(holder, role);
  return [
    stateKey(licenceKind, id),
    stateKey(accusationKind, id),
    stateKey(guaranteeKind, holder),
    stateKey(accountKind, holder),
  ];
}

function byAccount({ wallet }: Sources, text: string): string[] | undefined {
  const name = text.toLowerCase();
  const isNamed = wallet.names().some((known) => known.name === name);
  if (!isNamed && !name.startsWith(`${wallet.prefix}1`)) return undefined;
  const key = wallet.keyOf(name);
  return [stateKey(accountKind, key), stateKey(ownerKind, key)];
}

function byCar({ ledger, chain, wallet }: Sources, text: string): string[] {
  const plain = text.toUpperCase();
  const vin = plain.replace(/[\s-]/g, '');
  if (vin.length === 17) {
    checkVin(vin);
    return [stateKey(carKind, vinId(vin))];
  }
  if (!/^[A-Z0-9 -]{2,12}$/.test(plain)) throw wrong({ parameter: 'object', expected: forms });
  const state = chain.view();
  const places = Object.keys(ledger.genesis.authorities).map((country) => plateId(country, plain));
  for (const place of places) {
    const found = state.get(plateKind, place);
    if (found !== undefined) return [stateKey(plateKind, place), stateKey(carKind, vinId(found.vin))];
  }
  // Who mistypes a name should not be told about plates.
  if (!/\d/.test(plain)) wallet.keyOf(text);
  // That nobody has it means that it was given out in no country of this network.
  return places.slice(0, 32).map((place) => stateKey(plateKind, place));
}
