import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { escapeMark } from '../../../source/ui/input/key-splitter.ts';
import { KeyStream } from '../../../source/ui/input/key-stream.ts';

class Input extends EventEmitter {
  readonly isTTY = true;
  raw = false;
  setRawMode(mode: boolean) {
    this.raw = mode;
    return this;
  }
  resume() {
    return this;
  }
  pause() {
    return this;
  }
}

/** Reads keys the way Ink does, and notes on which turn of the event loop each came. */
async function keysFrom(feed: (input: Input) => void, count: number) {
  const input = new Input();
  const stream = new KeyStream(input);
  stream.setRawMode(true);
  let turn = 0;
  const tick = setInterval(() => undefined, 1000);
  const seen: { key: string; turn: number }[] = [];
  const done = new Promise<void>((resolve) => {
    stream.on('readable', () => {
      for (let key = stream.read(); key !== null; key = stream.read()) {
        seen.push({ key, turn });
        if (seen.length === count) resolve();
      }
    });
  });
  const nextTurn = () => {
    turn += 1;
    if (seen.length < count) setImmediate(nextTurn);
  };
  setImmediate(nextTurn);
  feed(input);
  await done;
  clearInterval(tick);
  stream.destroy();
  return { seen, input };
}

test('a burst comes one key at a time, each on its own turn of the event loop', async () => {
  const { seen } = await keysFrom((input) => input.emit('data', Buffer.from('jj\u001b[B\r1q')), 6);
  expect(seen.map(({ key }) => key)).toEqual(['j', 'j', '\u001b[B', '\r', '1', 'q']);
  expect(new Set(seen.map(({ turn }) => turn)).size).toBe(6);
});

test('a character whose bytes come in two reads is one key', async () => {
  const bytes = Buffer.from('é🚗');
  const { seen } = await keysFrom((input) => {
    input.emit('data', bytes.subarray(0, 1));
    input.emit('data', bytes.subarray(1, 4));
    input.emit('data', bytes.subarray(4));
  }, 2);
  expect(seen.map(({ key }) => key)).toEqual(['é', '🚗']);
});

test('an Esc that nothing follows is an Esc', async () => {
  const { seen } = await keysFrom((input) => input.emit('data', Buffer.from('\u001b')), 1);
  expect(seen.map(({ key }) => key)).toEqual([escapeMark]);
});

test('without raw mode nothing is read', () => {
  const input = new Input();
  const stream = new KeyStream(input);
  stream.setRawMode(true);
  expect(input.raw).toBe(true);
  expect(input.listenerCount('data')).toBe(1);
  stream.setRawMode(false);
  expect(input.raw).toBe(false);
  expect(input.listenerCount('data')).toBe(0);
  stream.destroy();
});
