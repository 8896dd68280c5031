import { describe, expect, test } from 'vitest';
import { regtest } from '../../source/ledger/networks.ts';
import type { Found, MarketView, Review, TicketSummary, TicketView, WaitingPlace } from '../../source/node/facade.ts';
import { startTime, wallet } from '../support/node.ts';
import { type BoxOffice, concert, doorsAt, openBoxOffice, price } from './box-office.ts';
import { refused } from './refused.ts';

const addressOf = wallet.known({ today: 0, height: 0 }, () => false).address;
const who = (name: string) => addressOf(wallet.keyOf(name));

/** The fees of everything that a name has in blocks. */
async function fees({ ask }: BoxOffice, name: string): Promise<bigint> {
  const entries = (await ask('activity', { name, limit: 500 })) as { id: string; author: string; operation: string }[];
  let sum = 0n;
  for (const { id, author, operation } of entries) {
    if (author !== who(name) || !operation.includes('.')) continue;
    sum += BigInt(((await ask('transaction', { id })) as { fee: string }).fee);
  }
  return sum;
}

function storyOf({ history }: TicketView): [string, number][] {
  return history.map(({ operation, block }) => [operation, block]);
}

describe('a ticket over the socket', () => {
  test('is bought, sold on, given, given back, and goes to whoever waits; its story has all of it', async () => {
    const box = await openBoxOffice();
    const { ask, run, mine, buy, ticket } = box;
    const event = await box.announce({ capacity: 1 });
    const name = `${event}/1`;

    await buy('alice', event, { holder: 'Alice Martin' });
    // What waits for a block is there at once.
    expect(await ticket(event, 1)).toMatchObject({ waiting: true, holder: who('alice'), name: 'Alice Martin' });
    expect(storyOf(await ticket(event, 1))).toEqual([['tickets.buy', 0]]);
    expect(await box.event(event, 'alice')).toMatchObject({
      ...{ left: 0, sold: 1, onSale: false, held: `${price}` },
      share: { holds: 1, bought: 1, roles: [] },
    });
    await mine();
    expect(await ticket(event, 1)).toEqual({
      event: expect.objectContaining({ id: event, name: 'Concert', left: 0, status: 'open' }),
      ...{ serial: 1, holder: who('alice'), status: 'valid', held: `${price}`, giftsLeft: 1, conflicts: 0 },
      ...{ seller: who('seller'), commitment: expect.stringMatching(/^[0-9a-f]{64}$/), name: 'Alice Martin' },
      issuer: expect.objectContaining({ status: 'active' }),
      history: [expect.objectContaining({ operation: 'tickets.buy', signer: who('alice'), block: 2 })],
    });

    await box.submit('carol', 'wait', { event });
    expect(await ask('waitingFor', { as: 'carol' })).toMatchObject([{ place: 1, of: 1, waiting: true }]);
    await mine();
    expect(await ask('waitingFor', { as: 'carol' })).toMatchObject([
      { place: 1, of: 1, locked: `${price}`, event: { id: event } },
    ] satisfies Partial<Record<keyof WaitingPlace, unknown>>[]);
    await run('alice', 'list', { ticket: name, price: '44000000' });
    expect(await ask('market', { event })).toEqual([
      {
        ...{ event: expect.objectContaining({ id: event }), serial: 1, holder: who('alice'), price: '44000000' },
        ...{ cap: '44000000', commission: 500 },
      },
    ]);
    await run('bob', 'buyListed', { ticket: name, price: '44000000', holder: 'Bob Durand' });
    expect(await ask('market')).toEqual([]);
    await run('bob', 'give', { ticket: name, to: 'dealer' });
    expect(await ticket(event, 1)).toMatchObject({ holder: who('dealer'), giftsLeft: 0, name: 'dealer' });
    await run('dealer', 'giveBack', { ticket: name });
    const last = await ticket(event, 1);
    expect(last).toMatchObject({ holder: who('carol'), status: 'valid', held: `${price}`, name: 'carol' });
    expect(storyOf(last).map(([operation]) => operation)).toEqual(
      ['buy', 'list', 'buyListed', 'give', 'giveBack'].map((each) => `tickets.${each}`),
    );
    expect(await ask('waitingFor', { as: 'carol' })).toEqual([]);
    const held = async (holder: string) => ((await ask('tickets', { holder })) as TicketSummary[]).length;
    expect(await Promise.all(['alice', 'bob', 'dealer', 'carol'].map(held))).toEqual([0, 0, 0, 1]);
    expect(await ask('account', { name: 'carol' })).toMatchObject({ tickets: 1 });
    expect((await ask('tickets', { event })) as TicketSummary[]).toHaveLength(1);
  });

  test('costs at most the cap when it is sold on; at the cap it is paid out to the denier', async () => {
    const box = await openBoxOffice();
    const { run, buy, balance } = box;
    const event = await box.announce();
    await buy('alice', event);
    await box.mine();
    const ticket = `${event}/1`;
    const over = { ticket, price: '44000001' };
    const review = (await box.ask('review', { as: 'alice', operation: 'tickets.list', ...over })) as Review;
    expect(review.refusal).toMatchObject({ code: 'PRICE_OVER_CAP', data: { price: '44000001', cap: '44000000' } });
    await refused('PRICE_OVER_CAP', () => box.submit('alice', 'list', over));

    await run('alice', 'list', { ticket, price: '44000000' });
    const start = { alice: await balance('alice'), bob: await balance('bob') };
    const feesBefore = { bob: await fees(box, 'bob') };
    await run('bob', 'buyListed', { ticket, price: '44000000' });
    expect((await balance('alice')) - start.alice).toBe(41_800_000n);
    expect(start.bob - (await balance('bob'))).toBe(44_000_000n + (await fees(box, 'bob')) - feesBefore.bob);
    expect(await box.event(event)).toMatchObject({ held: `${price}`, commissions: '2200000', resales: 1 });
  });

  test('is bought twice before a block comes: the second is refused, and its money untouched', async () => {
    const box = await openBoxOffice();
    const event = await box.announce({ capacity: 1 });
    const before = await box.ask('account', { name: 'bob' });
    await box.buy('alice', event);
    await refused('SOLD_OUT', () => box.buy('bob', event));
    expect(await box.ask('account', { name: 'bob' })).toEqual(before);
    await box.mine();
    await box.run('alice', 'list', { ticket: `${event}/1`, price: '1000' });
    const buyListed = (as: string) => box.submit(as, 'buyListed', { ticket: `${event}/1`, price: '1000' });
    await buyListed('carol');
    await refused('NOT_LISTED', () => buyListed('bob'));
    await box.mine();
    expect(await box.ask('account', { name: 'bob' })).toEqual(before);
    expect(await box.ticket(event, 1)).toMatchObject({ holder: who('carol') });
  });

  test('is for sale and given away: the gift is refused until it is taken off', async () => {
    const box = await openBoxOffice();
    const event = await box.announce();
    await box.buy('alice', event);
    const ticket = `${event}/1`;
    await box.submit('alice', 'list', { ticket, price: '1' });
    await refused('TICKET_LISTED', () => box.submit('alice', 'give', { ticket, to: 'bob' }));
    await box.submit('alice', 'unlist', { ticket });
    await box.run('alice', 'give', { ticket, to: 'bob' });
    expect(await box.ticket(event, 1)).toMatchObject({ holder: who('bob') });
  });
});

