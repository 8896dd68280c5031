import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Home } from '../../test/support/home.ts';
import { tellEvents } from './events.ts';

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
  { as: 'inspector', operation: 'cars.inspect', vin: clio, value: 93_810 },
  { as: 'alice', operation: 'coins.transfer', to: 'carol', amount: '20000000' },
  {
    ...{ as: 'alice', operation: 'agreements.propose', counterparty: 'bob', title: 'Winter tyres' },
    text: 'With the Clio come four winter tyres, on their wheels. Bob fetches them by the end of the month; nothing is paid for them.',
  },
  { as: 'authority', operation: 'licences.accuse', holder: 'garage', role: 'garage', reason: 'Readings without a car' },
];

/** Alice sells her Clio to Bob, who accepted: now it is the notary's turn. */
const offer = { as: 'alice', operation: 'transfers.offer', vin: clio, buyer: 'bob', price: '8500000000' };

/** Hands the story in through the control socket of the node that runs in this home; all of it waits for a block then. */
export async function tellStory(program: string, home: Home): Promise<void> {
  for (const intent of story) await submit(program, home, intent);
  await tellEvents((intent) => submit(program, home, intent), Date.now());
  const { id } = await submit(program, home, offer);
  await submit(program, home, { as: 'bob', operation: 'transfers.accept', id });
}

async function submit(program: string, home: Home, intent: Readonly<Record<string, unknown>>): Promise<{ id: string }> {
  try {
    const args = [program, 'call', 'submit', JSON.stringify(intent)];
    const { stdout } = await run(process.execPath, args, { env: home.environment });
    return JSON.parse(stdout) as { id: string };
  } catch (cause) {
    const answer = cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : '';
    throw new Error(`The ledger refused ${String(intent.operation)} of the story. ${answer}`, { cause });
  }
}
