import type { EventView, TicketView } from '../../source/node/facade.ts';
import { startTime } from '../support/node.ts';
import { type Controlled, openControlled } from './socket.ts';

/** 40 LVR. */
export const price = 40_000_000n;
export const doorsAt = startTime + 10 * 86_400_000;

export const policy = {
  ...{ resaleCap: 11_000, commission: 500, resellers: 'holders', perHolder: 2, freeTransfers: 1, lockBefore: 3_600 },
  certified: false,
};

export const concert = {
  ...{ name: 'Concert', venue: 'Olympia', doorsAt, startsAt: doorsAt + 3_600_000, endsAt: doorsAt + 14_400_000 },
  ...{ capacity: 3, price: `${price}`, gateKeys: ['garage'], sellers: ['seller'], policy },
};

/** A node behind its socket, with events. */
export interface BoxOffice extends Controlled {
  /** Hands an intent in; it waits for a block. */
  submit(as: string, operation: string, fields: object): Promise<string>;
  /** The same, and a block with it. */
  run(as: string, operation: string, fields: object): Promise<string>;
  mine(): Promise<void>;
  /** An event with all its seats on sale; its id. */
  announce(over?: object): Promise<string>;
  /** One ticket from the official seller. */
  buy(as: string, event: string, more?: object): Promise<string>;
  event(id: string, as?: string): Promise<EventView>;
  ticket(event: string, serial: number): Promise<TicketView>;
  balance(name: string): Promise<bigint>;
}

export async function openBoxOffice(): Promise<BoxOffice> {
  const controlled = await openControlled();
  const { ask } = controlled;
  const submit: BoxOffice['submit'] = async (as, operation, fields) => {
    return ((await ask('submit', { as, operation: `tickets.${operation}`, ...fields })) as { id: string }).id;
  };
  const mine = async () => void (await ask('mine'));
  const run: BoxOffice['run'] = async (as, operation, fields) => {
    const id = await submit(as, operation, fields);
    await mine();
    return id;
  };
  return {
    ...controlled,
    submit,
    mine,
    run,
    announce: async (over = {}) => {
      const made = { ...concert, ...over };
      const event = await submit('organiser', 'createEvent', made);
      await submit('organiser', 'issue', { event, count: made.capacity, seller: 'seller' });
      await run('seller', 'offer', { event, count: made.capacity });
      return event;
    },
    buy: (as, event, more = {}) => submit(as, 'buy', { event, seller: 'seller', price: `${price}`, ...more }),
    event: async (id, as) => (await ask('event', { id, ...(as === undefined ? {} : { as }) })) as EventView,
    ticket: async (event, serial) => (await ask('ticket', { event, serial })) as TicketView,
    balance: async (name) => BigInt(((await ask('account', { name })) as { balance: string }).balance),
  };
}
