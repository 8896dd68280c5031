import { describe, expect, test } from 'vitest';
import { refusedBy } from '../../support.ts';
import { condemn, idle, waits } from '../licences/hasty.ts';
import { at, BoxOffice, policy, price, printOf } from './box.ts';

describe('tickets.cancelEvent', () => {
  test('refunds every holder over several blocks by itself, and whoever waits', () => {
    const box = new BoxOffice({ capacity: 250, policy: { ...policy, perHolder: 100 } }, 250);
    const buyers = ['alice', 'bob', 'carol'];
    const before = new Map(buyers.map((name) => [name, box.balance(name)]));
    const spent = new Map<string, bigint>();
    for (let count = 0; count < 250; count += 25) {
      const orders = Array.from({ length: 25 }, (_, place) => {
        const name = buyers[(count + place) % 3] ?? 'alice';
        const mine = Math.floor(place / 3);
        return { name, order: box.chain.sign(name, 'tickets.buy', box.order(name), mine) };
      });
      box.chain.mine(...orders.map(({ order }) => order));
      for (const { name, order } of orders) spent.set(name, (spent.get(name) ?? 0n) + order.body.fee);
    }
    box.chain.do('dealer', 'tickets.wait', { event: box.id, holder: printOf('dealer') });
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    expect(box.now).toMatchObject({ status: 'cancelled', reason: 'rain', held: 250n * price });
    const held = [150n, 50n, 0n].map((left) => left * price);
    for (const left of held) {
      box.chain.mine();
      expect(box.now.held).toBe(left);
    }
    for (const name of buyers) expect(before.get(name)! - box.balance(name)).toBe(spent.get(name));
    expect(box.chain.account('dealer').locked).toBe(0n);
    expect(box.ticket(250)).toMatchObject({ status: 'refunded', held: 0n, historyCount: 2 });
    refusedBy(box.chain, 'EVENT_ENDED', () => box.buy('alice'));
    refusedBy(box.chain, 'EVENT_ENDED', () => box.do('alice', 'giveBack', 1));
  });

  test('by anybody but the organiser is refused, be its licence suspended or its guarantee short', () => {
    const box = new BoxOffice();
    const cancel = () => box.chain.do('alice', 'tickets.cancelEvent', { event: box.id, reason: 'fraud' });
    refusedBy(box.chain, 'NOT_ORGANISER', cancel);
    box.chain.do('organiser', 'coins.unstake', { amount: '5000000000' });
    refusedBy(box.chain, 'NOT_ORGANISER', cancel);
    box.chain.do('organiser', 'coins.stake', { amount: '5000000000' });
    box.chain.do('authority', 'licences.accuse', { holder: 'organiser', role: 'organiser', reason: 'no hall' });
    refusedBy(box.chain, 'NOT_ORGANISER', cancel);
    refusedBy(box.chain, 'NOT_ORGANISER', () =>
      box.chain.do('seller', 'tickets.cancelEvent', { event: box.id, reason: 'fraud' }),
    );
    // Whoever is accused may still let everybody have the money back.
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    expect(box.now.status).toBe('cancelled');
  });

  test('is refused once the event is over, and a licence is not given back before that', () => {
    const box = new BoxOffice();
    const retire = () => box.chain.do('organiser', 'licences.retire', { role: 'organiser' });
    const error = refusedBy(box.chain, 'EVENTS_OPEN', retire);
    expect(error.data).toEqual({ count: 1 });
    box.waitUntil('2026-03-01T23:00Z');
    refusedBy(box.chain, 'EVENT_ENDED', () =>
      box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' }),
    );
    idle(box.chain, 1);
    retire();
  });

  test('by rule when the licence is lost', () => {
    const box = new BoxOffice();
    box.buy('alice');
    condemn(box.chain, 'organiser', 'organiser');
    const before = box.balance('alice');
    idle(box.chain, 2);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
    expect(box.balance('alice') - before).toBe(price);
  });
});

describe('after the event', () => {
  test('seller and organiser are paid by the queue to the last denier', () => {
    const box = new BoxOffice({ price: '333', policy: { ...policy, sellerFee: 1_000, commission: 333 } });
    for (const name of ['alice', 'bob']) box.chain.do(name, 'tickets.buy', { ...box.order(name), price: '333' });
    box.do('alice', 'list', 1, { price: '300' });
    box.do('carol', 'buyListed', 1, { price: '300', holder: printOf('carol') });
    expect(box.now).toMatchObject({ held: 666n, commissions: 10n });
    const [organiser, seller] = [box.balance('organiser'), box.balance('seller')];
    box.waitUntil('2026-03-01T23:00Z');
    expect(box.balance('seller')).toBe(seller);
    idle(box.chain, 1);
    expect(box.balance('seller') - seller).toBe(66n);
    expect(box.balance('organiser') - organiser).toBe(610n);
    expect(box.now).toMatchObject({ status: 'settled', held: 0n, commissions: 0n, historyCount: 4 });
    refusedBy(box.chain, 'EVENT_ENDED', () =>
      box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'x' }),
    );
  });

  test('an accused organiser is paid when the accusation is gone, and not before', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.waitUntil('2026-03-01T22:59Z');
    box.chain.do('authority', 'licences.accuse', { holder: 'organiser', role: 'organiser', reason: 'no hall' });
    box.waitUntil('2026-03-01T23:00Z');
    const paid = box.gain('organiser', () => idle(box.chain, waits.decisionBlocks - 1));
    expect(paid).toBe(0n);
    expect(box.now).toMatchObject({ status: 'open', held: price });
    expect(box.gain('organiser', () => idle(box.chain, 1))).toBe(price);
    expect(box.now).toMatchObject({ status: 'settled', held: 0n });
  });

  test('an accused organiser that is found guilty after the end pays everybody back', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.waitUntil('2026-03-01T22:59Z');
    box.chain.do('authority', 'licences.accuse', { holder: 'organiser', role: 'organiser', reason: 'no hall' });
    box.waitUntil('2026-03-01T23:00Z');
    idle(box.chain, waits.defenceBlocks);
    box.chain.do('authority', 'licences.decide', { holder: 'organiser', role: 'organiser', guilty: true });
    expect(box.gain('alice', () => idle(box.chain, 2))).toBe(price);
    idle(box.chain, waits.decisionBlocks);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
  });

  test('an organiser that lost its licence gets nothing: the holders do', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.chain.do('authority', 'licences.accuse', { holder: 'organiser', role: 'organiser', reason: 'no hall' });
    idle(box.chain, 3);
    box.chain.take(
      box.chain.build({
        time: at('2026-03-01T23:00Z'),
        transactions: [
          box.chain.sign('authority', 'licences.decide', { holder: 'organiser', role: 'organiser', guilty: true }),
        ],
      }),
    );
    const before = box.balance('alice');
    idle(box.chain, 3);
    expect(box.balance('alice') - before).toBe(price);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
  });
});
