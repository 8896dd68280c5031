import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import type { SignedTransaction } from '../../../source/ledger/transaction.ts';
import { openParts } from '../../support/node.ts';
import type { Host } from '../../support/simulation/host.ts';
import { expectReplay } from '../../support/simulation/replay.ts';
import { type Simulation, simulate } from '../../support/simulation/simulation.ts';
import { tell } from '../story.ts';

const stormy = { latency: 60, jitter: 300, loss: 0.004, dialFailures: 0.2 };

/** Hands in signed transactions at a host, in order; those that it refuses are the caller's affair. */
async function hand(host: Host, transactions: readonly SignedTransaction[]): Promise<void> {
  for (const { bytes } of transactions) await host.node.submitTransaction({ transaction: bytesToHex(bytes) });
}

/** Some time in which hosts find blocks now and then. */
async function live(simulation: Simulation, hosts: readonly Host[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await simulation.pass(Math.floor(simulation.random() * 4_000));
    const host = hosts[Math.floor(simulation.random() * hosts.length)];
    if (simulation.random() < 0.7) await host?.mine();
  }
}

/** Lets all nodes come to one tip: where branches have equal work, the next block decides. */
async function agree(simulation: Simulation, miner: Host): Promise<void> {
  // An address that failed again and again is tried every two minutes.
  await simulation.pass(150_000);
  if (new Set(await simulation.tips()).size > 1) await miner.mine();
  await simulation.converge();
}

/** What every operation says, told on both sides of a partition: the numbers of the authors collide. */
async function partitioned(simulation: Simulation): Promise<void> {
  const parts = await openParts();
  const nonces = new Map<string, number>();
  const submitted = new Map<string, SignedTransaction>();
  const told = (...cars: number[]) => {
    const story = tell({ ledger: parts.ledger, now: simulation.schedule.now }, nonces, ...cars);
    for (const transaction of story) submitted.set(bytesToHex(transaction.id), transaction);
    return story;
  };
  const hosts = await simulation.grow(5);
  const [a, b, c, d, e] = hosts as [Host, Host, Host, Host, Host];
  await simulation.until('all are connected', async () => {
    return (await Promise.all(hosts.map((host) => host.status()))).every(({ peers }) => peers >= 2);
  });
  await hand(a, told(1));
  await live(simulation, [a, b, c, d], 3);
  await agree(simulation, a);

  simulation.partition([a, b], [c, d, e]);
  const common = new Map(nonces);
  await hand(a, told(2, 3));
  await live(simulation, [a, b], 5);
  // The other side knows nothing of that: its authors use the same numbers.
  nonces.clear();
  for (const [name, nonce] of common) nonces.set(name, nonce);
  await hand(c, told(4));
  await live(simulation, [c, d], 4);
  await hand(d, told(5));
  await live(simulation, [c, d], 3);

  simulation.heal();
  await agree(simulation, b);
  await simulation.pass(10_000);
  const height = (await a.status()).height;
  expect(height).toBeGreaterThan(2);
  const waiting = new Map<Host, string[]>();
  for (const host of hosts) waiting.set(host, await host.waiting());
  const now = simulation.schedule.now;
  await simulation.stop();
  for (const host of hosts) await expectReplay(host, now, waiting.get(host), submitted);
}

describe('after a partition', () => {
  test('all nodes have one tip, a replay’s state, and all that still applies (11)', () => simulate(11, partitioned));

  test('so they have where connections break and dialling fails (41)', () => simulate(41, partitioned, stormy));

  test('an entry of the losing side that still applies is known on the winning side', () =>
    simulate(31, async (simulation) => {
      const hosts = await simulation.grow(4);
      const [a, b, c, d] = hosts as [Host, Host, Host, Host];
      await simulation.until('all are connected', async () => (await d.peers()).length === 3);
      simulation.partition([a, b], [c, d]);
      const payment = await a.submit('alice', 'coins.transfer', { to: 'bob', amount: '5' });
      await a.mine();
      await c.mine(3);
      simulation.heal();
      await simulation.converge();
      await simulation.until('it waits everywhere', async () => {
        return (await Promise.all(hosts.map((host) => host.waiting()))).every((ids) => ids.includes(payment));
      });
      // Whoever mines next takes it, though it never saw it before the fork was over.
      await d.mine();
      await simulation.converge();
      expect(await b.node.transaction({ id: payment })).toMatchObject({ place: { state: 'in block', height: 4 } });
      expect(await b.waiting()).toEqual([]);
    }));
});

/** Any sides, again and again, for any time; after each the nodes that see one another come to one tip. */
async function torn(simulation: Simulation): Promise<void> {
  const hosts = await simulation.grow(5);
  for (let round = 0; round < 3; round++) {
    const sides: Host[][] = [[], [], []];
    for (const host of hosts) sides[Math.floor(simulation.random() * 3)]?.push(host);
    simulation.partition(...sides);
    await live(simulation, hosts.slice(0, 4), 6);
    simulation.heal();
    await agree(simulation, hosts[0] as Host);
  }
  const now = simulation.schedule.now;
  await simulation.stop();
  for (const host of hosts) await expectReplay(host, now);
}

test('one partition after another, of any shape: one tip after each (51)', () => simulate(51, torn));

test('the same seed is the same run, to the last byte, where connections break and dialling fails', async () => {
  const run = (simulation: Simulation) => torn(simulation).then(() => simulation.trace());
  const first = await simulate(53, run, stormy);
  expect(await simulate(53, run, stormy)).toBe(first);
  expect(await simulate(54, run, stormy)).not.toBe(first);
});

test('a failure names its seed', async () => {
  const failing = simulate(4_711, async (simulation) => simulation.until('pigs fly', async () => false, 1_000));
  await expect(failing).rejects.toThrow(/still not so: pigs fly\n\(simulation seed 4711\)/);
});
