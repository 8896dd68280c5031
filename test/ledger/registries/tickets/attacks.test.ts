import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { queueBatch } from '../../../../source/ledger/queue.ts';
import { isAnnouncedLost } from '../../../../source/ledger/registries/owners/owner.ts';
import { allotmentOf, resaleCapOf } from '../../../../source/ledger/registries/tickets/event.ts';
import { withPlanned } from '../../planned.ts';
import { keyOf, refused, refusedBy, TestChain } from '../../support.ts';
import { condemn, hasty, idle, waits } from '../licences/hasty.ts';
import { expectBooks } from './books.ts';
import { BoxOffice, concert, policy, price, printOf } from './box.ts';

const wait = (box: BoxOffice, as: string) => box.chain.do(as, 'tickets.wait', { event: box.id, holder: printOf(as) });
const gift = (to: string) => ({ to, holder: printOf(to) });
const resell = (box: BoxOffice, from: string, to: string, serial: number, asked: string) => {
  box.do(from, 'list', serial, { price: asked });
  box.do(to, 'buyListed', serial, { price: asked, holder: printOf(to) });
};

describe('the limit for each person', () => {
  test('counts the seat that somebody waits for: gifts do not go past it', () => {
    const box = new BoxOffice({}, 3);
    for (const name of ['alice', 'bob', 'bob']) box.buy(name);
    wait(box, 'alice');
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.do('bob', 'give', 2, gift('alice')));
    box.do('bob', 'list', 2, { price: '1' });
    refusedBy(box.chain, 'TICKET_LIMIT', () =>
      box.do('alice', 'buyListed', 2, { price: '1', holder: printOf('alice') }),
    );
    box.do('bob', 'giveBack', 3);
    expect(box.purse('alice')).toEqual({ bought: 2, holds: 2, returns: 0 });
    expectBooks(box.chain);
  });

  test('is not dodged by gifts to and fro: what was bought stays counted where it was bought', () => {
    const box = new BoxOffice({ policy: { ...policy, freeTransfers: 9 } });
    box.buy('alice');
    box.buy('alice');
    for (const serial of [1, 2]) box.do('alice', 'give', serial, gift('bob'));
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('alice'));
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('bob'));
    // Whoever returns what it never bought gains no room beyond that.
    box.do('bob', 'giveBack', 1);
    expect(box.purse('bob')).toEqual({ bought: 0, holds: 1, returns: 0 });
    box.buy('bob');
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('bob'));
    refusedBy(box.chain, 'TICKET_LIMIT', () => box.buy('alice'));
  });

  test('a ticket is not given to oneself, nor bought from oneself under a new key', () => {
    const box = new BoxOffice();
    box.buy('alice');
    refusedBy(box.chain, 'OWN_TICKET', () => box.do('alice', 'give', 1, gift('alice')));
    box.do('alice', 'list', 1, { price: '5' });
    box.chain.do('police', 'owners.replace', { old: 'alice', new: 'library-2' });
    idle(box.chain, waits.challengeBlocks + 1);
    for (const name of ['alice', 'library-2']) {
      refusedBy(box.chain, 'OWN_TICKET', () => box.do(name, 'buyListed', 1, { price: '5', holder: printOf(name) }));
    }
  });
});

