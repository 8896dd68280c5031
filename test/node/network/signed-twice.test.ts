import { describe, expect, test } from 'vitest';
import type { RefusedError } from '../../../source/ledger/refusal.ts';
import type { EntryView } from '../../../source/node/facade.ts';
import type { Host } from '../../support/simulation/host.ts';
import { type Simulation, simulate } from '../../support/simulation/simulation.ts';

type Hosts = [a: Host, b: Host, c: Host, d: Host];

/** What the entries of these tests pay: each intent has an amount of its own. */
const one = '1000001';
const other = '2000002';

async function connected(simulation: Simulation): Promise<Hosts> {
  const hosts = await simulation.grow(4);
  await allMet(simulation, hosts);
  return hosts as Hosts;
}

async function allMet(simulation: Simulation, hosts: readonly Host[]): Promise<void> {
  await simulation.until('all are connected', async () => {
    return (await Promise.all(hosts.map((host) => host.peers()))).every(({ length }) => length === hosts.length - 1);
  });
}

/** Whose connection broke is dialled again after at most two minutes; what waits has spread by then. */
async function meetAgain(simulation: Simulation, ...groups: Host[][]): Promise<void> {
  simulation.partition(...groups);
  for (const group of groups) await allMet(simulation, [...simulation.hosts.filter((host) => group.includes(host))]);
  await simulation.pass(2_000);
}

/** The refusal that leads from an entry which lost its number to the one that stands for it. */
async function standIn(host: Host, id: string): Promise<unknown> {
  return host.node.transaction({ id }).catch(({ code, data }: RefusedError) => ({ code, data }));
}

const pay = (host: Host, amount: string, memo = '') =>
  host.submit('alice', 'coins.transfer', { to: 'bob', amount, memo });

/** Every entry on a host's chain, oldest first. */
async function chainOf(host: Host): Promise<EntryView[]> {
  const { height } = await host.status();
  const blocks = [];
  for (let at = 1; at <= height; at++) blocks.push(await host.node.block({ height: at }));
  return blocks.flatMap(({ transactions }) => transactions);
}

/** How often each amount went from alice to bob. */
async function paid(host: Host, ...amounts: readonly string[]): Promise<number[]> {
  const bob = (await host.node.account({ name: 'bob' })).address;
  const entries = (await chainOf(host)).filter(({ fields }) => fields.to === bob);
  return amounts.map((amount) => entries.filter(({ fields }) => fields.amount === amount).length);
}

/** Blocks until nothing waits anywhere. */
async function settle(simulation: Simulation, miner: Host): Promise<void> {
  for (let blocks = 0; blocks < 12; blocks++) {
    await simulation.converge();
    await simulation.pass(3_000);
    const waiting = await Promise.all(simulation.up.map((host) => host.waiting()));
    if (waiting.every(({ length }) => length === 0)) return;
    await miner.mine();
  }
  throw new Error('entries wait for ever');
}

/** Alice pays on two machines that do not see each other; the second payment comes into a block first. */
async function lostNumber(simulation: Simulation, [a, b, c, d]: Hosts, who: 'known to c' | 'known to nobody') {
  simulation.partition(who === 'known to c' ? [a, c] : [a], [b, d]);
  const lost = await pay(a, one);
  await pay(b, other);
  await simulation.pass(2_000);
  if (who === 'known to c') expect(await c.waiting()).toHaveLength(1);
  await d.mine();
  await meetAgain(simulation, [a, b, d], [c]);
  expect(a.notices).toContainEqual(expect.stringMatching(/signed again/));
  const [again] = (await a.node.mempool()).filter(({ fields }) => fields.amount === one);
  expect(await standIn(a, lost)).toEqual({ code: 'NUMBER_CONTESTED', data: { id: again?.id } });
}

const takenBack = expect.stringMatching(/^Pay: it was signed twice and .* replaced by an entry that does nothing\.$/);

describe('an entry that lost its number was signed again', () => {
  test('and then its first signing comes into the chain: the second gives way', () =>
    simulate(91, async (simulation) => {
      const hosts = await connected(simulation);
      const [a, b, c, d] = hosts;
      await lostNumber(simulation, hosts, 'known to c');
      await c.mine(2);
      await meetAgain(simulation, [a, b, c, d]);
      await settle(simulation, c);
      expect(await paid(c, one, other)).toEqual([1, 1]);
      expect(a.notices.filter((text) => text.includes('signed twice'))).toEqual([takenBack]);
      expect(a.notices).toContainEqual(expect.stringMatching(/[0-9a-f]{12} is in a block/));
    }));

  test('and then a branch without either wins: only one of the two is left to be taken', () =>
    simulate(92, async (simulation) => {
      const hosts = await connected(simulation);
      const [a, b, c, d] = hosts;
      await lostNumber(simulation, hosts, 'known to nobody');
      await c.mine(2);
      await meetAgain(simulation, [a, b, c, d]);
      await settle(simulation, c);
      expect(await paid(c, one, other)).toEqual([1, 1]);
      expect(a.notices.filter((text) => text.includes('signed twice'))).toEqual([takenBack]);
    }));

  test('and was mined; then its first signing comes into the chain, and at last the second again', () =>
    simulate(93, async (simulation) => {
      const hosts = await connected(simulation);
      const [a, b, c, d] = hosts;
      await lostNumber(simulation, hosts, 'known to c');
      await d.mine();
      await simulation.pass(2_000);
      expect(await paid(a, one, other)).toEqual([1, 1]);
      await c.mine(3);
      // One that keeps the old branch goes on with it later.
      await meetAgain(simulation, [a, b, c], [d]);
      expect((await a.status()).height).toBe(3);
      expect(await a.node.transaction({ id: (await chainOf(a))[0]?.id ?? '' })).toMatchObject({
        fields: { amount: one },
      });
      await d.mine(3);
      await meetAgain(simulation, [a, b, c, d]);
      await simulation.converge();
      expect((await a.status()).height).toBe(5);
      await settle(simulation, c);
      expect(await paid(c, one, other)).toEqual([1, 1]);
    }));

  test('and both came into the chain while its terminal was cut off: that is said, once, with both ids', () =>
    simulate(94, async (simulation) => {
      const hosts = await connected(simulation);
      const [a, b, c, d] = hosts;
      await lostNumber(simulation, hosts, 'known to c');
      await c.mine(2);
      await meetAgain(simulation, [b, c, d], [a]);
      await c.mine();
      await meetAgain(simulation, [a, b, c, d]);
      await settle(simulation, c);
      expect(await paid(c, one, other)).toEqual([2, 1]);
      const ids = (await chainOf(c)).filter(({ fields }) => fields.amount === one).map(({ id }) => id.slice(0, 12));
      const said = a.notices.filter((text) => text.includes('happened twice'));
      expect(said).toEqual([expect.stringContaining(ids.join(' and '))]);
    }));
});

