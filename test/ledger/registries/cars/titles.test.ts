import { describe, expect, test } from 'vitest';
import { regtest } from '../../../../source/ledger/networks.ts';
import { plateId, plateKind } from '../../../../source/ledger/registries/cars/car.ts';
import { type Licence, licenceId, licenceKind } from '../../../../source/ledger/registries/licences/licence.ts';
import type { Role } from '../../../../source/ledger/roles.ts';
import { addressOf, tellStory } from '../../story.ts';
import { keyOf, refusedBy, TestChain, vinOf } from '../../support.ts';

const vin = vinOf(1);
const made = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };
const older = { ...made, vin: vinOf(2), year: 2010, value: 180_000 };

function withCar(): TestChain {
  const chain = new TestChain();
  chain.do('manufacturer', 'cars.manufacture', made);
  return chain;
}

/** A chain on which an organiser and a seller are licensed abroad: as police and as authority of Germany. */
function withGermany(): TestChain {
  const german = { country: 'DE', name: 'German police', url: '', stake: 0n };
  const chain = new TestChain({
    ...regtest,
    authorities: { ...regtest.authorities, DE: addressOf('seller') },
    licences: [...regtest.licences, { ...german, role: 'police', holder: addressOf('organiser') }],
  });
  chain.do('manufacturer', 'cars.manufacture', made);
  return chain;
}

/** Writes another status into a licence, as a sanction will. */
function setStatus(chain: TestChain, name: string, role: Role, status: Licence['status']): void {
  const state = chain.view();
  const id = licenceId(keyOf(name), role);
  state.put(licenceKind, id, { ...state.get(licenceKind, id)!, status });
  for (const { key, after } of state.changes()) chain.state.write(key, after);
}

