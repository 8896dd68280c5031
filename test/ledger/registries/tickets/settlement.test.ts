import { describe, expect, test } from 'vitest';
import { licenceIn } from '../../../../source/ledger/registries/licences/licence.ts';
import { eventsByEnd, eventsByParty } from '../../../../source/ledger/registries/tickets/event.ts';
import { keyOf, refusedBy } from '../../support.ts';
import { condemn, idle, waits } from '../licences/hasty.ts';
import { at, BoxOffice, policy, price, printOf } from './box.ts';

describe('tickets.cancelEvent', () => {
  test('pays holders and whoever waits back, in the next block', () => {
    const box = new BoxOffice({}, 1);
    box.buy('alice');
    for (const name of ['bob', 'carol']) {
      box.chain.do(name, 'tickets.wait', { event: box.id, holder: printOf(name) });
    }
    const [alice, bob] = [box.balance('alice'), box.balance('bob')];
    const cancel = box.chain.sign('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    // Whoever stops waiting in the very block in which it is cancelled gets the price back once.
    const leave = box.chain.sign('carol', 'tickets.unwait', { event: box.id });
    box.chain.mine(cancel, leave);
    expect(box.now).toMatchObject({ status: 'cancelled', reason: 'rain', held: price, waiting: 1 });
    idle(box.chain, 1);
    expect(box.balance('alice') - alice).toBe(price);
    expect(box.balance('bob') - bob).toBe(price);
    for (const name of ['bob', 'carol']) expect(box.chain.account(name).locked).toBe(0n);
    expect(box.ticket(1)).toMatchObject({ status: 'refunded', held: 0n, historyCount: 2 });
    expect(box.now).toMatchObject({ held: 0n, waiting: 0 });
    refusedBy(box.chain, 'EVENT_ENDED', () => box.buy('alice'));
    refusedBy(box.chain, 'EVENT_ENDED', () => box.do('alice', 'giveBack', 1));
    refusedBy(box.chain, 'EVENT_ENDED', () =>
      box.chain.do('carol', 'tickets.wait', { event: box.id, holder: printOf('c') }),
    );
  });

  test('gives back with the price what the resales of a ticket brought the organiser', () => {
    const box = new BoxOffice();
    for (const name of ['alice', 'alice', 'carol']) box.buy(name);
    for (const serial of [1, 3]) {
      box.do(serial === 1 ? 'alice' : 'carol', 'list', serial, { price: '110000000' });
      box.do('bob', 'buyListed', serial, { price: '110000000', holder: printOf('bob') });
    }
    // Its commission was earned: whoever returns a ticket gets what the event asked for it.
    expect(box.gain('bob', () => box.do('bob', 'giveBack', 3, { payer: 'dealer' }))).toBe(price);
    expect(box.now).toMatchObject({ held: 2n * price, commissions: 11_000_000n });
    expect(box.ticket(1)?.commission).toBe(5_500_000n);
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    const organiser = box.balance('organiser');
    expect(box.gain('bob', () => idle(box.chain, 1))).toBe(price + 5_500_000n);
    expect(box.balance('organiser') - organiser).toBe(5_500_000n);
    expect(box.now).toMatchObject({ held: 0n, commissions: 0n });
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

describe('an organiser that is found guilty and licensed again in one block', () => {
  const licence = { holder: 'organiser', role: 'organiser' };
  const again = { ...licence, country: 'FR', name: 'Again', url: '' };

  /** The verdict and the new licence, in a block of a time. */
  function whitewash({ chain }: BoxOffice): void {
    const verdict = chain.sign('authority', 'licences.decide', { ...licence, guilty: true });
    const grant = chain.sign('authority', 'licences.grant', again, 1);
    chain.mine(verdict, grant);
    expect(licenceIn(chain.view(), keyOf('organiser'), 'organiser')?.status).toBe('active');
  }

  test('pays everybody back all the same', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.chain.do('authority', 'licences.accuse', { ...licence, reason: 'no hall' });
    idle(box.chain, waits.defenceBlocks);
    whitewash(box);
    expect(box.gain('alice', () => idle(box.chain, 2))).toBe(price);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
  });

  test('is not paid for an event that has ended, in the last block for a verdict either', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.waitUntil('2026-03-01T22:59Z');
    box.chain.do('authority', 'licences.accuse', { ...licence, reason: 'no hall' });
    box.waitUntil('2026-03-01T23:00Z');
    idle(box.chain, waits.decisionBlocks - 2);
    whitewash(box);
    refusedBy(box.chain, 'NOT_ACCUSED', () =>
      box.chain.do('authority', 'licences.decide', { ...licence, guilty: false }),
    );
    const before = box.balance('organiser');
    expect(box.gain('alice', () => idle(box.chain, 4))).toBe(price);
    expect(box.balance('organiser')).toBe(before);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
  });
});

describe('the list of all events', () => {
  test('has no cancelled ones, with which an organiser could hide the others, nor any that was paid out', () => {
    const box = new BoxOffice();
    const places = () => eventsByEnd.places(box.now, box.event);
    expect(places()).toHaveLength(1);
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    expect(places()).toEqual([]);
    expect(eventsByParty.places(box.now, box.event)).toHaveLength(3);
    const other = new BoxOffice({}, 0);
    other.waitUntil('2026-03-01T23:00Z');
    idle(other.chain, 1);
    expect(other.now.status).toBe('settled');
    expect(eventsByEnd.places(other.now, other.event)).toEqual([]);
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
    const paid = box.gain('organiser', () => idle(box.chain, waits.decisionBlocks));
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
