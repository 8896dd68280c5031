import { expect, test } from 'vitest';
import type { Facade } from '../../../source/node/facade.ts';
import { Following, placeInWords } from '../../../source/ui/model/following.ts';
import { Messages } from '../../../source/ui/model/messages.ts';
import { Navigator } from '../../../source/ui/model/navigator.ts';
import { Queries } from '../../../source/ui/model/queries.ts';
import { toRefusal } from '../../../source/ui/model/refusal.ts';

/** Waits until all promises that are on their way have settled. */
const settled = async () => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A model whose rebuilds happen when the test says so. */
function model() {
  const tasks: (() => void)[] = [];
  const facade = {} as Facade;
  const queries = new Queries({
    facade,
    defer: (task, milliseconds) => {
      if (milliseconds === 0) {
        const turn = setImmediate(task);
        return () => clearImmediate(turn);
      }
      tasks.push(task);
      return () => tasks.splice(tasks.indexOf(task), 1);
    },
  });
  return {
    queries,
    rebuild: async () => {
      tasks.shift()?.();
      await settled();
    },
    waiting: () => tasks.length,
  };
}

test('a question is asked at once, and again when what it depends on changed', async () => {
  const { queries, rebuild, waiting } = model();
  let asked = 0;
  queries.retain('height', ['tip'], async () => ++asked);
  expect(queries.read('height')).toEqual({ loading: true });
  await settled();
  expect(queries.read('height')).toEqual({ loading: false, value: 1 });
  queries.touch('mining');
  await rebuild();
  expect(asked).toBe(1);
  queries.touch('tip');
  await rebuild();
  expect(queries.read('height')).toEqual({ loading: false, value: 2 });
  expect(waiting()).toBe(0);
});

test('a thousand events before a rebuild ask once and tell once', async () => {
  const { queries, rebuild, waiting } = model();
  let asked = 0;
  let told = 0;
  queries.retain('height', ['tip'], async () => ++asked);
  await settled();
  queries.subscribe(() => told++);
  for (let count = 0; count < 1000; count++) queries.touch('tip');
  expect(waiting()).toBe(1);
  await rebuild();
  expect([asked, told]).toEqual([2, 1]);
});

test('what no screen shows is not asked, and its answer is there at once on the way back', async () => {
  const { queries, rebuild } = model();
  let asked = 0;
  const release = queries.retain('height', ['tip'], async () => ++asked);
  await settled();
  release();
  queries.touch('tip');
  await rebuild();
  expect(asked).toBe(1);
  expect(queries.read('height')).toEqual({ loading: false, value: 1 });
  queries.retain('height', ['tip'], async () => ++asked);
  await settled();
  expect(queries.read('height')).toEqual({ loading: false, value: 2 });
});

test('what the next view asks too goes on, and is asked again only where it changed meanwhile', async () => {
  const { queries, rebuild } = model();
  let asked = 0;
  const retain = () => queries.retain('height', ['tip'], async () => ++asked);
  const first = retain();
  await settled();
  first();
  const second = retain();
  await settled();
  expect(asked).toBe(1);
  queries.touch('tip');
  second();
  const third = retain();
  await settled();
  expect(queries.read('height')).toEqual({ loading: false, value: 2 });
  queries.touch('tip');
  await rebuild();
  expect(queries.read('height')).toEqual({ loading: false, value: 3 });
  third();
  await settled();
  retain();
  await settled();
  expect(queries.read('height')).toEqual({ loading: false, value: 4 });
});

test('a refusal is an answer, and a fault of our own is said as one', async () => {
  const { queries } = model();
  queries.retain('car', ['tip'], async () => {
    throw Object.assign(new Error('No such car.'), { code: 'CAR_UNKNOWN', data: { vin: 'X' } });
  });
  await settled();
  expect(queries.read('car')).toEqual({
    loading: false,
    refusal: { code: 'CAR_UNKNOWN', message: 'No such car.', data: { vin: 'X' } },
  });
  expect(toRefusal(new TypeError('x is undefined')).code).toBe('INTERNAL');
});