describe('cars.manufacture', () => {
  test('mileage 0, owned by its manufacturer, no plate, no judgement', () => {
    const car = withCar().car(vin);
    expect(car).toMatchObject({
      ...{ make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB', status: 'made', flags: [] },
      ...{ manufacturer: keyOf('manufacturer'), owner: keyOf('manufacturer'), historyCount: 1 },
      ...{ plate: undefined, test: undefined, latest: undefined },
    });
    expect(car.odometer).toMatchObject({ segment: 1, certified: 0, imported: false, findings: [] });
  });

  test('all technical data may be missing, or there', () => {
    const chain = withCar();
    expect(Object.values(chain.car(vin).technical)).toEqual(Array(7).fill(undefined));
    const technical = { fuel: 'diesel', power: 90, capacity: 1_598, mass: 1_300, seats: 5, colour: 'blue' };
    chain.do('manufacturer', 'cars.manufacture', { ...made, vin: vinOf(3), technical });
    expect(chain.car(vinOf(3)).technical).toEqual({ ...technical, emissionClass: undefined });
  });
});

describe('cars.import', () => {
  test('an older car, registered to the owner who signed, known as imported', () => {
    const chain = new TestChain();
    const { id } = chain.do('inspector', 'cars.import', { ...older, owner: 'carol' });
    const car = chain.car(older.vin);
    expect(car).toMatchObject({ owner: keyOf('carol'), manufacturer: keyOf('inspector'), status: 'registered' });
    expect(car.latest).toMatchObject({ id, value: 180_000, source: 'import', signer: keyOf('inspector') });
    expect(car.odometer).toMatchObject({ imported: true, certified: 1 });
  });

  test('not without the owner', () => {
    const chain = new TestChain();
    const { body, signature } = chain.sign('inspector', 'cars.import', { ...older, owner: 'carol' });
    const alone = chain.ledger.format.assemble(body, signature, []);
    refusedBy(chain, 'COSIGNERS_WRONG', () => chain.mine(alone));
  });

  test('an inspector may own what it imports, and signs once', () => {
    const chain = new TestChain();
    const signed = chain.do('inspector', 'cars.import', { ...older, owner: 'inspector' });
    expect(signed.cosignatures).toEqual([]);
  });

  test('a car that was exported comes back with its history, plate and odometer', () => {
    const chain = new TestChain();
    chain.do('inspector', 'cars.import', { ...older, owner: 'carol' });
    chain.do('police', 'cars.assignPlate', { vin: older.vin, country: 'FR', plate: 'AB-123-CD' });
    const again = { ...older, model: 'something else', value: 179_000, owner: 'bob' };
    refusedBy(chain, 'VIN_TAKEN', () => chain.do('inspector', 'cars.import', again));
    chain.do('carol', 'cars.retire', { vin: older.vin, reason: 'exported' });
    chain.do('inspector', 'cars.import', again);
    const car = chain.car(older.vin);
    expect(car).toMatchObject({ model: 'Cooper S', owner: keyOf('bob'), status: 'registered', historyCount: 4 });
    expect(car.plate).toEqual({ country: 'FR', plate: 'AB-123-CD', issuer: keyOf('police') });
    // The lower reading is recorded as what it is.
    expect(car.odometer).toMatchObject({ findingCount: 1, findings: [{ code: 'LOWER_READING' }] });
  });

  test.each(['stolen', 'injunction'])(
    'a car that was exported is marked %s abroad, and stays there until that is cleared',
    (flag) => {
      const chain = new TestChain();
      chain.do('inspector', 'cars.import', { ...older, owner: 'carol' });
      chain.do('carol', 'cars.retire', { vin: older.vin, reason: 'exported' });
      chain.do('police', 'cars.flag', { vin: older.vin, flag });
      expect(chain.car(older.vin)).toMatchObject({ status: 'exported', flags: [{ flag, setter: keyOf('police') }] });
      const back = () => chain.do('inspector', 'cars.import', { ...older, owner: 'bob' });
      expect(refusedBy(chain, 'CAR_BLOCKED', back).data).toEqual({ flag });
      refusedBy(chain, 'FLAG_FOREIGN', () => chain.do('notary', 'cars.flag', { vin: older.vin, flag, set: false }));
      chain.do('police', 'cars.flag', { vin: older.vin, flag, set: false });
      back();
      expect(chain.car(older.vin)).toMatchObject({ status: 'registered', owner: keyOf('bob'), flags: [] });
    },
  );

  test('not before its last reading, not after it was scrapped', () => {
    const chain = new TestChain();
    chain.wait('2026-03-01');
    chain.do('inspector', 'cars.import', { ...older, owner: 'carol', readOn: '2026-02-01' });
    chain.do('carol', 'cars.retire', { vin: older.vin, reason: 'exported' });
    refusedBy(chain, 'READ_BEFORE_LAST', () =>
      chain.do('inspector', 'cars.import', { ...older, owner: 'carol', readOn: '2026-01-31' }),
    );
    chain.do('manufacturer', 'cars.manufacture', made);
    chain.do('manufacturer', 'cars.retire', { vin, reason: 'destroyed' });
    refusedBy(chain, 'VIN_TAKEN', () =>
      chain.do('inspector', 'cars.import', { ...made, value: 1, owner: 'manufacturer' }),
    );
  });
});

describe('cars.assignPlate', () => {
  const plate = { vin, country: 'FR', plate: 'AB-123-CD' };

  test.each(['police', 'authority'])('by the %s, which makes the car registered', (as) => {
    const chain = withCar();
    chain.do(as, 'cars.assignPlate', plate);
    expect(chain.car(vin)).toMatchObject({ status: 'registered', plate: { country: 'FR', plate: 'AB-123-CD' } });
    expect(chain.view().get(plateKind, plateId('FR', 'AB-123-CD'))).toEqual({ vin });
  });

  test('in the country of whoever signs only', () => {
    const chain = withGermany();
    const german = { ...plate, country: 'DE' };
    const error = refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('police', 'cars.assignPlate', german));
    expect(error.data).toEqual({ country: 'DE', licensed: ['FR'] });
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'cars.assignPlate', plate));
    chain.do('organiser', 'cars.assignPlate', german);
    chain.do('manufacturer', 'cars.manufacture', { ...made, vin: vinOf(3) });
    chain.do('police', 'cars.assignPlate', { ...plate, vin: vinOf(3) });
  });

  test('one for the whole life, and in its country for one car', () => {
    const chain = withCar();
    chain.do('police', 'cars.assignPlate', plate);
    refusedBy(chain, 'PLATE_FIXED', () => chain.do('police', 'cars.assignPlate', { ...plate, plate: 'XY-1' }));
    chain.do('manufacturer', 'cars.manufacture', { ...made, vin: vinOf(3) });
    for (const same of ['AB-123-CD', 'AB 123 CD', 'ab123cd']) {
      refusedBy(chain, 'PLATE_TAKEN', () =>
        chain.do('police', 'cars.assignPlate', { vin: vinOf(3), country: 'FR', plate: same }),
      );
    }
    chain.do('police', 'cars.assignPlate', { vin: vinOf(3), country: 'FR', plate: 'AB-123-CE' });
  });

  test('to a car that there is', () => {
    const chain = new TestChain();
    refusedBy(chain, 'CAR_UNKNOWN', () => chain.do('police', 'cars.assignPlate', plate));
  });
});

