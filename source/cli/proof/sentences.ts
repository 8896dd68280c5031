import { bytesToHex } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import { byteString } from '../../ledger/byte-string.ts';
import type { ProvenObject } from '../../ledger/certificate-check.ts';
import { formatDay } from '../../ledger/day.ts';
import type { Key } from '../../ledger/keys.ts';
import { statusLabels } from '../../ledger/licence-status.ts';
import { accountKind } from '../../ledger/registries/accounts.ts';
import { agreementKind, agreementWords } from '../../ledger/registries/agreements/agreement.ts';
import { bookKind } from '../../ledger/registries/books/book.ts';
import { exchangeKind } from '../../ledger/registries/books/exchange.ts';
import { type Car, carKind, plateKind } from '../../ledger/registries/cars/car.ts';
import { accusationKind } from '../../ledger/registries/licences/accusation.ts';
import { guaranteeKind } from '../../ledger/registries/licences/guarantee.ts';
import { licenceKind, licenceOf } from '../../ledger/registries/licences/licence.ts';
import { ownerKind } from '../../ledger/registries/owners/owner.ts';
import { eventKind } from '../../ledger/registries/tickets/event.ts';
import { ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import { statusWords, transferKind } from '../../ledger/registries/transfers/transfer.ts';
import { anyOf } from '../../ledger/roles.ts';
import type { Kind } from '../../ledger/state.ts';
import { formatReading, verdictOf } from '../../ledger/verdict.ts';
import { quotedLines } from '../quoted.ts';
import { bookSentences, exchangeSentences, noBook, noExchange } from './book-sentences.ts';
import { eventSentences, noEvent, noTicket, ticketSentences } from './ticket-sentences.ts';

/** How a key is written: in full, because nobody should trust the end of an address. */
export type AddressOf = (key: Key) => string;

interface Sentences {
  there(id: Uint8Array, value: never, address: AddressOf): readonly string[];
  absent(id: Uint8Array, address: AddressOf): string;
}

const table = new Map<string, Sentences>();

function say<T>(
  kind: Kind<T>,
  there: (id: Uint8Array, value: T, address: AddressOf) => readonly string[],
  absent: (id: Uint8Array, address: AddressOf) => string,
): void {
  table.set(kind.name, { there, absent });
}

const livres = (deniers: bigint) => `${formatLivres(deniers)} LVR`;
const height = (block: number) => block.toLocaleString('en-US');

say(
  carKind,
  (id, car, address) => [
    `The car with VIN ${byteString(id)} is of model year ${car.year}, made in ${car.country}.`,
    `Its owner is ${address(car.owner)}.`,
    `Its plate: ${car.plate === undefined ? 'none' : `${car.plate.plate} (${car.plate.country})`}. Its status: ${car.status}.`,
    `Marks on it: ${car.flags.length === 0 ? 'none' : car.flags.map(({ flag }) => flag).join(', ')}.`,
    `Under sale: ${car.transfer === undefined ? 'no' : `yes, sale ${bytesToHex(car.transfer)}`}.`,
    testOf(car),
    ...mileageOf(car),
    'Its make and model, as they were written:',
    ...quotedLines(`${car.make} ${car.model}`),
  ],
  (id) => `No car with VIN ${byteString(id)} is on the ledger.`,
);

function testOf({ test }: Car): string {
  if (test === undefined) return 'Its safety test: none was recorded.';
  const results = { pass: 'passed', major: 'major fault', dangerous: 'dangerous' };
  return `Its last safety test: ${results[test.result]}, counts until ${formatDay(test.validUntil)}.`;
}

function mileageOf({ odometer, latest }: Car): string[] {
  const { answer, reasons } = verdictOf(odometer);
  return [
    latest === undefined
      ? 'No reading of its odometer was recorded.'
      : `Its last reading: ${formatReading(latest)} on ${formatDay(latest.day)}.`,
    `Its mileage: ${answer.toUpperCase()}, worked out anew from every reading in its history.`,
    ...reasons.map(({ text }) => `  ${text}`),
  ];
}

say(
  plateKind,
  (id, { vin }) => [`Plate ${plateOf(id)} belongs to the car with VIN ${vin}.`],
  (id) => `Plate ${plateOf(id)} belongs to no car.`,
);

function plateOf(id: Uint8Array): string {
  const text = byteString(id);
  return `${text.slice(2).replace(/\0+$/, '')} (${text.slice(0, 2)})`;
}

say(
  accountKind,
  (id, account, address) => [
    `Account ${address(id)} has ${livres(account.balance)} to spend, ${livres(account.locked)} locked and ${livres(account.stake)} as a guarantee.`,
    `Entries that it has signed: ${account.nonce.toLocaleString('en-US')}. Accounts carry no history: how it came by this is not shown.`,
  ],
  (id, address) => `Account ${address(id)} has nothing and never had.`,
);

say(
  ownerKind,
  (id, owner, address) => [
    `The police of ${owner.country} have somebody on file for ${address(id)}; the key is ${owner.status}.`,
    ...(owner.successor === undefined ? [] : [`${address(owner.successor)} took its place.`]),
    ...(owner.challenge === undefined
      ? []
      : [
          `${address(owner.challenge.successor)} takes its place in block ${height(owner.challenge.due)}, unless it objects.`,
        ]),
  ],
  (id, address) => `The police have nobody on file for ${address(id)}.`,
);

const licence = (id: Uint8Array, address: AddressOf) => {
  const { holder, role } = licenceOf(id);
  return { holder: address(holder), role: anyOf([role]) };
};

say(
  licenceKind,
  (id, { country, name, status, licensedBy }, address) => {
    const { holder, role } = licence(id, address);
    return [
      `${holder} was licensed as ${role} in ${country} by ${address(licensedBy)}.`,
      `That licence is ${statusLabels[status]}. Its holder's name, as it was written:`,
      ...quotedLines(name),
    ];
  },
  (id, address) => {
    const { holder, role } = licence(id, address);
    return `${holder} was never licensed as ${role}.`;
  },
);

say(
  accusationKind,
  (id, { accuser, since, reason }, address) => {
    const { holder, role } = licence(id, address);
    return [
      `${holder} stands accused as ${role} by ${address(accuser)} since block ${height(since)}. The reason given:`,
      ...quotedLines(reason),
    ];
  },
  (id, address) => {
    const { holder, role } = licence(id, address);
    return `No accusation against ${holder} as ${role} is open.`;
  },
);

say(
  guaranteeKind,
  (id, { required, unbonding }, address) => [
    `The licences of ${address(id)} ask for a guarantee of ${livres(required)}; ${livres(unbonding)} are on their way back.`,
  ],
  (id, address) => `No guarantee is asked of ${address(id)}.`,
);

say(
  transferKind,
  (id, sale, address) => [
    `Sale ${bytesToHex(id)} of the car with VIN ${sale.vin} is ${statusWords[sale.status]}.`,
    `From ${address(sale.seller)}`,
    `to   ${address(sale.buyer)}`,
    `for ${livres(sale.price)}, ${sale.payment === 'ledger' ? 'paid on the ledger' : 'paid outside of it'}; notary ${address(sale.notary)}.`,
  ],
  (id) => `No sale has the id ${bytesToHex(id)}.`,
);

say(
  agreementKind,
  (id, { title, text, documentHash, proposer, counterparty, status }, address) => [
    `Contract ${bytesToHex(id)} is ${agreementWords[status]}.`,
    `Proposed by ${address(proposer)}`,
    `to          ${address(counterparty)}`,
    ...(documentHash === undefined ? [] : [`The SHA-256 of its document: ${bytesToHex(documentHash)}`]),
    'Its title:',
    ...quotedLines(title),
    ...(text === undefined ? [] : ['Its text:', ...quotedLines(text)]),
  ],
  (id) => `No contract has the id ${bytesToHex(id)}.`,
);

say(eventKind, eventSentences, noEvent);
say(ticketKind, ticketSentences, noTicket);
say(bookKind, bookSentences, noBook);
say(exchangeKind, exchangeSentences, noExchange);

/** What is proven of an object, in sentences; of what people never ask for by its bytes. */
export function sentencesOf({ kind, id, value }: ProvenObject, address: AddressOf): readonly string[] {
  const known = table.get(kind.name);
  if (value === undefined) return [known?.absent(id, address) ?? `There is no ${kind.name} ${bytesToHex(id)}.`];
  if (known !== undefined) return known.there(id, value as never, address);
  return [`The ${kind.name} ${bytesToHex(id)} is ${bytesToHex(kind.codec.encode(value))}.`];
}
