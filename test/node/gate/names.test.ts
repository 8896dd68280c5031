import { expect, test } from 'vitest';
import { nameText } from '../../../source/node/gate/name-text.ts';
import { openHall } from './hall.ts';

test('a name is shown by its holder, and the gate sees whether it is the one on the ticket', async () => {
  const hall = await openHall();
  await hall.buy('alice', 'Alice Martin');
  await hall.buy('bob');
  const of = (serial: number) => ({ event: hall.event, serial });
  const mine = { as: 'alice', ...of(1) };
  const { name, text } = await hall.node.showName(mine);
  expect(name).toBe('Alice Martin');
  expect(await hall.node.checkName({ ...of(1), text })).toEqual({ fits: true, name });
  expect(await hall.node.checkName({ ...of(2), text })).toEqual({ fits: false, name });
  const other = nameText({ name: 'Mallory', salt: new Uint8Array(32) });
  expect(await hall.node.checkName({ ...of(1), text: other })).toEqual({ fits: false, name: 'Mallory' });
  await expect(hall.node.checkName({ ...of(1), text: 'Alice' })).rejects.toMatchObject({
    code: 'NAME_TEXT_UNREADABLE',
  });
  await expect(hall.node.showName({ ...mine, name: 'Mallory' })).rejects.toMatchObject({ code: 'NAME_OTHER' });
  await expect(hall.node.showName({ as: 'bob', ...of(1) })).rejects.toMatchObject({ code: 'NOT_HOLDER' });
  // Without a name that was typed it is the account's own.
  expect(await hall.node.showName({ as: 'bob', ...of(2) })).toMatchObject({ name: 'bob' });
});

test('a name that was forgotten is asked for, and found again from the words alone', async () => {
  const hall = await openHall();
  await hall.buy('alice', 'Alice Martin');
  await hall.restart();
  const mine = { as: 'alice', event: hall.event, serial: 1 };
  await expect(hall.node.showName(mine)).rejects.toMatchObject({ code: 'NAME_FORGOTTEN' });
  expect(await hall.node.showName({ ...mine, name: 'Alice Martin' })).toMatchObject({ name: 'Alice Martin' });
});

test('whoever is given a ticket makes the print of the name, and shows it later', async () => {
  const hall = await openHall();
  await hall.buy('alice');
  const { print } = await hall.node.holderPrint({ as: 'bob', event: hall.event, name: 'Bob Dubois' });
  expect(print).toMatch(/^[0-9a-f]{64}$/);
  await hall.node.submit({
    ...{ as: 'alice', operation: 'tickets.give', ticket: `${hall.event}/1`, to: 'bob', holder: print },
  });
  await hall.mine();
  expect(await hall.node.showName({ as: 'bob', event: hall.event, serial: 1 })).toMatchObject({ name: 'Bob Dubois' });
});

test.each(['', ' ', '\u0000', 'Bob\u202eDubois', '\ud800', 'x'.repeat(101)])(
  'a print of %j is refused, and the sentence says why',
  async (name) => {
    const hall = await openHall();
    const asked = hall.node.holderPrint({ as: 'bob', event: hall.event, name });
    await expect(asked).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
      message: expect.stringContaining('a name of at most 100 bytes'),
    });
  },
);

test('a print that is there already is given back, and is nobody’s name', async () => {
  const hall = await openHall();
  await hall.buy('alice', 'Alice Martin');
  const print = 'ab'.repeat(32);
  expect(await hall.node.holderPrint({ as: 'bob', event: hall.event, name: print.toUpperCase() })).toEqual({ print });
  await hall.node.submit({
    ...{ as: 'alice', operation: 'tickets.give', ticket: `${hall.event}/1`, to: 'bob', holder: print },
  });
  await hall.mine();
  await expect(hall.node.showName({ as: 'bob', event: hall.event, serial: 1 })).rejects.toMatchObject({
    code: 'NAME_FORGOTTEN',
  });
});
