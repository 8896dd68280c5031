import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Home } from '../../test/support/home.ts';

const run = promisify(execFile);

const golf = 'WVWZZZ1JZXW000001';
const mini = 'WMWXR31090TN21841';
const clio = 'VF1RJA00164825190';

/** What happened on the ledger that the pictures show, in order: an odometer turned back, two honest cars, a payment. */
const story: readonly Readonly<Record<string, unknown>>[] = [
  {
    as: 'manufacturer',
    operation: 'cars.manufacture',
    vin: golf,
    make: 'VW',
    model: 'Golf',
    year: 2020,
    country: 'DE',
  },
  { as: 'police', operation: 'cars.assignPlate', vin: golf, country: 'FR', plate: 'AB-123-CD' },
  { as: 'inspector', operation: 'cars.inspect', vin: golf, readOn: '2021-06-28', value: 11_400 },
  { as: 'inspector', operation: 'cars.inspect', vin: golf, readOn: '2023-07-01', value: 21_000 },
  { as: 'garage', operation: 'cars.service', vin: golf, readOn: '2024-02-19', value: 29_800, work: 'timing belt' },
  { as: 'inspector', operation: 'cars.inspect', vin: golf, readOn: '2025-03-03', value: 42_000 },
  { as: 'garage', operation: 'cars.service', vin: golf, readOn: '2025-09-15', value: 43_000, work: 'brakes' },
  { as: 'inspector', operation: 'cars.inspect', vin: golf, readOn: '2026-05-12', value: 18_000 },
  {
    ...{ as: 'manufacturer', operation: 'cars.manufacture', vin: mini },
    ...{ make: 'MINI', model: 'Cooper S', year: 2022, country: 'GB' },
  },
  { as: 'inspector', operation: 'cars.inspect', vin: mini, readOn: '2024-04-22', value: 24_350 },
  { as: 'inspector', operation: 'cars.inspect', vin: mini, readOn: '2026-04-17', value: 47_180 },
  {
    ...{ as: 'inspector', operation: 'cars.import', vin: clio, make: 'Renault', model: 'Clio', year: 2019 },
    ...{ country: 'FR', readOn: '2024-02-12', value: 61_300, unit: 'km', owner: 'alice' },
  },
  { as: 'police', operation: 'cars.assignPlate', vin: clio, country: 'FR', plate: 'FK-482-XB' },
  { as: 'inspector', operation: 'cars.inspect', vin: clio, readOn: '2024-02-12', value: 61_305 },
  { as: 'inspector', operation: 'cars.inspect', vin: clio, readOn: '2026-02-10', value: 88_420 },
  { as: 'alice', operation: 'coins.transfer', to: 'carol', amount: '20000000' },
];

/** Hands the story in through the control socket of the node that runs in this home; all of it waits for a block then. */
export async function tellStory(program: string, home: Home): Promise<void> {
  for (const intent of story) {
    try {
      await run(process.execPath, [program, 'call', 'submit', JSON.stringify(intent)], { env: home.environment });
    } catch (cause) {
      const answer = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
      throw new Error(`The ledger refused ${String(intent.operation)} of the story. ${answer}`, { cause });
    }
  }
}
