import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { address } from '../../source/ledger/keys.ts';
import { regtest } from '../../source/ledger/networks.ts';
import type { ActivityView, BlockView, EntryView } from '../../source/node/facade.ts';
import { openNode, temporaryFolder } from '../support/node.ts';
import { accusation, accused, asking, decision, reading } from './accused.ts';
import { refused } from './refused.ts';
import { type Controlled, openControlled } from './socket.ts';

const { defenceBlocks, decisionBlocks, unbondingBlocks, eraLength, halfFeeBlocks } = regtest.parameters;

/** Asks, is refused, and the ledger and what waits are as before. */
async function refusedUnchanged({ ask }: Pick<Controlled, 'ask'>, code: string, intent: object): Promise<void> {
  const before = await ask('status');
  await refused(code, () => ask('submit', intent));
  expect(await ask('status')).toEqual(before);
  expect(await ask('review', intent)).toMatchObject({ refusal: { code } });
}

describe('a station that is accused', () => {
  test('defends itself, is found guilty, loses its stake and signs no more; its old readings carry the mark', async () => {
    const node = await accused();
    const { settle, licence, car: report, mine, directory, ask } = node;
    expect(await licence('inspector')).toMatchObject({
      name: 'inspector',
      guarantee: { stake: '5000000000', required: '1000000000', unbonding: '0', accusations: 1, payouts: [] },
      licences: [
        {
          status: 'suspended',
          accused: true,
          sanctions: 0,
          licensedByName: 'Authority of FR',
          accusations: [
            {
              id: node.accuse,
              block: 3,
              reason: 'a reading made up',
              evidence: [node.read],
              defenceUntil: 3 + defenceBlocks,
              decideUntil: 3 + decisionBlocks,
            },
          ],
        },
      ],
    });
    await refused('ROLE_MISSING', () => settle({ ...reading, value: 43_000 }));
    expect((await report()).car).toMatchObject({ revokedIssuers: 0 });
    const answer = await settle({ as: 'inspector', operation: 'licences.defend', statement: 'It was read so.' });
    await mine(defenceBlocks);
    const decided = await settle({ ...decision, slash: '5000000000' });

    const { guarantee, licences } = await licence('inspector');
    expect(guarantee).toMatchObject({ stake: '0', required: '0', accusations: 0 });
    expect(licences).toEqual([expect.objectContaining({ status: 'revoked', accused: false, sanctions: 1 })]);
    expect(licences[0]?.accusations).toEqual([
      {
        ...{ id: node.accuse, block: 3, time: expect.any(Number), accuser: licences[0]?.licensedBy },
        ...{ reason: 'a reading made up', evidence: [node.read] },
        answer: { id: answer, block: 4, time: expect.any(Number), statement: 'It was read so.' },
        decision: {
          ...{ id: decided, block: 5 + defenceBlocks, time: expect.any(Number) },
          ...{ outcome: 'guilty', slash: '5000000000' },
        },
      },
    ]);
    await refused('ROLE_MISSING', () => settle({ ...reading, value: 43_000 }));
    const { car: after, history } = await report();
    expect(after).toMatchObject({ revokedIssuers: 1, issuerRevoked: true });
    expect(history.map(({ issuer }) => issuer?.status)).toEqual(['active', 'revoked']);
    expect((await ask('cars')) as unknown[]).toMatchObject([{ issuerRevoked: true }]);
    expect((await ask('transaction', { id: node.read })) as EntryView).toMatchObject({
      issuer: { role: 'inspector', country: 'FR', name: 'Demo test station', status: 'revoked' },
    });
    expect(((await ask('block', { height: 2 })) as BlockView).transactions).toMatchObject([
      { issuer: { status: 'revoked' } },
    ]);
    expect(await directory({ status: 'revoked' })).toMatchObject([{ name: 'Demo test station', sanctions: 1 }]);
  });

  test('goes on as before where nobody decides in time', async () => {
    const { mine, licence } = await accused();
    await mine(decisionBlocks + 1);
    const { licences, guarantee } = await licence('inspector');
    expect(guarantee.accusations).toBe(0);
    expect(licences).toMatchObject([
      {
        status: 'active',
        sanctions: 0,
        accused: false,
        accusations: [{ decision: { outcome: 'lapsed', slash: '0' } }],
      },
    ]);
    expect(licences[0]?.accusations[0]?.decision).not.toHaveProperty('id');
  });
});

