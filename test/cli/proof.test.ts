import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFlags } from '../../source/cli/flags.ts';
import { refused } from '../node/refused.ts';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run } from './run.ts';

const vin = 'WVWZZZ1JZXW000001';
const imported = {
  ...{ as: 'inspector', operation: 'cars.import', vin, make: 'VW', model: 'Golf', year: 2010, country: 'DE' },
  ...{ value: 5_000, owner: 'carol', readOn: '2026-01-01' },
};
const onRegtest = ['--network', 'regtest'];

describe('a certificate', () => {
  test('is written by a node and by the ledger on disk, and checked without either', async () => {
    const home = temporaryHome();
    const node = await startHeadless(home, ...onRegtest, '--alone', String(await freePort()));
    await node.ask('submit', imported);
    await node.ask('mine');
    const { tip } = (await node.ask('status')) as { tip: string };
    const file = join(home.path, 'car.carnet');

    const written = await run(home, 'prove', vin, file, ...onRegtest);
    expect([written.code, written.stderr]).toEqual([0, '']);
    expect(written.stdout).toContain(`\nWritten: ${file}. \`carnet verify\` checks it without a ledger.\n`);
    const again = await run(home, 'prove', vin, file, ...onRegtest);
    expect([again.code, again.stdout, again.stderr]).toEqual([
      1,
      '',
      `The file ${file} is there already, and a certificate is never written over another file. Give another name.\n`,
    ]);
    await node.program.stop('SIGTERM');

    const elsewhere = temporaryHome();
    const proven = await run(elsewhere, 'verify', file);
    expect([proven.code, proven.stderr]).toEqual([0, '']);
    expect(proven.stdout).toMatch(
      new RegExp(`^This is true in block 1, ${tip}\\.\nWhether that block is on the ledger no file can tell: compare`),
    );
    expect(proven.stdout).toContain('Its mileage: NO JUDGEMENT, worked out anew from every reading in its history.');
    expect(proven.stdout).toMatch(
      /Its whole history, 1 event; no event of that state is left out[^\n]*\n {2}block 1, after .* UTC, signed by dcrn1\w+:\n {2}\| Came/,
    );
    const named = await run(elsewhere, 'verify', file, '--header', tip, '--json');
    expect(JSON.parse(named.stdout)).toMatchObject({ proven: true, block: { height: 1, id: tip }, objects: [{ vin }] });

    const other = await run(elsewhere, 'verify', file, '--header', tip.replace(/^../, 'ff'), '--json');
    expect([other.code, JSON.parse(other.stdout).code]).toEqual([1, 'CERTIFICATE_OTHER_BLOCK']);
    const foreign = await run(elsewhere, 'verify', file, '--network', 'devnet');
    expect([foreign.code, foreign.stderr]).toEqual([
      1,
      expect.stringMatching(/^This certificate is of another network/),
    ]);

    const text = readFileSync(file, 'utf8');
    writeFileSync(join(home.path, 'cut.carnet'), text.slice(0, -20));
    const cut = await run(elsewhere, 'verify', join(home.path, 'cut.carnet'));
    expect([cut.code, cut.stdout]).toEqual([1, '']);
    expect(cut.stderr).toMatch(/^This certificate was cut off or changed on its way\./);

    const absent = await run(home, 'prove', 'ZZ-999-ZZ', join(home.path, 'plate.carnet'), ...onRegtest);
    expect(absent.stderr).toContain('No Carnet runs; this is the ledger on disk as of block 1');
    expect([absent.code, absent.stdout]).toEqual([0, expect.stringContaining('Plate ZZ999ZZ (FR) belongs to no car.')]);
  });

  test.each([
    [['prove'], 'stands an OBJECT'],
    [['prove', 'a', 'b', 'c'], 'one word too many'],
    [['verify'], 'stands a FILE'],
    [['verify', 'a', 'b'], 'one word too many'],
  ])('takes the right words: %j', async (argv, reason) => {
    const error = await refused('USAGE', () => readFlags(argv));
    expect(error.message).toContain(reason);
  });

  test('is compared with the id of a block and nothing else', async () => {
    const { code, stderr } = await run(temporaryHome(), 'verify', 'any', '--header', '12');
    expect([code, stderr]).toEqual([2, expect.stringContaining('the id of a block, 64 hex digits')]);
  });
});
