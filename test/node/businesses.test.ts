import { expect, test } from 'vitest';
import type { AccountView, Found, HolderView, LicenceView, ProofView, Status } from '../../source/node/facade.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';

/** A ledger on which bob is licensed as a test station and as a garage under a name of its own. */
async function opened() {
  const controlled = await openControlled();
  const ask = async <T>(method: string, params: unknown = {}) => (await controlled.ask(method, params)) as T;
  const settle = async (intent: object) => {
    await ask('submit', intent);
    await ask('mine');
  };
  const grant = { as: 'authority', operation: 'licences.grant', country: 'FR', holder: 'bob', name: 'Brakes+Tests' };
  await settle({ ...grant, role: 'inspector' });
  await settle({ ...grant, role: 'garage' });
  const { address } = await ask<AccountView>('account', { name: 'bob' });
  return { ask, settle, grant, address };
}

test('a business is found by a part of its name, what is called just so first', async () => {
  const { ask, address } = await opened();
  const found = (text: string) => ask<Found[]>('find', { text });
  const station = { kind: 'licence', key: `${address} inspector`, title: 'Brakes+Tests' };
  expect(await found('brakes')).toEqual([
    { ...station, detail: 'licensed station, FR, not covered' },
    { ...station, key: `${address} garage`, detail: 'garage, FR, not covered' },
  ]);
  expect((await found('Demo notary')).map(({ title }) => title)).toEqual(['Demo notary']);
  expect((await found('demo')).length).toBe(8);
  expect(await found('b')).toEqual([]);
});

test('questions take the whole name of a business; payments do not', async () => {
  const { ask, settle, address, grant } = await opened();
  for (const name of ['Brakes+Tests', ' brakes+tests ']) {
    expect(await ask<AccountView>('account', { name })).toMatchObject({ address });
    expect(await ask<HolderView>('licence', { holder: name })).toMatchObject({ address });
    expect(await ask('activity', { name })).toHaveLength(2);
    const proof = await ask<ProofView>('prove', { object: `inspector:${name}` });
    expect(proof.objects[0]).toMatchObject({ kind: 'licence', value: expect.any(String) });
  }
  const proof = await ask<ProofView>('prove', { object: 'station:Brakes+Tests' });
  expect(proof.objects[0]).toMatchObject({ kind: 'licence', value: expect.any(String) });
  for (const role of ['station', 'licensed station', 'inspector', 'Station']) {
    expect((await ask<LicenceView[]>('directory', { role })).map(({ name }) => name)).toContain('Brakes+Tests');
  }
  await refused('PARAMETER_INVALID', () => ask('directory', { role: 'king' }));
  const { message } = await refused('PARAMETER_INVALID', () => ask('prove', { object: 'stations:inspector' }));
  expect(message).toContain('department, police, manufacturer, dealer, station, garage, notary');
  await refused('NAME_UNKNOWN', () => ask('account', { name: 'Brakes' }));
  await refused('NAME_UNKNOWN', () => ask('prove', { object: 'inspector:Brakes' }));
  const pay = { as: 'alice', operation: 'coins.transfer', to: 'Brakes+Tests', amount: '1' };
  await refused('NAME_UNKNOWN', () => ask('submit', pay));
  // Nobody owns a name in the directory: one that two have says so, and a name of this wallet always comes first.
  await settle({ ...grant, role: 'garage', holder: 'carol' });
  await refused('NAME_SHARED', () => ask('account', { name: 'Brakes+Tests' }));
  await settle({ ...grant, role: 'dealer', holder: 'carol', name: 'alice' });
  expect(await ask<AccountView>('account', { name: 'alice' })).toMatchObject({ name: 'alice' });
});

test('a licence that does not count yet is said with what is missing, by the name, the account and the refusal', async () => {
  const { ask, settle } = await opened();
  const bob = async () => (await ask<Status>('status')).names.find(({ name }) => name === 'bob');
  const uncovered = ['inspector', 'garage'].map((role) => ({ role, country: 'FR', status: 'too little guarantee' }));
  const { missing, licences } = (await bob()) ?? {};
  expect(licences).toEqual(uncovered);
  expect(await ask<AccountView>('account', { name: 'bob' })).toMatchObject({ roles: [], licences: uncovered });
  const read = { as: 'bob', operation: 'cars.inspect', vin: 'WMWXP7C5XK2A00001', value: 10 };
  const car = { make: 'MINI', model: 'Cooper S', year: 2020, country: 'GB', vin: read.vin };
  await settle({ as: 'manufacturer', operation: 'cars.manufacture', ...car });
  const refusal = async () => (await ask<{ refusal: { code: string; message: string } }>('review', read)).refusal;
  expect(await refusal()).toMatchObject({ code: 'ROLE_MISSING' });
  expect((await refusal()).message).toMatch(
    /is a licensed station whose guarantee is short by .* LVR\. Lock them first\.$/,
  );
  await settle({ as: 'bob', operation: 'coins.stake', amount: missing });
  expect(await bob()).toMatchObject({ roles: ['inspector', 'garage'] });
  expect(await bob()).not.toHaveProperty('missing');
  expect(await refusal()).toBeUndefined();
  await settle({ as: 'authority', operation: 'licences.accuse', holder: 'bob', role: 'inspector', reason: 'late' });
  expect((await refusal()).message).toContain(
    'is accused as licensed station, and signs nothing until that is decided.',
  );
  await ask('mine', { blocks: 24 });
  await settle({
    ...{ as: 'authority', operation: 'licences.decide', holder: 'bob', role: 'inspector' },
    ...{ guilty: true, slash: '0' },
  });
  expect((await refusal()).message).toContain('the one as licensed station was revoked.');
});
