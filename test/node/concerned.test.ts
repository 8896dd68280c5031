import { describe, expect, test } from 'vitest';
import type { ActivityView } from '../../source/node/facade.ts';
import { startTime } from '../support/node.ts';
import { type Controlled, openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const vin = vinOf(1);

/** A node with a car of bob's that was read on the day before. */
interface Town extends Controlled {
  submit(as: string, operation: string, fields: object): Promise<{ id: string }>;
  /** Hands in and puts it in a block. */
  run(as: string, operation: string, fields: object): Promise<{ id: string }>;
  /** What an account last heard of, newest first: operation and how deep, 0 for waiting. */
  heard(name: string, entry: { id: string }): Promise<number | undefined>;
}

async function openTown(): Promise<Town> {
  const controlled = await openControlled();
  const { ask } = controlled;
  let blocks = 0;
  const submit: Town['submit'] = async (as, operation, fields) =>
    (await ask('submit', { as, operation, ...fields })) as { id: string };
  const town: Town = {
    ...controlled,
    submit,
    run: async (as, operation, fields) => {
      const admitted = await submit(as, operation, fields);
      blocks += 1;
      await ask('mine', { blocks: 1, at: startTime + blocks * 5_000 });
      return admitted;
    },
    heard: async (name, { id }) => {
      const lines = ((await ask('activity', { name })) as ActivityView[]).filter((line) => line.id === id);
      expect(lines.length).toBeLessThan(2);
      return lines[0]?.block;
    },
  };
  await town.run('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2025, country: 'DE' });
  await town.run('police', 'cars.assignPlate', { vin, country: 'FR', plate: 'AB-123-CD' });
  await town.run('inspector', 'cars.inspect', { vin, readOn: '2026-02-28', value: 42_000 });
  await town.run('notary', 'transfers.order', { vin, to: 'bob', reason: 'court' });
  return town;
}

const offer = { vin, buyer: 'alice', notary: 'notary', price: '9500000000', deadline: 100 };

const concert = {
  ...{ name: 'Concert', venue: 'Olympia', capacity: 1, price: '40000000', eventKey: 'library-0' },
  ...{ doorsAt: '2027-03-01T19:00Z', startsAt: '2027-03-01T20:00Z', endsAt: '2027-03-01T23:00Z' },
  ...{ sellers: ['seller'], gateKeys: ['garage'], policy: {} },
};
const print = '01'.repeat(32);

describe('whom it concerns hears of it, named or not', () => {
  test('organiser and sellers of an event; of a ticket who held it and who holds it', async () => {
    const { run, heard } = await openTown();
    const { id: event } = await run('organiser', 'tickets.createEvent', concert);
    const issued = await run('organiser', 'tickets.issue', {
      event,
      count: 1,
      seller: 'seller',
      eventKey: 'library-0',
    });
    const offered = await run('seller', 'tickets.offer', { event, count: 1 });
    for (const name of ['organiser', 'seller']) {
      expect(await heard(name, { id: event })).toBe(5);
      expect(await heard(name, issued)).toBe(6);
      expect(await heard(name, offered)).toBe(7);
    }
    expect(await heard('garage', { id: event })).toBeUndefined();

    const ticket = `${event}/1`;
    const order = { event, seller: 'seller', price: '40000000', holder: print };
    await run('alice', 'tickets.buy', order);
    await run('alice', 'tickets.list', { ticket, price: '30000000' });
    const sold = await run('bob', 'tickets.buyListed', { ticket, price: '30000000', holder: print });
    for (const name of ['alice', 'bob']) expect(await heard(name, sold)).toBe(10);
    expect(await heard('organiser', sold)).toBeUndefined();
    await run('carol', 'tickets.wait', { event, holder: print });
    const returned = await run('bob', 'tickets.giveBack', { ticket });
    for (const name of ['bob', 'carol']) expect(await heard(name, returned)).toBe(12);
    expect(await heard('alice', returned)).toBeUndefined();
    await run('carol', 'tickets.giveBack', { ticket });
    const again = await run('dealer', 'tickets.buy', order);
    expect(await heard('dealer', again)).toBe(14);
    expect(await heard('carol', again)).toBeUndefined();
  });

  test('whoever loses a car by order of a court, before the block and after', async () => {
    const { submit, ask, heard } = await openTown();
    const order = await submit('notary', 'transfers.order', { vin, to: 'carol', reason: 'court' });
    expect(await heard('bob', order)).toBe(0);
    expect(await heard('carol', order)).toBe(0);
    await ask('mine', { blocks: 1, at: startTime + 60_000 });
    expect(await heard('bob', order)).toBe(5);
    expect(await heard('carol', order)).toBe(5);
    expect(await heard('alice', order)).toBeUndefined();
  });

  test('whoever loses it while it sells it, and the buyer who will not get it', async () => {
    const { run, heard } = await openTown();
    await run('bob', 'transfers.offer', offer);
    const order = await run('notary', 'transfers.order', { vin, to: 'carol', reason: 'court' });
    for (const name of ['bob', 'alice', 'carol', 'notary']) expect(await heard(name, order)).toBe(6);
  });

  test('whoever has a car that was never rightly on the ledger', async () => {
    const { run, heard } = await openTown();
    const annulled = await run('authority', 'cars.annul', { vin, reason: 'squatted' });
    expect(await heard('bob', annulled)).toBe(5);
  });

  test('seller, buyer and notary of a car that is marked, and unmarked, in the middle of its sale', async () => {
    const { run, submit, heard } = await openTown();
    await run('bob', 'transfers.offer', offer);
    const marked = await run('police', 'cars.flag', { vin, flag: 'stolen' });
    const cleared = await submit('police', 'cars.flag', { vin, flag: 'stolen', set: false });
    for (const name of ['bob', 'alice', 'notary', 'police']) {
      expect(await heard(name, marked)).toBe(6);
      expect(await heard(name, cleared)).toBe(0);
    }
    expect(await heard('carol', marked)).toBeUndefined();
  });

  test('the owner of a car that was inspected, and nobody who owned it before', async () => {
    const { run, heard } = await openTown();
    const test = await run('inspector', 'cars.inspect', { vin, value: 43_000 });
    expect(await heard('bob', test)).toBe(5);
    expect(await heard('manufacturer', test)).toBeUndefined();
  });
});
