import { describe, expect, test } from 'vitest';
import { carKind, plateId, plateKind, vinId } from '../../../../source/ledger/registries/cars/car.ts';
import { keyOf, refusedBy, TestChain, vinOf } from '../../support.ts';
import { hasty, twoCountries } from '../licences/hasty.ts';
import { offer, saleOf, vin as soldVin, withCar } from '../transfers/sale.ts';

const vin = vinOf(1);
const car = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };
const plate = { vin, country: 'FR', plate: 'AB-123-CD' };

function withPlate(genesis = hasty): TestChain {
  const chain = new TestChain(genesis);
  chain.do('manufacturer', 'cars.manufacture', car);
  chain.do('police', 'cars.assignPlate', plate);
  return chain;
}

function carOf(chain: TestChain, text: string): string | undefined {
  return chain.view().get(plateKind, plateId('FR', text))?.vin;
}

describe('cars.correctPlate', () => {
  test('by the same issuer; the wrong one is free for another car', () => {
    const chain = withPlate();
    chain.do('police', 'cars.correctPlate', { vin, plate: 'AB-124-CD' });
    expect(chain.car(vin).plate).toEqual({ country: 'FR', plate: 'AB-124-CD', issuer: keyOf('police') });
    expect([carOf(chain, 'AB-123-CD'), carOf(chain, 'AB-124-CD')]).toEqual([undefined, vin]);
    expect(chain.car(vin).historyCount).toBe(3);
    chain.do('manufacturer', 'cars.manufacture', { ...car, vin: vinOf(2) });
    chain.do('police', 'cars.assignPlate', { ...plate, vin: vinOf(2) });
    refusedBy(chain, 'PLATE_TAKEN', () => chain.do('police', 'cars.correctPlate', { vin, plate: 'AB 123 CD' }));
    chain.do('police', 'cars.correctPlate', { vin, plate: 'AB 124 CD' });
  });

  test('not by another, though it may give plates', () => {
    const chain = withPlate();
    refusedBy(chain, 'PLATE_FOREIGN', () => chain.do('authority', 'cars.correctPlate', { vin, plate: 'XY-1' }));
    chain.do('manufacturer', 'cars.manufacture', { ...car, vin: vinOf(2) });
    refusedBy(chain, 'PLATE_MISSING', () => chain.do('police', 'cars.correctPlate', { vin: vinOf(2), plate: 'XY-1' }));
  });

  test('not after the first transfer', () => {
    const chain = withPlate();
    chain.do('notary', 'transfers.order', { vin, to: 'alice', reason: 'court' });
    const error = refusedBy(chain, 'PLATE_SETTLED', () =>
      chain.do('police', 'cars.correctPlate', { vin, plate: 'XY-1' }),
    );
    expect(error.data).toEqual({ plate: 'AB-123-CD' });
  });
});

describe('cars.annul', () => {
  const reason = 'nobody has seen it';

  test('a squatted VIN and its plate are free again; what happened stays in the history', () => {
    const chain = withPlate();
    chain.do('authority', 'cars.annul', { vin, reason });
    expect(chain.car(vin)).toMatchObject({ status: 'annulled', plate: undefined, historyCount: 3 });
    expect(carOf(chain, 'AB-123-CD')).toBeUndefined();
    const head = chain.car(vin).historyHead;
    refusedBy(chain, 'CAR_RETIRED', () => chain.do('inspector', 'cars.inspect', { vin, value: 5 }));
    refusedBy(chain, 'CAR_RETIRED', () => chain.do('authority', 'cars.annul', { vin, reason }));

    chain.do('manufacturer', 'cars.manufacture', { ...car, model: 'One' });
    const made = chain.car(vin);
    expect(made).toMatchObject({ status: 'made', model: 'One', plate: undefined, flags: [], historyCount: 4 });
    expect(made.historyHead).not.toEqual(head);
    chain.do('police', 'cars.assignPlate', plate);
  });

  test('an older car under that VIN can be imported', () => {
    const chain = withPlate();
    chain.do('authority', 'cars.annul', { vin, reason });
    chain.do('inspector', 'cars.import', { ...car, year: 2010, value: 90_000, owner: 'alice' });
    expect(chain.car(vin)).toMatchObject({ owner: keyOf('alice'), year: 2010, status: 'registered', historyCount: 4 });
  });

  test('only by the authority that licensed whoever put the car on the ledger', () => {
    const chain = withPlate(twoCountries);
    const error = refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'cars.annul', { vin, reason }));
    expect(error.data).toEqual({ country: 'FR', licensed: ['DE'] });
    refusedBy(chain, 'CAR_UNKNOWN', () => chain.do('authority', 'cars.annul', { vin: vinOf(9), reason }));
  });

  test('not by one that licensed its maker for something else, however it came back', () => {
    const chain = withPlate(twoCountries);
    chain.do('manufacturer', 'cars.retire', { vin, reason: 'exported' });
    chain.do('inspector', 'cars.import', { ...car, value: 9, owner: 'alice' });
    expect(chain.car(vin)).toMatchObject({ broughtAs: 'manufacturer', odometer: { imported: true } });
    const station = { role: 'inspector', country: 'DE', name: 'Motor works, tests' };
    chain.do('organiser', 'licences.grant', { holder: 'manufacturer', ...station });
    const error = refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'cars.annul', { vin, reason }));
    expect(error.data).toEqual({ country: 'FR', licensed: ['DE'] });
    chain.do('authority', 'cars.annul', { vin, reason });
  });

  test('a sale under way ends, and what was locked comes back', () => {
    const chain = withCar();
    const id = offer(chain);
    const { balance } = chain.account('alice');
    const { body } = chain.do('alice', 'transfers.accept', { id });
    chain.do('authority', 'cars.annul', { vin: soldVin, reason });
    expect(saleOf(chain, id)).toMatchObject({ status: 'overruled', historyCount: 3 });
    expect(chain.account('alice')).toMatchObject({ balance: balance - body.fee, locked: 0n });
    expect(chain.view().get(carKind, vinId(soldVin))?.transfer).toBeUndefined();
  });
});

describe('a correction of a reading', () => {
  const read = { vin: soldVin, readOn: '2026-01-30', value: 4_300 };

  test('is refused when a transfer happened in between', () => {
    const chain = withCar();
    const wrong = chain.do('inspector', 'cars.inspect', read);
    const corrects = Buffer.from(wrong.id).toString('hex');
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING', 'POSSIBLE_TYPO'] });
    chain.do('notary', 'transfers.confirm', { id });
    const right = { ...read, value: 43_000, corrects };
    const error = refusedBy(chain, 'CORRECTION_REFUSED', () => chain.do('inspector', 'cars.inspect', right));
    expect(error.message).toContain('changed hands');
    chain.do('inspector', 'cars.inspect', { ...right, corrects: undefined });
  });

  test('is taken while a sale is only under way', () => {
    const chain = withCar();
    const wrong = chain.do('inspector', 'cars.inspect', read);
    offer(chain);
    const corrects = Buffer.from(wrong.id).toString('hex');
    chain.do('inspector', 'cars.inspect', { ...read, value: 43_000, corrects });
    expect(chain.car(soldVin).odometer.findingCount).toBe(0);
  });
});
