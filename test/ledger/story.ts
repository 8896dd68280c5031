import { address } from '../../source/ledger/keys.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import type { IntentInput } from '../../source/wallet/intent.ts';
import { keyOf, TestChain, vinOf } from './support.ts';

/** A short life of three cars that uses every operation there is, always with the same bytes. */
export interface Story {
  readonly chain: TestChain;
  /** The transactions, one a block, in their order. */
  readonly transactions: readonly SignedTransaction[];
}

/** The car that the story is about, one that came from elsewhere, and one that is scrapped. */
export const vins = { made: vinOf(1), imported: 'WVWZZZ1KZAW000001', scrapped: vinOf(2) } as const;

const mini = { make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };

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
  const { id } = transactions.at(-1) ?? { id: new Uint8Array(0) };
  then('inspector', 'cars.inspect', { ...test, value: 12_000, corrects: Buffer.from(id).toString('hex') });
  then('notary', 'cars.flag', { vin: vins.made, flag: 'lien' });
  then('notary', 'cars.flag', { vin: vins.made, flag: 'lien', set: false });
  then('manufacturer', 'cars.manufacture', { vin: vins.scrapped, ...mini });
  then('manufacturer', 'cars.retire', { vin: vins.scrapped, reason: 'destroyed', payer: 'dealer' });
  then('carol', 'cars.retire', { vin: vins.imported, reason: 'exported', expiry: 1_000 });
  return { chain, transactions };
}

/** The address of a demo name. */
export function addressOf(name: string): string {
  return address('dcrn', keyOf(name));
}