describe('prices', () => {
  test('of nothing, with a cap of nothing: nobody pays, nobody is paid', () => {
    const box = new BoxOffice(
      { price: '0', policy: { ...policy, resaleCap: 0, commission: 10_000, sellerFee: 10_000 } },
      1,
    );
    box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), price: '0' });
    refusedBy(box.chain, 'PRICE_OVER_CAP', () => box.do('alice', 'list', 1, { price: '1' }));
    resell(box, 'alice', 'bob', 1, '0');
    wait(box, 'carol');
    box.do('bob', 'giveBack', 1);
    expect(box.ticket(1)?.holder).toEqual(keyOf('carol'));
    expect(box.now).toMatchObject({ held: 0n, commissions: 0n });
    box.waitUntil('2026-03-01T23:00Z');
    idle(box.chain, 1);
    expect(box.now.status).toBe('settled');
  });

  test('with a cap beyond any amount: the largest amount is the limit of the wire', () => {
    const most = (1n << 64n) - 1n;
    const box = new BoxOffice({ price: `${most}`, capacity: 1, policy: { ...policy, resaleCap: 1_000_000 } }, 1);
    expect(resaleCapOf(box.now)).toBe(most * 100n);
    refusedBy(box.chain, 'BALANCE_TOO_LOW', () =>
      box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), price: `${most}` }),
    );
  });

  test('a denier, in parts: what a division leaves goes to the organiser, and none is made', () => {
    const box = new BoxOffice({
      price: '1',
      policy: { ...policy, resaleCap: 10_000, commission: 1, sellerFee: 9_999 },
    });
    const supply = box.chain.supply();
    box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), price: '1' });
    box.do('alice', 'list', 1, { price: '1' });
    expect(box.gain('alice', () => box.do('bob', 'buyListed', 1, { price: '1', holder: printOf('bob') }))).toBe(0n);
    expect(box.now.commissions).toBe(1n);
    box.waitUntil('2026-03-01T23:00Z');
    const [seller, organiser] = [box.balance('seller'), box.balance('organiser')];
    idle(box.chain, 1);
    expect(box.balance('seller')).toBe(seller);
    expect(box.balance('organiser') - organiser).toBe(2n);
    expect(box.chain.supply() - supply).toBe(5n * box.chain.ledger.genesis.parameters.blockReward);
  });

  test('whoever buys below the price and returns the ticket gets what the event holds for it, not a denier more', () => {
    const box = new BoxOffice({}, 2);
    box.buy('alice');
    box.buy('carol');
    resell(box, 'alice', 'bob', 1, '1000');
    expect(box.gain('bob', () => box.do('bob', 'giveBack', 1, { payer: 'dealer' }))).toBe(price);
    expect(box.now).toMatchObject({ held: price, commissions: 50n });
    // It is a loss of whoever sold it so cheaply; the organiser sells the seat again at the price.
    box.buy('dealer');
    expect(box.now.held).toBe(2n * price);
  });
});

describe('two keys for an event', () => {
  test('the key of the organiser itself is refused as the key of its event', () => {
    refused('EVENT_KEY_OWN', () => new BoxOffice({ eventKey: 'organiser' }));
  });

  test('a cosigner that is given twice, or that is left out, is refused', () => {
    const { chain } = new BoxOffice({}, 0);
    const { body, signature, cosignatures } = chain.sign('organiser', 'tickets.createEvent', concert);
    const [event] = cosignatures;
    for (const others of [[event!, event!], []]) {
      refusedBy(chain, 'COSIGNERS_WRONG', () => chain.mine(chain.ledger.format.assemble(body, signature, others)));
    }
  });

  test('one entry makes one event: taken a second time it is refused', () => {
    const { chain } = new BoxOffice({}, 0);
    const entry = chain.do('organiser', 'tickets.createEvent', concert);
    refusedBy(chain, 'NONCE_USED', () => chain.mine(entry));
    const again = chain.do('organiser', 'tickets.createEvent', concert);
    expect(again.id).not.toEqual(entry.id);
  });

  test('no signature serves another recipient, price or event', () => {
    const box = new BoxOffice();
    const other = bytesToHex(box.chain.do('organiser', 'tickets.createEvent', concert).id);
    const bought = box.chain.sign('alice', 'tickets.buy', box.order('alice'));
    const issued = box.chain.sign('organiser', 'tickets.issue', {
      ...{ event: other, count: 1, seller: 'seller', eventKey: 'library-0' },
    });
    const { format } = box.chain.ledger;
    const bent = [
      [bought, { price: price - 1n }],
      [bought, { event: Uint8Array.from(Buffer.from(other, 'hex')) }],
      [bought, { holder: new Uint8Array(32) }],
      [issued, { event: box.event }],
      [issued, { seller: keyOf('dealer') }],
      [issued, { count: 2 }],
    ] as const;
    for (const [{ body, signature, cosignatures }, change] of bent) {
      const operation = { ...body.operation, values: { ...body.operation.values, ...change } };
      refusedBy(box.chain, 'SIGNATURE_INVALID', () =>
        box.chain.mine(format.assemble({ ...body, operation }, signature, cosignatures)),
      );
    }
    box.chain.mine(bought, issued);
  });
});