test('of a story without end the latest 500 are told, and how many came before', async () => {
  const box = await openBoxOffice();
  const event = await box.announce({ capacity: 1 });
  const name = `${event}/1`;
  await box.buy('alice', event);
  await box.mine();
  for (let round = 0; round < 13; round++) {
    for (let time = 0; time < 20; time++) {
      await box.submit('alice', 'list', { ticket: name, price: '5' });
      await box.submit('alice', 'unlist', { ticket: name });
    }
    await box.mine();
  }
  const story = await box.ticket(event, 1);
  expect([story.history.length, story.earlier]).toEqual([500, 21]);
  expect(story.history[0]).toMatchObject({ operation: 'tickets.list' });
  expect(story.issuer).toMatchObject({ role: 'seller', status: 'active' });
});

test('a holder’s list goes on after the last that is known', async () => {
  const box = await openBoxOffice();
  const events = [await box.announce(), await box.announce()];
  for (const event of events) for (let time = 0; time < 2; time++) await box.buy('alice', event);
  await box.mine();
  const all = (await box.ask('tickets', { holder: 'alice' })) as TicketSummary[];
  expect(all.length).toBe(4);
  const nameOf = (ticket: TicketSummary | undefined) => `${ticket?.event.id}/${ticket?.serial}`;
  const first = (await box.ask('tickets', { holder: 'alice', limit: 3 })) as TicketSummary[];
  const rest = (await box.ask('tickets', { holder: 'alice', after: nameOf(first.at(-1)) })) as TicketSummary[];
  expect([...first, ...rest].map(nameOf)).toEqual(all.map(nameOf));
  await refused('PARAMETER_INVALID', () => box.ask('tickets', { holder: 'alice', after: 'the last' }));
});

