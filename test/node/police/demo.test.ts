import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPersons, regtest } from '../../../source/ledger/networks.ts';
import type { LookUpView, PoliceEntryView, PoliceView } from '../../../source/node/facade.ts';
import { temporaryFolder } from '../../support/node.ts';
import { refused } from '../refused.ts';
import { controlled } from './controlled.ts';
import { bytesOf, copyOf, makeKept, passphrase, reason, removeKept } from './setup.ts';

let sample: { folder: string; network: Uint8Array };
const vin = 'WMWXP7C5XK2A00001';
const minute = 60_000;

afterAll(removeKept);
beforeAll(async () => {
  sample = await makeKept();
});

describe('a database made in a running node', () => {
  test('is open at once, is made once, and opens later to its passphrase', async () => {
    const folder = join(temporaryFolder(), 'police');
    const { ask, events } = await controlled(folder);
    await refused('POLICE_PASSPHRASE_SHORT', () => ask('createPolice', { ...reason, passphrase: 'short' }));
    await refused('WHO_MISSING', () => ask('createPolice', { passphrase }));
    await refused('PARAMETER_INVALID', () => ask('createPolice', { ...reason }));
    expect(existsSync(folder)).toBe(false);
    const made = await ask<PoliceView>('createPolice', { ...reason, passphrase });
    expect(made).toEqual({ state: 'open', folder, entries: 1, mark: expect.stringMatching(/^1-/), demo: 3 });
    expect(events).toContainEqual({ type: 'police', progress: 1 });
    await refused('POLICE_EXISTS', () => ask('createPolice', { ...reason, passphrase }));
    expect(await ask('closePolice')).toEqual({ state: 'closed', folder });
    await refused('POLICE_EXISTS', () => ask('createPolice', { ...reason, passphrase }));
    expect(await ask('openPolice', { passphrase })).toEqual(made);
  });

  test('takes in the people of the demo, whom the ledger commits to', async () => {
    const { ask, node } = await controlled(copyOf(sample).folder);
    await refused('POLICE_CLOSED', () => ask('takeDemoPersons', reason));
    await ask('openPolice', { passphrase });
    await refused('WHO_MISSING', () => ask('takeDemoPersons'));
    const taken = await ask<PoliceView>('takeDemoPersons', reason);
    expect(taken).toMatchObject({ state: 'open', entries: 4 });
    expect(taken).not.toHaveProperty('demo');
    expect(await ask('takeDemoPersons', reason)).toMatchObject({ entries: 4 });
    for (const { demoName, person } of demoPersons) {
      const found = await ask<LookUpView>('lookUp', { ...reason, key: demoName });
      expect(found.person).toEqual(person);
      expect(found.commitment).toBe((await node.owner({ key: demoName })).commitment);
    }
    expect(await ask('auditPolice')).toMatchObject({ people: 3, faults: [] });
  });

  test('offers nobody on a network of somebody’s own whose ledger commits to other people', async () => {
    const owners = regtest.owners.map((each, index) => ({ ...each, commitment: `${index}`.repeat(64) }));
    expect(owners).toHaveLength(3);
    const folder = join(temporaryFolder(), 'police');
    const { ask } = await controlled(folder, { ...regtest, name: 'village', owners });
    expect(await ask('createPolice', { ...reason, passphrase })).not.toHaveProperty('demo');
    expect(await ask('takeDemoPersons', reason)).toMatchObject({ entries: 1 });
  });
});

