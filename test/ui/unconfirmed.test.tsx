import { afterEach, expect, test } from 'vitest';
import { closeAll, openNode } from './nodes.ts';
import { openStage } from './stage.tsx';

afterEach(closeAll);

const vin = 'WVWZZZ1JZXW000001';

/** alice has a car, and the police confirm her no longer. */
async function living() {
  const node = await openNode({ police: true });
  const car = { vin, make: 'VW', model: 'Golf', year: 2020, country: 'DE' };
  await node.submit({ as: 'inspector', operation: 'cars.import', ...car, value: 42_000, owner: 'alice' });
  await node.mine({ blocks: 1 });
  await node.submit({ as: 'police', operation: 'owners.revoke', key: 'alice' });
  await node.mine({ blocks: 1 });
  return node;
}

test('the form of a sale says at whose line, by name and with what to press, before there is a review page', async () => {
  const stage = await openStage(await living());
  await stage.press('2', 't', 'bob', 'Enter', '4500', 'Ctrl-R');
  await stage.shows('alice is neither');
  expect(stage.frame()).toContain('▸Signed by         alice');
  expect(stage.frame()).toContain('press Ctrl-P');
});

test('the review of an offer says that its buyer must be confirmed first, and so does the sale', async () => {
  const node = await living();
  await node.submit({ as: 'notary', operation: 'transfers.order', vin, to: 'bob', reason: 'court' });
  await node.mine({ blocks: 1 });
  const stage = await openStage(node);
  await stage.press('a', 'bob', 'Enter', '2', 't', 'alice', 'Enter', '4500', 'Ctrl-R');
  await stage.shows('REVIEW › Sell a car');
  expect(stage.frame()).toContain('alice cannot accept before the police confirm who it is');
  await stage.press('000001', 'y');
  await stage.shows('signed. Waiting for a block');
  await node.mine({ blocks: 1 });
  await stage.press('Esc', 'Esc', 'a', 'alice', 'Enter', '3');
  await stage.shows('cannot buy before the police confirm');
});

test('the police confirm an owner without a database of their own here, by its commitment', async () => {
  const stage = await openStage(await living());
  await stage.press('a', 'police', 'Enter', ':', 'police', 'Enter');
  await stage.shows('Make a database');
  expect(stage.frame()).toContain('Confirm an owner');
  await stage.press('j', 'Enter');
  await stage.shows('NEW › Confirm an owner');
});