describe('cars.flag', () => {
  const setters = [
    ['stolen', 'police'],
    ['injunction', 'police'],
    ['lien', 'notary'],
    ['deceased', 'notary'],
  ] as const;

  test.each(setters)('%s is set by the %s and cleared by the same', (flag, setter) => {
    const chain = withCar();
    refusedBy(chain, 'FLAG_NOT_SET', () => chain.do(setter, 'cars.flag', { vin, flag, set: false }));
    chain.do(setter, 'cars.flag', { vin, flag });
    expect(chain.car(vin).flags).toEqual([{ flag, setter: keyOf(setter) }]);
    refusedBy(chain, 'FLAG_SET', () => chain.do(setter, 'cars.flag', { vin, flag }));
    chain.do(setter, 'cars.flag', { vin, flag, set: false });
    expect(chain.car(vin)).toMatchObject({ flags: [], historyCount: 3 });
  });

  test('flags stand beside each other', () => {
    const chain = withCar();
    for (const [flag, setter] of setters) chain.do(setter, 'cars.flag', { vin, flag });
    chain.do('police', 'cars.flag', { vin, flag: 'injunction', set: false });
    expect(chain.car(vin).flags.map(({ flag }) => flag)).toEqual(['stolen', 'lien', 'deceased']);
  });

  test("is cleared by the setter's authority, not by others of its kind, not by other authorities", () => {
    const chain = withGermany();
    chain.do('organiser', 'cars.flag', { vin, flag: 'stolen' });
    for (const other of ['police', 'authority', 'notary', 'alice', 'manufacturer']) {
      refusedBy(chain, 'FLAG_FOREIGN', () => chain.do(other, 'cars.flag', { vin, flag: 'stolen', set: false }));
    }
    chain.do('seller', 'cars.flag', { vin, flag: 'stolen', set: false });
    expect(chain.car(vin).flags).toEqual([]);
  });

  test.each(['suspended', 'revoked', 'retired'] as const)(
    'a setter whose licence is %s clears nothing more',
    (status) => {
      const chain = withGermany();
      chain.do('organiser', 'cars.flag', { vin, flag: 'stolen' });
      setStatus(chain, 'organiser', 'police', status);
      for (const other of ['organiser', 'authority', 'police']) {
        refusedBy(chain, 'FLAG_FOREIGN', () => chain.do(other, 'cars.flag', { vin, flag: 'stolen', set: false }));
      }
      chain.do('seller', 'cars.flag', { vin, flag: 'stolen', set: false });
    },
  );
});

