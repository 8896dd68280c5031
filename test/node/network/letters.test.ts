import { expect, test } from 'vitest';
import { codecRefusals } from '../../../source/ledger/codec.ts';
import { sealingRefusals } from '../../../source/node/exchange/sealing.ts';
import { Postage } from '../../../source/node/network/postage.ts';
import { SimulatedEnvironment } from '../../support/node.ts';
import { letterTo, Town } from './town.ts';

/** What somebody waits for until it is opened. */
function gate() {
  const { promise: isOpen, resolve: open } = Promise.withResolvers<void>();
  return { isOpen, open };
}

test('a record spreads over three nodes in a row, and a letter reaches one that was not connected', async () => {
  const town = new Town('library-0');
  const middle = await town.open();
  const first = await town.open({ seeds: [middle.url] });
  const last = await town.open({ seeds: [middle.url] });
  town.partition([first, middle], [middle, last]);
  last.speakFor('library-0');
  await town.until('the first knows', () => first.speakers('library-0') === 1);
  expect(middle.speakers('library-0')).toBe(1);
  expect(last.speakers('library-0')).toBe(0);
  expect(first.peers).toHaveLength(1);
  town.wires.heal();
  const letter = letterTo('library-0', 50_000);
  expect(await town.result(first.network.sendLetter(letter))).toBe(1);
  await town.until('it came', () => last.received.length === 1);
  expect(last.received[0]?.letter).toEqual(letter);
  expect(middle.received).toEqual([]);
  expect(first.peers).toHaveLength(2);
});

test('a letter goes to each of two nodes that speak for its receiver: neither keeps it from the other', async () => {
  const town = new Town('library-0');
  const sender = await town.open();
  const one = await town.open({ seeds: [sender.url] });
  const other = await town.open({ seeds: [sender.url] });
  one.speakFor('library-0');
  other.speakFor('library-0');
  await town.until('both are known', () => sender.speakers('library-0') === 2);
  expect(await town.result(sender.network.sendLetter(letterTo('library-0')))).toBe(2);
  await town.until('both have it', () => one.received.length === 1 && other.received.length === 1);
  // One of them is gone from one moment to the next.
  town.wires.detach(other.options.address);
  await town.until('that is seen', () => sender.peers.length === 1);
  expect(await town.result(sender.network.sendLetter(letterTo('library-0')))).toBe(1);
  await town.until('it came', () => one.received.length === 2);
});

test('a letter for nobody, and one from a node without peers, goes nowhere and harms nothing', async () => {
  const town = new Town('library-0', 'library-1');
  const alone = await town.open();
  alone.speakFor('library-0');
  expect(await alone.network.sendLetter(letterTo('library-1'))).toBe(0);
  expect(await alone.network.sendLetter(letterTo('alice'))).toBe(0);
  // Its own accounts are its own affair.
  expect(await alone.network.sendLetter(letterTo('library-0'))).toBe(0);
  await alone.network.close();
  expect(await alone.network.sendLetter(letterTo('library-1'))).toBe(0);
});

test('a letter for an account that the node does not speak for is dropped without a look', async () => {
  const town = new Town('library-0', 'library-1');
  const office = await town.open();
  office.speakFor('library-0');
  const visitor = await town.visit(office);
  visitor.send({ type: 'letter', letter: letterTo('library-1') });
  visitor.send({ type: 'letter', letter: letterTo('library-0') });
  await town.until('one came', () => office.received.length > 0);
  expect(office.received.map(({ letter, peer }) => [letter, peer])).toEqual([[letterTo('library-0'), visitor.id]]);
  expect(visitor.ended).toBeUndefined();
});

test('letters of one peer are read one at a time; what finds no place in its line is dropped, and nobody waits', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  office.speakFor('library-0');
  const { isOpen, open } = gate();
  office.reading = async ({ sealed }) => {
    if (sealed.length === 99) await isOpen;
  };
  const [slow, quick] = [await town.visit(office), await town.visit(office)];
  for (let count = 0; count < 100; count++) slow.send({ type: 'letter', letter: letterTo('library-0', 99) });
  quick.send({ type: 'letter', letter: letterTo('library-0', 100) });
  await town.until('both are read', () => office.received.length === 2);
  await town.pass(1_000);
  expect(office.received.map(({ peer }) => peer)).toEqual([slow.id, quick.id]);
  open();
  await town.until('the rest is read', () => office.received.length >= 66);
  await town.pass(1_000);
  // The one that was read, and a full line behind it.
  expect(office.received.filter(({ peer }) => peer === slow.id)).toHaveLength(65);
  slow.send({ type: 'letter', letter: letterTo('library-0', 98) });
  await town.until('there is room again', () => office.received.length === 67);
});

