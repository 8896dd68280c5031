import { afterEach, describe, expect, test } from 'vitest';
import { buyTicket, concert, onSale, openHall, tellEvents } from './box-office.ts';
import { actAs } from './market.ts';
import { closeAll } from './nodes.ts';
import { openStage } from './stage.tsx';

afterEach(closeAll);

/** Deniers that a name has free. */
type Balance = (name: string) => Promise<bigint>;

async function openEvents() {
  const { node, run } = await openHall();
  const balance: Balance = async (name) => BigInt((await node.account({ name })).balance);
  return { node, run, balance };
}

describe('a fan, with arrows and Enter', () => {
  test('buys: only the name for the door is asked for, and the ticket stands there at once', async () => {
    const { node, run, balance } = await openEvents();
    const event = await onSale(run, concert);
    const before = await balance('alice');
    const stage = await openStage(node);
    await stage.press('4', 'Enter');
    await stage.shows('NEW › Buy');
    expect(stage.frame()).toMatch(/▸Name at the door +alice/);
    await stage.press('Alice Martin', 'Enter');
    await stage.shows('y signs it');
    expect(stage.frame()).toContain('Concert, Olympia   Fri 18 Dec 2026');
    await stage.press('Enter');
    expect((await node.status()).mempool).toBe(0);
    await stage.press('y');
    await stage.shows('Buy: signed');
    await stage.press('Right');
    await stage.shows('◌ waiting for a block');
    await node.mine({ blocks: 1 });
    await stage.shows('✓ valid');
    expect(stage.frame()).toContain('Alice Martin, never published');
    const [ticket] = await node.tickets({ holder: 'alice' });
    expect(ticket).toMatchObject({ serial: 1, status: 'valid', held: concert.price });
    expect(before - (await balance('alice'))).toBeGreaterThan(BigInt(concert.price));
    expect(await node.event({ id: event, as: 'alice' })).toMatchObject({ share: { holds: 1, bought: 1 }, left: 499 });
  });

  test('asks for more than the cap: refused at the price; at the cap somebody buys it, split to the denier', async () => {
    const { node, run, balance } = await openEvents();
    const event = await onSale(run, concert);
    await buyTicket(run, 'alice', event);
    const stage = await openStage(node);
    await stage.press('4', 'Right', 's');
    await stage.shows('at most 40.00 LVR, everything included');
    await stage.press('Ctrl-U', '40.000001', 'Enter');
    await stage.shows('✗ The organiser allows at most 40.00 LVR');
    expect(stage.frame()).toContain('▸Price for the buyer');
    await stage.press('Ctrl-U', '40', 'Enter');
    await stage.shows('The first who pays has it');
    await stage.press('y');
    await stage.shows('waiting for a block');
    await node.mine({ blocks: 1 });
    await stage.shows('for sale at 40.00');
    const alice = await balance('alice');
    await actAs(stage, 'bob');
    await stage.press('4', 'Right', 'Right');
    await stage.shows('alice gets');
    await stage.press('Enter', 'Enter');
    await stage.shows('y signs it');
    await stage.press('y');
    await stage.shows('Buy from a holder: signed');
    await node.mine({ blocks: 1 });
    expect((await balance('alice')) - alice).toBe(38_000_000n);
    expect(await node.event({ id: event })).toMatchObject({ resales: 1, commissions: '2000000' });
    expect(await node.ticket({ event, serial: 1 })).toMatchObject({
      holder: (await node.account({ name: 'bob' })).address,
    });
  });

  test('takes a ticket off the market and gives it to somebody, who signs too', async () => {
    const { node, run } = await openEvents();
    const event = await onSale(run, concert);
    await buyTicket(run, 'alice', event);
    await run('alice', 'tickets.list', { ticket: `${event}/1`, price: '30000000' });
    const stage = await openStage(node);
    await stage.press('4', 'Right');
    expect(stage.frame()).not.toContain('d give');
    await stage.press('x');
    await stage.shows('REVIEW › Take off the market');
    await stage.press('y');
    await node.mine({ blocks: 1 });
    await stage.shows('✓ valid');
    await stage.press('d');
    await stage.shows('NEW › Give away');
    await stage.press('carol', 'Ctrl-R');
    await stage.shows('Signed by     alice, and by carol');
    await stage.press('y');
    await stage.shows('MY TICKETS 0');
    await node.mine({ blocks: 1 });
    expect(await node.tickets({ holder: 'carol' })).toMatchObject([{ serial: 1, giftsLeft: 0 }]);
  });

  test('waits for a ticket of a sold-out event, and gets the one that is returned', async () => {
    const { node, run, balance } = await openEvents();
    const event = await onSale(run, { ...concert, capacity: 1 });
    await buyTicket(run, 'bob', event);
    const stage = await openStage(node);
    await stage.press('4');
    await stage.shows('SOLD OUT');
    await stage.press('w', 'Enter');
    await stage.shows('y signs it');
    await stage.press('y');
    await stage.shows('You wait for a ticket: number 1 of 1');
    await node.mine({ blocks: 1 });
    const before = await balance('bob');
    await actAs(stage, 'bob');
    await stage.press('4', 'Right', 'r');
    await stage.shows('REVIEW › Return for refund');
    expect(stage.frame()).toContain('gets 40.00 LVR');
    await stage.press('y');
    await stage.shows('MY TICKETS 0');
    await node.mine({ blocks: 1 });
    expect((await balance('bob')) - before).toBeGreaterThan(39_990_000n);
    expect(await node.tickets({ holder: 'alice' })).toMatchObject([{ serial: 1, status: 'valid' }]);
    expect((await node.account({ name: 'alice' })).locked).toBe('0');
  });

  test('stops waiting, from its own tickets', async () => {
    const { node, run } = await openEvents();
    await tellEvents(run);
    const stage = await openStage(node);
    await stage.press('4', 'Right', 'Down');
    await stage.shows('you wait, 1 of 1');
    await stage.press('x');
    await stage.shows('REVIEW › Stop waiting');
    await stage.press('y');
    await stage.shows('MY TICKETS 1');
    await node.mine({ blocks: 1 });
    expect((await node.account({ name: 'alice' })).locked).toBe('0');
  });

  test('may not have more than one person may', async () => {
    const { node, run } = await openEvents();
    const event = await onSale(run, concert);
    for (const _ of [1, 2]) await buyTicket(run, 'alice', event);
    const stage = await openStage(node);
    await stage.press('4');
    await stage.shows('You have all that one person may: 2 tickets');
    expect(stage.frame()).not.toContain('Enter buy');
  });

  test('reads the story of a ticket, entry by entry', async () => {
    const { node, run } = await openEvents();
    await tellEvents(run);
    const stage = await openStage(node);
    await stage.press('4', 'Right', 'Right', 't');
    await stage.shows('Offered for 38.00 LVR');
    await stage.press('Down', 'Enter');
    await stage.shows('bob buys one ticket for "Concert" from seller');
    await stage.press('v');
    await stage.shows('3 of 500 sold');
  });
});

