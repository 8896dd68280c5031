import { expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import type { Home } from '../support/home.ts';
import { shareHome, start } from '../support/start.ts';

interface Entry {
  readonly nonce: number;
}

async function pay(home: Home, port: number, amount: string): Promise<Entry> {
  const intent = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount };
  const { id } = (await ask(home, port, 'submit', intent)) as { id: string };
  return (await ask(home, port, 'transaction', { id })) as Entry;
}

test('two terminals act as alice at once: both payments arrive, and it is said', async () => {
  const home = shareHome();
  const args = ['--network', 'regtest'];
  const first = start({ home, args });
  await first.waitFor('block 0');
  const second = start({ home, args });
  await Promise.all([first.waitFor(/1 peer\b/), second.waitFor(/1 peer\b/)]);

  // At once is when each signs before it has heard of the other: until then they take turns, and nothing is lost.
  let paid = 0;
  for (let collided = false; !collided; ) {
    const entries = await Promise.all([pay(home, 5000, '1000'), pay(home, 5001, '2000')]);
    paid += 3_000;
    collided = entries[0]?.nonce === entries[1]?.nonce;
    if (!collided) await ask(home, 5000, 'mine');
  }
  await ask(home, 5000, 'mine');
  await second.waitFor('another terminal used its number first');
  await ask(home, 5001, 'mine');
  const height = ((await ask(home, 5001, 'status')) as { height: number }).height;
  await first.waitFor(new RegExp(`block ${height}\\b`));
  for (const port of [5000, 5001]) {
    const { balance } = (await ask(home, port, 'account', { name: 'bob' })) as { balance: string };
    expect(BigInt(balance)).toBe(10_000_000_000n + BigInt(paid));
  }
});