describe('cars.retire', () => {
  test('exported by its owner alone', () => {
    const chain = withCar();
    refusedBy(chain, 'NOT_OWNER', () => chain.do('alice', 'cars.retire', { vin, reason: 'exported' }));
    const signed = chain.do('manufacturer', 'cars.retire', { vin, reason: 'exported' });
    expect(signed.cosignatures).toEqual([]);
    expect(chain.car(vin).status).toBe('exported');
  });

  test('not by a key that the police revoked: nobody takes a car away with it', () => {
    const chain = new TestChain();
    chain.do('inspector', 'cars.import', { ...older, owner: 'carol' });
    chain.do('police', 'owners.revoke', { key: 'carol' });
    for (const reason of ['exported', 'destroyed']) {
      refusedBy(chain, 'NOT_CERTIFIED', () => chain.do('carol', 'cars.retire', { vin: older.vin, reason }));
    }
  });

  test('scrapped under the eyes of an inspector who signs too', () => {
    const chain = withCar();
    const scrap = { vin, reason: 'destroyed' };
    const signed = chain.sign('manufacturer', 'cars.retire', scrap);
    expect(signed.cosignatures.map(({ key }) => key)).toEqual([keyOf('inspector')]);
    const { format } = chain.ledger;
    refusedBy(chain, 'COSIGNERS_WRONG', () => chain.mine(format.assemble(signed.body, signed.signature, [])));
    const unseen = chain.bend({ ...signed, cosignatures: [] }, { inspector: undefined });
    refusedBy(chain, 'INSPECTOR_MISSING', () => chain.mine(unseen));
    for (const inspector of ['garage', 'police', 'alice', 'manufacturer']) {
      refusedBy(chain, 'INSPECTOR_MISSING', () => chain.do('manufacturer', 'cars.retire', { ...scrap, inspector }));
    }
    chain.mine(signed);
    expect(chain.car(vin).status).toBe('destroyed');
  });

  test('whoever is named signs, for an export too', () => {
    const chain = withCar();
    const input = { vin, reason: 'exported', inspector: 'inspector' };
    const signed = chain.sign('manufacturer', 'cars.retire', input);
    expect(signed.cosignatures.map(({ key }) => key)).toEqual([keyOf('inspector')]);
  });

  test('not while a flag stands', () => {
    const chain = withCar();
    chain.do('notary', 'cars.flag', { vin, flag: 'lien' });
    const error = refusedBy(chain, 'CAR_BLOCKED', () =>
      chain.do('manufacturer', 'cars.retire', { vin, reason: 'exported' }),
    );
    expect(error.data).toEqual({ flag: 'lien' });
    chain.do('notary', 'cars.flag', { vin, flag: 'lien', set: false });
    chain.do('manufacturer', 'cars.retire', { vin, reason: 'exported' });
  });

  test.each(['exported', 'destroyed'] as const)('nothing more is recorded for a car that was %s', (reason) => {
    const chain = withCar();
    chain.do('manufacturer', 'cars.retire', { vin, reason });
    const tries = [
      ['police', 'cars.assignPlate', { vin, country: 'FR', plate: 'AB-123-CD' }],
      ['inspector', 'cars.inspect', { vin, value: 5 }],
      ['garage', 'cars.service', { vin, value: 5, work: 'oil' }],
      [
        reason === 'destroyed' ? 'police' : 'notary',
        'cars.flag',
        { vin, flag: reason === 'destroyed' ? 'stolen' : 'lien' },
      ],
      ['manufacturer', 'cars.retire', { vin, reason: 'exported' }],
    ] as const;
    for (const [as, operation, input] of tries) refusedBy(chain, 'CAR_RETIRED', () => chain.do(as, operation, input));
  });
});

describe('review pages', () => {
  test('every operation says in sentences what will happen, and in a few words what did', () => {
    const { chain, transactions } = tellStory();
    for (const { body } of transactions) {
      const operation = chain.ledger.operations.named(body.operation.name)!;
      const lines = operation.review(body.operation.values, chain.known(), 'somebody');
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line).toMatch(/^\S.*\.$/);
      for (const line of lines) expect(line).not.toMatch(/undefined|NaN|\[object/);
      const summary = operation.summary(body.operation.values, chain.known());
      expect(summary).toMatch(/^[A-Z0-9]/);
      expect(summary).not.toMatch(/undefined|NaN|\[object|\.$/);
    }
  });

  test('whoever is said to sign too does sign', () => {
    const chain = withCar();
    for (const reason of ['exported', 'destroyed']) {
      const { body, cosignatures } = chain.sign('manufacturer', 'cars.retire', { vin, reason });
      const lines = chain.ledger.operations
        .named('cars.retire')!
        .review(body.operation.values, chain.known(), 'manufacturer');
      expect(lines.some((line) => line.includes('signs too'))).toBe(cosignatures.length > 0);
    }
  });
});
