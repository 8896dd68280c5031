import { describe, expect, test } from 'vitest';
import { at, openHall, policy, price } from './hall.ts';
import { renumbered } from './text.ts';

/** A hall whose tickets change hands until the doors open; alice has one, and shows a code of ten past seven. */
async function shown() {
  const hall = await openHall({ policy: { ...policy, lockBefore: 0 } });
  await hall.buy('alice');
  hall.environment.setClock(at('19:10') - hall.environment.now());
  const proof = await hall.show('alice', 1);
  hall.environment.setClock(at('12:00') - hall.environment.now());
  return { hall, proof, ticket: `${hall.event}/1` };
}

describe('nobody comes in and has the money back', () => {
  test('while the ticket is given back, though no block has that yet', async () => {
    const { hall, proof, ticket } = await shown();
    await hall.node.submit({ as: 'alice', operation: 'tickets.giveBack', ticket });
    hall.wait('19:10');
    expect(await hall.ask(proof)).toMatchObject({ answer: 'desk', code: 'TICKET_MOVING', serial: 1, inside: 0 });
    expect((await hall.state()).queued).toBe(0);
    await hall.mine();
    expect(await hall.ask(proof)).toMatchObject({ answer: 'refuse', code: 'TICKET_VOID' });
  });

  test('while somebody buys the ticket; the buyer comes in once a block has that', async () => {
    const { hall, proof, ticket } = await shown();
    await hall.node.submit({ as: 'alice', operation: 'tickets.list', ticket, price });
    await hall.mine();
    await hall.node.submit({ as: 'bob', operation: 'tickets.buyListed', ticket, price });
    hall.wait('19:10');
    expect(await hall.ask(proof)).toMatchObject({ answer: 'desk', code: 'TICKET_MOVING' });
    const bobs = await hall.show('bob', 1);
    expect(await hall.ask(bobs)).toMatchObject({ answer: 'desk', code: 'TICKET_MOVING' });
    await hall.mine();
    expect(await hall.ask(proof)).toMatchObject({ answer: 'refuse', code: 'TICKET_PASSED_ON' });
    expect(await hall.ask(bobs)).toMatchObject({ code: 'ADMIT', inside: 1 });
  });

  test('while the ticket is given away, and a stranger is refused even then', async () => {
    const { hall, proof, ticket } = await shown();
    await hall.buy('carol');
    await hall.node.submit({ as: 'alice', operation: 'tickets.give', ticket, to: 'bob' });
    hall.wait('19:10');
    expect(await hall.ask(proof)).toMatchObject({ answer: 'desk', code: 'TICKET_MOVING' });
    // A good code of another ticket, with the number of this one.
    const forged = renumbered(await hall.show('carol', 2), 1);
    expect(await hall.ask(forged)).toMatchObject({ answer: 'refuse', code: 'COUNTERFEIT' });
    await hall.mine();
    expect(await hall.ask(await hall.show('bob', 1))).toMatchObject({ code: 'ADMIT' });
  });
});
