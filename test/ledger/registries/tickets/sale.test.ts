import { describe, expect, test } from 'vitest';
import { lockedFrom } from '../../../../source/ledger/registries/tickets/event.ts';
import { seatsLeft } from '../../../../source/ledger/registries/tickets/sellers.ts';
import { keyOf, refused, refusedBy, TestChain } from '../../support.ts';
import { idle } from '../licences/hasty.ts';
import { BoxOffice, concert, policy, price, printOf } from './box.ts';

const fee = (transaction: { body: { fee: bigint } }) => transaction.body.fee;

describe('tickets.createEvent', () => {
  test('writes down all that a buyer has to know', () => {
    const { now } = new BoxOffice({}, 0);
    expect(now).toMatchObject({
      ...{ name: 'Concert', venue: 'Olympia', organiser: keyOf('organiser'), eventKey: keyOf('library-0') },
      ...{ capacity: 5, price, policy, status: 'open', issued: 0, sold: 0, held: 0n, historyCount: 1 },
    });
    expect(lockedFrom(now)).toBe(Date.parse('2026-03-01T18:00Z'));
  });

  test('without a key of the event takes the one of the organiser', () => {
    const box = new BoxOffice({ eventKey: undefined }, 0);
    expect(box.now.eventKey).not.toEqual(keyOf('organiser'));
    box.chain.do('organiser', 'tickets.issue', { event: box.id, count: 1, seller: 'seller' });
    expect(box.now.issued).toBe(1);
  });

  test('capacity 0, or beyond its limit, is refused', () => {
    for (const capacity of [0, 100_001]) refused('FIELD_INVALID', () => new BoxOffice({ capacity }));
  });

  test('price overflow: more money than there can be is refused', () => {
    refused('PRICE_OVERFLOW', () => new BoxOffice({ price: `${(1n << 64n) / 4n}`, capacity: 5 }));
  });

  test('commission above 100% is refused', () => {
    refused('FIELD_INVALID', () => new BoxOffice({ policy: { ...policy, commission: 10_001 } }));
  });

  test('times out of order, or that lie behind, are refused', () => {
    for (const times of [
      { doorsAt: '2026-03-01T21:00Z' },
      { endsAt: '2026-03-01T20:00Z' },
      { doorsAt: '2020-01-01T10:00Z' },
    ]) {
      refused('TIMES_INVALID', () => new BoxOffice(times));
    }
  });

  test('money is not bound for a lifetime: doors beyond ten years, or an end beyond a year behind them, are refused', () => {
    for (const times of [
      { endsAt: '2149-06-06T00:00Z' },
      { endsAt: '2027-03-02T19:00:01Z' },
      { doorsAt: '2037-03-01T19:00Z', startsAt: '2037-03-01T20:00Z', endsAt: '2037-03-01T23:00Z' },
    ]) {
      refused('TIMES_INVALID', () => new BoxOffice(times));
    }
    const longest = new BoxOffice({ endsAt: '2027-03-02T19:00Z' }, 0);
    expect(longest.now.endsAt - longest.now.doorsAt).toBe(366 * 86_400_000);
    const furthest = { doorsAt: '2035-12-31T00:00Z', startsAt: '2035-12-31T00:00Z', endsAt: '2036-01-01T00:00Z' };
    expect(new BoxOffice(furthest, 0).now.status).toBe('open');
  });

  test('an event whose tickets would be fixed already is refused: none could ever be sold', () => {
    const box = new BoxOffice();
    const announce = (lockBefore: number) =>
      box.chain.do('organiser', 'tickets.createEvent', { ...concert, policy: { ...policy, lockBefore } });
    refusedBy(box.chain, 'LOCK_PASSED', () => announce(31_536_000));
    box.waitUntil('2026-03-01T18:00Z');
    refusedBy(box.chain, 'LOCK_PASSED', () => announce(3_600));
    announce(3_599);
  });

  test('by somebody who is no organiser is refused', () => {
    const chain = new TestChain();
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('alice', 'tickets.createEvent', concert));
  });
});

