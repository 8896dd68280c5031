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
import { tellOfBooks } from '../story-books.ts';

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
const books = tellOfBooks(ledger, new Map(), 1);

/** Some entries, and all that must have happened before them. */
interface Part {
  readonly before: readonly SignedTransaction[];
  readonly entries: readonly SignedTransaction[];
  /** Blocks that have to come after what was before. */
  readonly pause: number;
}

function nameOf({ body }: SignedTransaction): string {
  return body.operation.name;
}

/** An entry of an operation. */
function partWith(operation: string): Part & { readonly entry: SignedTransaction } {
  const told = operation.startsWith('books.') ? books.promised : story;
  const place = told.findIndex((entry) => nameOf(entry) === operation);
  const entry = told[place];
  if (entry === undefined) throw new Error(`the stories in test/node have no "${operation}"`);
  return { before: told.slice(0, place), entries: [entry], pause: 0, entry };
}

/** Parts of what is told: each operation is in one, and what it needs partly in the same, partly before. */
const length = 8;

interface TitledPart extends Part {
  readonly title: string;
}

function partsOf(told: readonly SignedTransaction[], past: readonly SignedTransaction[] = [], pause = 0): TitledPart[] {
  return Array.from({ length: Math.ceil(told.length / length) }, (_, number) => {
    const entries = told.slice(number * length, (number + 1) * length);
    const title = [...new Set(entries.map(nameOf))].join(', ');
    return { before: [...past, ...told.slice(0, number * length)], entries, pause, title };
  });
}

const { deliveryDepth } = ledger.genesis.parameters;
const parts = [
  ...partsOf(story),
  ...partsOf(books.promised),
  ...partsOf(books.delivered, books.promised, deliveryDepth - 1),
];

test('every operation is tried', () => {
  const tried = new Set(parts.flatMap(({ entries }) => entries.map(nameOf)));
  expect([...tried].sort()).toEqual([...names].sort());
});

async function allMet(simulation: Simulation, hosts: readonly Host[]): Promise<void> {
  await simulation.until('all are connected', async () => {
    return (await Promise.all(hosts.map((host) => host.peers()))).every(({ length }) => length === hosts.length - 1);
  });
}

/** Two sides with a common past: some entries are in a block of the side that will lose. */
async function forked(simulation: Simulation, { before, entries, pause }: Part): Promise<[Host, Host, Host]> {
  const hosts = (await simulation.grow(3)) as [Host, Host, Host];
  const [a, b, c] = hosts;
  await allMet(simulation, hosts);
  await hand(a, before);
  await a.mine(1 + pause);
  await simulation.converge();
  simulation.partition([a], [b, c]);
  await hand(a, entries);
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

describe('what is in a block that is replaced waits again, everywhere, and comes into the next block', () => {
  test.each(parts)('$title', (part) =>
    simulate(101, async (simulation) => {
      const ids = part.entries.map(({ id }) => bytesToHex(id));
      const [a, b, c] = await forked(simulation, part);
      await b.mine(2);
      simulation.heal();
      await allMet(simulation, [a, b, c]);
      await simulation.converge();
      await simulation.until('it waits everywhere', async () => {
        return (await Promise.all([a, b, c].map((host) => host.waiting()))).every((waiting) =>
          ids.every((id) => waiting.includes(id)),
        );
      });
      await c.mine();
      await simulation.converge();
      for (const id of ids) {
        expect(await a.node.transaction({ id })).toMatchObject({
          place: { state: 'in block', height: 4 + part.pause },
        });
      }
      for (const host of [a, b, c]) expect(await host.waiting()).toEqual([]);
      await expectReplays(simulation, [...part.before, ...part.entries]);
    }),
  );
});

describe.each(firsts)('%s in a block that is replaced', (operation) => {
  const { entry, ...part } = partWith(operation);

  test('is gone where the other branch used its number', () =>
    simulate(102, async (simulation) => {
      const [a, b, c] = await forked(simulation, part);
      const author = wallet.nameOf(entry.body.author) ?? '';
      await b.submit(author, 'coins.transfer', { to: 'notary', amount: '1' });
      await b.mine(2);
      simulation.heal();
      await allMet(simulation, [a, b, c]);
      await simulation.converge();
      await simulation.pass(5_000);
      for (const host of [a, b, c]) expect(await host.waiting()).toEqual([]);
      await expectReplays(simulation, [...part.before, entry]);
    }));
});
