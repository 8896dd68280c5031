import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import type { Genesis } from '../../source/ledger/genesis.ts';
import { address } from '../../source/ledger/keys.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import type { TicketSummary } from '../../source/node/facade.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';
import { startTime } from '../support/node.ts';
import type { Host } from '../support/simulation/host.ts';
import { type Simulation, simulate } from '../support/simulation/simulation.ts';

const seats = 500;
const price = 10_000_000n;
const funds = 1_000_000_000n;
const most = 6;

/** A hundred people with keys of their own and livres from the founding. */
const fans = Array.from({ length: 100 }, (_, number) => {
  const secretKey = sha256(utf8ToBytes(`fan ${number}`));
  const publicKey = publicKeyOf(secretKey);
  return { name: `fan-${number}`, key: publicKey, pair: { secretKey, publicKey } };
});
const genesis: Genesis = {
  ...regtest,
  allocations: {
    ...regtest.allocations,
    ...Object.fromEntries(fans.map(({ key }) => [address(regtest.addressPrefix, key), funds])),
  },
};

/** What became of what somebody handed in. */
interface Attempt {
  /** Id of the entry, or why there is none. */
  readonly id?: string;
  readonly code?: string;
}

async function attempt(host: Host, fan: string, event: string): Promise<Attempt> {
  try {
    const terms = { event, seller: 'seller', price: `${price}` };
    const { id } = await host.node.submit({ as: fan, operation: 'tickets.buy', ...terms });
    return { id };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { code: error.code };
  }
}

/** Two terminals, and an event that both of them sell seats of. */
async function openSale(simulation: Simulation): Promise<{ hosts: [Host, Host]; event: string }> {
  const keys = await demoWallet(genesis);
  keys.setOwn(fans);
  const hosts: [Host, Host] = [await simulation.add({ genesis }, keys), await simulation.add({ genesis }, keys)];
  const [box] = hosts;
  await simulation.until('they know each other', async () => (await box.peers()).length === 1);
  const doorsAt = startTime + 30 * 86_400_000;
  const event = await box.submit('organiser', 'tickets.createEvent', {
    ...{ name: 'Concert', venue: 'Olympia', doorsAt, startsAt: doorsAt + 1, endsAt: doorsAt + 2 },
    ...{ capacity: seats, price: `${price}`, gateKeys: ['garage'], sellers: ['seller'], policy: { perHolder: most } },
  });
  await box.submit('organiser', 'tickets.issue', { event, count: seats, seller: 'seller' });
  await box.submit('seller', 'tickets.offer', { event, count: seats });
  await box.mine();
  await simulation.converge();
  return { hosts, event };
}

async function ticketsOf({ node }: Host, event: string): Promise<readonly TicketSummary[]> {
  return node.tickets({ event, limit: 500 });
}

/** Deniers that each account paid as fees, by its address: of entries that are in a block. */
async function feesOn({ node }: Host): Promise<Map<string, bigint>> {
  const fees = new Map<string, bigint>();
  const { height } = await node.status();
  for (let at = 1; at <= height; at++) {
    for (const { author, fee } of (await node.block({ height: at })).transactions) {
      fees.set(author, (fees.get(author) ?? 0n) + BigInt(fee));
    }
  }
  return fees;
}

test('500 seats sold to 100 buyers at once at two nodes, no seat twice, nobody over the limit; a cancellation pays all of them back by itself', () =>
  simulate(211, async (simulation) => {
    const { hosts, event } = await openSale(simulation);
    const [box, other] = hosts;
    // Everybody at once, and more than there are seats; some try for more than they may have. Neither node knows yet what
    // the other has sold.
    const tries = fans.map(async ({ name }, number) => {
      const host = number % 10 === 0 ? other : box;
      const made: Attempt[] = [];
      for (let count = 0; count < (number === 0 || number === 1 ? most + 1 : most); count++)
        made.push(await attempt(host, name, event));
      return made;
    });
    const attempts = (await Promise.all(tries)).flat();
    await simulation.until('all that counts has come to both', async () => {
      await box.mine();
      await simulation.pass(1_000);
      return (await Promise.all(hosts.map((host) => host.waiting()))).every(({ length }) => length === 0);
    });
    await simulation.converge();
    expect(new Set(attempts.flatMap(({ code = [] }) => code))).toEqual(new Set(['SOLD_OUT', 'TICKET_LIMIT']));
    // Some were taken by one node, and no seat was left when they came to the other.
    expect(attempts.filter(({ id }) => id !== undefined).length).toBeGreaterThan(seats);

    const sold = await ticketsOf(other, event);
    expect(sold.map(({ serial }) => serial)).toEqual(Array.from({ length: seats }, (_, place) => place + 1));
    expect(await other.node.event({ id: event })).toMatchObject({ sold: seats, left: 0, held: `${price * 500n}` });
    const fees = await feesOn(other);
    for (const { name, key } of fans) {
      const holder = address(genesis.addressPrefix, key);
      const own = sold.filter((ticket) => ticket.holder === holder).length;
      expect(own).toBeLessThanOrEqual(most);
      const spent = BigInt(own) * price + (fees.get(holder) ?? 0n);
      expect([name, (await other.node.account({ name })).balance]).toEqual([name, `${funds - spent}`]);
    }

    await box.submit('organiser', 'tickets.cancelEvent', { event, reason: 'the singer is ill' });
    await box.mine();
    const refunded: number[] = [];
    for (let block = 0; block < 6; block++) {
      const tickets = await ticketsOf(box, event);
      refunded.push(tickets.filter(({ status }) => status === 'refunded').length);
      await box.mine();
    }
    expect(refunded).toEqual([0, 100, 200, 300, 400, 500]);
    await simulation.converge();
    for (const { name, key } of fans) {
      const paid = fees.get(address(genesis.addressPrefix, key)) ?? 0n;
      expect([name, (await other.node.account({ name })).balance]).toEqual([name, `${funds - paid}`]);
    }
    expect(await other.node.event({ id: event })).toMatchObject({ status: 'cancelled', held: '0' });
    const { history, held, status } = await other.node.ticket({ event, serial: 500 });
    expect([status, held]).toEqual(['refunded', '0']);
    expect(history.map(({ operation, what }) => [operation, what])).toEqual([
      ['tickets.buy', 'Ticket for "Concert", 10.00 LVR'],
      ['tickets', expect.any(String)],
    ]);
  }));
