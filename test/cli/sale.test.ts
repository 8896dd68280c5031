import { expect, test } from 'vitest';
import { freePort, run, startHeadless, temporaryHome } from './program.ts';

const vin = 'WMWXP7C5XK2A00001';

test('carnet transfer and carnet discharge: a sale in words and as JSON, and the paper that its seller keeps', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  const { ask } = await startHeadless(home, '--network', 'regtest', port);
  const car = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'FR' };
  const sell = { vin, buyer: 'alice', notary: 'notary', price: '5000000' };
  await ask('submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });
  const { id } = (await ask('submit', { as: 'manufacturer', operation: 'transfers.offer', ...sell })) as { id: string };
  const asked = (...words: readonly string[]) => run(home, ...words, '--network', 'regtest');

  const waiting = await asked('transfer', id);
  expect(waiting.stdout).toMatch(/^MINI Cooper S 2026, manufacturer to alice\n/);
  expect(waiting.stdout).toMatch(
    /Price {3}5\.00 LVR, paid on the ledger\nStatus {2}offered: .* \(waiting for a block\)\n/,
  );
  const early = await asked('discharge', id);
  expect([early.code, early.stdout, early.stderr]).toEqual([1, '', expect.stringContaining('discharges nobody')]);

  await ask('submit', { as: 'alice', operation: 'transfers.accept', id });
  await ask('submit', { as: 'notary', operation: 'transfers.confirm', id });
  await ask('mine');
  const done = await asked('transfer', id);
  expect(done.stdout).toMatch(
    /Status {2}done: .*block 1: Offered to alice .*block 1: Sold: the notary confirmed, by notary\n/s,
  );
  const json = await asked('transfer', id, '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ id, status: 'confirmed', price: '5000000' });
  const paper = await asked('discharge', id);
  expect(paper.code).toBe(0);
  expect(paper.stdout).toMatch(/^DISCHARGE OF THE SELLER\n\nFrom block 1 .*HOW TO CHECK IT\n/s);
  expect(paper.stdout).toContain(`carnet prove ${id} FILE`);

  const unknown = await asked('transfer', 'ab'.repeat(32));
  expect([unknown.code, unknown.stderr]).toEqual([1, 'No sale with this id is on the ledger. Check the id.\n']);
  expect((await asked('transfer')).code).toBe(2);
});
