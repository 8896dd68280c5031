import { expect, test } from 'vitest';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run } from './run.ts';

const vin = 'WMWXP7C5XK2A00001';

test('carnet transfer and carnet discharge: a sale in words, and the paper that its seller keeps', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  const { ask } = await startHeadless(home, '--network', 'regtest', port);
  const car = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'FR' };
  const sell = { vin, buyer: 'alice', notary: 'notary', price: '5000000' };
  await ask('submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });
  const { id } = (await ask('submit', { as: 'manufacturer', operation: 'transfers.offer', ...sell })) as { id: string };
  const asked = (...words: readonly string[]) => run(home, ...words, '--network', 'regtest');

  await ask('submit', { as: 'alice', operation: 'transfers.accept', id });
  await ask('submit', { as: 'notary', operation: 'transfers.confirm', id });
  await ask('mine');
  const done = await asked('transfer', id);
  expect(done.stdout).toMatch(
    /Status {2}done: .*block 1: Offered to alice .*block 1: Sold: the notary confirmed, by notary\n/s,
  );
  const paper = await asked('discharge', id);
  expect(paper.code).toBe(0);
  expect(paper.stdout).toMatch(/^DISCHARGE OF THE SELLER\n\nFrom block 1 .*HOW TO CHECK IT\n/s);
  expect(paper.stdout).toContain(`carnet prove ${id} FILE`);

  const unknown = await asked('transfer', 'ab'.repeat(32));
  expect([unknown.code, unknown.stderr]).toEqual([1, 'No sale with this id is on the ledger. Check the id.\n']);
});
