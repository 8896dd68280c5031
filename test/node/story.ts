import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { gateDigest, slotLength } from '../../source/ledger/registries/tickets/gate.ts';
import { sign } from '../../source/ledger/signature.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { keyOf, type Parts, signed, startTime, wallet } from '../support/node.ts';

/** A valid European VIN for each number. */
export function vinOf(number: number): string {
  return `WMWXP7C5${String(number).padStart(9, '0')}`;
}

type Fields = Readonly<Record<string, unknown>>;

interface Step {
  readonly as: string;
  readonly operation: string;
  /** Those of a ticket are written with the id of the event that was announced last. */
  readonly fields: Fields | ((event: string) => Fields);
}

/** Stands for the id of the last offer of a car, or the last proposal of a contract, before. */
const lastOffer = 'the last offer';

/**
 * Every registered operation around one car, and payments between; `number` makes VIN and plate its own. Whoever gets
 * something in it gives it back, so that the story can be told again of another car.
 */
function stepsOf(number: number, now = startTime): Step[] {
  const vin = vinOf(number);
  const imported = vinOf(number + 500);
  const squatted = vinOf(number + 700);
  const plate = `AB-${String(number).padStart(3, '0')}-CD`;
  const car = { make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };
  return [
    step('manufacturer', 'cars.manufacture', { vin, ...car, technical: { fuel: 'petrol' } }),
    step('alice', 'coins.transfer', { to: 'bob', amount: 1_000 + number, memo: 'thanks' }),
    step('police', 'cars.assignPlate', { vin, country: 'FR', plate }),
    step('inspector', 'cars.import', {
      ...{ vin: imported, ...car, year: 2010, readOn: '2026-01-05', value: 90_000, owner: 'carol' },
    }),
    step('inspector', 'cars.inspect', { vin, readOn: '2026-01-10', value: 42_000 }),
    step('garage', 'cars.service', { vin, readOn: '2026-01-20', value: 43_000, work: 'brakes' }),
    step('inspector', 'cars.inspect', { vin, readOn: '2026-02-10', value: 18_000 }),
    step('police', 'cars.flag', { vin, flag: 'stolen' }),
    step('police', 'cars.flag', { vin, flag: 'stolen', set: false }),
    step('carol', 'coins.transfer', { to: 'alice', amount: 9, payer: 'dealer' }),
    step('carol', 'cars.retire', { vin: imported, reason: 'exported' }),
    ...salesOf(vin),
    step('manufacturer', 'cars.retire', { vin, reason: 'destroyed' }),
    step('manufacturer', 'cars.manufacture', { vin: squatted, ...car }),
    step('police', 'cars.assignPlate', { vin: squatted, country: 'FR', plate: `Z${plate}` }),
    step('police', 'cars.correctPlate', { vin: squatted, plate: `Y${plate}` }),
    step('authority', 'cars.annul', { vin: squatted, reason: 'nobody has seen it' }),
    ...peopleOf(number),
    ...contractsOf(number),
    ...ticketsOf(number, now),
  ];
}

/** An event whose two tickets are sold, sold on, given away, given back and shown at the gate; and one that is called off. */
function ticketsOf(number: number, now: number): Step[] {
  // The doors open so soon that a proof for them counts in the first block, and so late that no sale is refused.
  const slot = Math.floor(now / slotLength) + 1;
  const doorsAt = (slot + 1) * slotLength - 1_000;
  const policy = { resaleCap: 10_000, commission: 500, perHolder: 2, freeTransfers: 1, lockBefore: 0 };
  const event = {
    ...{ venue: 'Olympia', doorsAt, startsAt: doorsAt + 3_600_000, endsAt: doorsAt + 7_200_000, capacity: 3 },
    ...{ price: '1000', gateKeys: ['garage'], sellers: ['seller'], policy },
  };
  const of = (as: string, operation: string, more: Fields = {}) => {
    return step(as, operation, (event: string) => ({ event, ...more }));
  };
  const ticket = (as: string, operation: string, serial: number, more: Fields = {}) => {
    return step(as, operation, (event: string) => ({ ticket: `${event}/${serial}`, ...more }));
  };
  const terms = { seller: 'seller', price: '1000' };
  return [
    step('organiser', 'tickets.createEvent', { name: `Concert ${number}`, ...event }),
    of('organiser', 'tickets.issue', { count: 2, seller: 'seller' }),
    of('seller', 'tickets.offer', { count: 2 }),
    of('alice', 'tickets.buy', { ...terms, holder: 'Alice Martin' }),
    of('alice', 'tickets.buy', terms),
    of('bob', 'tickets.wait'),
    of('bob', 'tickets.unwait'),
    of('carol', 'tickets.wait'),
    ticket('alice', 'tickets.giveBack', 2),
    ticket('alice', 'tickets.list', 1, { price: '990' }),
    ticket('alice', 'tickets.unlist', 1),
    ticket('alice', 'tickets.list', 1, { price: '900' }),
    ticket('bob', 'tickets.buyListed', 1, { price: '900', holder: 'Bob' }),
    ticket('carol', 'tickets.list', 2, { price: '1000' }),
    ticket('bob', 'tickets.give', 1, { to: 'dealer' }),
    step('garage', 'tickets.admit', (event) => admission(event, 'dealer', slot)),
    step('organiser', 'tickets.createEvent', { name: `Derby ${number}`, ...event }),
    of('organiser', 'tickets.cancelEvent', { reason: 'rain' }),
  ];
}

