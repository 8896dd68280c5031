import { expect, test } from 'vitest';
import { closeCodes } from '../../../source/node/network/link.ts';
import { startTime } from '../../support/node.ts';
import { letterTo, Town } from './town.ts';
import type { Visitor } from './visitor.ts';

/** An office that was told of a node which is not connected, by somebody who is. */
async function told(town: Town, change: (away: Visitor) => Parameters<Visitor['record']>) {
  const office = await town.open();
  const teller = await town.visit(office);
  const away = town.visitor();
  teller.push(away.record(...change(away)));
  await town.until('it knows', () => office.speakers('library-0') === 1);
  const dialled = () => town.said('hello', { from: office.options.address }).length - 1;
  return { office, away, dialled };
}

test('letters for one node share one dial, and all arrive in the order in which they were sent', async () => {
  const town = new Town('library-0');
  const { office, away, dialled } = await told(town, () => [['library-0']]);
  const sizes = [100, 101, 102];
  const counts = sizes.map((size) => office.network.sendLetter(letterTo('library-0', size)));
  expect(await town.result(Promise.all(counts))).toEqual([1, 1, 1]);
  await town.until('all came', () => away.got('letter').length === 3);
  expect(away.got('letter').map(({ letter }) => letter.sealed.length)).toEqual(sizes);
  expect(dialled()).toBe(1);
});

test('where nobody answers a letter is not sent, and the address is not dialled again at once', async () => {
  const town = new Town('library-0');
  const { office, away } = await told(town, () => [['library-0']]);
  const [host] = [away.url.slice(5)];
  town.wires.detach(host);
  expect(await town.result(office.network.sendLetter(letterTo('library-0')))).toBe(0);
  const before = town.schedule.now;
  expect(await office.network.sendLetter(letterTo('library-0'))).toBe(0);
  expect(town.schedule.now).toBe(before);
});

test('of many nodes that are not connected the three newest are dialled, at one of three addresses each', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  const teller = await town.visit(office);
  const away = Array.from({ length: 5 }, () => town.visitor());
  const deaf = [1, 2, 3].map((number) => `ws://10.8.0.${number}:5000`);
  const urlsOf = [[], deaf, deaf.slice(0, 2), [], []];
  const records = away.map((each, age) =>
    each.record(['library-0'], { sequence: startTime - age, urls: [...(urlsOf[age] ?? []), each.url] }),
  );
  teller.push(...records);
  await town.until('it knows', () => office.speakers('library-0') === 5);
  expect(await town.result(office.network.sendLetter(letterTo('library-0')))).toBe(2);
  await town.pass(100);
  expect(away.map((each) => each.got('letter').length)).toEqual([1, 0, 1, 0, 0]);
});

test('another node at the address gets no letter', async () => {
  const town = new Town('library-0');
  const wrong = town.visitor();
  const { office, away } = await told(town, () => [['library-0'], { urls: [wrong.url] }]);
  expect(await town.result(office.network.sendLetter(letterTo('library-0')))).toBe(0);
  await town.pass(1_000);
  expect(wrong.isReady).toBe(true);
  expect([...wrong.got('letter'), ...away.got('letter')]).toEqual([]);
});

test('an address of this machine is not dialled where the record came from another one', async () => {
  const town = new Town('library-0');
  const { office, dialled } = await told(town, () => [
    ['library-0'],
    { urls: ['ws://127.0.0.1:5000', 'ws://[::1]:5000'] },
  ]);
  expect(await office.network.sendLetter(letterTo('library-0'))).toBe(0);
  expect(dialled()).toBe(0);
});

test('records have a third host dialled eight times in vain and once in ten seconds after that, on whatever port', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  const teller = await town.visit(office);
  let dials = 0;
  const ports = Array.from({ length: 64 }, (_, number) => 6_000 + number);
  for (const port of ports) {
    town.wires.attach(`10.66.0.1:${port}`).accept((link) => {
      dials++;
      link.close(closeCodes.leaving, 'It is somebody else.');
    });
  }
  const tell = (name: string, port: number) => {
    const urls = Array.from({ length: 8 }, (_, number) => `ws://${name}:${port + number}`);
    teller.push(town.visitor().record(['library-0'], { sequence: startTime + port, urls }));
  };
  const send = () => town.result(office.network.sendLetter(letterTo('library-0')));
  const known = office.network.known;
  const counts: number[] = [];
  for (let round = 0; round < 8; round++) {
    const before = office.speakers('library-0');
    tell('10.66.0.1', 6_000 + 8 * round);
    await town.until('it knows', () => office.speakers('library-0') > before);
    await send();
    await send();
    await town.pass(1_000);
    counts.push(dials);
  }
  expect(counts.slice(0, 3)).toEqual([3, 6, 8]);
  expect(dials).toBeLessThanOrEqual(9);
  // None of them was kept, to be dialled again or told to others.
  expect(office.network.known).toEqual(known);
  // A node that does answer is reached as before.
  const honest = town.visitor();
  teller.push(honest.record(['library-0'], { sequence: startTime + 7_000 }));
  await town.pass(100);
  expect(await send()).toBe(1);
});

test('letters open eight connections beyond the outbound places, and then close the oldest of those', async () => {
  const libraries = ['library-0', 'library-1', 'library-2', 'library-3'];
  const town = new Town(...libraries);
  const seeds = Array.from({ length: 8 }, () => town.visitor());
  const office = await town.open({ seeds: seeds.map(({ url }) => url) });
  await town.until('its places are taken', () => office.peers.length === 8);
  const away = libraries.flatMap((name) => Array.from({ length: 3 }, () => ({ name, visitor: town.visitor() })));
  seeds[0]?.push(...away.map(({ name, visitor }) => visitor.record([name])));
  await town.until('it knows', () => libraries.every((name) => office.speakers(name) === 3));
  for (const name of libraries) {
    expect(await town.result(office.network.sendLetter(letterTo(name)))).toBe(3);
    await town.pass(1_000);
  }
  for (const { visitor } of away) expect(visitor.got('letter')).toHaveLength(1);
  expect(office.peers).toHaveLength(16);
  for (const { isReady, ended } of seeds) expect([isReady, ended]).toEqual([true, undefined]);
  expect(away.filter(({ visitor }) => visitor.ended !== undefined)).toHaveLength(4);
});