test('who waits, stops and waits again before a block comes stands on the list once', async () => {
  const box = await openBoxOffice();
  const event = await box.announce({ capacity: 1 });
  await box.buy('alice', event);
  await box.mine();
  await box.submit('carol', 'wait', { event });
  await box.submit('carol', 'unwait', { event });
  await box.submit('carol', 'wait', { event });
  expect(await box.ask('waitingFor', { as: 'carol' })).toMatchObject([{ place: 1, of: 1 }]);
});

test('a ticket of a key that was lost is its successor’s in every list, and at its door', async () => {
  const box = await openBoxOffice();
  const event = await box.announce();
  await box.buy('alice', event);
  await box.buy('alice', event);
  await box.run('alice', 'list', { ticket: `${event}/2`, price: '5' });
  await box.ask('submit', { as: 'police', operation: 'owners.replace', old: 'alice', new: 'library-1' });
  await box.ask('mine', { blocks: regtest.parameters.challengeBlocks + 2 });
  const serials = async (holder: string) =>
    ((await box.ask('tickets', { holder })) as TicketSummary[]).map(({ serial, holder: now }) => [serial, now]);
  const now = who('library-1');
  expect(await serials('alice')).toEqual([]);
  expect(await serials('library-1')).toEqual([
    [1, now],
    [2, now],
  ]);
  expect(await box.event(event, 'library-1')).toMatchObject({ share: { holds: 2, bought: 2 } });
  expect(await box.ask('market')).toMatchObject([{ serial: 2, holder: now }]);
  expect(await box.ask('account', { name: 'library-1' })).toMatchObject({ tickets: 2 });
  await box.ask('mine', { at: doorsAt });
  expect(await box.ask('waiting', { as: 'library-1' })).toMatchObject([{ kind: 'show' }, { kind: 'show' }]);
});

