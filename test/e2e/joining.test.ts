import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { callNode } from '../support/call.ts';
import { shareHome, start } from '../support/start.ts';

const golf = 'WMWXP7C5XK2A00001';
const car = { vin: golf, make: 'MINI', model: 'Cooper S', year: 2019, country: 'FR' };

const regtest = ['--network', 'regtest'];
const length = 1_500;

test('a second terminal, without a port, shows how it catches up, has what waits and then the same block', async () => {
  const home = shareHome();
  const first = start({ home, args: regtest });
  await first.waitFor('block 0');
  await ask(home, 5000, 'mine', { blocks: length });
  const second = start({ home, args: regtest });
  await second.waitFor(/Syncing [\d,]+ of 1,500 blocks: [\d,]+ a second, .* left/);
  await first.waitFor(/5001 joined/);
  await Promise.all([first.waitFor(/in sync .*block 1,500/), second.waitFor(/in sync .*block 1,500/)]);

  await ask(home, 5001, 'submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });
  for (const terminal of [first, second]) terminal.press('8');
  await Promise.all([first.waitFor('of 1 waiting'), second.waitFor('of 1 waiting')]);
  await ask(home, 5000, 'mine');
  await Promise.all([first.waitFor('block 1,501'), second.waitFor('block 1,501')]);
  for (const terminal of [first, second]) terminal.press('1', '2');
  await Promise.all([first.waitFor('MINI Cooper S'), second.waitFor('MINI Cooper S')]);
  const [here, there] = await Promise.all([5000, 5001].map((port) => ask(home, port, 'car', { vin: golf })));
  expect(there).toEqual(here);
  expect(here).toMatchObject({ history: [{ block: length + 1 }] });
  const tips = await Promise.all([5000, 5001].map((port) => ask(home, port, 'block', { height: length + 1 })));
  expect(tips[1]).toEqual(tips[0]);
});

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
    vin: golf,
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
    vin: golf,
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