describe('a fan', () => {
  test('is told why a key does nothing, in one sentence', async () => {
    const { node, run } = await openEvents();
    const event = await onSale(run, concert);
    await buyTicket(run, 'alice', event);
    const stage = await openStage(node);
    await stage.press('4', 's');
    await stage.shows('That is for a ticket of your own: →');
    await stage.press('l');
    await stage.shows('Only garage lets people in');
    await stage.press('w');
    await stage.shows('You need not wait: tickets are left.');
    await run('alice', 'tickets.list', { ticket: `${event}/1`, price: '30000000' });
    await stage.shows('resale 1');
    await stage.press('Right');
    await stage.shows('for sale at 30.00');
    await stage.press('s');
    await stage.shows('It is for sale: x takes it off the market.');
    expect(stage.frame()).not.toContain('s sell');
  });

  test('is not told that an event is sold out of which seats are not on sale', async () => {
    const { node, run } = await openEvents();
    const event = await run('organiser', 'tickets.createEvent', { ...concert, capacity: 6 });
    await run('organiser', 'tickets.issue', { event, count: 5, seller: 'seller' });
    await run('seller', 'tickets.offer', { event, count: 1 });
    await buyTicket(run, 'bob', event);
    const stage = await openStage(node);
    await stage.press('4');
    await stage.shows('None on sale now: 5 of 6 seats are not on sale');
    expect(stage.frame()).not.toContain('SOLD OUT');
    await actAs(stage, 'organiser');
    await stage.press('4', 'Left');
    await stage.shows('Handed over  5 of 6');
    for (const figure of [/On sale now +0/, /Sold +1/, /Not on sale +4/]) expect(stage.frame()).toMatch(figure);
    expect(stage.frame()).toMatch(/seller +5 +0 +1 +4/);
  });

  test('reads that a ticket came from the waiting list', async () => {
    const { node, run } = await openEvents();
    const event = await onSale(run, { ...concert, capacity: 1 });
    await buyTicket(run, 'bob', event);
    await run('alice', 'tickets.wait', { event });
    await run('bob', 'tickets.giveBack', { ticket: `${event}/1` });
    const stage = await openStage(node);
    await stage.press('4', 'Right');
    await stage.shows('Returned; now yours');
    expect(stage.frame()).toContain('Bought for 40.00 LVR');
    await stage.press('r');
    await stage.shows('y signs it');
    await stage.press('y');
    await stage.shows('MY TICKETS 0');
    await node.mine({ blocks: 1 });
    expect((await node.ticket({ event, serial: 1 })).status).toBe('returned');
  });
});