describe('events', () => {
  test('in lists: what is ahead by its doors, what somebody has to do with, by name or place', async () => {
    const box = await openBoxOffice();
    const { ask } = box;
    const day = 86_400_000;
    const later = { doorsAt: doorsAt + day, startsAt: doorsAt + day, endsAt: doorsAt + day + 1 };
    const derby = await box.announce({ name: 'Derby', venue: 'Parc', ...later, gateKeys: ['notary'] });
    const event = await box.submit('organiser', 'createEvent', concert);
    const ids = async (query: object) => ((await ask('events', query)) as { id: string }[]).map(({ id }) => id);
    expect(await ids({})).toEqual([event, derby]);
    expect(await ids({ limit: 1 })).toEqual([event]);
    expect(await ids({ find: 'pARC' })).toEqual([derby]);
    expect(await ids({ as: 'notary' })).toEqual([derby]);
    expect(await ids({ as: 'seller' })).toEqual([event, derby]);
    expect(await ids({ as: 'alice' })).toEqual([]);
    await box.mine();
    const found = async (text: string) =>
      ((await ask('find', { text })) as Found[]).map(({ kind, key }) => [kind, key]);
    expect(await found('olymp')).toEqual([['event', event]]);
    expect(await found(event)).toEqual([
      ['event', event],
      ['entry', event],
    ]);
    await box.buy('alice', derby);
    expect(await found(`${derby}/1`)).toEqual([['ticket', `${derby}/1`]]);
    expect(await found(`${derby}/2`)).toEqual([]);
    // What waits here is no car, and the list of cars takes it for none.
    expect(await ask('cars')).toEqual([]);
    // One that is over is no longer ahead; whoever had to do with it finds it.
    await ask('mine', { at: concert.endsAt });
    expect(await ids({})).toEqual([derby]);
    expect(await ids({ as: 'garage' })).toEqual([event]);
  });

  test('what waits: seats to hand out, to offer, a gate to open, a ticket to show', async () => {
    const box = await openBoxOffice();
    const { ask } = box;
    const waits = async (as: string) =>
      ((await ask('waiting', { as })) as { kind: string; what: string; doorsAt?: number; intent?: object }[]).filter(
        ({ kind }) => ['show', 'handout', 'offer', 'letin'].includes(kind),
      );
    const event = await box.run('organiser', 'createEvent', concert);
    expect(await waits('organiser')).toMatchObject([
      { kind: 'handout', what: 'Concert, Olympia: 3 seats for official sellers', intent: { event, count: 3 } },
    ]);
    await box.submit('organiser', 'issue', { event, count: 3, seller: 'seller' });
    expect(await waits('organiser')).toEqual([]);
    expect(await waits('seller')).toMatchObject([
      { kind: 'offer', intent: { operation: 'tickets.offer', event, count: 3 } },
    ]);
    await box.run('seller', 'offer', { event, count: 3 });
    expect(await waits('seller')).toEqual([]);
    await box.buy('alice', event);
    await box.mine();
    expect([await waits('alice'), await waits('garage')]).toEqual([[], []]);
    await ask('mine', { at: doorsAt - 3_600_000 * 5 });
    expect(await waits('alice')).toEqual([
      {
        ...{ id: `show ${event}/1`, kind: 'show', what: 'ticket 0001: Concert, Olympia', doorsAt },
        about: { kind: 'ticket', key: `${event}/1` },
      },
    ]);
    expect(await waits('garage')).toMatchObject([{ kind: 'letin', about: { kind: 'event', key: event }, doorsAt }]);
    await ask('mine', { at: concert.endsAt });
    expect([await waits('alice'), await waits('garage')]).toEqual([[], []]);
  });

  test('the box office counts by day, what is held, who waits, and who did not come', async () => {
    const box = await openBoxOffice();
    const event = await box.announce({ capacity: 2 });
    await box.buy('alice', event);
    await box.mine();
    await box.ask('mine', { at: startTime + 86_400_000 });
    await box.buy('bob', event);
    await box.mine();
    await box.run('carol', 'wait', { event });
    expect(await box.ask('boxOffice', { event })).toMatchObject({
      event: { id: event, sold: 2, held: `${2n * price}`, waitingList: 1, sellers: [{ sold: 2, licensed: true }] },
      soldOn: [
        { day: '2026-03-01', tickets: 1 },
        { day: '2026-03-02', tickets: 1 },
      ],
      ...{ valid: 2, noShows: 0, conflicts: [] },
    });
    await box.ask('mine', { at: concert.endsAt });
    expect(await box.ask('boxOffice', { event })).toMatchObject({ valid: 2, noShows: 2 });
    await box.mine();
    // Everybody was paid by the queue, and nobody waits any more.
    expect(await box.event(event)).toMatchObject({ status: 'settled', held: '0', waitingList: 0 });
    expect(await box.ask('account', { name: 'carol' })).toMatchObject({ locked: '0' });
  });
});