describe('refused, and nothing changes', () => {
  test('a grant across countries, by nobody in charge, or of what is held', async () => {
    const node = await openControlled();
    const grant = {
      as: 'authority',
      operation: 'licences.grant',
      holder: 'bob',
      role: 'garage',
      name: 'Bob',
      country: 'FR',
    };
    await refusedUnchanged(node, 'COUNTRY_FOREIGN', { ...grant, country: 'DE' });
    await refusedUnchanged(node, 'ROLE_MISSING', { ...grant, as: 'alice' });
    await refusedUnchanged(node, 'LICENCE_HELD', { ...grant, holder: 'garage' });
    await refused('FIELD_INVALID', () => node.ask('submit', { ...grant, role: 'authority' }));
  });

  test('a slash above the stake, a decision before the defence window ends, a second accusation or answer', async () => {
    const node = await accused();
    await refusedUnchanged(node, 'DEFENCE_OPEN', decision);
    await refusedUnchanged(node, 'ACCUSED_ALREADY', accusation);
    await node.mine(defenceBlocks);
    await refusedUnchanged(node, 'SLASH_TOO_HIGH', { ...decision, slash: '5000000001' });
    await refusedUnchanged(node, 'SLASH_WITHOUT_GUILT', { ...decision, guilty: false, slash: '1' });
    await refusedUnchanged(node, 'STAKE_FROZEN', { as: 'inspector', operation: 'coins.unstake', amount: '1' });
    await refusedUnchanged(node, 'LICENCE_NOT_ACTIVE', {
      as: 'inspector',
      operation: 'licences.retire',
      role: 'inspector',
    });
    const defend = { as: 'inspector', operation: 'licences.defend', statement: 'It was read so.' };
    await node.settle(defend);
    await refusedUnchanged(node, 'ANSWERED_ALREADY', defend);
    await refusedUnchanged(node, 'NOT_ACCUSED', { ...defend, as: 'garage' });
  });

  test('the last miner revoked, retired or left without its guarantee', async () => {
    const node = await openControlled();
    const { submit, mine } = asking(node);
    const libraries = [0, 1, 2, 3].map((number) => ({ holder: `library-${number}`, role: 'miner' }));
    for (const library of libraries) await submit({ ...accusation, ...library });
    await mine(1 + defenceBlocks);
    for (const library of libraries.slice(1)) await submit({ ...decision, ...library });
    await mine(1);
    await refusedUnchanged(node, 'LAST_MINER', { ...decision, ...libraries[0] });
    await asking(node).settle({ ...decision, ...libraries[0], guilty: false });
    await refusedUnchanged(node, 'LAST_MINER', { as: 'library-0', operation: 'licences.retire', role: 'miner' });
    await refusedUnchanged(node, 'LAST_MINER', { as: 'library-0', operation: 'coins.unstake', amount: '9000000000' });
  });

  test.each([
    ['licence', {}, 'PARAMETER_INVALID'],
    ['licence', { holder: 7 }, 'PARAMETER_INVALID'],
    ['licence', { holder: 'nobody' }, 'NAME_UNKNOWN'],
    ['licence', { holder: 'alice' }, 'NOT_FOUND'],
    ['directory', { role: 'king' }, 'PARAMETER_INVALID'],
    ['directory', { status: 'fine' }, 'PARAMETER_INVALID'],
    ['directory', { limit: 0 }, 'PARAMETER_INVALID'],
    ['directory', { find: {} }, 'PARAMETER_INVALID'],
  ])('%s %j', async (method, query, code) => {
    const { ask } = await openControlled();
    await refused(code, () => ask(method, query));
  });
});

