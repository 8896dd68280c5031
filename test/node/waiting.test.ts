import { expect, test } from 'vitest';
import type { WaitingView } from '../../source/node/facade.ts';
import { type Controlled, openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const vin = vinOf(1);
const car = { vin, make: 'VW', model: 'Golf', year: 2020, country: 'DE' };
const terms = { as: 'manufacturer', operation: 'transfers.offer', vin, buyer: 'alice', price: '950000000000' };

async function openSocket() {
  const controlled = await openControlled();
  const { ask } = controlled;
  return {
    ...controlled,
    submit: async (intent: object) => ((await ask('submit', intent)) as { id: string }).id,
    waits: async (as: string) => (await ask('waiting', { as })) as WaitingView[],
  };
}

async function addressOf({ ask }: Pick<Controlled, 'ask'>, name: string): Promise<string> {
  return ((await ask('account', { name })) as { address: string }).address;
}

test('nothing waits for anybody on a new ledger', async () => {
  const { waits } = await openSocket();
  for (const name of ['alice', 'notary', 'authority', 'manufacturer']) expect(await waits(name)).toEqual([]);
});

test('a sale: for the buyer, then for the notary; what is done waits no more, before any block', async () => {
  const { ask, submit, waits } = await openSocket();
  await submit({ as: 'manufacturer', operation: 'cars.manufacture', ...car });
  await submit({ as: 'inspector', operation: 'cars.inspect', vin, value: 42_000, readOn: '2026-02-01' });
  await submit({ as: 'inspector', operation: 'cars.inspect', vin, value: 18_000, readOn: '2026-03-01' });
  await ask('mine');
  const id = await submit({ ...terms, price: '9500000', deadline: 50 });
  const expected = {
    ...{ id: `accept ${id}`, kind: 'accept', what: 'VW Golf 2020: manufacturer asks 0.095 LVR', untilBlock: 50 },
    acknowledge: ['LOWER_READING'],
    about: { kind: 'transfer', key: id },
    intent: { operation: 'transfers.accept', as: 'alice', id },
  };
  const [first] = await waits('alice');
  expect(first).toMatchObject({ ...expected, what: expect.stringMatching(/^VW Golf 2020: manufacturer asks .* LVR$/) });
  await ask('mine');
  expect(await waits('alice')).toEqual([first]);
  expect(await waits(await addressOf({ ask }, 'alice'))).toMatchObject([{ kind: 'accept' }]);
  expect(await waits('notary')).toEqual([]);
  await submit({ as: 'alice', operation: 'transfers.accept', id, acknowledged: ['LOWER_READING'] });
  expect(await waits('alice')).toEqual([]);
  expect(await waits('notary')).toMatchObject([
    { kind: 'confirm', what: 'VW Golf 2020: manufacturer to alice', intent: { operation: 'transfers.confirm', id } },
  ]);
  await ask('mine');
  // Something new: the notary can only refuse.
  await submit({ as: 'inspector', operation: 'cars.inspect', vin, value: 9_000, readOn: '2026-03-01' });
  expect(await waits('notary')).toMatchObject([
    { kind: 'refuse', intent: { operation: 'transfers.reject', as: 'notary', id } },
  ]);
  await submit({ as: 'notary', operation: 'transfers.reject', id, reason: 'turned back again' });
  expect(await waits('notary')).toEqual([]);
});

test('a contract to sign, until its last block; not for whoever proposed it', async () => {
  const { ask, submit, waits } = await openSocket();
  const lease = { title: 'Lease', text: 'A box.', counterparty: 'bob', deadline: 4 };
  const id = await submit({ as: 'alice', operation: 'agreements.propose', ...lease });
  expect(await waits('bob')).toEqual([
    {
      ...{ id: `sign ${id}`, kind: 'sign', what: 'Lease, from alice', untilBlock: 4 },
      about: { kind: 'agreement', key: id },
      intent: { operation: 'agreements.sign', as: 'bob', id },
    },
  ]);
  expect(await waits('alice')).toEqual([]);
  await ask('mine', { blocks: 3 });
  expect(await waits('bob')).toHaveLength(1);
  await ask('mine');
  expect(await waits('bob')).toEqual([]);
});

test('an accusation: for the accused at once, for the authority when the time to answer is over', async () => {
  const { ask, submit, waits } = await openSocket();
  const accused = { holder: 'dealer', role: 'dealer' };
  await submit({ as: 'authority', operation: 'licences.accuse', ...accused, reason: 'a car sold twice' });
  await ask('mine');
  const dealer = await addressOf({ ask }, 'dealer');
  expect(await waits('dealer')).toEqual([
    {
      ...{ id: 'answer dealer', kind: 'answer', what: 'Accused as dealer: a car sold twice', untilBlock: 25 },
      about: { kind: 'licence', key: dealer },
      intent: { operation: 'licences.defend', as: 'dealer', role: 'dealer' },
    },
  ]);
  expect(await waits('authority')).toEqual([]);
  await submit({ as: 'dealer', operation: 'licences.defend', statement: 'it was another one' });
  expect(await waits('dealer')).toEqual([]);
  await ask('mine', { blocks: 24 });
  const decide = {
    ...{ kind: 'decide', what: 'Demo car dealer, dealer: a car sold twice', untilBlock: 241 },
    about: { kind: 'licence', key: dealer },
    intent: { operation: 'licences.decide', as: 'authority', holder: dealer, role: 'dealer' },
  };
  expect(await waits('authority')).toMatchObject([decide]);
  expect(await waits('police')).toEqual([]);
  await submit({ as: 'authority', operation: 'licences.decide', ...accused, guilty: true, slash: '0' });
  expect(await waits('authority')).toEqual([]);
});

test('an accusation is to be answered until a verdict can come; then at once, before all else, until it lapses', async () => {
  const { ask, submit, waits } = await openSocket();
  await submit({ as: 'authority', operation: 'licences.accuse', holder: 'dealer', role: 'dealer', reason: 'two cars' });
  const lease = { as: 'alice', operation: 'agreements.propose', text: 'A box.', counterparty: 'dealer' };
  for (const deadline of [20, 40]) await submit({ ...lease, title: `until ${deadline}`, deadline });
  await ask('mine');
  const ends = async () => (await waits('dealer')).map(({ kind, untilBlock, isLate }) => [kind, untilBlock, isLate]);
  const [first, second] = [20, 40].map((deadline) => ['sign', deadline, undefined]);
  expect(await ends()).toEqual([first, ['answer', 25, undefined], second]);
  await ask('mine', { blocks: 23 });
  expect(await ends()).toEqual([['answer', 25, undefined], second]);
  await ask('mine');
  expect(await ends()).toEqual([['answer', 241, true], second]);
  await ask('mine', { blocks: 216 });
  expect(await ends()).toEqual([]);
});

test('a new licence asks for its guarantee, until it is locked, or given back', async () => {
  const { ask, submit, waits } = await openSocket();
  const grant = { as: 'authority', operation: 'licences.grant', country: 'FR', holder: 'bob', name: 'Bob' };
  await submit({ ...grant, role: 'garage' });
  await submit({ ...grant, role: 'dealer' });
  await ask('mine');
  const [asked] = await waits('bob');
  expect(asked).toEqual({
    ...{ id: 'cover', kind: 'cover', what: expect.stringMatching(/^\S+ LVR as guarantee for your licences$/) },
    about: { kind: 'licence', key: await addressOf({ ask }, 'bob') },
    intent: { operation: 'coins.stake', as: 'bob', amount: expect.stringMatching(/^\d+$/) },
  });
  const missing = BigInt(String(asked?.intent?.amount));
  await submit({ as: 'bob', operation: 'coins.stake', amount: `${missing - 1n}` });
  expect(await waits('bob')).toMatchObject([{ kind: 'cover', intent: { amount: '1' } }]);
  await submit({ as: 'bob', operation: 'licences.retire', role: 'garage' });
  expect(await waits('bob')).toEqual([]);
});

test('a replacement of the own key, until it can no longer be objected to', async () => {
  const { ask, submit, waits } = await openSocket();
  await submit({ as: 'police', operation: 'owners.replace', old: 'alice', new: 'seller' });
  await ask('mine');
  expect(await waits('alice')).toMatchObject([
    {
      ...{ id: 'object', kind: 'object', what: 'Your key is to be replaced by seller', untilBlock: 61 },
      about: { kind: 'owner', key: await addressOf({ ask }, 'alice') },
      intent: { operation: 'owners.object', as: 'alice' },
    },
  ]);
  await ask('mine', { blocks: 59 });
  expect(await waits('alice')).toHaveLength(1);
  await ask('mine');
  expect(await waits('alice')).toEqual([]);
});

test('whoever took the place of a key has what waits for that', async () => {
  const { ask, submit, waits } = await openSocket();
  const lease = { title: 'Lease', text: 'A box.', counterparty: 'alice', deadline: 500 };
  const id = await submit({ as: 'bob', operation: 'agreements.propose', ...lease });
  await submit({ as: 'police', operation: 'owners.replace', old: 'alice', new: 'seller' });
  await ask('mine', { blocks: 62 });
  expect(await waits('alice')).toEqual([]);
  expect(await waits('seller')).toMatchObject([{ kind: 'sign', intent: { as: 'seller', id } }]);
  await submit({ as: 'seller', operation: 'agreements.sign', id });
  await ask('mine');
  expect(await ask('agreement', { id })).toMatchObject({ status: 'signed' });
});

test('safety tests: from 30 days before, by this node’s clock, told apart where cars are called alike', async () => {
  const { ask, submit, waits } = await openSocket();
  const [one, other] = [vinOf(1), vinOf(2)];
  const imported = { ...car, readOn: '2026-02-01', value: 90_000, owner: 'alice', as: 'inspector' };
  for (const each of [one, other]) await submit({ ...imported, operation: 'cars.import', vin: each });
  await ask('mine');
  const unknown = await waits('alice');
  expect(unknown.map(({ test: state, what }) => [state, what])).toEqual([
    ['unknown', `VW Golf 2020 …${one.slice(-6)}`],
    ['unknown', `VW Golf 2020 …${other.slice(-6)}`],
  ]);
  expect(unknown[0]?.intent).toEqual({ operation: 'cars.inspect', vin: one });
  const inspected = { as: 'inspector', operation: 'cars.inspect', value: 90_000, readOn: '2026-03-01', result: 'pass' };
  for (const each of [one, other]) await submit({ ...inspected, vin: each });
  expect(await waits('alice')).toEqual([]);
  await ask('mine');
  const { testDue } = ((await ask('car', { vin: one })) as { car: { testDue: string } }).car;
  const daysBefore = (days: number) => Date.parse(testDue) - days * 86_400_000;
  await ask('mine', { at: daysBefore(31) });
  expect(await waits('alice')).toEqual([]);
  await ask('mine', { at: daysBefore(30) });
  expect(await waits('alice')).toMatchObject([
    { kind: 'test', test: 'due', untilDay: testDue, about: { kind: 'car', key: one } },
    { test: 'due' },
  ]);
  await ask('mine', { at: daysBefore(-1) });
  expect(await waits('alice')).toMatchObject([{ test: 'overdue' }, { test: 'overdue' }]);
});

test('what ends soonest comes first, whatever it is', async () => {
  const { ask, submit, waits } = await openSocket();
  const lease = { as: 'alice', operation: 'agreements.propose', text: 'A box.', counterparty: 'bob' };
  for (const deadline of [90, 30, 200]) await submit({ ...lease, title: `until ${deadline}`, deadline });
  await submit({ as: 'police', operation: 'owners.replace', old: 'bob', new: 'seller' });
  await ask('mine');
  expect((await waits('bob')).map(({ untilBlock }) => untilBlock)).toEqual([30, 61, 90, 200]);
});
