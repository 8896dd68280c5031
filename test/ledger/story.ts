import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { address } from '../../source/ledger/keys.ts';
import { gateDigest, slotLength } from '../../source/ledger/registries/tickets/gate.ts';
import { sign } from '../../source/ledger/signature.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import type { IntentInput } from '../../source/wallet/intent.ts';
import { tellOfBooks } from './story-books.ts';
import { keyOf, secretOf, TestChain, vinOf } from './support.ts';

/**
 * A short life of four cars and three events, and of those who deal with them, that uses every operation there is, always
 * with the same bytes.
 */
export interface Story {
  readonly chain: TestChain;
  /** The transactions, one a block, in their order. */
  readonly transactions: readonly SignedTransaction[];
}

/** The car that the story is about, one that came from elsewhere, one that is scrapped, and one that never was. */
export const vins = { made: vinOf(1), imported: 'WVWZZZ1KZAW000001', scrapped: vinOf(2), squatted: vinOf(3) } as const;

const mini = { make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };

type Then = (as: string, operation: string, input: IntentInput) => void;

export function tellStory(chain = new TestChain()): Story {
  const transactions: SignedTransaction[] = [];
  const then = (as: string, operation: string, input: IntentInput) => transactions.push(chain.do(as, operation, input));
  then('alice', 'coins.transfer', { to: 'bob', amount: '1500000', memo: 'pour le café' });
  then('manufacturer', 'cars.manufacture', {
    vin: vins.made,
    ...mini,
    technical: {
      fuel: 'petrol',
      power: 131,
      capacity: 1998,
      mass: 1250,
      seats: 4,
      colour: 'red',
      emissionClass: 'Euro 6',
    },
  });
  then('police', 'cars.assignPlate', { vin: vins.made, country: 'FR', plate: 'AB-123-CD' });
  then('inspector', 'cars.import', {
    ...{ vin: vins.imported, make: 'Volkswagen', model: 'Golf', year: 2010, country: 'DE' },
    ...{ readOn: '2026-01-01', value: 180_000, owner: 'carol' },
  });
  chain.wait('2026-06-01');
  then('garage', 'cars.service', { vin: vins.made, readOn: '2026-05-31', value: 11_900, work: 'brakes' });
  const test = { vin: vins.made, readOn: '2026-06-01', deficiencies: ['wiper', 'left lamp'] };
  then('inspector', 'cars.inspect', { ...test, value: 21_000, result: 'major' });
  then('inspector', 'cars.inspect', { ...test, value: 12_000, corrects: last() });
  then('notary', 'cars.flag', { vin: vins.made, flag: 'lien' });
  then('notary', 'cars.flag', { vin: vins.made, flag: 'lien', set: false });
  then('manufacturer', 'cars.manufacture', { vin: vins.scrapped, ...mini });
  then('manufacturer', 'cars.retire', { vin: vins.scrapped, reason: 'destroyed', payer: 'dealer' });
  then('carol', 'cars.retire', { vin: vins.imported, reason: 'exported', expiry: 1_000 });

  then('manufacturer', 'cars.manufacture', { vin: vins.squatted, ...mini });
  then('police', 'cars.assignPlate', { vin: vins.squatted, country: 'FR', plate: 'ZZ-999-ZZ' });
  then('police', 'cars.correctPlate', { vin: vins.squatted, plate: 'ZZ-998-ZZ' });
  then('authority', 'cars.annul', { vin: vins.squatted, reason: 'nobody has seen it' });

  const terms = { vin: vins.made, buyer: 'alice', price: '9500000000', deadline: 5_000 };
  then('manufacturer', 'transfers.offer', terms);
  then('manufacturer', 'transfers.cancel', { id: last() });
  then('manufacturer', 'transfers.offer', { ...terms, payment: 'external' });
  then('notary', 'transfers.reject', { id: last(), reason: 'no money came' });
  then('manufacturer', 'transfers.offer', terms);
  const sale = last();
  then('alice', 'transfers.accept', { id: sale });
  then('notary', 'transfers.confirm', { id: sale });
  then('notary', 'transfers.order', { vin: vins.made, to: 'bob', reason: 'inheritance' });
  then('garage', 'cars.service', { vin: vins.made, readOn: '2026-06-01', value: 12_100, work: 'oil' });
  then('bob', 'transfers.offer', { ...terms, buyer: 'carol' });

  then('police', 'owners.certify', { key: 'organiser', commitment: '5a'.repeat(32) });
  then('police', 'owners.revoke', { key: 'organiser' });
  then('police', 'owners.replace', { old: 'carol', new: 'seller' });
  then('carol', 'owners.object', {});

  then('garage', 'coins.stake', { amount: '5000000' });
  then('garage', 'coins.unstake', { amount: '2000000' });
  const second = { role: 'garage', country: 'FR', name: 'Second workshop', url: 'https://example.org' };
  then('authority', 'licences.grant', { holder: 'dealer', ...second });
  then('dealer', 'licences.retire', { role: 'garage' });
  const accused = { holder: 'garage', role: 'garage' };
  then('authority', 'licences.accuse', { ...accused, evidence: [sale], reason: 'a reading made up' });
  then('garage', 'licences.defend', { statement: 'a slip of the pen' });
  for (let block = 0; block < chain.ledger.genesis.parameters.defenceBlocks; block++) chain.mine();
  then('authority', 'licences.decide', { ...accused, guilty: true, slash: '1000000' });
  then('authority', 'licences.accuse', { holder: 'dealer', role: 'dealer', reason: 'a car sold twice' });
  then('bob', 'licences.rotateAuthority', { country: 'FR', old: 'authority' });

  const supply = { title: 'Supply', text: 'Ten cars by June.', counterparty: 'seller', deadline: 5_000 };
  then('manufacturer', 'agreements.propose', supply);
  then('seller', 'agreements.sign', { id: last() });
  const loan = { title: 'Loan', documentHash: 'ab'.repeat(32), counterparty: 'seller', deadline: 5_000 };
  then('notary', 'agreements.propose', loan);
  then('seller', 'agreements.decline', { id: last() });

  tellOfTickets(chain, then, last);
  tellOfBooks(chain, then, last);
  return { chain, transactions };

  /** Id of the transaction before. */
  function last(): string {
    return bytesToHex(transactions.at(-1)?.id ?? new Uint8Array(0));
  }
}