/** That the holder of the first ticket was let in. */
function admission(event: string, holder: string, slot: number): Fields {
  const session = 'ABCDEF';
  const digest = gateDigest({ event: hexToBytes(event), serial: 1 }, session, slot);
  const signature = bytesToHex(sign(digest, wallet.pairOf(keyOf(holder)).secretKey));
  return { ticket: `${event}/1`, session, slot, signature };
}

function contractsOf(number: number): Step[] {
  const lease = { title: `Lease ${number}`, text: 'The box in rue Neuve.', counterparty: 'bob', deadline: 5_000 };
  return [
    step('alice', 'agreements.propose', lease),
    step('bob', 'agreements.sign', { id: lastOffer }),
    step('alice', 'agreements.propose', { ...lease, text: undefined, documentHash: 'ab'.repeat(32) }),
    step('bob', 'agreements.decline', { id: lastOffer }),
  ];
}

/** A sale that is called off, one that is refused, one that is done, and the car given back by law. */
function salesOf(vin: string): Step[] {
  const terms = { vin, buyer: 'alice', price: 500, deadline: 5_000 };
  const acknowledged = ['LOWER_READING'];
  return [
    step('manufacturer', 'transfers.offer', terms),
    step('manufacturer', 'transfers.cancel', { id: lastOffer }),
    step('manufacturer', 'transfers.offer', { ...terms, payment: 'external' }),
    step('notary', 'transfers.reject', { id: lastOffer, reason: 'no money came' }),
    step('manufacturer', 'transfers.offer', terms),
    step('alice', 'transfers.accept', { id: lastOffer, acknowledged }),
    step('notary', 'transfers.confirm', { id: lastOffer }),
    step('notary', 'transfers.order', { vin, to: 'manufacturer', reason: 'court' }),
  ];
}

function peopleOf(number: number): Step[] {
  const accused = { holder: 'dealer', role: 'dealer' };
  return [
    step('police', 'owners.certify', { key: 'organiser', commitment: String(number).padStart(64, '0') }),
    step('police', 'owners.revoke', { key: 'organiser' }),
    step('police', 'owners.replace', { old: 'carol', new: 'seller' }),
    step('carol', 'owners.object', {}),
    step('alice', 'coins.stake', { amount: 7 }),
    step('alice', 'coins.unstake', { amount: 5 }),
    step('authority', 'licences.grant', { holder: 'bob', role: 'garage', country: 'FR', name: 'Bob repairs' }),
    step('bob', 'licences.retire', { role: 'garage' }),
    step('authority', 'licences.accuse', { ...accused, reason: 'a car sold twice' }),
    step('dealer', 'licences.defend', { statement: 'it was another one' }),
    step('authority', 'licences.decide', { ...accused, guilty: false }),
    step('bob', 'licences.rotateAuthority', { country: 'FR', old: 'authority' }),
    step('authority', 'licences.rotateAuthority', { country: 'FR', old: 'bob' }),
  ];
}

function step(as: string, operation: string, fields: Step['fields']): Step {
  return { as, operation, fields };
}

/**
 * The stories of some cars, signed in order; `nonces` are where their authors stand, and stand afterwards; `now` is the
 * time at which they are told.
 */
export function tell(
  { ledger, now }: Pick<Parts, 'ledger'> & { readonly now?: number },
  nonces: Map<string, number>,
  ...numbers: readonly number[]
): SignedTransaction[] {
  let offer = '';
  let event = '';
  return numbers
    .flatMap((number) => stepsOf(number, now))
    .map(({ as, operation, fields }) => {
      const nonce = nonces.get(as) ?? 0;
      nonces.set(as, nonce + 1);
      const written = typeof fields === 'function' ? fields(event) : fields;
      const given = written.id === lastOffer ? { ...written, id: offer } : written;
      const transaction = signed(ledger, as, operation, nonce, given);
      if (operation === 'transfers.offer' || operation === 'agreements.propose') offer = bytesToHex(transaction.id);
      if (operation === 'tickets.createEvent') event = bytesToHex(transaction.id);
      return transaction;
    });
}

/** Names of all operations that a story holds. */
export const operationsTold = new Set(stepsOf(0).map(({ operation }) => operation));
