import { describe, expect, test } from 'vitest';
import { regtest } from '../../source/ledger/networks.ts';
import type { AccountView, ActivityView, CarReport, CarSummary, OwnerView } from '../../source/node/facade.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';

const vin = 'WMWXP7C5XK2A00001';
const { challengeBlocks } = regtest.parameters;

/** A node on whose ledger alice owns a car with a plate; everything is asked over its socket. */
async function living() {
  const controlled = await openControlled();
  const ask = async <T>(method: string, params: unknown = {}) => (await controlled.ask(method, params)) as T;
  const submit = (as: string, operation: string, fields: object = {}) => ask('submit', { as, operation, ...fields });
  const mine = (blocks = 1) => ask('mine', { blocks });
  const car = { vin, make: 'MINI', model: 'Cooper S', year: 2016, country: 'FR' };
  const imported = { ...car, readOn: '2026-02-01', value: 90_000, owner: 'alice' };
  await submit('inspector', 'cars.import', imported);
  await submit('police', 'cars.assignPlate', { vin, country: 'FR', plate: 'AB-123-CD' });
  await mine();
  const address = async (name: string) => (await ask<AccountView>('account', { name })).address;
  const owner = (key: string) => ask<OwnerView>('owner', { key });
  const carsOf = async (name: string) => (await ask<CarSummary[]>('cars', { owner: name })).map((each) => each.vin);
  return { ask, submit, mine, address, owner, carsOf };
}

describe('an owner', () => {
  test('from the founding of the network', async () => {
    const { owner, address } = await living();
    expect(await owner('alice')).toEqual({
      address: await address('alice'),
      status: 'certified',
      country: 'FR',
      commitment: regtest.owners[0]?.commitment,
      certifiedBy: await address('police'),
      since: { block: 0, time: regtest.time },
      current: await address('alice'),
      replaces: [],
      history: [],
    });
  });

  test('that nobody is, or that is no name, is refused', async () => {
    const { owner, ask } = await living();
    await refused('OWNER_UNKNOWN', () => owner('seller'));
    await refused('NAME_UNKNOWN', () => owner('mallory'));
    await refused('PARAMETER_INVALID', () => ask('owner'));
    await refused('PARAMETER_INVALID', () => ask('owner', { key: 5 }));
  });

  test('certified, revoked and certified again, each in words, and shown before a block has it', async () => {
    const { owner, submit, mine, address } = await living();
    const commitment = 'ab'.repeat(32);
    await submit('police', 'owners.certify', { key: 'seller', commitment });
    expect(await owner('seller')).toMatchObject({ status: 'certified', waiting: true, since: { block: 0 } });
    await mine();
    const told = await owner('seller');
    expect(told).toMatchObject({ status: 'certified', commitment, since: { block: 2 } });
    expect(told).not.toHaveProperty('waiting');
    await submit('police', 'owners.revoke', { key: 'seller' });
    await mine();
    expect((await owner('seller')).status).toBe('revoked');
    await submit('police', 'owners.certify', { key: 'seller', commitment: 'cd'.repeat(32) });
    await mine();
    const { since, history } = await owner('seller');
    expect(since.block).toBe(4);
    expect(history.map(({ label, what, block, signer }) => [label, what, block, signer])).toEqual([
      ['Confirm an owner', 'Owner confirmed by the police', 2, await address('police')],
      ['Revoke an owner', 'Owner revoked by the police', 3, await address('police')],
      ['Confirm an owner', 'Owner confirmed by the police', 4, await address('police')],
    ]);
  });

  test('a commitment that was used is refused, and nothing changes', async () => {
    const { ask, submit, owner } = await living();
    const { commitment } = await owner('alice');
    const before = await ask('status');
    const intent = { as: 'police', operation: 'owners.certify', key: 'seller', commitment };
    const { refusal } = await ask<{ refusal?: { code: string; message: string } }>('review', intent);
    expect(refusal).toMatchObject({ code: 'COMMITMENT_USED', message: expect.stringMatching(/fresh salt\.$/) });
    await refused('COMMITMENT_USED', () => submit('police', 'owners.certify', { key: 'seller', commitment }));
    await refused('OWNER_UNKNOWN', () => owner('seller'));
    expect(await ask('status')).toEqual(before);
  });
});

