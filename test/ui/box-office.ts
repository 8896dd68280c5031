import type { Node } from '../../source/node/node.ts';
import { openNode, today } from './nodes.ts';

/** Puts an entry on the ledger, in a block of its own; its id. */
export type Run = (as: string, operation: string, fields: object) => Promise<string>;

/** A node on which entries are told one after the other. */
export async function openHall(): Promise<{ readonly node: Node; readonly run: Run }> {
  const node = await openNode();
  let time = today;
  await node.mine({ blocks: 1, at: time });
  const run: Run = async (as, operation, fields) => {
    const { id } = await node.submit({ as, operation, ...fields });
    time += 5_000;
    await node.mine({ blocks: 1, at: time });
    return id;
  };
  return { node, run };
}

const policy = { commission: 500, perHolder: 2, freeTransfers: 1, lockBefore: 3_600 };

/** The concert of the pictures: 40.00 LVR, sold by seller. */
export const concert = {
  ...{ name: 'Concert', venue: 'Olympia', capacity: 500, price: '40000000' },
  ...{ doorsAt: '2026-12-18T19:00Z', startsAt: '2026-12-18T20:00Z', endsAt: '2026-12-18T23:00Z' },
  ...{ gateKeys: ['garage'], sellers: ['seller'], policy },
};

/** Announces an event and puts all of its seats on sale; its id. */
export async function onSale(run: Run, event: typeof concert): Promise<string> {
  const id = await run('organiser', 'tickets.createEvent', event);
  await run('organiser', 'tickets.issue', { event: id, count: event.capacity, seller: 'seller' });
  await run('seller', 'tickets.offer', { event: id, count: event.capacity });
  return id;
}

/** Buys one ticket of an event at its price. */
export function buyTicket(run: Run, as: string, event: string, price = concert.price): Promise<string> {
  return run(as, 'tickets.buy', { event, seller: 'seller', price, holder: `${as} herself` });
}

/**
 * Three events: the concert, of which alice has a ticket and bob offers one; a match of two seats that is sold out, and
 * for which alice waits; a play that nobody sells yet.
 */
export async function tellEvents(run: Run): Promise<{ concert: string; match: string; play: string }> {
  const show = await onSale(run, concert);
  const match = await onSale(run, {
    ...concert,
    ...{ name: 'Derby', venue: 'Parc', capacity: 2, price: '25000000' },
    ...{ doorsAt: '2026-12-19T14:00Z', startsAt: '2026-12-19T15:00Z', endsAt: '2026-12-19T17:00Z' },
  });
  const play = await run('organiser', 'tickets.createEvent', {
    ...concert,
    ...{ name: 'Les Misérables', venue: 'Mogador', capacity: 1_200, price: '62000000' },
    ...{ doorsAt: '2026-12-20T16:00Z', startsAt: '2026-12-20T17:00Z', endsAt: '2026-12-20T20:00Z' },
    policy: { ...policy, resellers: 'none', freeTransfers: 0, certified: true, lockBefore: 0 },
  });
  for (const name of ['alice', 'bob', 'carol']) await buyTicket(run, name, show);
  await run('bob', 'tickets.list', { ticket: `${show}/2`, price: '38000000' });
  for (const name of ['bob', 'carol']) await buyTicket(run, name, match, '25000000');
  await run('alice', 'tickets.wait', { event: match });
  return { concert: show, match, play };
}
