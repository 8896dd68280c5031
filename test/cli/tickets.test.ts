import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFlags } from '../../source/cli/flags.ts';
import { questions } from '../../source/cli/questions.ts';
import { ticketText } from '../../source/cli/tickets/text.ts';
import type { TicketView } from '../../source/node/facade.ts';
import { concert, price } from '../node/box-office.ts';
import { refused } from '../node/refused.ts';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run } from './run.ts';

const id = '4a4cdc742a5cddd276625209d9da80cec1a1e1c66c8b04ee2f8ac609f4ebc348';
const onRegtest = ['--network', 'regtest'];

test('a ticket is two words, or one with a slash; anything else is wrong usage', async () => {
  for (const words of [
    ['ticket', id, '12'],
    ['ticket', `${id}/12`],
  ]) {
    const { argument, command } = readFlags(words);
    expect([command, questions.ticket?.params(argument)]).toEqual(['ask', { event: id, serial: 12 }]);
  }
  expect(questions.event?.params(id)).toEqual({ id });
  expect(questions.events?.params('')).toEqual({});
  expect(questions.events?.params('olympia')).toEqual({ find: 'olympia' });
  for (const words of [['ticket'], ['ticket', id, '12', '13'], ['event'], ['event', id, '12']]) {
    await refused('USAGE', () => readFlags(words));
  }
  for (const text of ['', id, `${id} x`, `${id}/-1`, `concert 12`]) {
    await refused('USAGE', () => questions.ticket?.params(text));
  }
});

test('an event is found by a name that fits one', async () => {
  const found = (...names: string[]) => {
    const events = names.map((name, at) => ({ ...summary, id: String(at).repeat(64), name }));
    return (words: string) => questions.event?.named?.(words, async () => events);
  };
  expect(await found()(id)).toEqual({ id });
  expect(await found('Midnight Jazz')('midnight')).toEqual({ id: '0'.repeat(64) });
  expect(await found('Jazz at noon', 'Jazz')(' jazz ')).toEqual({ id: '1'.repeat(64) });
  await expect(found('Jazz at noon', 'Jazz at night')('jazz')).rejects.toThrow('"jazz" fits 2 events. `carnet events');
  await expect(found('Jazz', 'jazz')('jazz')).rejects.toThrow('"jazz" fits 2 events.');
  await expect(found()('jazz')).rejects.toThrow('"jazz" is neither the id of an event nor in the name');
});

/** What the words about a ticket are taken from. */
const summary = {
  ...{ id, name: 'Jazz', venue: 'Olympia', organiser: 'dcrn1o', price: '40000000', capacity: 6, left: 1, sold: 2 },
  ...{ doorsAt: 10_000_000, startsAt: 11_000_000, endsAt: 20_000_000, lockedFrom: 9_000_000 },
  ...({ status: 'open', onSale: true } as const),
};

test('a ticket says when somebody was let in, and of its money only what is true', () => {
  const base = {
    event: summary,
    serial: 4,
    holder: 'dcrn1b',
    status: 'valid' as const,
    held: '40000000',
    giftsLeft: 1,
  };
  const ticket: TicketView = { ...base, conflicts: 0, seller: 'dcrn1s', commitment: '', history: [] };
  const admission = { gate: 'dcrn1g', session: 'ABCDEF', slot: 400 };
  const lines = (now: number, more: Partial<TicketView> = {}) => {
    const all = ticketText({ ...ticket, ...more }, (address) => address, now);
    return all
      .filter((line) => /^(State|Comes back|Inside|Conflicts)/.test(line))
      .map((line) => line.split(/ {2,}/)[1]);
  };
  expect(lines(0)).toEqual(['valid', '40.00 LVR if it is returned or the event is cancelled', 'not yet']);
  expect(lines(9_000_000)).toEqual(['valid', '40.00 LVR if the event is cancelled', 'not yet']);
  expect(lines(12_000_000, { admission, conflicts: 1 })).toEqual([
    'inside: it has let its holder in',
    '40.00 LVR if the event is cancelled',
    'let in by dcrn1g, 1970-01-01 03:20:00 UTC',
    'let in once more than it allows',
  ]);
  expect(lines(20_000_000)).toEqual(['over: nobody came with it', 'nobody']);
  const cancelled = { ...summary, status: 'cancelled' as const };
  expect(lines(0, { event: cancelled }).slice(0, 2)).toEqual([
    'cancelled with its event; the money comes with one of the next blocks',
    '40.00 LVR, by itself',
  ]);
});

