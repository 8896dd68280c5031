import { afterEach, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, tellStory, today, vin } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';

afterEach(closeAll);

const second = 'WVWZZZ1JZXW000002';

/** Puts another car like it among the entries that wait. */
async function submitCar(node: Node, of = second): Promise<void> {
  const car = { make: 'VW', model: 'Golf', year: 2020, country: 'DE' };
  await node.submit({ operation: 'cars.manufacture', as: 'manufacturer', vin: of, ...car });
}

test('a car that waits for its first block is among the cars, says so, and is known by the end of its VIN', async () => {
  const node = await openNode();
  await tellStory(node);
  await submitCar(node);
  expect(await node.cars({})).toMatchObject([{ vin: second, waiting: true }, { vin }]);
  expect((await node.cars({ owner: 'manufacturer' })).map((car) => car.vin)).toContain(second);
  expect(await node.cars({ find: 'AB-123' })).toMatchObject([{ vin }]);
  expect(await node.cars({ limit: 1 })).toMatchObject([{ vin: second }]);
  expect((await node.cars({ after: second })).map((car) => car.vin)).not.toContain(second);
  const stage = await openStage(node);
  await stage.press('2');
  checkSize(stage, 80, 24);
  expect(stage.frame()).toMatch(/VW Golf 2020 …000002 .*◌ waiting/);
  expect(stage.frame()).toMatch(/VW Golf 2020 {2,}AB-123-CD/);
  await node.mine({ blocks: 1, at: today + 60_000 });
  await stage.shows('VW Golf 2020 …000002');
  expect((await node.cars({})).map(({ waiting }) => waiting)).toEqual([undefined, undefined]);
});

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  test('Home with all kinds of things that wait, and Enter that goes to each', async () => {
    const node = await openNode();
    await tellStory(node);
    const later = { deadline: 900, counterparty: 'dealer' };
    const imported = { make: 'VW', model: 'Golf', year: 2020, country: 'DE', readOn: '2026-11-20', value: 90_000 };
    for (const intent of [
      { as: 'alice', operation: 'agreements.propose', title: 'Rent of the hall', text: 'For a year.', ...later },
      { as: 'authority', operation: 'licences.accuse', holder: 'dealer', role: 'dealer', reason: 'a car sold twice' },
      { as: 'inspector', operation: 'cars.import', vin: second, ...imported, owner: 'dealer' },
      { as: 'manufacturer', operation: 'transfers.offer', vin, buyer: 'dealer', price: '95000000', deadline: 500 },
      { as: 'police', operation: 'owners.certify', key: 'dealer', commitment: 'ab'.repeat(32) },
      { as: 'police', operation: 'owners.replace', old: 'dealer', new: 'seller' },
    ])
      await node.submit(intent);
    await node.mine({ blocks: 1, at: today + 60_000 });
    const stage = await openStage(node, columns, rows);
    await stage.press('a', 'dealer', 'Enter');
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
    const titles = ['Dealer', 'That is not me', 'VW Golf 2020', 'Rent of the hall', 'VW Golf 2020'];
    for (const [index, title] of titles.entries()) {
      await stage.press('1', 'g', ...Array.from({ length: index }, () => 'j'), 'Enter');
      checkSize(stage, columns, rows);
      expect(stage.frame().toLowerCase(), `${index}`).toContain(title.toLowerCase());
      await stage.press('Esc');
    }
  });
});

test('Home says how many entries wait, and the first line of the chain opens them', async () => {
  const node = await openNode();
  await tellStory(node);
  await submitCar(node);
  const stage = await openStage(node);
  expect(stage.frame()).toContain('◌ 1 entry waits for a block');
  await stage.press('7');
  checkSize(stage, 80, 24);
  expect(stage.frame()).toMatch(/▸ waiting +1 {2}nobody yet/);
  await stage.press('Enter');
  expect(stage.frame()).toContain('Chain › Waiting   1 entry');
  expect(stage.frame()).toContain(second);
  await stage.press('Enter');
  expect(stage.frame()).toContain('◌ Waiting for a block');
  await stage.press('Esc');
  await node.mine({ blocks: 1, at: today + 60_000 });
  await stage.shows('Nothing waits: every entry is in a block.');
  await stage.press('Esc');
  expect(stage.frame()).toMatch(/▸ +8 +1 {2}miner-0, you/);
});
