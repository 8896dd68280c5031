import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LookUpView, PoliceAuditView, PoliceEntryView, PoliceView } from '../../../source/node/facade.ts';
import { openNode, startTime, temporaryFolder, wallet } from '../../support/node.ts';
import { refused } from '../refused.ts';
import { controlled } from './controlled.ts';
import { alice, copyOf, makeKept, passphrase, reason, removeKept } from './setup.ts';

let sample: { folder: string; network: Uint8Array };
const vin = 'WMWXP7C5XK2A00001';

afterAll(removeKept);
beforeAll(async () => {
  sample = await makeKept();
});

describe('the police database behind the socket', () => {
  test('from a plate to a person, each look-up in the log, until the person is erased', async () => {
    const { node, ask, events, environment, folder, directory } = await controlled(copyOf(sample).folder);
    const car = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'FR' };
    await node.submit({ as: 'manufacturer', operation: 'cars.manufacture', ...car });
    await node.submit({ as: 'police', operation: 'cars.assignPlate', vin, country: 'FR', plate: 'AB-123-CD' });
    const owner = wallet.known({ today: 0, height: 0 }, () => false).address(wallet.keyOf('manufacturer'));
    const { address } = await node.account({ name: 'manufacturer' });
    expect(owner).toBe(address);

    expect(await ask('police')).toEqual({ state: 'closed', folder });
    await refused('POLICE_CLOSED', () => ask('lookUp', { ...reason, key: 'alice' }));
    await refused('POLICE_PASSPHRASE_WRONG', () => ask('openPolice', { passphrase: 'something else' }));
    const opening = node.openPolice({ passphrase });
    await refused('POLICE_BUSY', () => ask('openPolice', { passphrase }));
    expect(await opening).toMatchObject({ state: 'open', entries: 1 });
    await refused('POLICE_PASSPHRASE_WRONG', () => ask('openPolice', { passphrase: 'something else' }));

    const { commitment } = await ask<{ commitment: string }>('putOnFile', {
      ...reason,
      key: 'manufacturer',
      person: alice,
    });
    expect(commitment).toMatch(/^[0-9a-f]{64}$/);
    // The plate waits for its first block, and is known already.
    const found = await ask<LookUpView>('lookUp', { ...reason, plate: 'ab 123 cd' });
    expect(found).toEqual({ key: address, vin, person: alice, commitment, since: startTime, by: reason.who });
    await node.mine({ blocks: 1 });
    expect(await ask('lookUp', { ...reason, plate: 'AB-123-CD' })).toEqual(found);
    expect(await ask('lookUp', { ...reason, key: address })).toMatchObject({ key: address, person: alice });
    expect(await ask('lookUp', { ...reason, plate: 'ZZ-999-ZZ' })).toEqual({});
    expect(await ask('commitment', { ...reason, key: 'manufacturer' })).toEqual({ commitment });
    expect(await ask('erasePerson', { ...reason, key: 'manufacturer' })).toMatchObject({ state: 'open', entries: 8 });
    expect(await ask('lookUp', { ...reason, plate: 'AB-123-CD' })).toEqual({ key: address, vin });

    const log = await ask<PoliceEntryView[]>('policeLog', { limit: 6 });
    expect(log.map(({ number, action, plate, found: some, height }) => [number, action, plate, some, height])).toEqual([
      [9, 'look', 'AB-123-CD', false, 1],
      [8, 'erase', undefined, true, undefined],
      [7, 'commit', undefined, true, undefined],
      [6, 'look', 'ZZ-999-ZZ', false, 1],
      [5, 'look', undefined, true, 1],
      [4, 'look', 'AB-123-CD', true, 1],
    ]);
    expect(log[0]).toMatchObject({ ...reason, at: startTime, key: address });
    expect(await ask('policeLog', { before: 2 })).toMatchObject([{ number: 1, action: 'create' }]);
    const { mark } = await ask<PoliceView>('police');
    expect(await ask<PoliceAuditView>('auditPolice', { mark })).toEqual({ entries: 9, people: 0, mark, faults: [] });

    expect(await ask('closePolice')).toEqual({ state: 'closed', folder });
    expect(await ask('closePolice')).toEqual({ state: 'closed', folder });
    const shares = events.flatMap((event) => (event.type === 'police' ? (event.progress ?? 'changed') : []));
    expect(shares.filter((share) => share === 'changed').length).toBeGreaterThanOrEqual(10);
    expect(shares).toContain(1);
    const said = JSON.stringify([events, environment.logged]);
    for (const secret of [alice.name, alice.address, passphrase]) expect(said).not.toContain(secret);
    expect(readFileSync(join(directory, 'control.json'), 'utf8')).not.toContain('police');
  });

  test('what is wrong in a question is refused, and stands in no log', async () => {
    const { ask } = await controlled(copyOf(sample).folder);
    await ask('openPolice', { passphrase });
    await refused('PURPOSE_MISSING', () => ask('lookUp', { who: 'Roux', key: 'alice' }));
    await refused('WHO_MISSING', () => ask('lookUp', { purpose: 'case 12', key: 'alice' }));
    await refused('NAME_UNKNOWN', () => ask('lookUp', { ...reason, key: 'mallory' }));
    for (const query of [{}, { key: 'alice', plate: 'AB-1' }, { plate: '\u0000' }, { plate: 'x' }, { key: 5 }]) {
      await refused('PARAMETER_INVALID', () => ask('lookUp', { ...reason, ...query }));
    }
    await refused('PERSON_INVALID', () =>
      ask('putOnFile', { ...reason, key: 'alice', person: { ...alice, born: '' } }),
    );
    await refused('PERSON_INVALID', () => ask('putOnFile', { ...reason, key: 'alice' }));
    await refused('PARAMETER_INVALID', () => ask('auditPolice', { mark: 'twelve' }));
    await refused('PARAMETER_INVALID', () => ask('policeLog', { limit: 0 }));
    expect(await ask('police')).toMatchObject({ entries: 1 });
  });

  test('where nobody made one there is none, and none is made', async () => {
    const folder = join(temporaryFolder(), 'police');
    const { ask } = await controlled(folder);
    expect(await ask('police')).toEqual({ state: 'none', folder });
    await refused('POLICE_MISSING', () => ask('openPolice', { passphrase }));
    await refused('POLICE_MISSING', () => ask('lookUp', { ...reason, key: 'alice' }));
    expect(() => rmSync(folder)).toThrow(/ENOENT/);
  });

  test('a node without a place for one says so', async () => {
    const node = await openNode();
    expect(await node.police()).toEqual({ state: 'none', folder: '' });
    await refused('NO_POLICE_FOLDER', () => node.openPolice({ passphrase }));
    await refused('NO_POLICE_FOLDER', () => node.lookUp({ ...reason, key: 'alice' }));
  });

  test('a node that stops closes it, and gives up opening it', async () => {
    const first = await controlled(copyOf(sample).folder);
    const { folder } = first;
    await first.node.openPolice({ passphrase });
    const second = await controlled(folder);
    await refused('POLICE_LOCKED', () => second.node.openPolice({ passphrase }));
    await first.node.close();
    const given = refused('POLICE_STOPPED', () => second.node.openPolice({ passphrase }));
    await second.node.close();
    await given;
    const third = await controlled(folder);
    expect(await third.node.openPolice({ passphrase })).toMatchObject({ state: 'open', entries: 1 });
  });
});
