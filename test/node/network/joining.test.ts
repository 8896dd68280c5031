import { describe, expect, test } from 'vitest';
import type { Host } from '../../support/simulation/host.ts';
import { simulate } from '../../support/simulation/simulation.ts';
import { refused } from '../refused.ts';

describe('a node that joins', () => {
  test(
    'catches up with a chain of more than 2,000 headers, and says how far it is',
    () =>
      simulate(51, async (simulation) => {
        const one = await simulation.add();
        await one.mine(2_050);
        const other = await simulation.add();
        const seen: string[] = [];
        other.node.subscribe(({ type }) => void (type === 'peers' && seen.push(type)));
        await simulation.until('it is syncing', async () => (await other.status()).health === 'syncing');
        expect((await other.status()).sync).toMatchObject({ from: 0, target: 2_050 });
        await simulation.converge();
        expect(await other.status()).toMatchObject({ height: 2_050, health: 'in sync' });
        expect((await other.status()).sync).toBeUndefined();
        expect(seen.length).toBeGreaterThan(10);
        expect(simulation.sent('headers', { from: one }).length).toBeGreaterThanOrEqual(2);
      }),
    180_000,
  );

  test('has what waits, though it came while the chain was still on its way', () =>
    simulate(52, async (simulation) => {
      const one = await simulation.add();
      await one.submit('alice', 'coins.transfer', { to: 'bob', amount: '5' });
      await one.mine(300);
      // Its number is only right where the first payment is known.
      const payment = await one.submit('alice', 'coins.transfer', { to: 'bob', amount: '6' });
      const other = await simulation.add();
      await simulation.converge();
      await simulation.until('it has the payment', async () => (await other.waiting()).includes(payment));
    }));

  test('takes its blocks from another where the first is gone in the middle', () =>
    simulate(53, async (simulation) => {
      const [one, two] = (await simulation.grow(2)) as [Host, Host];
      await one.mine(400);
      await simulation.converge();
      const third = await simulation.add({ seeds: [one.url, two.url] });
      await simulation.until('it is syncing', async () => (await third.status()).health === 'syncing');
      const serving = simulation.sent('blocks', { to: third }).at(-1)?.from === two.options.address ? two : one;
      await serving.crash();
      await simulation.converge(60_000);
      expect((await third.status()).height).toBe(400);
    }));

  test('takes its blocks from another where the first stops in the middle of an answer', () =>
    simulate(54, async (simulation) => {
      const [one, two] = (await simulation.grow(2)) as [Host, Host];
      await one.mine(400);
      await simulation.converge();
      const third = await simulation.add({ seeds: [one.url, two.url] });
      await simulation.until('bodies come', async () => simulation.sent('blocks', { to: third }).length > 2);
      const serving = simulation.sent('blocks', { to: third }).at(-1)?.from === two.options.address ? two : one;
      simulation.wires.mute(serving.options.address);
      await simulation.converge(60_000);
      expect((await third.status()).height).toBe(400);
      simulation.wires.unmute(serving.options.address);
      await simulation.until('both are its peers again', async () => (await third.peers()).length === 2);
    }));
});

describe('two nodes that dial each other at once', () => {
  test.each([61, 62, 63])('end with exactly one connection (%i)', (seed) =>
    simulate(seed, async (simulation) => {
      const one = await simulation.add({ seeds: ['ws://10.0.0.2:5000'] });
      const other = await simulation.add({ seeds: [one.url] });
      await simulation.until('they are connected', async () => (await one.peers()).length === 1);
      await simulation.pass(60_000);
      const [mine, theirs] = [await one.peers(), await other.peers()];
      expect([mine.length, theirs.length]).toEqual([1, 1]);
      expect(new Set([mine[0]?.direction, theirs[0]?.direction])).toEqual(new Set(['in', 'out']));
      // It is settled once: nobody dials again and again what it has.
      const { length } = simulation.sent('hello');
      await simulation.pass(600_000);
      expect(simulation.sent('hello').length).toBe(length);
    }),
  );
});

describe('when Peer Zero dies', () => {
  test('the others go on, find each other after a restart, and a new node still joins', () =>
    simulate(71, async (simulation) => {
      const [zero, a, b, c] = (await simulation.grow(4)) as [Host, Host, Host, Host];
      const others = [a, b, c];
      await simulation.until('all know each other', async () => {
        return (await Promise.all(others.map((host) => host.peers()))).every(({ length }) => length === 3);
      });
      await simulation.pass(30_000);
      await zero.crash();
      await a.mine(2);
      await simulation.converge();
      expect((await c.status()).height).toBe(2);
      // All of them at once, one without a goodbye: only what was saved leads them back.
      await a.stop();
      await b.crash();
      await c.stop();
      for (const host of [b, a, c]) await host.start();
      await simulation.until('they found each other', async () => {
        return (await Promise.all(others.map((host) => host.peers()))).every(({ length }) => length === 2);
      });
      await c.mine();
      const late = await simulation.add({ seeds: [b.url] });
      await simulation.until('it met all three', async () => (await late.peers()).length === 3);
      await simulation.converge();
      expect((await late.status()).height).toBe(3);
    }));

  test('its connections are missed within a minute and dialled less and less often', () =>
    simulate(72, async (simulation) => {
      const [zero, a] = (await simulation.grow(2)) as [Host, Host];
      await simulation.until('they are connected', async () => (await a.peers()).length === 1);
      // Its machine is gone, and nothing says so.
      simulation.wires.mute(zero.options.address);
      await simulation.pass(60_000);
      expect(await a.status()).toMatchObject({ peers: 0, health: 'alone' });
      expect(a.notices).toContain('5000 left');
    }));
});

test('a node never dials itself twice', () =>
  simulate(73, async (simulation) => {
    const one = await simulation.add({ seeds: ['ws://10.0.0.1:5000'] });
    await simulation.pass(60_000);
    expect(simulation.sent('hello').length).toBe(2);
    expect((await one.node.peers()).addresses).toEqual([]);
    await refused('DIAL_REFUSED', () => one.node.dial({ url: one.url }));
  }));

describe('a peer that a person disconnected', () => {
  test('stays away for ten minutes, whoever dials, or until a person dials', () =>
    simulate(71, async (simulation) => {
      const [one, two] = (await simulation.grow(2)) as [Host, Host];
      await simulation.converge();
      const meet = () => simulation.until('they are connected', async () => (await one.peers()).length === 1);
      const [peer] = await one.peers();
      await one.node.disconnect({ peer: peer?.id ?? '' });
      await simulation.pass(500_000);
      expect([await one.peers(), await two.peers()]).toEqual([[], []]);
      await simulation.pass(250_000);
      await meet();
      const [again] = await one.peers();
      await one.node.disconnect({ peer: again?.id ?? '' });
      await simulation.pass(10_000);
      expect(await one.peers()).toEqual([]);
      const dialled = one.node.dial({ url: two.url });
      await meet();
      expect((await dialled).id).toBe(peer?.id);
    }));
});