describe('a database that is open', () => {
  test('closes itself after ten minutes without a question, by a clock that nobody sets', async () => {
    const { ask, node, environment, events } = await controlled(copyOf(sample).folder);
    await node.openPolice({ passphrase });
    environment.advance(9 * minute);
    await ask('lookUp', { ...reason, key: 'alice' });
    environment.setClock(60 * minute);
    environment.advance(9 * minute);
    expect(await ask('police')).toMatchObject({ state: 'open' });
    const closed = new Promise<void>((resolve) => {
      node.subscribe((event) => event.type === 'notice' && resolve());
    });
    environment.advance(2 * minute);
    await closed;
    expect(await ask('police')).toMatchObject({ state: 'closed' });
    expect(events.at(-1)).toEqual({
      type: 'notice',
      text: 'The police database closed itself: 10 minutes without a question',
    });
    await refused('POLICE_CLOSED', () => ask('lookUp', { ...reason, key: 'alice' }));
    expect(await ask('openPolice', { passphrase })).toMatchObject({ state: 'open', entries: 2 });
  });

  test('follows a replaced key from its plate to the person behind it, until that one is erased', async () => {
    const { ask, node } = await controlled(copyOf(sample).folder);
    const car = { vin, make: 'MINI', model: 'Cooper S', year: 2016, country: 'FR', readOn: '2026-02-01', value: 9 };
    await node.submit({ as: 'inspector', operation: 'cars.import', ...car, owner: 'alice' });
    await node.submit({ as: 'police', operation: 'cars.assignPlate', vin, country: 'FR', plate: 'AB-123-CD' });
    await node.submit({ as: 'police', operation: 'owners.replace', old: 'alice', new: 'seller' });
    await ask('openPolice', { passphrase });
    await ask('takeDemoPersons', reason);
    const [alice, seller] = await Promise.all(
      ['alice', 'seller'].map(async (name) => (await node.account({ name })).address),
    );
    const look = (query: object) => ask<LookUpView>('lookUp', { ...reason, ...query });
    await node.mine({ blocks: 1 });
    expect(await look({ plate: 'AB-123-CD' })).toMatchObject({ key: alice, person: { name: 'Alice Martin' } });
    await node.mine({ blocks: regtest.parameters.challengeBlocks + 1 });
    const found = await look({ plate: 'AB-123-CD' });
    expect(found).toMatchObject({ key: seller, onFile: alice, person: { name: 'Alice Martin' } });
    expect(found.commitment).toBe((await node.owner({ key: seller ?? '' })).commitment);
    expect(await look({ key: 'seller' })).toMatchObject({ key: seller, onFile: alice });
    const [last] = await ask<PoliceEntryView[]>('policeLog', { limit: 1 });
    expect(last).toMatchObject({ action: 'look', key: alice, found: true });
    await ask('erasePerson', { ...reason, key: 'alice' });
    expect(await look({ key: 'seller' })).toEqual({ key: seller });
    expect(await ask('auditPolice')).toMatchObject({ people: 2, faults: [] });
  });
});

describe('what is wrong changes nothing', () => {
  test('a wrong passphrase, a question without a purpose, a person who is on file', async () => {
    const { ask, folder } = await controlled(copyOf(sample).folder);
    const before = bytesOf({ folder });
    await refused('POLICE_PASSPHRASE_WRONG', () => ask('openPolice', { passphrase: 'something else' }));
    expect(bytesOf({ folder }).equals(before)).toBe(true);
    await ask('openPolice', { passphrase });
    await ask('takeDemoPersons', reason);
    const { mark } = await ask<PoliceView>('police');
    await refused('PURPOSE_MISSING', () => ask('lookUp', { who: 'Roux', key: 'alice' }));
    await refused('PURPOSE_MISSING', () => ask('lookUp', { who: 'Roux', purpose: '  ', plate: 'AB-123-CD' }));
    expect(await ask('police')).toMatchObject({ mark });
    const [first] = demoPersons;
    const { entries = 0 } = await ask<PoliceView>('police');
    await refused('PERSON_EXISTS', () => ask('putOnFile', { ...reason, key: 'alice', person: first?.person }));
    // Nobody else is on file, and that somebody asked is.
    expect(await ask('police')).toMatchObject({ entries: entries + 1 });
    expect(await ask('policeLog', { limit: 1 })).toMatchObject([{ action: 'look', found: true }]);
  });

  test('a damaged database is not opened, and stays as it is', async () => {
    const { ask, folder } = await controlled(copyOf(sample).folder);
    const slots = join(folder, 'end');
    writeFileSync(slots, readFileSync(slots).fill(0xff));
    const { message } = await refused('POLICE_DAMAGED', () => ask('openPolice', { passphrase }));
    expect(message).toContain('go back to a copy');
    expect(await ask('police')).toEqual({ state: 'closed', folder });
    await refused('POLICE_CLOSED', () => ask('lookUp', { ...reason, key: 'alice' }));
    expect(readFileSync(slots).every((byte) => byte === 0xff)).toBe(true);
  });
});