describe('tickets.issue and tickets.offer', () => {
  test('of an event that nobody announced is refused, and so is all else', () => {
    const { chain } = new BoxOffice({}, 0);
    const event = '5f'.repeat(32);
    const nowhere = (as: string, operation: string, more: object) =>
      refusedBy(chain, 'EVENT_UNKNOWN', () => chain.do(as, `tickets.${operation}`, { ...more }));
    nowhere('organiser', 'issue', { event, count: 1, seller: 'seller', eventKey: 'library-0' });
    nowhere('seller', 'offer', { event, count: 1 });
    nowhere('organiser', 'cancelEvent', { event, reason: 'rain' });
    const holder = printOf('alice');
    nowhere('alice', 'buy', { event, seller: 'seller', price: '5', holder });
    nowhere('alice', 'wait', { event, holder });
    nowhere('alice', 'unwait', { event });
    const ticket = `${event}/1`;
    nowhere('alice', 'list', { ticket, price: '5' });
    nowhere('alice', 'buyListed', { ticket, price: '5', holder });
    nowhere('alice', 'give', { ticket, to: 'bob', holder });
    nowhere('alice', 'giveBack', { ticket });
    nowhere('garage', 'admit', { ticket, session: 'ABCDEF', slot: 5, signature: '01'.repeat(64) });
  });

  test('an event key that is not the event’s is refused', () => {
    const { chain, id } = new BoxOffice({}, 0);
    refusedBy(chain, 'WRONG_EVENT_KEY', () =>
      chain.do('organiser', 'tickets.issue', { event: id, count: 1, seller: 'seller', eventKey: 'library-1' }),
    );
  });

  test('a seller not named by the event is refused', () => {
    const { chain, id } = new BoxOffice({}, 0);
    refusedBy(chain, 'NOT_SELLER', () =>
      chain.do('organiser', 'tickets.issue', { event: id, count: 1, seller: 'dealer', eventKey: 'library-0' }),
    );
    refusedBy(chain, 'NOT_SELLER', () => chain.do('dealer', 'tickets.offer', { event: id, count: 1 }));
  });

  test('no more seats than there are, and no more on sale than were handed out', () => {
    const { chain, id } = new BoxOffice({}, 4);
    refusedBy(chain, 'CAPACITY_EXCEEDED', () =>
      chain.do('organiser', 'tickets.issue', { event: id, count: 2, seller: 'seller', eventKey: 'library-0' }),
    );
    refusedBy(chain, 'ISSUE_EXCEEDED', () => chain.do('seller', 'tickets.offer', { event: id, count: 1 }));
  });

  test('by another organiser is refused', () => {
    const { chain, id } = new BoxOffice({}, 0);
    refusedBy(chain, 'NOT_ORGANISER', () =>
      chain.do('bob', 'tickets.issue', { event: id, count: 1, seller: 'seller', eventKey: 'library-0' }),
    );
  });
});

