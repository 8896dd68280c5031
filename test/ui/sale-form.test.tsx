import { afterEach, expect, test } from 'vitest';
import { closeAll, openNode, tellStory } from './nodes.ts';
import { openStage } from './stage.tsx';

afterEach(closeAll);

test('the form of a sale: names and no addresses, the unit of the price, and when its end comes', async () => {
  const node = await openNode();
  await tellStory(node);
  await node.submit({
    as: 'notary',
    operation: 'transfers.order',
    vin: 'WVWZZZ1JZXW000001',
    to: 'alice',
    reason: 'court',
  });
  await node.mine({ blocks: 1 });
  const stage = await openStage(node);
  await stage.press('2', 't', 'bob', 'Enter', '4500', 'Enter');
  expect(stage.frame()).toMatchSnapshot();
  expect(stage.frame()).toMatch(/Notary +notary/);
  expect(stage.frame()).toMatch(/Price +4500 +LVR/);
  expect(stage.frame()).toMatch(/Open until block +\d+ +in about 3 hours/);
  // The name that stands there is one of those that → goes through.
  expect(stage.frame()).toContain('← → show the other names');
  await stage.press('Tab');
  expect(stage.frame()).toContain('the price is locked until');
});
