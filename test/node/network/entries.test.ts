import { describe, expect, test } from 'vitest';
import type { Host } from '../../support/simulation/host.ts';
import { type Simulation, simulate } from '../../support/simulation/simulation.ts';

async function connected(simulation: Simulation, count: number): Promise<Host[]> {
  const hosts = await simulation.grow(count);
  await simulation.until('all are connected', async () => {
    return (await Promise.all(hosts.map((host) => host.peers()))).every(({ length }) => length === count - 1);
  });
  return hosts;
}

const balance = async (host: Host, name: string) => BigInt((await host.node.account({ name })).balance);

describe('two terminals act as alice at once', () => {
  test.each([
    ['the fees are alike', 'thanks', 'thanks'],
    ['the other pays more and takes its place', 'a', 'a much longer memo, so that the fee is more than a tenth higher'],
  ])('and both payments arrive where %s', (_, shortMemo, longMemo) =>
    simulate(81, async (simulation) => {
      const hosts = await connected(simulation, 3);
      const [a, b, c] = hosts as [Host, Host, Host];
      const before = await balance(c, 'bob');
      await a.submit('alice', 'coins.transfer', { to: 'bob', amount: '100', memo: shortMemo });
      await b.submit('alice', 'coins.transfer', { to: 'bob', amount: '1000', memo: longMemo });
      await simulation.pass(2_000);
      await c.mine();
      await simulation.converge();
      await simulation.pass(2_000);
      await c.mine();
      await simulation.converge();
      expect((await balance(c, 'bob')) - before).toBe(1_100n);
      const said = [...a.notices, ...b.notices].filter((text) => text.includes('signed again'));
      expect(said).toEqual([expect.stringMatching(/another terminal used its number first\. It was signed again/)]);
      for (const host of hosts) expect(await host.waiting()).toEqual([]);
    }),
  );
});

describe('each thing is fetched once by each node', () => {
  test('transactions and block bodies', () =>
    simulate(82, async (simulation) => {
      const hosts = await connected(simulation, 5);
      for (const [index, host] of hosts.entries()) {
        const as = ['alice', 'bob', 'carol', 'dealer', 'notary'][index] ?? 'alice';
        await host.submit(as, 'coins.transfer', { to: 'police', amount: '5' });
      }
      await simulation.pass(3_000);
      for (const host of hosts) expect(await host.waiting()).toHaveLength(5);
      for (let round = 0; round < 3; round++) {
        await hosts[round]?.mine();
        await simulation.converge();
      }
      await simulation.pass(3_000);
      for (const host of hosts) {
        const given = simulation.sent('transactions', { to: host }).map(({ message }) => message);
        const bodies = given.flatMap((message) => (message.type === 'transactions' ? message.transactions : []));
        // Its own it never needs.
        expect(bodies.length).toBe(4);
        const blocks = simulation.sent('blocks', { to: host }).map(({ message }) => message);
        const mined = hosts.indexOf(host) < 3 ? 1 : 0;
        expect(blocks.flatMap((message) => (message.type === 'blocks' ? message.blocks : [])).length).toBe(3 - mined);
      }
    }));

  test('blocks that follow one another faster than their bodies', () =>
    simulate(
      83,
      async (simulation) => {
        const [a, b] = (await connected(simulation, 2)) as [Host, Host];
        for (let round = 0; round < 10; round++) {
          await a.mine();
          await simulation.pass(50);
        }
        await simulation.converge();
        const blocks = simulation.sent('blocks', { to: b }).map(({ message }) => message);
        expect(blocks.flatMap((message) => (message.type === 'blocks' ? message.blocks : [])).length).toBe(10);
      },
      { latency: 200, jitter: 0 },
    ));
});

test('a transaction that comes before the one that it follows is kept back, not lost', () =>
  simulate(84, async (simulation) => {
    const hosts = await connected(simulation, 3);
    const [a, b, c] = hosts as [Host, Host, Host];
    const first = await a.submit('alice', 'coins.transfer', { to: 'bob', amount: '1' });
    // The third hears of the first from nobody before the second is there.
    simulation.wires.mute(a.options.address);
    simulation.wires.cut((one, other) => [one, other].every((host) => host !== c.options.address));
    simulation.wires.unmute(a.options.address);
    await simulation.until('the second has it', async () => (await b.waiting()).includes(first));
    const second = await b.submit('alice', 'coins.transfer', { to: 'bob', amount: '2' });
    await simulation.until('the third has both', async () => {
      const waiting = await c.waiting();
      return waiting.includes(first) && waiting.includes(second);
    });
  }));

test('of two branches with equal work the one that was seen first stays', () =>
  simulate(85, async (simulation) => {
    const [a, b] = (await connected(simulation, 2)) as [Host, Host];
    simulation.partition([a], [b]);
    await a.mine(2);
    await b.mine(2);
    const before = [(await a.status()).tip, (await b.status()).tip];
    expect(before[0]).not.toBe(before[1]);
    simulation.heal();
    await simulation.until('they are connected', async () => (await a.peers()).length === 1);
    await simulation.pass(60_000);
    expect([(await a.status()).tip, (await b.status()).tip]).toEqual(before);
    await b.stop();
    await b.start();
    await simulation.pass(60_000);
    expect([(await a.status()).tip, (await b.status()).tip]).toEqual(before);
    await b.mine();
    await simulation.converge();
    expect((await a.status()).height).toBe(3);
  }));

test('a clock that is minutes ahead: its blocks wait until their time, are warned of, and cost nobody a place', () =>
  simulate(86, async (simulation) => {
    const one = await simulation.add();
    const fast = await simulation.add({ skew: 120_000 });
    await simulation.until('they are connected', async () => (await one.peers()).length === 1);
    await fast.mine();
    await simulation.pass(80_000);
    expect(await one.status()).toMatchObject({ height: 0, peers: 1 });
    expect(one.notices.filter((text) => text.includes('clock'))).toHaveLength(1);
    await simulation.pass(15_000);
    expect(await one.status()).toMatchObject({ height: 1, peers: 1, health: 'in sync' });
  }));