/** Three events: one that opens its doors, one that has no seats yet, and one that does not take place. */
function tellOfTickets(chain: TestChain, then: Then, last: () => string): void {
  const policy = { resaleCap: 11_000, commission: 500, perHolder: 2, sellerFee: 250 };
  const open = (name: string, date: string, capacity: number) =>
    then('organiser', 'tickets.createEvent', {
      ...{ name, venue: 'Olympia', capacity, price: '40000000', eventKey: 'library-0', policy },
      ...{ doorsAt: `${date}T19:00Z`, startsAt: `${date}T20:00Z`, endsAt: `${date}T23:00Z` },
      ...{ gateKeys: ['garage'], sellers: ['seller'] },
    });
  const sell = (event: string, count: number) => {
    then('organiser', 'tickets.issue', { event, count, seller: 'seller', eventKey: 'library-0' });
    then('seller', 'tickets.offer', { event, count });
  };
  open('Concert', '2026-06-20', 1);
  const event = last();
  const ticket = `${event}/1`;
  sell(event, 1);
  const order = { seller: 'seller', price: '40000000', holder: '01'.repeat(32) };
  then('library-1', 'tickets.buy', { event, ...order });
  then('library-1', 'tickets.list', { ticket, price: '44000000' });
  then('library-1', 'tickets.unlist', { ticket });
  then('library-1', 'tickets.list', { ticket, price: '42000000' });
  then('library-2', 'tickets.buyListed', { ticket, price: '42000000', holder: '02'.repeat(32) });
  then('library-2', 'tickets.give', { ticket, to: 'dealer', holder: '03'.repeat(32) });

  open('Derby', '2026-08-01', 1);
  then('library-2', 'tickets.wait', { event: last(), holder: '02'.repeat(32) });
  open('Cup', '2026-07-01', 1);
  const cup = last();
  sell(cup, 1);
  then('library-1', 'tickets.buy', { event: cup, ...order });
  then('library-3', 'tickets.wait', { event: cup, holder: '05'.repeat(32) });
  then('library-3', 'tickets.unwait', { event: cup });
  then('library-1', 'tickets.giveBack', { ticket: `${cup}/1` });
  then('organiser', 'tickets.cancelEvent', { event: cup, reason: 'rain' });

  const opened = Date.parse('2026-06-20T19:00Z');
  chain.take(chain.build({ time: opened }));
  const slot = opened / slotLength;
  for (const session of ['ABCDEF', 'GHIJKL']) {
    const digest = gateDigest({ event: hexToBytes(event), serial: 1 }, session, slot);
    const signature = bytesToHex(sign(digest, secretOf('dealer')));
    then('garage', 'tickets.admit', { ticket, session, slot, signature });
  }
}

/** The address of a demo name. */
export function addressOf(name: string): string {
  return address('dcrn', keyOf(name));
}