const home = { screen: 'home', view: 'home', key: '' };
const cars = { screen: 'cars', view: 'cars', key: '' };
const car = { screen: 'cars', view: 'car', key: 'VIN' };

test('Esc goes back one level, at last Home', () => {
  const navigator = new Navigator({ home });
  navigator.go(cars);
  navigator.push(car);
  expect(navigator.here).toBe(car);
  expect(navigator.back()).toBe(true);
  expect(navigator.here).toBe(cars);
  expect(navigator.back()).toBe(true);
  expect(navigator.here).toEqual(home);
  expect(navigator.back()).toBe(false);
});

test('a list keeps its selection while one is deeper, and an object starts anew when it is opened again', () => {
  const navigator = new Navigator({ home });
  navigator.go(cars);
  navigator.keep(cars, 'list', 7);
  navigator.push(car);
  navigator.keep(car, 'list', 3);
  navigator.back();
  expect(navigator.recall(cars, 'list')).toBe(7);
  navigator.push(car);
  expect(navigator.recall(car, 'list')).toBeUndefined();
});

test('a message goes away by itself, a refusal with the next key, an answer with the next one that does something', () => {
  let time = 0;
  const messages = new Messages({ now: () => time });
  messages.say('You act as bob');
  expect(messages.current()?.text).toBe('You act as bob');
  time = 60_000;
  expect(messages.current()).toBeUndefined();
  messages.say('Not enough.', 'bad');
  time = 600_000;
  expect(messages.current()?.text).toBe('Not enough.');
  messages.read(messages.current(), false);
  expect(messages.current()).toBeUndefined();
  messages.say('It is on the clipboard');
  messages.read(messages.current(), false);
  expect(messages.current()?.text).toBe('It is on the clipboard');
  messages.read(messages.current(), true);
  expect(messages.current()).toBeUndefined();
  messages.tell('5001 joined');
  messages.read(messages.current(), true);
  expect(messages.current()?.text).toBe('5001 joined');
});

test('where an entry stands is said in three steps', () => {
  const place = { state: 'in block' as const, block: '', index: 0, time: 0, height: 9 };
  expect(placeInWords({ state: 'waiting' })).toBe('Waiting for a block');
  expect(placeInWords({ ...place, depth: 1 })).toBe('In block 9');
  expect(placeInWords({ ...place, depth: 3 })).toBe('3 deep');
});

test('of several entries that were signed only the newest is said, and how many there are', async () => {
  const said: string[] = [];
  const depths = new Map([
    ['a', 1],
    ['b', 1],
  ]);
  const facade = {
    transaction: async ({ id }: { id: string }) => ({
      place: { state: 'in block', block: '', index: 0, time: 0, height: 9, depth: depths.get(id) ?? 1 },
    }),
  } as unknown as Facade;
  const following = new Following({ facade, say: (text) => said.push(text) });
  following.follow('a', 'Pay');
  following.follow('b', 'Give a plate');
  await following.look();
  depths.set('a', 3);
  await following.look();
  depths.set('b', 3);
  await following.look();
  expect(said).toEqual([
    'Pay: signed. Waiting for a block',
    'Give a plate: signed. Waiting for a block, the newest of 2',
    'Give a plate: in block 9, the newest of 2',
    'Give a plate: 3 deep',
  ]);
});

test('an entry that was signed again is followed under its new id, and nothing is said of the old one', async () => {
  const said: string[] = [];
  const facade = {
    transaction: async ({ id }: { id: string }) => {
      if (id === 'old') throw Object.assign(new Error('contested'), { code: 'NUMBER_CONTESTED', data: { id: 'new' } });
      return { place: { state: 'in block', block: '', index: 0, time: 0, height: 9, depth: 1 } };
    },
  } as unknown as Facade;
  const following = new Following({ facade, say: (text) => said.push(text) });
  following.follow('old', 'Pay');
  await following.look();
  await following.look();
  expect(said).toEqual(['Pay: signed. Waiting for a block', 'Pay: in block 9']);
});
