import { describe, expect, test } from 'vitest';
import { addressOf } from '../../story.ts';
import { day, keyOf, refusedBy, TestChain } from '../../support.ts';
import { hasty } from '../licences/hasty.ts';
import { offer, saleOf, vin, withCar } from './sale.ts';

describe('what blocks a sale', () => {
  test.each([
    ['police', 'stolen'],
    ['police', 'injunction'],
    ['notary', 'lien'],
    ['notary', 'deceased'],
  ])('%s marks it %s: a stolen car blocks, at every step', (who, flag) => {
    const chain = withCar();
    const mark = () => chain.do(who, 'cars.flag', { vin, flag });
    const clear = () => chain.do(who, 'cars.flag', { vin, flag, set: false });
    mark();
    expect(refusedBy(chain, 'CAR_BLOCKED', () => offer(chain)).data).toEqual({ flag });
    clear();
    const id = offer(chain, { deadline: 100 });
    mark();
    refusedBy(chain, 'CAR_BLOCKED', () => chain.do('alice', 'transfers.accept', { id }));
    clear();
    chain.do('alice', 'transfers.accept', { id });
    mark();
    refusedBy(chain, 'CAR_BLOCKED', () => chain.do('notary', 'transfers.confirm', { id }));
    clear();
    chain.do('notary', 'transfers.confirm', { id });
  });

  test('no reading within 60 days, at every step; making the car counts as one', () => {
    const chain = withCar();
    // Read on 20 January: the last good day is 21 March, and the clock of a block is its parent's.
    chain.wait('2026-03-21');
    const id = offer(chain, { deadline: 100 });
    chain.wait('2026-03-22');
    expect(refusedBy(chain, 'READING_TOO_OLD', () => chain.do('alice', 'transfers.accept', { id })).data).toEqual({
      ...{ days: 61, most: 60 },
    });
    const read = (readOn: string) => chain.do('garage', 'cars.service', { vin, readOn, value: 43_000, work: 'oil' });
    read('2026-03-22');
    chain.do('alice', 'transfers.accept', { id });
    chain.wait('2026-05-22');
    refusedBy(chain, 'READING_TOO_OLD', () => chain.do('notary', 'transfers.confirm', { id }));
    read('2026-05-22');
    chain.do('notary', 'transfers.confirm', { id });

    const made = { vin: 'WVWZZZ1KZAW000009', make: 'VW', model: 'Polo', year: 2026, country: 'DE' };
    chain.do('manufacturer', 'cars.manufacture', made);
    const sale = { vin: made.vin, buyer: 'alice', price: '5', deadline: 1_000 };
    chain.wait('2026-07-22');
    refusedBy(chain, 'READING_TOO_OLD', () => chain.do('manufacturer', 'transfers.offer', sale));
    chain.undo();
    chain.do('manufacturer', 'transfers.offer', sale);
  });

  test('a car of the first block is as old as that block, and not as the file behind block 0', () => {
    const chain = new TestChain();
    const made = { vin: 'WVWZZZ1KZAW000009', make: 'VW', model: 'Polo', year: 2026, country: 'DE' };
    const time = day('2026-11-21') * 86_400_000;
    const first = chain.sign('manufacturer', 'cars.manufacture', made);
    chain.take(chain.build({ time, transactions: [first] }));
    const sale = { vin: made.vin, buyer: 'alice', price: '5', deadline: 1_000 };
    // Block 2 sees the time of block 1; so does every block after it.
    chain.do('manufacturer', 'transfers.offer', sale);
    chain.undo();
    chain.mine();
    chain.wait('2027-01-20');
    chain.do('manufacturer', 'transfers.offer', sale);
    chain.undo();
    chain.wait('2027-01-21');
    refusedBy(chain, 'READING_TOO_OLD', () => chain.do('manufacturer', 'transfers.offer', sale));
  });

  test('a car that is gone, and a sale blocks its going', () => {
    const chain = withCar();
    const id = offer(chain);
    refusedBy(chain, 'CAR_ON_SALE', () => chain.do('bob', 'cars.retire', { vin, reason: 'exported' }));
    chain.do('bob', 'transfers.cancel', { id });
    chain.do('bob', 'cars.retire', { vin, reason: 'exported' });
    refusedBy(chain, 'CAR_RETIRED', () => offer(chain));
  });
});

