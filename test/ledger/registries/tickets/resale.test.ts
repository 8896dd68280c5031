import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../../source/ledger/refusal.ts';
import { resaleCapOf } from '../../../../source/ledger/registries/tickets/event.ts';
import { keyOf, refusedBy, type TestChain } from '../../support.ts';
import { BoxOffice, eventsOf, policy, price, printOf, ticketsOf } from './box.ts';

/** The ticket of an event whose first seat alice has. */
function alices(over: object = {}): BoxOffice {
  const box = new BoxOffice(over);
  box.buy('alice');
  return box;
}

const buyIt = (box: BoxOffice, as: string, asked: bigint) =>
  box.do(as, 'buyListed', 1, { price: `${asked}`, holder: printOf(as) });

describe('resale', () => {
  test('one denier above the cap is refused, at the cap it is paid out to the exact split', () => {
    const box = alices();
    const cap = resaleCapOf(box.now);
    expect(cap).toBe(110_000_000n);
    refusedBy(box.chain, 'PRICE_OVER_CAP', () => box.do('alice', 'list', 1, { price: `${cap + 1n}` }));
    box.do('alice', 'list', 1, { price: `${cap}` });
    const [alice, bob] = [box.balance('alice'), box.balance('bob')];
    const sale = box.chain.do('bob', 'tickets.buyListed', {
      ...{ ticket: box.ticketName(1), price: `${cap}`, holder: printOf('bob') },
    });
    expect(box.balance('alice') - alice).toBe(104_500_000n);
    expect(bob - box.balance('bob')).toBe(cap + sale.body.fee);
    expect(box.now).toMatchObject({ held: price, commissions: 5_500_000n });
    expect(box.ticket(1)).toMatchObject({ holder: keyOf('bob'), held: price, listed: undefined });
  });

  test('the remainder of a division goes to the organiser', () => {
    const box = alices();
    box.do('alice', 'list', 1, { price: '7' });
    const before = box.balance('alice');
    buyIt(box, 'bob', 7n);
    expect(box.balance('alice') - before).toBe(6n);
    expect(box.now.commissions).toBe(1n);
  });

  test('a ticket bought twice in one block: the second is refused with money untouched', () => {
    const box = alices();
    box.do('alice', 'list', 1, { price: '7' });
    const order = (as: string) =>
      box.chain.sign(as, 'tickets.buyListed', { ticket: box.ticketName(1), price: '7', holder: printOf(as) });
    refusedBy(box.chain, 'NOT_LISTED', () => box.chain.mine(order('bob'), order('carol')));
    box.chain.mine(order('bob'));
    const before = box.balance('carol');
    refusedBy(box.chain, 'NOT_LISTED', () => box.chain.mine(order('carol')));
    expect(box.balance('carol')).toBe(before);
  });

  test('a ticket listed, then given: refused', () => {
    const box = alices();
    box.do('alice', 'list', 1, { price: '7' });
    const gift = { to: 'bob', holder: printOf('bob') };
    refusedBy(box.chain, 'TICKET_LISTED', () => box.do('alice', 'give', 1, gift));
    refusedBy(box.chain, 'TICKET_LISTED', () => box.do('alice', 'list', 1, { price: '8' }));
    box.do('alice', 'unlist', 1);
    refusedBy(box.chain, 'NOT_LISTED', () => box.do('alice', 'unlist', 1));
    box.do('alice', 'give', 1, gift);
    expect(box.ticket(1)).toMatchObject({ holder: keyOf('bob'), given: 1 });
    refusedBy(box.chain, 'TRANSFERS_USED', () => box.do('bob', 'give', 1, { to: 'carol', holder: printOf('c') }));
    refusedBy(box.chain, 'NOT_HOLDER', () => box.do('alice', 'list', 1, { price: '7' }));
  });

  test('only whom the organiser allows may sell on', () => {
    const nobody = alices({ policy: { ...policy, resellers: 'none' } });
    refusedBy(nobody.chain, 'RESALE_FORBIDDEN', () => nobody.do('alice', 'list', 1, { price: '7' }));
    const official = new BoxOffice({ policy: { ...policy, resellers: 'sellers' } });
    official.buy('alice');
    official.buy('seller');
    refusedBy(official.chain, 'RESALE_FORBIDDEN', () => official.do('alice', 'list', 1, { price: '7' }));
    official.do('seller', 'list', 2, { price: '7' });
    expect(official.ticket(2)?.listed).toBe(7n);
  });

  test('at another price than the one asked, of one’s own, or of a ticket that is none, is refused', () => {
    const box = alices();
    box.do('alice', 'list', 1, { price: '7' });
    refusedBy(box.chain, 'PRICE_CHANGED', () => buyIt(box, 'bob', 6n));
    refusedBy(box.chain, 'OWN_TICKET', () => buyIt(box, 'alice', 7n));
    refusedBy(box.chain, 'TICKET_UNKNOWN', () => box.do('alice', 'list', 2, { price: '7' }));
  });

  test('a chain of resales never passes the cap on the event’s price', () => {
    const box = alices({ policy: { ...policy, perHolder: 9 } });
    const cap = resaleCapOf(box.now);
    let holder = 'alice';
    for (const next of ['bob', 'carol', 'dealer', 'alice']) {
      refusedBy(box.chain, 'PRICE_OVER_CAP', () => box.do(holder, 'list', 1, { price: `${cap + 1n}` }));
      box.do(holder, 'list', 1, { price: `${cap}` });
      buyIt(box, next, cap);
      holder = next;
    }
    expect(box.now.held).toBe(price);
  });
});

