import { describe, expect, test } from 'vitest';
import { resaleCapOf } from '../../../../source/ledger/registries/tickets/event.ts';
import { keyOf, refusedBy } from '../../support.ts';
import { BoxOffice, policy, price, printOf } from './box.ts';

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
