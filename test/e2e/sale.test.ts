import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import type { Home } from '../support/home.ts';
import { shareHome, start } from '../support/start.ts';
import type { TestTerminal } from '../support/terminal.ts';

const vin = 'WMWXP7C5XK2A00001';
const car = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'FR' };

/** Puts intents in one block, and waits until every terminal has it. */
async function settle(home: Home, height: number, terminals: readonly TestTerminal[]): Promise<void> {
  await ask(home, 5000, 'mine');
  await Promise.all(terminals.map((terminal) => terminal.waitFor(new RegExp(`block ${height}\\b`))));
}

async function accountOf(home: Home, name: string): Promise<{ address: string; balance: bigint; locked: bigint }> {
  const { address, balance, locked } = (await ask(home, 5001, 'account', { name })) as Record<string, string>;
  return { address: address ?? '', balance: BigInt(balance ?? 0), locked: BigInt(locked ?? 0) };
}

test('alice buys the car of bob over three terminals, the notary in the third', async () => {
  const home = shareHome();
  const terminal = (name: string) => start({ home, args: ['--network', 'regtest', '--as', name] });
  const alice = terminal('alice');
  await alice.waitFor('block 0');
  const bob = terminal('bob');
  await bob.waitFor(/1 peer\b/);
  const notary = terminal('notary');
  await notary.waitFor(/2 peers/);
  const all = [alice, bob, notary];

  // A car counts as read on the day of the block before its own: that has to be today.
  await settle(home, 1, all);
  await ask(home, 5000, 'submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });
  const plate = { vin, country: 'FR', plate: 'AB-123-CD' };
  await ask(home, 5000, 'submit', { as: 'police', operation: 'cars.assignPlate', ...plate });
  await ask(home, 5000, 'submit', { as: 'notary', operation: 'transfers.order', vin, to: 'bob', reason: 'court' });
  await settle(home, 2, all);
  const before = await accountOf(home, 'bob');

  // bob offers: the buyer, the price; the car's plate is typed, because it is about its title.
  bob.press('2');
  await bob.waitFor('MINI Cooper S');
  bob.press('t');
  await bob.waitFor('NEW › Sell a car');
  bob.type('alice');
  bob.press('Enter');
  bob.type('9500');
  bob.press('Ctrl-R');
  await bob.waitFor('AB-123-CD, its plate');
  bob.type('AB-123-CDy');
  await bob.waitFor('Sell a car: signed');
  alice.press('3');
  await alice.waitFor('BEFORE YOU ACCEPT');
  await settle(home, 3, all);

  // alice accepts: the amount is typed.
  alice.press('Enter');
  await alice.waitFor('Type 9,500.00');
  alice.type('9500y');
  await alice.waitFor('Accept the offer: signed');
  notary.press('3');
  await notary.waitFor('BEFORE YOU CONFIRM');
  await settle(home, 4, all);
  expect(await accountOf(home, 'alice')).toMatchObject({ locked: 9_500_000_000n });

  // The notary confirms: money and title in one block.
  notary.press('Enter');
  await notary.waitFor('AB-123-CD, its plate');
  notary.type('AB-123-CDy');
  await notary.waitFor('Confirm the sale: signed');
  await alice.waitFor('Signed, and waiting for a block');
  await settle(home, 5, all);
  await alice.waitFor(/✓ Confirmed .*✓ Yours/);
  await bob.waitFor('you are discharged');
  const [buyer, seller] = [await accountOf(home, 'alice'), await accountOf(home, 'bob')];
  expect(buyer.locked).toBe(0n);
  expect(seller.balance - before.balance).toBeGreaterThan(9_499_000_000n);
  expect(await ask(home, 5002, 'car', { vin })).toMatchObject({ car: { owner: buyer.address } });
});