describe('an organiser that is suspended, or whose guarantee is short', () => {
  test('hands out and sells nothing; holders may return and stop waiting, and the seat is for sale later', () => {
    const box = new BoxOffice({}, 2);
    box.buy('alice');
    box.buy('bob');
    wait(box, 'carol');
    box.do('alice', 'list', 1, { price: '5' });
    box.chain.do('organiser', 'coins.unstake', { amount: '5000000000' });
    for (const act of [
      () => box.buy('dealer'),
      () => wait(box, 'dealer'),
      () => box.do('bob', 'list', 2, { price: '5' }),
      () => box.do('bob', 'give', 2, gift('dealer')),
      () => box.do('dealer', 'buyListed', 1, { price: '5', holder: printOf('dealer') }),
      () => box.sell(1),
      () => box.chain.do('seller', 'tickets.offer', { event: box.id, count: 1 }),
    ]) {
      refusedBy(box.chain, 'ORGANISER_UNLICENSED', act);
    }
    box.do('alice', 'unlist', 1);
    // Nobody who waits is given a seat of an event that may not be sold.
    expect(box.gain('bob', () => box.do('bob', 'giveBack', 2, { payer: 'dealer' }))).toBe(price);
    expect(box.now).toMatchObject({ returned: 1, waiting: 1 });
    box.chain.do('organiser', 'coins.stake', { amount: '5000000000' });
    box.do('alice', 'giveBack', 1);
    expect(box.ticket(1)?.holder).toEqual(keyOf('carol'));
    expectBooks(box.chain);
  });

  test('all its open events are cancelled when it is found guilty, and only those', () => {
    const box = new BoxOffice();
    box.buy('alice');
    const others = [1, 2].map(() => box.chain.do('organiser', 'tickets.createEvent', concert).id);
    box.chain.do('organiser', 'tickets.cancelEvent', { event: bytesToHex(others[0]!), reason: 'rain' });
    condemn(box.chain, 'organiser', 'organiser');
    expect(box.gain('alice', () => idle(box.chain, 2))).toBe(price);
    expect(box.now).toMatchObject({ status: 'cancelled', reason: 'the organiser lost its licence', held: 0n });
    expectBooks(box.chain);
    // Licensed again, it begins with nothing open.
    const again = { role: 'organiser', country: 'FR', name: 'Again' };
    box.chain.do('authority', 'licences.grant', { holder: 'organiser', ...again });
    box.chain.do('organiser', 'licences.retire', { role: 'organiser' });
  });

  test('no more than a hundred events of one organiser are open at once', () => {
    const chain = new TestChain(hasty);
    for (let made = 0; made < 100; made += 50) {
      chain.mine(
        ...Array.from({ length: 50 }, (_, place) => chain.sign('organiser', 'tickets.createEvent', concert, place)),
      );
    }
    refusedBy(chain, 'EVENTS_LIMIT', () => chain.do('organiser', 'tickets.createEvent', concert));
  });
});

describe('keys that were lost', () => {
  test('no ticket leaves the hands of a key that was announced as lost, until it objects', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.buy('alice');
    box.do('alice', 'list', 2, { price: '5' });
    box.chain.do('police', 'owners.replace', { old: 'alice', new: 'library-2' });
    expect(isAnnouncedLost(box.chain.view(), keyOf('alice'))).toBe(true);
    refusedBy(box.chain, 'KEY_ANNOUNCED_LOST', () => box.do('alice', 'list', 1, { price: '5' }));
    refusedBy(box.chain, 'KEY_ANNOUNCED_LOST', () => box.do('alice', 'give', 1, gift('bob')));
    refusedBy(box.chain, 'KEY_ANNOUNCED_LOST', () => box.do('alice', 'giveBack', 1));
    refusedBy(box.chain, 'HOLDER_ANNOUNCED_LOST', () =>
      box.do('bob', 'buyListed', 2, { price: '5', holder: printOf('bob') }),
    );
    box.chain.do('alice', 'owners.object');
    box.do('bob', 'buyListed', 2, { price: '5', holder: printOf('bob') });
    box.do('alice', 'give', 1, gift('carol'));
  });

  test('whoever replaced it has its tickets, its place in the list and what comes back; the old one has nothing', () => {
    const box = new BoxOffice({}, 2);
    box.buy('alice');
    box.buy('bob');
    wait(box, 'alice');
    box.chain.do('police', 'owners.replace', { old: 'alice', new: 'library-2' });
    idle(box.chain, waits.challengeBlocks + 1);
    refusedBy(box.chain, 'NOT_HOLDER', () => box.do('alice', 'list', 1, { price: '5' }));
    box.do('bob', 'giveBack', 2);
    expect(box.ticket(2)?.holder).toEqual(keyOf('alice'));
    box.do('library-2', 'list', 2, { price: '5' });
    expect(box.gain('library-2', () => box.do('carol', 'buyListed', 2, { price: '5', holder: printOf('c') }))).toBe(4n);
    wait(box, 'bob');
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    expect(box.gain('library-2', () => idle(box.chain, 1))).toBe(price);
    expectBooks(box.chain);
  });

  test('an organiser and its seller go on under their new keys, and are paid there', () => {
    const box = new BoxOffice({ sellers: ['seller', 'organiser'], policy: { ...policy, sellerFee: 1_000 } }, 1);
    for (const [place, name] of ['organiser', 'seller'].entries()) {
      box.chain.do('police', 'owners.certify', { key: name, commitment: `0${place + 1}`.repeat(32) });
      box.chain.do('police', 'owners.replace', { old: name, new: `library-${place + 2}` });
    }
    idle(box.chain, waits.challengeBlocks + 1);
    const seats = { event: box.id, count: 1, eventKey: 'library-0' };
    for (const old of ['organiser', 'seller']) {
      refusedBy(box.chain, 'NOT_ORGANISER', () => box.chain.do(old, 'tickets.issue', { ...seats, seller: 'seller' }));
      refusedBy(box.chain, 'NOT_SELLER', () => box.chain.do(old, 'tickets.offer', { event: box.id, count: 1 }));
    }
    for (const [seller, now] of [
      ['seller', 'library-3'],
      ['organiser', 'library-2'],
    ] as const) {
      box.chain.do('library-2', 'tickets.issue', { ...seats, seller });
      box.chain.do(now, 'tickets.offer', { event: box.id, count: 1 });
      box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), seller });
    }
    expect(allotmentOf(box.chain.view(), box.event, keyOf('seller'))).toMatchObject({ offered: 2, sold: 1 });
    box.waitUntil('2026-03-01T23:00Z');
    const [organiser, seller] = [box.balance('library-2'), box.balance('library-3')];
    idle(box.chain, 1);
    expect(box.balance('library-2') - organiser).toBe((2n * price * 9n) / 10n + price / 10n);
    expect(box.balance('library-3') - seller).toBe(price / 10n);
  });
});

