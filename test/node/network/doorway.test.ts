import { expect, test } from 'vitest';
import { Doorway } from '../../../source/node/network/doorway.ts';

test('a host beyond its share loses the one that stood longest, and no other host does', () => {
  const doorway = new Doorway<string>({ all: 10, perHost: 2 });
  expect(doorway.enter('other', 'b')).toBeUndefined();
  expect(doorway.enter('first', 'a')).toBeUndefined();
  expect(doorway.enter('second', 'a')).toBeUndefined();
  expect(doorway.enter('third', 'a')).toBe('first');
  expect(doorway.size).toBe(3);
});

test('a full doorway loses one of the host with the most', () => {
  const doorway = new Doorway<string>({ all: 3, perHost: 3 });
  doorway.enter('lonely', 'a');
  doorway.enter('one', 'b');
  doorway.enter('two', 'b');
  expect(doorway.enter('new', 'c')).toBe('one');
  expect(doorway.enter('newer', 'd')).toBe('lonely');
});

test('who went on is not counted', () => {
  const doorway = new Doorway<number>({ all: 1, perHost: 1 });
  for (let one = 0; one < 5; one++) {
    expect(doorway.enter(one, 'a')).toBeUndefined();
    doorway.leave(one);
  }
  expect(doorway.size).toBe(0);
});
