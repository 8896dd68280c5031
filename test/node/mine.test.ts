import { describe, expect, test } from 'vitest';
import { openNode, startTime, temporaryFolder } from '../support/node.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const hex = (length: number) => expect.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const vin = vinOf(1);
const make = {
  as: 'manufacturer',
  operation: 'cars.manufacture',
  vin,
  make: 'MINI',
  model: 'Cooper S',
  year: 2026,
  country: 'GB',
};

describe('mine', () => {
  test('finds that many blocks now; nothing, with none asked for', async () => {
    const { ask } = await openControlled();
    expect(await ask('mine', { blocks: 3 })).toEqual({ height: 3, tip: hex(64) });
    expect(await ask('mine')).toMatchObject({ height: 4 });
    expect(await ask('mine', { blocks: 0 })).toMatchObject({ height: 4 });
  });

  test('moves the clock forward to milliseconds or to ISO 8601 first', async () => {
    const { ask } = await openControlled();
    const tipTime = async () => ((await ask('status')) as { tipTime: number }).tipTime;
    await ask('mine', { at: startTime + 1_000 });
    expect(await tipTime()).toBe(startTime + 1_000);
    for (const [at, time] of [
      ['2026-05-01T10:00:00Z', Date.UTC(2026, 4, 1, 10)],
      ['2026-05-01T12:30:00.250+01:00', Date.UTC(2026, 4, 1, 11, 30, 0, 250)],
      ['2026-05-01T12:00:00', Date.UTC(2026, 4, 1, 12)],
      ['2026-05-02', Date.UTC(2026, 4, 2)],
    ] as const) {
      await ask('mine', { at });
      expect(await tipTime()).toBe(time);
    }
    const { now } = (await ask('status')) as { now: number };
    expect(now).toBe(Date.UTC(2026, 4, 2));
    expect(await ask('mine', { blocks: 0, at: now })).toMatchObject({ height: 5 });
  });

  test('the clock moved backwards is refused, and nothing is mined', async () => {
    const { ask } = await openControlled();
    await ask('mine', { at: '2027-01-01' });
    await refused('CLOCK_BACKWARDS', () => ask('mine', { blocks: 2, at: '2026-12-31T23:59:59.999Z' }));
    await refused('CLOCK_BACKWARDS', () => ask('mine', { at: 0 }));
    expect(await ask('status')).toMatchObject({ height: 1 });
  });

  test.each([
    ['soon'],
    ['1'],
    ['2026-13-01'],
    ['2026-01-01T99:00:00Z'],
    [-1],
    [1.5],
    [true],
    [{}],
    [[]],
    [Number.MAX_SAFE_INTEGER],
    ['+275760-09-13T00:00:00Z'],
    ['2500-01-01'],
  ])('at %j is no time', async (at) => {
    const { ask } = await openControlled();
    await refused('PARAMETER_INVALID', () => ask('mine', { at }));
    expect(await ask('status')).toMatchObject({ height: 0, now: startTime });
  });

  test.each([[-1], [1.5], ['2'], [100_001], [1e300], [{}], [true]])('%j is no number of blocks', async (blocks) => {
    const { ask } = await openControlled();
    await refused('PARAMETER_INVALID', () => ask('mine', { blocks }));
  });

  test('goes on after a restart, though the clock had been moved', async () => {
    const directory = temporaryFolder();
    const first = await openNode({ directory });
    await first.mine({ blocks: 1, at: '2031-06-01T00:00:00Z' });
    await first.close();
    const again = await openNode({ directory });
    expect(await again.mine({ blocks: 1 })).toMatchObject({ height: 2 });
    expect((await again.status()).now).toBeGreaterThanOrEqual(Date.UTC(2031, 5, 1));
  });

  test('the last day that the ledger can write down', async () => {
    const { ask } = await openControlled();
    await ask('mine', { at: '2149-06-06T23:59:00Z' });
    await ask('submit', make);
    await ask('mine');
    expect(await ask('car', { vin })).toMatchObject({ car: { vin } });
  });

  test('stops between two blocks when the node closes', async () => {
    const node = await openNode();
    const mining = node.mine({ blocks: 100_000 });
    const second = node.mine({ blocks: 5 });
    const first = new Promise<void>((resolve) => {
      const stop = node.subscribe(() => {
        stop();
        resolve();
      });
    });
    await first;
    await Promise.all([
      refused('NODE_STOPPING', () => mining),
      refused('NODE_STOPPING', () => second),
      node.close(),
      node.close(),
    ]);
  });
});
