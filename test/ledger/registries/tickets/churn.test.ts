import { describe, expect, test } from 'vitest';
import { keyOf, refusedBy } from '../../support.ts';
import { expectBooks } from './books.ts';
import { BoxOffice, policy, printOf } from './box.ts';

describe('buying and returning one seat over and over', () => {
  test('ends: a return makes room only as often as one person may have tickets', () => {
    const box = new BoxOffice();
    for (const round of [1, 2, 3, 4]) {
      box.buy('carol');
      box.do('carol', 'giveBack', 1);
      expect(box.purse('carol')).toEqual({ bought: Math.max(0, round - 2), holds: 0, returns: Math.min(2, round) });
      expectBooks(box.chain);
    }
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('carol'));
    box.buy('bob');
    expect(box.ticket(1)).toMatchObject({ holder: keyOf('bob'), historyCount: 9 });
    // Where it is full, a gift is still a gift.
    box.do('bob', 'give', 1, { to: 'carol', holder: printOf('carol') });
    expect(box.purse('carol')).toEqual({ bought: 2, holds: 1, returns: 2 });
  });

  test('ends too where one waits for what the other returns', () => {
    const box = new BoxOffice({ policy: { ...policy, perHolder: 1 } }, 1);
    const wait = (name: string) => box.chain.do(name, 'tickets.wait', { event: box.id, holder: printOf(name) });
    box.buy('alice');
    for (const [holder, next] of [
      ['alice', 'bob'],
      ['bob', 'alice'],
      ['alice', 'bob'],
    ] as const) {
      wait(next);
      box.do(holder, 'giveBack', 1);
      expect(box.ticket(1)?.holder).toEqual(keyOf(next));
      expectBooks(box.chain);
    }
    refusedBy(box.chain, 'TICKET_LIMIT', () => wait('alice'));
  });
});

describe('seats that were given back', () => {
  test('are sold in the order in which they came, before any new one', () => {
    const box = new BoxOffice({}, 5);
    for (const name of ['alice', 'alice', 'bob', 'bob']) box.buy(name);
    for (const [name, serial] of [
      ['bob', 3],
      ['alice', 1],
      ['bob', 4],
    ] as const) {
      box.do(name, 'giveBack', serial);
    }
    box.buy('carol');
    expect(box.ticket(3)?.holder).toEqual(keyOf('carol'));
    expect(box.now).toMatchObject({ returned: 2, resold: 1, sold: 4 });
    box.do('carol', 'giveBack', 3);
    for (const [name, serial] of [
      ['dealer', 1],
      ['dealer', 4],
      ['carol', 3],
      ['carol', 5],
    ] as const) {
      box.buy(name);
      expect(box.ticket(serial)).toMatchObject({ holder: keyOf(name), status: 'valid' });
      expectBooks(box.chain);
    }
    expect(box.now).toMatchObject({ returned: 0, resold: 4, sold: 5 });
  });
});