test('a line holds 8 MiB, and stays as it is for a node that goes and comes again', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  office.speakFor('library-0');
  const { isOpen, open } = gate();
  office.reading = () => isOpen;
  const visitor = await town.visit(office);
  const large = letterTo('library-0', 1_400_000);
  for (let count = 0; count < 4; count++) visitor.send({ type: 'letter', letter: large });
  await town.until('the first is read', () => office.received.length === 1);
  town.wires.cut(() => true);
  await town.until('it is gone', () => office.peers.length === 0);
  visitor.isReady = false;
  visitor.dial(office.url);
  await town.until('it is back', () => visitor.isReady);
  // As long as it takes until so many bytes may come again.
  await town.doze(10_000);
  for (let count = 0; count < 4; count++) visitor.send({ type: 'letter', letter: large });
  await town.pass(1_000);
  open();
  await town.pass(1_000);
  expect(office.received).toHaveLength(5);
});

test('a letter that cannot be read costs neither its line nor its sender', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  office.speakFor('library-0');
  office.reading = () => Promise.reject(sealingRefusals.LETTER_UNREADABLE());
  const visitor = await town.visit(office);
  for (let count = 0; count < 3; count++) visitor.send({ type: 'letter', letter: letterTo('library-0') });
  await town.until('all are read', () => office.received.length === 3);
  expect(visitor.ended).toBeUndefined();
});

test('of letters that come too fast 6 MiB at once and 256 KiB a second are read', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  office.speakFor('library-0');
  const [fast, other] = [await town.visit(office), await town.visit(office)];
  const book = letterTo('library-0', 1_400_000);
  const readOf = ({ id }: { id: string }) => office.received.filter(({ peer }) => peer === id).length;
  for (let count = 0; count < 8; count++) fast.send({ type: 'letter', letter: book });
  other.send({ type: 'letter', letter: book });
  await town.until('what may be is read', () => readOf(fast) === 4 && readOf(other) === 1);
  await town.doze(30_000);
  expect([readOf(fast), readOf(other)]).toEqual([4, 1]);
  // The largest book, once a block of ten seconds.
  for (let block = 0; block < 6; block++) {
    fast.send({ type: 'letter', letter: book });
    await town.doze(10_000);
  }
  expect([readOf(fast), fast.ended]).toEqual([10, undefined]);
});

test('the smallest letter counts as 8 KiB, and no new key lets one machine bring more than four nodes may', () => {
  const clock = new SimulatedEnvironment();
  const postage = new Postage(clock);
  const taken = (remote: string, bytes: number, ids: readonly string[]) =>
    ids.filter((id) => postage.take({ id, remote }, bytes)).length;
  const one = Array.from({ length: 1_000 }, () => 'one');
  expect(taken('10.0.0.1:5000', 0, one)).toBe(768);
  clock.advance(1_000);
  expect(taken('10.0.0.1:5000', 0, one)).toBe(32);
  const each = Array.from({ length: 40 }, (_, number) => `node ${number}`);
  expect(taken('10.0.0.2:5000', 2 ** 20, each)).toBe(24);
  expect(taken('10.0.0.3:5000', 2 ** 20, each)).toBe(24);
});

test('of a node whose letters do not open none is read for ten minutes, not even when it comes again', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  office.speakFor('library-0');
  const codes = [
    sealingRefusals.LETTER_UNREADABLE,
    sealingRefusals.LETTER_UNSIGNED,
    () => codecRefusals.MALFORMED({ what: 'message of a hand-over', reason: 'too short' }),
  ];
  office.reading = async ({ sealed }) => {
    const refusal = codes[sealed.length];
    if (refusal !== undefined) throw refusal();
  };
  const [liar, honest] = [await town.visit(office), await town.visit(office)];
  const send = (size: number) => liar.send({ type: 'letter', letter: letterTo('library-0', size) });
  for (const size of [0, 1, 2, 0, 100, 1, 100, 100]) send(size);
  await town.pass(1_000);
  // The fifth was one too many; what waited behind it was dropped.
  expect(office.received.map(({ letter }) => letter.sealed.length)).toEqual([0, 1, 2, 0, 100, 1]);
  town.wires.cut(() => true);
  await town.until('both are gone', () => office.peers.length === 0);
  for (const visitor of [liar, honest]) {
    visitor.isReady = false;
    visitor.ended = undefined;
    visitor.dial(office.url);
    await town.until('it is back', () => visitor.isReady);
  }
  send(100);
  honest.send({ type: 'letter', letter: letterTo('library-0', 101) });
  await town.pass(1_000);
  expect(office.received.slice(6).map(({ letter }) => letter.sealed.length)).toEqual([101]);
  await town.doze(600_000);
  send(102);
  await town.until('it is read again', () => office.received.length === 8);
  expect(liar.ended).toBeUndefined();
});

test('whoever floods with letters and records keeps no pong from others', async () => {
  const town = new Town('library-0');
  const office = await town.open();
  office.speakFor('library-0');
  const { isOpen, open } = gate();
  office.reading = () => isOpen;
  const flooder = await town.visit(office);
  const other = await town.visit(office);
  const own = flooder.record(['library-0']);
  for (let count = 0; count < 12; count++) flooder.send({ type: 'letter', letter: letterTo('library-0', 1_400_000) });
  for (let count = 0; count < 500; count++) flooder.push(own);
  const before = town.schedule.now;
  other.send({ type: 'ping', request: 77 });
  await town.until('the pong is there', () => other.got('pong').length === 1);
  expect(town.schedule.now - before).toBeLessThan(200);
  open();
});