describe('the waiting list', () => {
  test('whoever was revoked while waiting loses the place and gets the price back; the next has the seat', () => {
    const box = new BoxOffice({ policy: { ...policy, certified: true } }, 1);
    box.buy('alice');
    wait(box, 'bob');
    wait(box, 'carol');
    box.chain.do('police', 'owners.revoke', { key: 'bob' });
    expect(box.gain('bob', () => box.do('alice', 'giveBack', 1))).toBe(price);
    expect(box.ticket(1)?.holder).toEqual(keyOf('carol'));
    expect(box.now.waiting).toBe(0);
    expectBooks(box.chain);
  });

  test('a seat that is given again starts anew: gifts and commissions of before do not count', () => {
    const box = new BoxOffice({}, 1);
    box.buy('alice');
    resell(box, 'alice', 'bob', 1, '1000');
    box.do('bob', 'give', 1, gift('carol'));
    expect(box.ticket(1)).toMatchObject({ given: 1, commission: 50n });
    wait(box, 'dealer');
    box.do('carol', 'giveBack', 1);
    expect(box.ticket(1)).toMatchObject({ holder: keyOf('dealer'), given: 0, commission: 0n, held: price });
    box.do('dealer', 'give', 1, gift('alice'));
    expectBooks(box.chain);
  });
});

describe('a queue that is late', () => {
  test('gives nobody extra time, and pays everybody all the same', () => {
    const { event, chain } = late();
    const id = bytesToHex(event);
    // Whatever the queue has not done yet, the event is over.
    refusedBy(chain, 'EVENT_ENDED', () => chain.do('organiser', 'tickets.cancelEvent', { event: id, reason: 'rain' }));
    refusedBy(chain, 'EVENT_ENDED', () => chain.do('alice', 'tickets.giveBack', { ticket: `${id}/1` }));
    const before = chain.account('organiser').balance;
    idle(chain, 3);
    expect(chain.account('organiser').balance - before).toBe(price);
    expectBooks(chain);
  });
});

/** An event whose end came while the queue has a thousand other things to do first. */
function late(): { chain: TestChain; event: Uint8Array } {
  const chain = new TestChain(hasty, withPlanned);
  const { id } = chain.do('organiser', 'tickets.createEvent', concert);
  const event = bytesToHex(id);
  chain.do('organiser', 'tickets.issue', { event, count: 1, seller: 'seller', eventKey: 'library-0' });
  chain.do('seller', 'tickets.offer', { event, count: 1 });
  chain.do('alice', 'tickets.buy', { event, seller: 'seller', price: `${price}`, holder: printOf('alice') });
  chain.do('dealer', 'planned.plan', { clock: 'height', due: chain.height + 3, first: 0, count: queueBatch });
  chain.take(chain.build({ time: Date.parse(concert.endsAt) }));
  return { chain, event: id };
}
