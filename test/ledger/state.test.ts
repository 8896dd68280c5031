import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as codec from '../../source/ledger/codec.ts';
import { asHistoric, idOf, type Kind, Overlay, stateKey, statePrefix } from '../../source/ledger/state.ts';
import { MemoryState } from './support.ts';

const kind: Kind<{ n: number }> = {
  registry: 9,
  kind: 1,
  name: 'thing',
  idLength: 1,
  codec: codec.struct({ n: codec.u8 }),
};
const id = (number: number) => Uint8Array.of(number);
const key = (number: number) => stateKey(kind, id(number));

/** What is done to a stack of overlays, and beside it to a plain map per level. */
type Step =
  | { readonly do: 'put'; readonly id: number; readonly n: number }
  | { readonly do: 'delete' | 'get'; readonly id: number }
  | { readonly do: 'push' | 'merge' | 'drop' };

const place = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), id: place, n: fc.nat(2) }),
  fc.record({ do: fc.constantFrom('delete' as const, 'get' as const), id: place }),
  fc.record({ do: fc.constantFrom('push' as const, 'merge' as const, 'drop' as const) }),
);

describe('Overlay', () => {
  test('a stack of overlays is a stack of maps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(2))), fc.array(step, { maxLength: 60 }), (start, steps) => {
        const store = new MemoryState();
        for (const [at, n] of start) store.write(key(at), kind.codec.encode({ n }));
        const founded = new Map(start);
        const overlays = [new Overlay(store)];
        const models = [new Map(founded)];
        for (const one of steps) {
          const [overlay, model] = [overlays.at(-1)!, models.at(-1)!];
          if (one.do === 'put') {
            overlay.put(kind, id(one.id), { n: one.n });
            model.set(one.id, one.n);
          } else if (one.do === 'delete') {
            overlay.delete(kind, id(one.id));
            model.delete(one.id);
          } else if (one.do === 'get') {
            expect(overlay.get(kind, id(one.id))?.n).toBe(model.get(one.id));
            expect(overlay.read(key(one.id))?.[0]).toBe(model.get(one.id));
          } else if (one.do === 'push') {
            overlays.push(new Overlay(overlay));
            models.push(new Map(model));
          } else if (overlays.length > 1) {
            if (one.do === 'merge') overlay.merge();
            overlays.pop();
            const top = models.pop()!;
            if (one.do === 'merge') models[models.length - 1] = top;
          }
        }
        while (overlays.length > 1) overlays.pop()!.merge();
        const model = steps.length === 0 ? founded : models.at(-1)!;
        const changes = overlays[0]!.changes();
        expect(changes.map((change) => change.key)).toEqual(changes.map((change) => change.key).toSorted());
        for (const change of changes) {
          const at = idOf(change.key)[0]!;
          expect(change.before?.[0]).toBe(founded.get(at));
          expect(change.after?.[0]).toBe(model.get(at));
          expect(change.before?.[0]).not.toBe(change.after?.[0]);
        }
        const changed = new Set(changes.map((change) => idOf(change.key)[0]));
        for (let at = 0; at <= 3; at++) expect(changed.has(at)).toBe(founded.get(at) !== model.get(at));
      }),
    );
  });

  test('what was written and taken back is no change', () => {
    const overlay = new Overlay(new MemoryState());
    overlay.put(kind, id(1), { n: 1 });
    overlay.delete(kind, id(1));
    expect(overlay.changes()).toEqual([]);
  });

  test('discard forgets what was read too', () => {
    const store = new MemoryState();
    const overlay = new Overlay(store);
    expect(overlay.get(kind, id(1))).toBeUndefined();
    store.write(key(1), Uint8Array.of(7));
    overlay.discard();
    expect(overlay.get(kind, id(1))).toEqual({ n: 7 });
  });

  test('what is settled was stored below: it is no change any more, and is read without asking again', () => {
    const store = new MemoryState();
    const overlay = new Overlay(store);
    overlay.put(kind, id(1), { n: 1 });
    overlay.delete(kind, id(2));
    for (const [at, bytes] of overlay.written()) store.write(at, bytes);
    overlay.settle();
    expect(overlay.changes()).toEqual([]);
    expect([...overlay.written()]).toEqual([]);
    store.write(key(1), Uint8Array.of(9));
    expect(overlay.get(kind, id(1))).toEqual({ n: 1 });
    expect(overlay.get(kind, id(2))).toBeUndefined();
    overlay.put(kind, id(1), { n: 2 });
    expect(overlay.changes()).toEqual([{ key: key(1), before: Uint8Array.of(1), after: Uint8Array.of(2) }]);
    overlay.discard();
    expect(overlay.get(kind, id(1))).toEqual({ n: 9 });
  });

  test('objects of some kinds that were written, as they were and as they are', () => {
    const prefix = statePrefix(kind);
    const store = new MemoryState();
    store.write(key(1), Uint8Array.of(1));
    store.write(key(2), Uint8Array.of(2));
    const below = new Overlay(store);
    const overlay = new Overlay(below);
    overlay.put(kind, id(1), { n: 7 });
    overlay.delete(kind, id(2));
    overlay.put(kind, id(3), { n: 8 });
    overlay.put({ ...kind, kind: 2 }, id(3), { n: 9 });
    expect([...overlay.changesAmong(new Map([[statePrefix(kind), kind]]))]).toEqual([
      { prefix, id: id(1), before: { n: 1 }, after: { n: 7 } },
      { prefix, id: id(2), before: { n: 2 }, after: undefined },
      { prefix, id: id(3), before: undefined, after: { n: 8 } },
    ]);
  });

  test('an id of another length is a mistake of the caller', () => {
    expect(() => stateKey(kind, new Uint8Array(2))).toThrow(RangeError);
    expect(() => new Overlay(new MemoryState()).merge()).toThrow(TypeError);
  });

  test('kinds never share a key', () => {
    const historic: Kind<{ historyCount: number; historyHead: Uint8Array }> = {
      ...{ registry: 9, kind: 2, name: 'other', idLength: 1 },
      codec: codec.struct({ historyCount: codec.u32, historyHead: codec.hash32 }),
    };
    expect(stateKey(asHistoric(historic), id(1))).not.toBe(key(1));
  });
});
