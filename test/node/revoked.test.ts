import { describe, expect, test } from 'vitest';
import { regtest } from '../../source/ledger/networks.ts';
import type { EntryView } from '../../source/node/facade.ts';
import { accusation, accused, decision, reading, station, vin } from './accused.ts';

const { defenceBlocks } = regtest.parameters;

describe('the mark of a revoked issuer', () => {
  test('is licensed once more after its verdict: mark and sanction stay, and what it signs from then on has no mark', async () => {
    const { settle, mine, licence, car: report, ask, read } = await accused();
    await mine(defenceBlocks);
    await settle(decision);
    const grant = { as: 'authority', operation: 'licences.grant', ...station, country: 'FR', name: 'Second chance' };
    await settle(grant);
    expect((await licence('inspector')).licences).toMatchObject([
      { name: 'Second chance', status: 'active', sanctions: 1, granted: { block: 5 + defenceBlocks } },
    ]);
    expect((await report()).car).toMatchObject({ revokedIssuers: 1, issuerRevoked: true, testRevoked: true });
    const issuerOf = async (id: string) => ((await ask('transaction', { id })) as EntryView).issuer?.status;
    expect(await issuerOf(read)).toBe('revoked');
    // A repair is no test: the one that counts is still whose issuer was found guilty.
    await settle({ as: 'garage', operation: 'cars.service', vin, work: 'brakes', value: 42_500 });
    expect((await report()).car).toMatchObject({ testRevoked: true });
    const again = await settle({ ...reading, value: 43_000 });
    expect(await issuerOf(again)).toBe('active');
    const { car, history } = await report();
    // The list shows the last reading, which is clean; the story has them all.
    expect(car.revokedIssuers).toBe(1);
    expect(car).not.toHaveProperty('issuerRevoked');
    expect(car).not.toHaveProperty('testRevoked');
    expect(history.map(({ issuer }) => issuer?.status)).toEqual(['active', 'revoked', 'active', 'active']);
  });

  test('what it signs under another licence, before and after, is told apart', async () => {
    const { settle, mine, car: report } = await accused();
    const repair = { operation: 'cars.service', vin, work: 'brakes' };
    const serve = (as: string, value: number, day: number) =>
      settle({ ...repair, as, value, readOn: `2026-02-0${day}` });
    const license = (role: string) =>
      settle({ as: 'authority', operation: 'licences.grant', holder: 'garage', role, country: 'FR', name: 'Both' });
    await serve('garage', 42_500, 1);
    await license('inspector');
    await settle({ ...reading, as: 'garage', value: 42_600, readOn: '2026-02-02' });
    await settle({ ...accusation, holder: 'garage', role: 'garage' });
    await mine(defenceBlocks);
    await settle({ ...decision, holder: 'garage', role: 'garage' });
    await serve('garage', 42_700, 3);
    await license('garage');
    await serve('garage', 42_800, 4);
    await settle({ as: 'garage', operation: 'licences.retire', role: 'garage' });
    await serve('garage', 42_900, 5);
    expect((await report()).history.map(({ issuer }) => `${issuer?.role} ${issuer?.status}`)).toEqual([
      'manufacturer active',
      'inspector suspended',
      'garage revoked',
      'inspector active',
      'inspector active',
      'garage retired',
      'inspector active',
    ]);
  });
});
