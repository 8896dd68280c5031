import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../source/ledger/ledger.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import type { SignedTransaction } from '../../../source/ledger/transaction.ts';
import { wallet } from '../../support/node.ts';
import type { Host } from '../../support/simulation/host.ts';
import { expectReplay } from '../../support/simulation/replay.ts';
import { type Simulation, simulate } from '../../support/simulation/simulation.ts';
import { tell } from '../story.ts';

const ledger = new Ledger(regtest);
const names = ledger.operations.all().map(({ name }) => name);
/** One of each registry: that a number is used up has nothing to do with what the entry does. */
const firsts = names.filter(
  (name, place) => names.findIndex((other) => other.split('.')[0] === name.split('.')[0]) === place,
);

async function hand(host: Host, transactions: readonly SignedTransaction[]): Promise<void> {
  for (const { bytes } of transactions) await host.node.submitTransaction({ transaction: bytesToHex(bytes) });
}

const story = tell({ ledger }, new Map(), 1);

/** An entry of an operation, and all that must have happened before it. */
function toldUpTo(operation: string): { before: SignedTransaction[]; entry: SignedTransaction } {
  const place = story.findIndex(({ body }) => body.operation.name === operation);
  const entry = story[place];
  if (entry === undefined) throw new Error(`the story in test/node/story.ts has no "${operation}"`);
  return { before: story.slice(0, place), entry };
}

async function allMet(simulation: Simulation, hosts: readonly Host[]): Promise<void> {
  await simulation.until('all are connected', async () => {
    return (await Promise.all(hosts.map((host) => host.peers()))).every(({ length }) => length === hosts.length - 1);
  });
}

/** Two sides with a common past: an entry is in a block of the side that will lose. */
async function forked(simulation: Simulation, operation: string): Promise<[Host, Host, Host]> {
  const hosts = (await simulation.grow(3)) as [Host, Host, Host];
  const [a, b, c] = hosts;
  await allMet(simulation, hosts);
  const { before, entry } = toldUpTo(operation);
  await hand(a, before);
  await a.mine();
  await simulation.converge();
  simulation.partition([a], [b, c]);
  await hand(a, [entry]);
  await a.mine();
  expect(await a.waiting()).toEqual([]);
  return hosts;
}

async function expectReplays(simulation: Simulation, told: readonly SignedTransaction[]): Promise<void> {
  const waiting = await Promise.all(simulation.hosts.map((host) => host.waiting()));
  const now = simulation.schedule.now;
  await simulation.stop();
  const submitted = new Map(told.map((transaction) => [bytesToHex(transaction.id), transaction]));
  for (const [place, host] of simulation.hosts.entries()) await expectReplay(host, now, waiting[place], submitted);
}

describe.each(names)('%s in a block that is replaced', (operation) => {
  const { before, entry } = toldUpTo(operation);
  const id = bytesToHex(entry.id);

  test('waits again, everywhere, and comes into the next block', () =>
    simulate(101, async (simulation) => {
      const [a, b, c] = await forked(simulation, operation);
      await b.mine(2);
      simulation.heal();
      await allMet(simulation, [a, b, c]);
      await simulation.converge();
      await simulation.until('it waits everywhere', async () => {
        return (await Promise.all([a, b, c].map((host) => host.waiting()))).every((ids) => ids.includes(id));
      });
      await c.mine();
      await simulation.converge();
      expect(await a.node.transaction({ id })).toMatchObject({ place: { state: 'in block', height: 4 } });
      for (const host of [a, b, c]) expect(await host.waiting()).toEqual([]);
      await expectReplays(simulation, [...before, entry]);
    }));
});

describe.each(firsts)('%s in a block that is replaced', (operation) => {
  const { before, entry } = toldUpTo(operation);

  test('is gone where the other branch used its number', () =>
    simulate(102, async (simulation) => {
      const [a, b, c] = await forked(simulation, operation);
      const author = wallet.nameOf(entry.body.author) ?? '';
      await b.submit(author, 'coins.transfer', { to: 'notary', amount: '1' });
      await b.mine(2);
      simulation.heal();
      await allMet(simulation, [a, b, c]);
      await simulation.converge();
      await simulation.pass(5_000);
      for (const host of [a, b, c]) expect(await host.waiting()).toEqual([]);
      await expectReplays(simulation, [...before, entry]);
    }));
});