test('a holder whose key is elsewhere signs a file', async () => {
  const { ask } = await openControlled();
  // The address of nobody's key here: that of the generator of the curve.
  const holder = address('dcrn', hexToBytes('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'));
  const grant = {
    as: 'authority',
    operation: 'licences.grant',
    holder,
    role: 'garage',
    country: 'FR',
    name: 'Far away',
  };
  expect(await ask('review', grant)).toMatchObject({ refusal: { code: 'COSIGNER_ELSEWHERE' }, missing: [holder] });
  expect(await ask('make', grant)).toMatchObject({ needs: [holder], operation: 'licences.grant' });
});

test('the directory is searched by name, role, country, status and the names of this wallet', async () => {
  const { directory } = asking(await openControlled());
  const names = async (query: object) => (await directory(query)).map(({ name }) => name);
  expect(await directory()).toHaveLength(17);
  expect(await names({ find: 'TEST station' })).toEqual(['Demo test station']);
  expect(await names({ find: 'fr licensed station active' })).toEqual(['Demo test station']);
  expect(await names({ find: 'library-2' })).toEqual(['Demo library 2', 'Demo library 2']);
  expect(await names({ role: 'miner', limit: 2 })).toEqual(['Demo library 0', 'Demo library 1']);
  expect(await names({ country: 'de' })).toEqual([]);
  expect(await names({ find: 'nothing of the kind' })).toEqual([]);
});

test('a guarantee that is freed comes back at its block; without enough of it a licence counts for nothing', async () => {
  const { settle, account, licence, mine } = asking(await openControlled());
  await settle({ as: 'garage', operation: 'coins.unstake', amount: '3000000000' });
  await settle({ as: 'garage', operation: 'coins.unstake', amount: '1500000000' });
  expect((await account('garage')).guarantee).toEqual({
    ...{ stake: '500000000', required: '1000000000', unbonding: '4500000000', matured: '0', accusations: 0 },
    payouts: [
      { amount: '3000000000', due: 1 + unbondingBlocks },
      { amount: '1500000000', due: 2 + unbondingBlocks },
    ],
    unbondingBlocks,
  });
  expect((await licence('garage')).licences).toMatchObject([{ status: 'too little guarantee' }]);
  await mine(unbondingBlocks - 1);
  expect((await account('garage')).guarantee?.payouts).toEqual([{ amount: '1500000000', due: 2 + unbondingBlocks }]);
  await settle({ as: 'garage', operation: 'coins.stake', amount: '500000000' });
  expect((await licence('garage')).licences).toMatchObject([{ status: 'active' }]);
  expect((await account('alice')).guarantee).toBeUndefined();
});

test('a miner who is licensed now finds blocks two eras later, and pays half the fee while it does', async () => {
  const directory = temporaryFolder();
  const first = await openNode({ directory });
  const grant = { as: 'authority', operation: 'licences.grant', holder: 'alice', role: 'miner', country: 'FR' };
  await first.submit({ ...grant, name: "Alice's mine" });
  await first.submit({ as: 'alice', operation: 'coins.stake', amount: '1000000000' });
  await first.mine({ blocks: 2 * eraLength - 2 });
  await first.close();
  const early = await openNode({ directory, minerName: 'alice' });
  await refused('MINER_UNLICENSED', () => early.mine({ blocks: 1 }));
  await early.close();
  const last = await openNode({ directory });
  await last.mine({ blocks: 1 });
  await last.close();
  const node = await openNode({ directory, minerName: 'alice' });
  const pay = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '1' };
  const before = await node.review(pay);
  expect(before).not.toHaveProperty('halfFee');
  const full = BigInt(before.fee);
  expect(await node.mine({ blocks: 1 })).toMatchObject({ height: 2 * eraLength });
  const { address, halfFeeUntil } = await node.account({ name: 'alice' });
  expect((await node.block({ height: 2 * eraLength })).miner).toBe(address);
  expect(halfFeeUntil).toBe(2 * eraLength + halfFeeBlocks);
  expect(await node.review(pay)).toMatchObject({ fee: ((full + 1n) / 2n).toString(), halfFee: true });
});