test('an entry that gave way in the mempool only is not signed again: elsewhere it may still be mined', () =>
  simulate(95, async (simulation) => {
    const hosts = await connected(simulation);
    const [a, b, c, d] = hosts;
    simulation.partition([a, c], [b, d]);
    const gaveWay = await pay(a, one);
    await pay(b, other, 'a much longer memo, so that the fee is more than a tenth higher');
    await simulation.pass(2_000);
    await meetAgain(simulation, [a, b, d], [c]);
    expect(await a.waiting()).toEqual(await b.waiting());
    expect(a.notices.filter((text) => text.includes('number'))).toEqual([
      'Pay: another terminal used its number for a better fee. It waits for a block to decide.',
    ]);
    expect(await standIn(a, gaveWay)).toEqual({ code: 'NUMBER_CONTESTED', data: { id: gaveWay } });
    await c.mine();
    await meetAgain(simulation, [a, b, c, d]);
    await settle(simulation, c);
    expect(await paid(c, one, other)).toEqual([1, 1]);
    expect(a.notices.filter((text) => text.includes('again'))).toEqual([]);
    expect(b.notices.filter((text) => text.includes('signed again'))).toHaveLength(1);
  }));

test('an entry that was replaced by hand is not signed again', () =>
  simulate(96, async (simulation) => {
    const [a, , c] = await connected(simulation);
    await pay(a, one);
    const { nonce } = await a.node.account({ name: 'alice' });
    const by = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: other, nonce, fee: '5000' };
    await a.node.submit(by);
    await settle(simulation, c);
    expect(await paid(c, one, other)).toEqual([0, 1]);
    expect(a.notices.filter((text) => text.startsWith('Pay'))).toEqual([]);
  }));

/** Amounts that happened more than once although nobody was told. */
function unsaid(entries: readonly EntryView[], hosts: readonly Host[], amounts: readonly string[]): string[] {
  const said = hosts.flatMap(({ notices }) => notices.filter((text) => text.includes('happened twice')));
  return amounts.filter((amount) => {
    const ids = entries.filter(({ fields }) => fields.amount === amount).map(({ id }) => id.slice(0, 12));
    return ids.length > 1 && !said.some((text) => ids.filter((id) => text.includes(id)).length > 1);
  });
}

/** People act as alice on several machines, while the network falls apart in any way and comes together again. */
async function anything(simulation: Simulation): Promise<void> {
  const hosts = await connected(simulation);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(simulation.random() * all.length)] as T;
  const amounts: string[] = [];
  const sides: Host[][] = [[hosts[0], hosts[1]], [hosts[2], hosts[3]], []];
  simulation.partition(...sides);
  for (let round = 0; round < 40; round++) {
    const chance = simulation.random();
    const host = pick(hosts);
    if (chance < 0.4) {
      const amount = String(1_000_000 + amounts.length);
      amounts.push(amount);
      await pay(host, amount, 'x'.repeat(Math.floor(simulation.random() * 80)));
    } else if (chance < 0.75) await host.mine(1 + Math.floor(simulation.random() * 3));
    else {
      // One machine at a time goes elsewhere: so a branch can lie apart until others have signed again.
      const from = sides.find((side) => side.includes(host)) ?? [];
      from.splice(from.indexOf(host), 1);
      pick(sides).push(host);
      simulation.partition(...sides);
    }
    await simulation.pass(Math.floor(simulation.random() * 40_000));
  }
  simulation.heal();
  await simulation.pass(150_000);
  if (new Set(await simulation.tips()).size > 1) await hosts[0]?.mine();
  await settle(simulation, hosts[0]);
  const entries = await chainOf(hosts[0]);
  expect(amounts.length).toBeGreaterThan(3);
  expect(unsaid(entries, hosts, amounts), 'happened more than once, and nobody was told').toEqual([]);
  const missing = amounts.filter((amount) => !entries.some(({ fields }) => fields.amount === amount));
  expect(missing, 'never happened').toEqual([]);
}

describe('over any forks each intent happens, and more than once only if that is said', () => {
  // Seeds in which second signings give way, and one in which a terminal came too late for that.
  test.each([2011, 2012, 2013, 2041])('(%i)', (seed) => simulate(seed, anything));
});