describe('what a buyer must know', () => {
  test('a rolled-back car needs the acknowledgement of the buyer', () => {
    const chain = withCar();
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 18_000 });
    const id = offer(chain);
    const error = refusedBy(chain, 'ACKNOWLEDGE_FIRST', () => chain.do('alice', 'transfers.accept', { id }));
    expect(error.data).toEqual({ missing: ['LOWER_READING'] });
    refusedBy(chain, 'ACKNOWLEDGE_FIRST', () =>
      chain.do('alice', 'transfers.accept', { id, acknowledged: ['TEST_FAILED'] }),
    );
    chain.do('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
    expect(saleOf(chain, id)).toMatchObject({ acknowledged: ['LOWER_READING'], seen: { findings: 1, segment: 1 } });
    chain.do('notary', 'transfers.confirm', { id });
    expect(chain.car(vin).owner).toEqual(keyOf('alice'));
  });

  test.each([
    ['major', 'TEST_FAILED'],
    ['dangerous', 'TEST_DANGEROUS'],
  ])('a test that found it %s does not block, but is said', (result, code) => {
    const chain = withCar();
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 42_100, result });
    const id = offer(chain);
    refusedBy(chain, 'ACKNOWLEDGE_FIRST', () => chain.do('alice', 'transfers.accept', { id }));
    chain.do('alice', 'transfers.accept', { id, acknowledged: [code] });
    chain.do('notary', 'transfers.confirm', { id });
  });

  test('a reason that appeared since refuses the confirmation', () => {
    const chain = withCar();
    const id = offer(chain);
    // Whoever ticks everything beforehand has acknowledged nothing.
    chain.do('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING', 'TEST_FAILED', 'POSSIBLE_TYPO'] });
    expect(saleOf(chain, id).acknowledged).toEqual([]);
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 18_000, result: 'major' });
    const error = refusedBy(chain, 'ACKNOWLEDGE_AGAIN', () => chain.do('notary', 'transfers.confirm', { id }));
    expect(error.data).toEqual({ missing: ['LOWER_READING', 'TEST_FAILED'] });
  });

  test('a second contradiction of a kind that was acknowledged is a new one', () => {
    const chain = withCar();
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-29', value: 18_000 });
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 9_000 });
    refusedBy(chain, 'ACKNOWLEDGE_AGAIN', () => chain.do('notary', 'transfers.confirm', { id }));
    chain.do('notary', 'transfers.reject', { id, reason: 'turned back again' });
  });

  /** What the notary is told that the buyer did not know, where the car was read anew after the acceptance. */
  function newsAfter(chain: TestChain, id: string): unknown {
    return refusedBy(chain, 'ACKNOWLEDGE_AGAIN', () => chain.do('notary', 'transfers.confirm', { id })).data;
  }

  test.each([
    ['another contradiction', 41_000, ['CORRECTED']],
    ['none at all', 42_500, ['CORRECTED']],
  ])('a reading that was corrected since refuses the confirmation: to %s', (_what, value, missing) => {
    const chain = withCar();
    const wrong = chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 41_900 });
    const id = offer(chain);
    // The kinds of reasons stay what they are, and their number too.
    chain.do('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING', 'POSSIBLE_TYPO', 'CORRECTED'] });
    const corrects = Buffer.from(wrong.id).toString('hex');
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value, corrects });
    expect(newsAfter(chain, id)).toEqual({ missing });
  });

  test('a second correction of a car whose first one was acknowledged is a new one', () => {
    const chain = withCar();
    const read = { vin, readOn: '2026-01-30' };
    const correct = ({ id }: { id: Uint8Array }, value: number) =>
      chain.do('inspector', 'cars.inspect', { ...read, value, corrects: Buffer.from(id).toString('hex') });
    correct(chain.do('inspector', 'cars.inspect', { ...read, value: 41_000 }), 41_100);
    const second = chain.do('inspector', 'cars.inspect', { ...read, value: 41_050 });
    const id = offer(chain);
    const acknowledged = ['LOWER_READING', 'POSSIBLE_TYPO', 'CORRECTED'];
    chain.do('alice', 'transfers.accept', { id, acknowledged });
    expect(saleOf(chain, id).acknowledged).toEqual(acknowledged);
    correct(second, 3_000);
    expect(newsAfter(chain, id)).toEqual({ missing: ['CORRECTED'] });
  });

  test('a declared reading that was corrected since refuses it too', () => {
    const chain = withCar();
    const oil = { vin, readOn: '2026-01-30', work: 'oil' };
    const declared = chain.do('garage', 'cars.service', { ...oil, value: 43_000 });
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id });
    const corrects = Buffer.from(declared.id).toString('hex');
    chain.do('garage', 'cars.service', { ...oil, value: 143_000, corrects });
    expect(newsAfter(chain, id)).toEqual({ missing: ['CORRECTED'] });
  });

  test.each([
    ['replaced', 'COUNTS_ANEW'],
    ['wrapped', 'COUNTS_ANEW'],
    ['unreadable', 'UNREADABLE'],
  ])('an odometer that is %s since refuses the confirmation', (odometer, code) => {
    const chain = withCar();
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id });
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 100, odometer });
    expect(newsAfter(chain, id)).toEqual({ missing: [code] });
  });

  test('a reading that only goes on asks for nothing', () => {
    const chain = withCar();
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id });
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-30', value: 42_500 });
    chain.do('garage', 'cars.service', { vin, readOn: '2026-01-31', value: 42_600, work: 'oil' });
    chain.do('notary', 'transfers.confirm', { id });
  });
});