describe('tickets.buy', () => {
  test('takes the next number and pays the event in one step', () => {
    const box = new BoxOffice();
    const before = box.balance('alice');
    const bought = box.chain.do('alice', 'tickets.buy', box.order('alice'));
    expect(before - box.balance('alice')).toBe(price + fee(bought));
    expect(box.now).toMatchObject({ sold: 1, held: price });
    expect(box.ticket(1)).toMatchObject({
      ...{ holder: keyOf('alice'), seller: keyOf('seller'), status: 'valid', held: price, historyCount: 1 },
    });
    box.buy('bob');
    expect(box.ticket(2)?.holder).toEqual(keyOf('bob'));
    expect(seatsLeft(box.chain.view(), box.event, box.now)).toBe(3);
  });

  test('at another price, or from a seller who has none, is refused', () => {
    const box = new BoxOffice({}, 1);
    refusedBy(box.chain, 'PRICE_CHANGED', () =>
      box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), price: `${price - 1n}` }),
    );
    refusedBy(box.chain, 'NOT_SELLER', () =>
      box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), seller: 'dealer' }),
    );
    box.buy('bob');
    refusedBy(box.chain, 'SOLD_OUT', () => box.buy('alice'));
  });

  test('over the limit for each person is refused, however the tickets came', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.buy('alice');
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('alice'));
    box.buy('bob');
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.do('bob', 'give', 3, { to: 'alice', holder: printOf('alice') }));
    box.do('alice', 'list', 1, { price: '1' });
    box.do('bob', 'buyListed', 1, { price: '1', holder: printOf('bob') });
    // What she sold on does not make room for more: she would be a scalper.
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('alice'));
  });

  test('where holders must be known to the police, a stranger is refused', () => {
    const box = new BoxOffice({ policy: { ...policy, certified: true } });
    box.buy('alice');
    const stranger = 'library-3';
    box.chain.do('alice', 'coins.transfer', { to: stranger, amount: '1000' });
    box.chain.do('police', 'owners.revoke', { key: 'bob' });
    refusedBy(box.chain, 'NOT_CERTIFIED', () => box.buy('bob'));
    refusedBy(box.chain, 'NOT_CERTIFIED', () => box.do('alice', 'give', 1, { to: 'bob', holder: printOf('bob') }));
  });

  test('a sale after doors lock is refused, and so is everything else that moves a ticket', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.do('alice', 'list', 1, { price: '5' });
    box.buy('bob');
    box.waitUntil('2026-03-01T18:00Z');
    refusedBy(box.chain, 'SALE_LOCKED', () => box.buy('carol'));
    refusedBy(box.chain, 'SALE_LOCKED', () => box.do('carol', 'buyListed', 1, { price: '5', holder: printOf('c') }));
    refusedBy(box.chain, 'SALE_LOCKED', () => box.do('bob', 'give', 2, { to: 'carol', holder: printOf('c') }));
    refusedBy(box.chain, 'SALE_LOCKED', () => box.do('bob', 'list', 2, { price: '5' }));
    refusedBy(box.chain, 'SALE_LOCKED', () => box.do('bob', 'giveBack', 2));
    box.do('alice', 'unlist', 1);
  });

  test('from an organiser or seller without its licence is refused', () => {
    const box = new BoxOffice();
    box.chain.do('authority', 'licences.accuse', { holder: 'seller', role: 'seller', reason: 'sold air' });
    refusedBy(box.chain, 'SELLER_UNLICENSED', () => box.buy('alice'));
    box.chain.do('authority', 'licences.accuse', { holder: 'organiser', role: 'organiser', reason: 'no hall' });
    refusedBy(box.chain, 'ORGANISER_UNLICENSED', () => box.buy('alice'));
  });
});

