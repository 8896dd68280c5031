import { expect, test } from 'vitest';
import { at, openHall, price } from './hall.ts';
import { renumbered } from './text.ts';

type Hall = Awaited<ReturnType<typeof openHall>>;

/** A holder offers a ticket and thinks better of it, so many times: two events each. */
async function churn(hall: Hall, as: string, serial: number, times: number): Promise<void> {
  const ticket = `${hall.event}/${serial}`;
  for (let time = 0; time < times; time++) {
    await hall.node.submit({ as, operation: 'tickets.list', ticket, price });
    await hall.node.submit({ as, operation: 'tickets.unlist', ticket });
  }
  await hall.mine();
}

/** What a gate answers, and how often others had their turn meanwhile. */
async function turnsOf(hall: Hall, proof: string): Promise<{ code: string; turns: number }> {
  let turns = 0;
  let isOver = false;
  const next = () => {
    turns++;
    if (!isOver) setImmediate(next);
  };
  setImmediate(next);
  const { code } = await hall.ask(proof);
  isOver = true;
  return { code, turns };
}

/** A code of ten past seven, made at noon. */
async function early(hall: Hall, as: string, serial: number): Promise<string> {
  hall.environment.setClock(at('19:10') - hall.environment.now());
  const proof = await hall.show(as, serial);
  hall.environment.setClock(at('12:00') - hall.environment.now());
  return proof;
}

test('a forged code for a ticket with a long story is told from its latest events, and holds up nobody', async () => {
  const hall = await openHall();
  await hall.buy('alice');
  await hall.buy('carol');
  const carols = await early(hall, 'carol', 2);
  await hall.node.submit({ as: 'carol', operation: 'tickets.giveBack', ticket: `${hall.event}/2` });
  await hall.buy('bob');
  const bobs = await early(hall, 'bob', 2);
  await churn(hall, 'bob', 2, 55);
  await hall.node.submit({ as: 'bob', operation: 'tickets.give', ticket: `${hall.event}/2`, to: 'dealer' });
  await hall.mine();
  hall.wait('19:10');
  const forged = renumbered(await hall.show('alice', 1), 2);
  const first = await turnsOf(hall, forged);
  expect(first.code).toBe('COUNTERFEIT');
  expect(first.turns).toBeGreaterThanOrEqual(20);
  const many = await Promise.all(Array.from({ length: 50 }, () => hall.ask(forged)));
  expect(new Set(many.map(({ code }) => code))).toEqual(new Set(['COUNTERFEIT']));
  expect(await hall.ask(bobs)).toMatchObject({ answer: 'refuse', code: 'TICKET_PASSED_ON' });
  // It is refused all the same, and a hundred events later nobody is told of it any more.
  expect(await hall.ask(carols)).toMatchObject({ answer: 'refuse', code: 'COUNTERFEIT' });
  expect(await hall.ask(await hall.show('dealer', 2))).toMatchObject({ code: 'ADMIT' });
});