describe('transfers.order', () => {
  test('by notary and police: the owner does not sign, and a sale under way ends', () => {
    const chain = withCar();
    const id = offer(chain);
    const { balance } = chain.account('alice');
    const { body } = chain.do('alice', 'transfers.accept', { id });
    const ordered = chain.do('notary', 'transfers.order', { vin, to: 'carol', reason: 'inheritance' });
    expect(ordered.cosignatures.map(({ key }) => key)).toEqual([keyOf('police')]);
    expect(chain.car(vin)).toMatchObject({ owner: keyOf('carol'), transfer: undefined, sales: 2 });
    // The history of the sale says so too.
    expect(saleOf(chain, id)).toMatchObject({ status: 'overruled', historyCount: 3 });
    expect(chain.account('alice')).toMatchObject({ balance: balance - body.fee, locked: 0n });
  });

  test('takes off the mark that the owner is dead, and no other', () => {
    const chain = withCar();
    chain.do('notary', 'cars.flag', { vin, flag: 'deceased' });
    chain.do('notary', 'cars.flag', { vin, flag: 'lien' });
    chain.do('notary', 'transfers.order', { vin, to: 'carol', reason: 'inheritance' });
    expect(chain.car(vin).flags.map(({ flag }) => flag)).toEqual(['lien']);
  });

  test('not by one key that is notary and police, nor to or from the police that sign', () => {
    const both = { holder: addressOf('dealer'), country: 'FR', name: 'Both', url: '', stake: 0n } as const;
    const licences = [
      ...hasty.licences,
      { ...both, role: 'notary', stake: 1_000_000_000n },
      { ...both, role: 'police' },
    ] as const;
    const chain = withCar({ ...hasty, licences });
    const court = { vin, to: 'carol', reason: 'court' };
    refusedBy(chain, 'ORDER_ALONE', () => chain.do('dealer', 'transfers.order', { ...court, police: 'dealer' }));
    refusedBy(chain, 'POLICE_PARTY', () => chain.do('notary', 'transfers.order', { ...court, to: 'police' }));
    chain.do('notary', 'transfers.order', { ...court, to: 'police', police: 'dealer' });
    refusedBy(chain, 'POLICE_PARTY', () => chain.do('notary', 'transfers.order', court));
    chain.do('notary', 'transfers.order', { ...court, police: 'dealer' });
  });

  test('not without police, nor to somebody whom nobody knows', () => {
    const chain = withCar();
    const to = { vin, to: 'carol', reason: 'court' };
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('notary', 'transfers.order', { ...to, police: 'authority' }));
    chain.do('police', 'owners.revoke', { key: 'carol' });
    refusedBy(chain, 'NOT_CERTIFIED', () => chain.do('notary', 'transfers.order', to));
  });
});