describe('what is asked wrongly', () => {
  const id = 'ab'.repeat(32);
  const cases: readonly [string, unknown, string][] = [
    ['event', {}, 'PARAMETER_INVALID'],
    ['event', { id: 'concert' }, 'PARAMETER_INVALID'],
    ['event', { id: 7 }, 'PARAMETER_INVALID'],
    ['event', { id }, 'EVENT_UNKNOWN'],
    ['event', { id, as: {} }, 'PARAMETER_INVALID'],
    ['events', { limit: 0 }, 'PARAMETER_INVALID'],
    ['events', { limit: 501 }, 'PARAMETER_INVALID'],
    ['events', { find: [] }, 'PARAMETER_INVALID'],
    ['events', { as: 'nobody' }, 'NAME_UNKNOWN'],
    ['ticket', { serial: 1 }, 'PARAMETER_INVALID'],
    ['ticket', { event: id }, 'PARAMETER_INVALID'],
    ['ticket', { event: id, serial: 0 }, 'PARAMETER_INVALID'],
    ['ticket', { event: id, serial: '1' }, 'PARAMETER_INVALID'],
    ['ticket', { event: id, serial: 2 ** 32 }, 'PARAMETER_INVALID'],
    ['ticket', { event: id, serial: 1 }, 'EVENT_UNKNOWN'],
    ['tickets', {}, 'PARAMETER_INVALID'],
    ['tickets', { holder: 'nobody' }, 'NAME_UNKNOWN'],
    ['tickets', { event: id }, 'EVENT_UNKNOWN'],
    ['tickets', { event: id, after: -1 }, 'PARAMETER_INVALID'],
    ['market', { event: 'x' }, 'PARAMETER_INVALID'],
    ['market', { event: id }, 'EVENT_UNKNOWN'],
    ['waitingFor', {}, 'PARAMETER_INVALID'],
    ['waitingFor', { as: 'nobody' }, 'NAME_UNKNOWN'],
    ['boxOffice', {}, 'PARAMETER_INVALID'],
    ['boxOffice', { event: id }, 'EVENT_UNKNOWN'],
  ];

  test('is refused with a code and a sentence each', async () => {
    const { ask } = await openBoxOffice();
    for (const [method, params, code] of cases) await refused(code, () => ask(method, params));
  });

  test('and so is what an intent says wrongly of an event', async () => {
    const box = await openBoxOffice();
    const event = await box.announce();
    const make = (over: object) => box.submit('organiser', 'createEvent', { ...concert, ...over });
    const refusals: [string, () => Promise<unknown>][] = [
      ['FIELD_INVALID', () => make({ capacity: 0 })],
      ['FIELD_INVALID', () => make({ capacity: 100_001 })],
      ['PRICE_OVERFLOW', () => make({ price: '18446744073709551615' })],
      ['FIELD_INVALID', () => make({ policy: { commission: 10_001 } })],
      ['NOT_SELLER', () => box.submit('organiser', 'issue', { event, count: 1, seller: 'dealer' })],
      ['NOT_SELLER', () => box.submit('alice', 'buy', { event, seller: 'dealer', price: `${price}` })],
      ['PRICE_CHANGED', () => box.buy('alice', event, { price: '1' })],
      ['TICKET_UNKNOWN', () => box.submit('alice', 'list', { ticket: `${event}/9`, price: '1' })],
    ];
    for (const [code, act] of refusals) await refused(code, act);
    await box.ask('mine', { at: doorsAt - 3_600_000 });
    await refused('SALE_LOCKED', () => box.buy('alice', event));
  });
});

test('listings of what waits and of what is in blocks: a resale that only waits is there, one that is being bought is not', async () => {
  const box = await openBoxOffice();
  const event = await box.announce();
  await box.buy('alice', event);
  await box.buy('alice', event);
  await box.mine();
  await box.run('alice', 'list', { ticket: `${event}/1`, price: '300' });
  await box.submit('alice', 'list', { ticket: `${event}/2`, price: '200' });
  const offers = async () =>
    ((await box.ask('market')) as MarketView[]).map(({ serial, waiting }) => [serial, waiting]);
  expect(await offers()).toEqual([
    [2, true],
    [1, undefined],
  ]);
  await box.submit('bob', 'buyListed', { ticket: `${event}/1`, price: '300' });
  expect(await offers()).toEqual([[2, true]]);
});