describe('a gate', () => {
  test('is led to the gate, not to what the seller has to do', async () => {
    const { node, run } = await openEvents();
    const event = await run('organiser', 'tickets.createEvent', concert);
    await run('organiser', 'tickets.issue', { event, count: 500, seller: 'seller' });
    const stage = await openStage(node);
    await actAs(stage, 'garage');
    await stage.press('4', 'Left');
    await stage.shows('Enter is the gate, where you let people in: doors Fri 18 Dec 19:00');
    expect(stage.frame()).not.toContain('put on sale');
    await actAs(stage, 'organiser');
    await stage.press('4', 'Left');
    await stage.shows('NEXT  Put 500 seats on sale');
    expect(stage.frame()).toContain('x cancel…');
    expect(stage.frame()).not.toContain('p put on sale');
  });
});

describe('an organiser', () => {
  test('announces an event by Enter alone, hands its seats over and has them put on sale: each is the next step', async () => {
    const { node } = await openEvents();
    const stage = await openStage(node);
    await actAs(stage, 'organiser');
    await stage.press('4', 'Right', 'Right', 'Right');
    await stage.shows('No event of yours');
    await stage.press('Enter');
    await stage.shows('NEW › Create an event');
    await stage.press(...Array.from({ length: 11 }, () => 'Enter'));
    await stage.shows('y signs it');
    expect(stage.frame()).toContain('At most 4 for each account');
    await stage.press('y');
    await stage.shows('NEXT  Hand seats to a seller');
    await node.mine({ blocks: 1 });
    await stage.press('Enter');
    await stage.shows('NEW › Hand seats to a seller');
    await stage.press('Ctrl-R');
    await stage.shows('Organiser and event both sign');
    await stage.press('y');
    await stage.shows('NEXT  Put 500 seats on sale');
    await node.mine({ blocks: 1 });
    await stage.press('Enter', 'Ctrl-R');
    await stage.shows('Signed by     seller');
    await stage.press('y');
    await stage.shows('✓ On sale');
    await node.mine({ blocks: 1 });
    const [event] = await node.events();
    expect(event).toMatchObject({ name: 'Concert', left: 500, onSale: true });
  });

  test('cancels an event: a reason is asked for, and every holder has the money back', async () => {
    const { node, run, balance } = await openEvents();
    const event = await onSale(run, concert);
    await buyTicket(run, 'alice', event);
    const before = await balance('alice');
    const stage = await openStage(node);
    await actAs(stage, 'organiser');
    await stage.press('4', 'Left', 'x');
    await stage.shows('NEW › Cancel an event');
    await stage.press('The singer is ill', 'Enter');
    await stage.shows('y signs it');
    await stage.press('y');
    await stage.shows('✗ CANCELLED: The singer is ill');
    await node.mine({ blocks: 3 });
    expect((await balance('alice')) - before).toBe(BigInt(concert.price));
    await actAs(stage, 'alice');
    // Nothing else is coming up: one's own tickets come first.
    await stage.press('4');
    await stage.shows('refunded, your money is back');
    expect(stage.frame()).toContain('✗ CANCELLED: The singer is ill');
  });

  test('sees its box office: sold per day, held, waiting list, who may do what', async () => {
    const { node, run } = await openEvents();
    await tellEvents(run);
    const stage = await openStage(node, 120, 40);
    await actAs(stage, 'organiser');
    await stage.press('4', 'Left');
    await stage.shows('SOLD PER DAY');
    expect(stage.frame()).toMatch(/Held +120\.00 LVR/);
    await stage.press('Down');
    await stage.shows('1 person');
    await actAs(stage, 'alice');
    await stage.press('4');
    expect(stage.frame()).not.toContain('box office');
  });
});
