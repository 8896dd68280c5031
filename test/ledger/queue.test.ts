import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regtest } from '../../source/ledger/networks.ts';
import { dequeueDue, enqueue, type QueueClock, queueBatch, queueKey, queueLength } from '../../source/ledger/queue.ts';
import { Overlay } from '../../source/ledger/state.ts';
import { foundedAt, logOf, withPlanned } from './planned.ts';
import { MemoryState, TestChain } from './support.ts';

const clock = fc.constantFrom<QueueClock>('height', 'time');
const due = fc.oneof(fc.nat(20), fc.constantFrom(0xffffffff, 2_000_000_000_000));

describe('queue', () => {
  test('takes entries in the order of (due, sequence), each clock for itself', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('enqueue' as const), clock, due }),
      fc.record({ do: fc.constant('dequeue' as const), clock, due }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const state = new Overlay(new MemoryState());
        const model: { clock: QueueClock; due: number; sequence: number }[] = [];
        let sequence = 0;
        for (const one of steps) {
          if (one.do === 'enqueue') {
            enqueue(state, one.clock, one.due, 7, Uint8Array.of(sequence & 0xff));
            model.push({ clock: one.clock, due: one.due, sequence: sequence++ });
          } else {
            const ready = model.filter((entry) => entry.clock === one.clock && entry.due <= one.due);
            const first = ready.toSorted((left, right) => left.due - right.due || left.sequence - right.sequence)[0];
            const taken = dequeueDue(state, one.clock, one.due);
            expect(taken?.sequence).toBe(first?.sequence);
            expect(taken?.due).toBe(first?.due);
            if (taken !== undefined) expect(taken.payload).toEqual(Uint8Array.of(taken.sequence & 0xff));
            if (first !== undefined) model.splice(model.indexOf(first), 1);
          }
          for (const each of ['height', 'time'] as const) {
            expect(queueLength(state, each)).toBe(model.filter((entry) => entry.clock === each).length);
          }
        }
      }),
    );
  });

  test('an emptied queue leaves no entry behind', () => {
    const state = new Overlay(new MemoryState());
    for (let number = 0; number < 50; number++) enqueue(state, 'height', number % 7, 7, new Uint8Array(0));
    const filled = state.changes().length;
    while (dequeueDue(state, 'height', 7) !== undefined);
    // What stays is the length, 0, and the sequence, which is never used twice.
    expect(filled - state.changes().length).toBe(50);
  });

  test('no two entries share a key', () => {
    const entry = { due: 3, sequence: 4, registry: 7, payload: new Uint8Array(0) };
    expect(queueKey(entry)).toHaveLength(16);
    expect(queueKey(entry)).not.toEqual(queueKey({ ...entry, due: 4, sequence: 3 }));
    expect(queueKey(entry)).not.toEqual(queueKey({ ...entry, sequence: 2 ** 40 + 4 }));
  });
});

describe('the queue in blocks', () => {
  const numbers = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);
  const planned = () => new TestChain(regtest, withPlanned);
  const plan = (given: { clock: QueueClock; due: number; first: number; count: number }) => given;

  test('is carried out at its height, a thousand a block, the rest carried over in order', () => {
    const chain = planned();
    const half = queueBatch / 2;
    chain.do('alice', 'planned.plan', plan({ clock: 'height', due: 4, first: 10_000, count: 3 * half }));
    chain.do('bob', 'planned.plan', plan({ clock: 'height', due: 3, first: 0, count: queueBatch + half }));
    expect(logOf(chain.view())).toEqual([]);
    chain.mine();
    expect(logOf(chain.view())).toEqual(numbers(0, queueBatch));
    chain.mine();
    const first = [...numbers(0, queueBatch + half), ...numbers(10_000, half)];
    expect(logOf(chain.view())).toEqual(first);
    chain.mine();
    const all = [...first, ...numbers(10_000 + half, 2 * half)];
    expect(logOf(chain.view())).toEqual(all);
    chain.mine();
    expect(logOf(chain.view())).toEqual(all);
  });

  test('counts both clocks together, and time is the time of the parent', () => {
    const chain = planned();
    const time = 60_000;
    chain.do('alice', 'planned.plan', plan({ clock: 'time', due: time, first: 1, count: 2 }));
    chain.take(chain.build({ time: foundedAt + time - 1 }));
    chain.take(chain.build({ time: foundedAt + time }));
    expect(logOf(chain.view())).toEqual([]);
    chain.take(chain.build({ time: foundedAt + 2 * time }));
    expect(logOf(chain.view())).toEqual([1, 2]);

    chain.do('alice', 'planned.plan', plan({ clock: 'time', due: 0, first: 5, count: 1 }));
    const over = { due: chain.height + 2, first: 100, count: queueBatch };
    chain.do('alice', 'planned.plan', plan({ clock: 'height', ...over }));
    expect(logOf(chain.view())).toEqual([1, 2, 5]);
    chain.do('alice', 'planned.plan', plan({ clock: 'time', due: 0, first: 6, count: 1 }));
    expect(logOf(chain.view())).toEqual([1, 2, 5, ...numbers(100, queueBatch)]);
    chain.mine();
    expect(logOf(chain.view())).toEqual([1, 2, 5, ...numbers(100, queueBatch), 6]);
  });

  test('runs before the transactions of its block', () => {
    const chain = planned();
    chain.do('alice', 'planned.plan', plan({ clock: 'height', due: 2, first: 1, count: 1 }));
    chain.do('bob', 'planned.note', { number: 2 });
    expect(logOf(chain.view())).toEqual([1, 2]);
  });

  test('is undone with its block', () => {
    const chain = planned();
    chain.do('alice', 'planned.plan', plan({ clock: 'height', due: 2, first: 1, count: queueBatch + 1 }));
    const before = chain.state.dump();
    const { block } = chain.mine();
    const after = chain.state.dump();
    expect(after).not.toBe(before);
    chain.undo();
    expect(chain.state.dump()).toBe(before);
    chain.take(block);
    expect(chain.state.dump()).toBe(after);
  });
});