describe('tickets.giveBack and the waiting list', () => {
  test('pays what the event holds, and the seat is on sale again', () => {
    const box = new BoxOffice({}, 1);
    box.buy('alice');
    const before = box.balance('alice');
    const back = box.chain.do('alice', 'tickets.giveBack', { ticket: box.ticketName(1) });
    expect(box.balance('alice') - before).toBe(price - fee(back));
    expect(box.ticket(1)).toMatchObject({ status: 'returned', held: 0n });
    expect(box.now).toMatchObject({ held: 0n, returned: 1, sold: 1 });
    expect(box.purse('alice')).toEqual({ bought: 0, holds: 0, returns: 1 });
    refusedBy(box.chain, 'TICKET_VOID', () => box.do('alice', 'list', 1, { price: '5' }));
    box.buy('bob');
    expect(box.ticket(1)).toMatchObject({ holder: keyOf('bob'), status: 'valid', held: price, historyCount: 3 });
    expect(box.now).toMatchObject({ held: price, returned: 0, sold: 1 });
  });

  test('whoever waits first has the seat, and paid for it while waiting', () => {
    const box = new BoxOffice({}, 1);
    refusedBy(box.chain, 'SEATS_LEFT', () =>
      box.chain.do('bob', 'tickets.wait', { event: box.id, holder: printOf('bob') }),
    );
    box.buy('alice');
    for (const name of ['bob', 'carol', 'dealer']) {
      box.chain.do(name, 'tickets.wait', { event: box.id, holder: printOf(name) });
      expect(box.chain.account(name).locked).toBe(price);
    }
    refusedBy(box.chain, 'WAITING_ALREADY', () =>
      box.chain.do('bob', 'tickets.wait', { event: box.id, holder: printOf('bob') }),
    );
    box.chain.do('carol', 'tickets.unwait', { event: box.id });
    expect(box.chain.account('carol').locked).toBe(0n);
    refusedBy(box.chain, 'NOT_WAITING', () => box.chain.do('carol', 'tickets.unwait', { event: box.id }));
    box.do('alice', 'giveBack', 1);
    expect(box.ticket(1)?.holder).toEqual(keyOf('bob'));
    box.do('bob', 'giveBack', 1);
    expect(box.ticket(1)?.holder).toEqual(keyOf('dealer'));
    expect(box.now).toMatchObject({ held: price, waiting: 0, firstWaiting: undefined, lastWaiting: undefined });
    box.do('dealer', 'giveBack', 1);
    expect(box.now).toMatchObject({ held: 0n, returned: 1 });
  });

  test('seats of a seller that lost its licence are none that somebody could buy, so whoever wants one may wait', () => {
    const box = new BoxOffice({ sellers: ['seller', 'organiser'] }, 3);
    box.buy('alice');
    box.buy('alice');
    const left = () => seatsLeft(box.chain.view(), box.event, box.now);
    const waits = (name: string) => box.chain.do(name, 'tickets.wait', { event: box.id, holder: printOf(name) });
    expect(left()).toBe(1);
    box.chain.do('authority', 'licences.accuse', { holder: 'seller', role: 'seller', reason: 'sold air' });
    expect(left()).toBe(0);
    refusedBy(box.chain, 'SELLER_UNLICENSED', () => box.buy('bob'));
    waits('bob');
    box.do('alice', 'giveBack', 1);
    expect(box.ticket(1)?.holder).toEqual(keyOf('bob'));
    // What was given back is sold by whichever seller is licensed.
    box.do('alice', 'giveBack', 2);
    expect(left()).toBe(1);
    refusedBy(box.chain, 'SEATS_LEFT', () => waits('carol'));
    box.chain.do('carol', 'tickets.buy', { ...box.order('carol'), seller: 'organiser' });
    expect(box.ticket(2)).toMatchObject({ holder: keyOf('carol'), seller: keyOf('organiser') });
  });

  test('where no seller is licensed, seats that were given back are none to buy either', () => {
    const box = new BoxOffice({}, 1);
    box.buy('alice');
    box.do('alice', 'giveBack', 1);
    box.chain.do('authority', 'licences.accuse', { holder: 'seller', role: 'seller', reason: 'sold air' });
    refusedBy(box.chain, 'SELLER_UNLICENSED', () => box.buy('bob'));
    box.chain.do('bob', 'tickets.wait', { event: box.id, holder: printOf('bob') });
    expect(box.now.waiting).toBe(1);
  });

  test('whoever waits in vain gets the price back when the event is over', () => {
    const box = new BoxOffice({}, 1);
    box.buy('alice');
    box.chain.do('bob', 'tickets.wait', { event: box.id, holder: printOf('bob') });
    const before = box.balance('bob');
    box.waitUntil('2026-03-01T23:00Z');
    idle(box.chain, 2);
    expect(box.balance('bob') - before).toBe(price);
    expect(box.chain.account('bob').locked).toBe(0n);
  });
});