test('events, an event and a ticket in words and as JSON, by a node and from disk; what they say can be proven', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  const { program, ask } = await startHeadless(home, ...onRegtest, '--alone', port);
  const now = ((await ask('status')) as { now: number }).now;
  const [doorsAt, startsAt, endsAt] = [1, 2, 3].map((days) => now + days * 86_400_000);
  const submit = async (as: string, operation: string, fields: object) => {
    return ((await ask('submit', { as, operation: `tickets.${operation}`, ...fields })) as { id: string }).id;
  };
  const event = await submit('organiser', 'createEvent', { ...concert, doorsAt, startsAt, endsAt });
  await submit('organiser', 'issue', { event, count: 3, seller: 'seller' });
  await submit('seller', 'offer', { event, count: 3 });
  await submit('alice', 'buy', { event, seller: 'seller', price: `${price}`, holder: 'Alice Martin' });
  await ask('mine');

  const asked: readonly (readonly [words: readonly string[], answer: RegExp])[] = [
    [['events'], new RegExp(`^Event {4}Where .* Left {2}Id\nConcert {2}Olympia .* 40\\.00 LVR {2}2 +${event}\n$`)],
    [['events', 'nowhere'], /^No event is ahead\.\n$/],
    [
      ['event', event],
      /^Concert, Olympia\n.*\nSeats +3, sold 1, on sale 2\n.*Resale: every holder, at most 44\.00 LVR/s,
    ],
    [['event', 'concert'], /^Concert, Olympia\n.*\nState +on sale\n/s],
    [
      ['ticket', event, '1'],
      /^Ticket 1, Concert, Olympia\n.*\nHolder +alice, dcrn1.*\nAt the door +Alice Martin .*block 1, .* by alice\n$/s,
    ],
  ];
  for (const [words, answer] of asked) {
    expect(await run(home, ...words, ...onRegtest)).toMatchObject({ code: 0, stdout: expect.stringMatching(answer) });
  }
  const json = await run(home, 'ticket', `${event}/1`, '--json', ...onRegtest);
  expect(JSON.parse(json.stdout)).toMatchObject({ serial: 1, status: 'valid', event: { id: event } });
  const none = await run(home, 'ticket', event, '9', '--json', ...onRegtest);
  expect([none.code, JSON.parse(none.stdout).code]).toEqual([1, 'TICKET_UNKNOWN']);
  expect(await run(home, 'event', id, ...onRegtest)).toMatchObject({
    ...{ code: 1, stdout: '', stderr: 'No event with this id is on the ledger. Check the id.\n' },
  });
  const wrong = await run(home, 'ticket', 'concert', ...onRegtest);
  expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([2, '', expect.stringMatching(/^"concert" is no ticket: /)]);

  const file = join(home.path, 'ticket.carnet');
  expect((await run(home, 'prove', `${event}/1`, file, ...onRegtest)).code).toBe(0);
  await program.stop('SIGTERM');
  const { stdout } = await run(temporaryHome(), 'verify', file);
  expect(stdout).toContain(`\nTicket 1 of event ${event} is valid.\n`);
  expect(stdout).toMatch(
    /Its whole history, 1 event;.*\n {2}block 1, .* signed by dcrn1\w+:\n {2}\| Ticket for "Concert", 40\.00 LVR\n/,
  );
  expect(stdout).toContain(`\nEvent ${event} is open: the money for its tickets is still with it.\n`);
  expect(stdout).toMatch(/Its whole history, 3 events;/);
  expect(readFileSync(file, 'utf8') + stdout).not.toContain('Alice Martin');
  const absent = await run(home, 'prove', `${event}/9`, join(home.path, 'none.carnet'), ...onRegtest);
  expect(absent.stdout).toContain(`\nThere is no ticket 9 of event ${event}.\n`);
  // The ledger on disk has no name, and this machine still does.
  const fromDisk = await run(home, 'ticket', event, '1', ...onRegtest);
  expect(fromDisk).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nAt the door +Alice Martin /) });
});