const people = ['alice', 'bob', 'carol', 'dealer'];
const somebody = fc.constantFrom(...people);
/** Mostly the one who may. */
const holder = fc.constantFrom('the holder', 'the holder', ...people);
const serial = fc.integer({ min: 1, max: 3 });
/** 0 stands for what is asked for the ticket. */
const asked = fc.constantFrom(0n, 7n, 99_999_999n, price, 110_000_000n, 110_000_001n);
const deeds = fc.oneof(
  fc.record({ as: somebody, operation: fc.constantFrom('buy', 'buy', 'wait') }),
  fc.record({ as: holder, operation: fc.constant('unwait') }),
  fc.record({ as: holder, operation: fc.constantFrom('giveBack', 'unlist'), serial }),
  fc.record({ as: holder, operation: fc.constant('list'), serial, price: asked }),
  fc.record({ as: somebody, operation: fc.constant('buyListed'), serial, price: fc.constantFrom(0n, 0n, 7n) }),
  fc.record({ as: holder, operation: fc.constant('give'), serial, to: somebody }),
);
type Deed = { as: string; operation: string; serial?: number; price?: bigint; to?: string };

/** Who holds a ticket, or waits first where none is named. */
function holderOf(box: BoxOffice, serial: number | undefined): string {
  const key = serial === undefined ? box.now.firstWaiting : box.ticket(serial)?.holder;
  return people.find((name) => key && Buffer.from(keyOf(name)).equals(Buffer.from(key))) ?? 'alice';
}

function tryDeed(box: BoxOffice, { as: who, operation, serial: number, price: asks, to }: Deed): string {
  const as = who === 'the holder' ? holderOf(box, number) : who;
  const fields = {
    ...(number === undefined ? { event: box.id } : { ticket: box.ticketName(number) }),
    ...(operation === 'buy' && { seller: 'seller', price: `${price}` }),
    ...(asks !== undefined && { price: `${asks === 0n ? (box.ticket(number ?? 1)?.listed ?? 0n) : asks}` }),
    ...(to !== undefined && { to }),
    ...(['buy', 'wait', 'buyListed', 'give'].includes(operation) && { holder: printOf(to ?? as) }),
  };
  try {
    box.chain.do(as, `tickets.${operation}`, fields);
    return operation;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return error.code;
  }
}

/** What the event holds is what its tickets say, and enough for every refund; nobody is over the limit. */
function expectCovered(chain: TestChain): void {
  const [event] = eventsOf(chain);
  const tickets = ticketsOf(chain);
  expect(tickets.reduce((sum, { held }) => sum + held, 0n)).toBe(event?.held);
  for (const { status, held, listed } of tickets) {
    expect(held).toBe(status === 'valid' ? event?.price : 0n);
    if (listed !== undefined) expect(listed).toBeLessThanOrEqual(110_000_000n);
  }
  const valid = tickets.filter(({ status }) => status === 'valid');
  expect(valid.length).toBeLessThanOrEqual(3);
  for (const name of people) {
    const holds = valid.filter(({ holder }) => Buffer.from(holder).equals(Buffer.from(keyOf(name)))).length;
    expect(holds).toBeLessThanOrEqual(2);
  }
  const locked = people.reduce((sum, name) => sum + chain.account(name).locked, 0n);
  expect(locked).toBe(price * BigInt(event?.waiting ?? 0));
}

test('whatever is tried, what the event holds covers every refund, and no price passes the cap', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(deeds, { minLength: 5, maxLength: 40, size: 'max' }), (list: Deed[]) => {
      const box = new BoxOffice({ capacity: 3 }, 3);
      for (const deed of list) {
        seen.add(tryDeed(box, deed));
        expectCovered(box.chain);
      }
      box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
      box.chain.mine();
      expect(box.now).toMatchObject({ held: 0n, commissions: 0n, waiting: 0 });
      expect(people.every((name) => box.chain.account(name).locked === 0n)).toBe(true);
    }),
    { numRuns: 40, seed: 1_812 },
  );
  // Had nothing succeeded, the property would say nothing.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'buy',
      'wait',
      'unwait',
      'giveBack',
      'list',
      'unlist',
      'buyListed',
      'give',
      'PRICE_OVER_CAP',
    ]),
  );
});
