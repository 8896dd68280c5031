import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../support/simulation/host.ts';
import { simulate } from '../../support/simulation/simulation.ts';
import { announce, ask, at, buy, policy, show, stateOf } from './hall.ts';

test('a gate whose ledger was thrown away and fetched anew hands in whom it let in', async () => {
  await simulate(48, async (simulation) => {
    const [a, b] = (await simulation.grow(2)) as [Host, Host];
    const ground = { node: a.node, mine: () => a.mine() };
    const event = await announce(ground, { doorsAt: at('12:00') + 60_000, policy: { ...policy, lockBefore: 0 } });
    await buy(ground, event, 'alice');
    await simulation.converge();
    await simulation.pass(120_000);
    simulation.partition([a], [b]);
    expect(await ask(a.node, event, await show(a.node, event, 'alice', 1))).toMatchObject({ code: 'ADMIT' });
    await a.stop();
    rmSync(join(a.options.directory, 'ledger'), { recursive: true });
    // Alone with an empty ledger it knows neither event nor ticket.
    await a.start();
    await simulation.pass(5_000);
    await expect(stateOf(a.node, event)).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    simulation.heal();
    await simulation.converge();
    await simulation.pass(5_000);
    expect(await stateOf(a.node, event)).toMatchObject({ inside: 1, queued: 1 });
    await b.mine();
    await simulation.converge();
    const state = await stateOf(a.node, event);
    expect(state).toMatchObject({ inside: 1, queued: 0 });
    expect(state).not.toHaveProperty('trouble');
    expect((await b.node.ticket({ event, serial: 1 })).admission).toMatchObject({ session: 'KLMNOP' });
  });
});

test('what the ledger does not take in the end is said as long as it is so', async () => {
  await simulate(49, async (simulation) => {
    const [a, b] = (await simulation.grow(2)) as [Host, Host];
    const ground = { node: a.node, mine: () => a.mine() };
    const event = await announce(ground, { doorsAt: at('12:00') + 120_000, policy: { ...policy, lockBefore: 0 } });
    await simulation.converge();
    simulation.partition([a], [b]);
    // The ticket that this side sells is no other side's.
    await b.mine();
    await buy(ground, event, 'alice');
    await simulation.pass(150_000);
    expect(await ask(a.node, event, await show(a.node, event, 'alice', 1))).toMatchObject({ code: 'ADMIT' });
    await a.mine();
    await b.mine(5);
    simulation.heal();
    await simulation.until('they met', async () => (await a.peers()).length === 1);
    await simulation.converge();
    await simulation.pass(5_000);
    await b.mine(2);
    await simulation.converge();
    const { queued, trouble } = await stateOf(a.node, event);
    expect(queued).toBe(1);
    expect(trouble).toMatch(/^The ledger does not take that ticket 1 was let in: No such ticket was sold/);
    expect(a.notices.filter((text) => text.startsWith('The ledger does not take'))).toHaveLength(1);
  });
});
