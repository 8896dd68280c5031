import type { AccountView, CarReport, HolderView, LicenceView } from '../../source/node/facade.ts';
import { type Controlled, openControlled } from './socket.ts';
import { vinOf } from './story.ts';

export const vin = vinOf(1);
export const car = { vin, make: 'MINI', model: 'Cooper S', year: 2020, country: 'GB' };
export const station = { holder: 'inspector', role: 'inspector' };
export const reading = { as: 'inspector', operation: 'cars.inspect', vin };
export const accusation = { as: 'authority', operation: 'licences.accuse', ...station, reason: 'a reading made up' };
export const decision = { as: 'authority', operation: 'licences.decide', ...station, guilty: true };

/** What the socket answers, as what it is. */
export function asking({ ask }: Pick<Controlled, 'ask'>) {
  const submit = async (intent: object) => ((await ask('submit', intent)) as { id: string }).id;
  return {
    submit,
    /** Signs, and puts it into a block of its own. */
    settle: async (intent: object) => {
      const id = await submit(intent);
      await ask('mine');
      return id;
    },
    mine: (blocks: number) => ask('mine', { blocks }),
    licence: async (holder: string) => (await ask('licence', { holder })) as HolderView,
    car: async () => (await ask('car', { vin })) as CarReport,
    account: async (name: string) => (await ask('account', { name })) as AccountView,
    directory: async (query: object = {}) => (await ask('directory', query)) as LicenceView[],
  };
}

/** A node with a car that the station has read once, and the station accused for it. */
export async function accused() {
  const controlled = await openControlled();
  const { settle, ...asks } = asking(controlled);
  await settle({ as: 'manufacturer', operation: 'cars.manufacture', ...car });
  const read = await settle({ ...reading, readOn: '2026-01-10', value: 42_000 });
  const accuse = await settle({ ...accusation, evidence: [read] });
  return { ...controlled, ...asks, settle, read, accuse };
}