describe('the directory', () => {
  test('a department that changes its key stays licensed since the start, under both keys', async () => {
    const controlled = await openControlled();
    const { settle, licence, directory } = asking(controlled);
    const id = await settle({ as: 'bob', operation: 'licences.rotateAuthority', country: 'FR', old: 'authority' });
    const [old, now] = [await licence('authority'), await licence('bob')];
    const change = { id, block: 1, time: expect.any(Number) };
    expect(old.licences).toMatchObject([
      {
        status: 'replaced',
        keyChanges: [{ ...change, direction: 'to', other: now.address, otherName: 'bob' }],
      },
    ]);
    expect(now.licences).toMatchObject([
      {
        status: 'active',
        keyChanges: [{ ...change, direction: 'from', other: old.address, otherName: 'authority' }],
      },
    ]);
    for (const { licences } of [old, now]) {
      expect(licences[0]).not.toHaveProperty('granted');
      expect(licences[0]).not.toHaveProperty('retired');
    }
    expect((await directory({ role: 'authority' })).map(({ status }) => status)).toEqual(['active', 'replaced']);
    expect(await directory({ status: 'replaced' })).toMatchObject([{ address: old.address }]);
  });

  test('is searched by the words that stand on the screen', async () => {
    const controlled = await openControlled();
    const { settle, directory } = asking(controlled);
    await settle({ as: 'dealer', operation: 'licences.retire', role: 'dealer' });
    await settle({ ...accusation });
    const found = async (find: string) => (await directory({ find })).map(({ role }) => role);
    expect(await found('given back')).toEqual(['dealer']);
    expect(await found('GIVEN france')).toEqual(['dealer']);
    expect(await found('accused')).toEqual(['inspector']);
    expect(await found('guilty')).toEqual([]);
    await controlled.ask('mine', { blocks: defenceBlocks });
    await settle({ ...decision, slash: '0' });
    expect(await found('guilty')).toEqual(['inspector']);
    expect(await found('retired dealer')).toEqual(['dealer']);
    expect(await directory({ status: 'given back' })).toMatchObject([{ role: 'dealer' }]);
  });

  test('says how many licences one guarantee stands behind, and what an accusation could still take', async () => {
    const controlled = await openControlled();
    const { settle, directory } = asking(controlled);
    expect(await directory({ find: 'library-0' })).toMatchObject([
      { role: 'library', stake: '10000000000', sharing: 2 },
      { role: 'miner', stake: '10000000000', sharing: 2 },
    ]);
    await settle({ as: 'dealer', operation: 'licences.retire', role: 'dealer' });
    await settle({ as: 'dealer', operation: 'coins.unstake', amount: '5000000000' });
    expect(await directory({ role: 'dealer' })).toMatchObject([{ stake: '0', sharing: 0, atStake: '5000000000' }]);
  });
});

test('the review of a licence says its web page, to the department and to whoever signs it with it', async () => {
  const { ask } = await openControlled();
  const grant = { as: 'authority', operation: 'licences.grant', country: 'FR', holder: 'bob', role: 'garage' };
  const lines = async (more: object) =>
    ((await ask('review', { ...grant, name: 'Bob', ...more })) as { lines: readonly string[] }).lines;
  expect(await lines({ url: 'https://bob.example' })).toContain(
    'Its web page, https://bob.example, stands in the directory.',
  );
  expect(await lines({})).toContain('The directory names no web page of it.');
  await refused('FIELD_INVALID', () => ask('review', { ...grant, name: 'Bob', url: 'javascript:alert(1)' }));
});

test('the accused and whoever accused it hear that nobody decided in time', async () => {
  const controlled = await openControlled();
  const { settle, mine } = asking(controlled);
  await settle(accusation);
  await mine(decisionBlocks + 1);
  for (const name of ['inspector', 'authority']) {
    const [line] = (await controlled.ask('activity', { name })) as ActivityView[];
    expect(line, name).toMatchObject({ operation: 'licences', block: 2 + decisionBlocks, author: '' });
  }
});