describe('a lost key', () => {
  test('is replaced after its challenge: cars, plate and what it signs for go to its successor, again and again', async () => {
    const { ask, submit, mine, owner, address, carsOf } = await living();
    const [alice, seller, organiser] = [await address('alice'), await address('seller'), await address('organiser')];
    await submit('police', 'owners.replace', { old: 'alice', new: 'seller' });
    await mine();
    const due = 2 + challengeBlocks + 1;
    expect(await owner('alice')).toMatchObject({
      status: 'certified',
      challenge: { successor: seller, due },
      current: alice,
    });
    expect(await carsOf('seller')).toEqual([]);
    await mine(challengeBlocks);
    expect((await owner('alice')).status).toBe('certified');
    expect(await carsOf('alice')).toEqual([vin]);
    await mine();

    const before = await owner('alice');
    expect(before).toMatchObject({ status: 'replaced', successor: seller, current: seller });
    expect(before).not.toHaveProperty('challenge');
    expect(before.history.map(({ operation, label, what, block }) => [operation, label, what, block])).toEqual([
      ['owners.replace', 'Replace a lost key', 'Replacement of a lost key announced', 2],
      ['', 'Key replaced', 'by seller', due],
    ]);
    const after = await owner('seller');
    expect(after).toMatchObject({
      status: 'certified',
      commitment: before.commitment,
      since: { block: due },
      replaces: [alice],
      history: [{ label: 'Key replaced', what: 'it stands for alice', signer: '', block: due }],
    });
    expect([await carsOf('alice'), await carsOf('seller')]).toEqual([[], [vin]]);
    expect(await ask('account', { name: 'seller' })).toMatchObject({ cars: 1 });
    expect(await ask('account', { name: 'alice' })).toMatchObject({ cars: 0 });
    expect((await ask<CarReport>('car', { plate: 'AB-123-CD' })).car.owner).toBe(seller);

    await submit('police', 'owners.replace', { old: 'seller', new: 'organiser' });
    await mine(challengeBlocks + 2);
    expect(await owner('organiser')).toMatchObject({ replaces: [seller, alice] });
    expect(await owner('alice')).toMatchObject({ successor: seller, current: organiser });
    expect(await carsOf('organiser')).toEqual([vin]);
    await refused('NOT_OWNER', () => submit('seller', 'cars.retire', { vin, reason: 'exported' }));
    await submit('organiser', 'cars.retire', { vin, reason: 'exported' });
    await mine();
    expect((await ask<CarReport>('car', { vin })).car.status).toBe('exported');
  });

  test('is not replaced when the old key objects, nor when it is too late for that', async () => {
    const { submit, mine, owner, carsOf } = await living();
    await refused('NOTHING_TO_OBJECT', () => submit('alice', 'owners.object'));
    await submit('police', 'owners.replace', { old: 'alice', new: 'seller' });
    await mine();
    await refused('REPLACEMENT_PENDING', () => submit('police', 'owners.replace', { old: 'alice', new: 'organiser' }));
    await refused('OWNER_UNKNOWN', () => submit('seller', 'owners.object'));
    await submit('alice', 'owners.object');
    expect((await owner('alice')).history.at(-1)).toMatchObject({ label: 'That is not me', block: 0 });
    await mine(challengeBlocks + 3);
    const after = await owner('alice');
    expect(after.status).toBe('certified');
    expect(after).not.toHaveProperty('challenge');
    expect(after.history.map(({ label }) => label)).toEqual(['Replace a lost key', 'That is not me']);
    expect(await carsOf('alice')).toEqual([vin]);
    await refused('OWNER_UNKNOWN', () => owner('seller'));

    await submit('police', 'owners.replace', { old: 'alice', new: 'seller' });
    await mine(challengeBlocks + 1);
    await refused('NOTHING_TO_OBJECT', () => submit('alice', 'owners.object'));
    await mine();
    expect((await owner('alice')).status).toBe('replaced');
  });

  test('is not replaced where the new key was put on file meanwhile, and the history says so', async () => {
    const { submit, mine, owner } = await living();
    await submit('police', 'owners.replace', { old: 'alice', new: 'seller' });
    await mine();
    await submit('police', 'owners.certify', { key: 'seller', commitment: 'ab'.repeat(32) });
    await mine(challengeBlocks + 1);
    const { status, history } = await owner('alice');
    expect(status).toBe('certified');
    expect(history.at(-1)).toMatchObject({ label: 'Key not replaced', what: 'seller was put on file meanwhile' });
    expect(await owner('seller')).toMatchObject({ replaces: [] });
  });
});

test('the old key, the new one and the police hear of a replacement, of its objection and of its end', async () => {
  const { ask } = await openControlled();
  const submit = async (intent: object) => {
    await ask('submit', intent);
    await ask('mine');
  };
  const newest = async (name: string) => ((await ask('activity', { name })) as ActivityView[])[0];
  const replace = { as: 'police', operation: 'owners.replace', old: 'alice', new: 'seller' };
  await submit(replace);
  await submit({ as: 'alice', operation: 'owners.object' });
  for (const name of ['alice', 'seller', 'police']) {
    expect(await newest(name), name).toMatchObject({ operation: 'owners.object', block: 2, change: expect.anything() });
  }
  await submit(replace);
  await ask('mine', { blocks: challengeBlocks + 1 });
  for (const name of ['alice', 'seller', 'police']) {
    const line = (await ask('activity', { name })) as ActivityView[];
    expect(line.filter(({ operation }) => operation !== 'reward')[0], name).toMatchObject({
      ...{ operation: 'owners', label: 'Key replaced', what: 'seller took the place of alice', author: '' },
    });
  }
});
