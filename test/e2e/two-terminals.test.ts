import { expect, test } from 'vitest';
import { callNode } from '../support/call.ts';
import { shareHome, start } from '../support/start.ts';

const vin = 'WMWXP7C5XK2A00001';
const car = { vin, make: 'MINI', model: 'Cooper S', year: 2019, country: 'FR' };

test('a second terminal, without a flag, joins the first and has the same car; one that was killed catches up', async () => {
  const home = shareHome();
  const first = start({ home });
  await first.waitFor(/block [3-9]/);
  await callNode(home, 'submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });

  const second = start({ home });
  await second.waitFor(/block [1-9]/);
  await Promise.all([first.waitFor(/1 peer\b/), second.waitFor(/1 peer\b/)]);
  second.press('2');
  await second.waitFor('MINI Cooper S');

  // What one signs the other has, waiting or in the same block.
  await callNode(home, 'submit', {
    as: 'inspector',
    operation: 'cars.inspect',
    vin,
    readOn: '2023-03-01',
    value: 42_000,
  });
  second.press('Enter');
  await second.waitFor('42,000');

  second.kill('SIGKILL');
  await second.exit;
  await first.waitFor(/0 peers/);
  await callNode(home, 'submit', {
    as: 'garage',
    operation: 'cars.service',
    vin,
    readOn: '2023-04-01',
    value: 43_000,
    work: 'oil',
  });
  const third = start({ home });
  await Promise.all([first.waitFor(/1 peer\b/), third.waitFor(/1 peer\b/)]);
  third.press('2');
  await third.waitFor('MINI Cooper S');
  third.press('Enter');
  await third.waitFor('43,000');
  expect(third.screen().join('\n')).toContain('43,000');
});
