import { expect, test } from 'vitest';
import type { Host } from '../../support/simulation/host.ts';
import { type Simulation, simulate } from '../../support/simulation/simulation.ts';
import { announce, ask, at, buy, policy, show, stateOf } from './hall.ts';

/** Two connected machines, an event, a ticket of alice's, and the clock at ten past seven. */
async function doors(simulation: Simulation, over: object = {}): Promise<{ a: Host; b: Host; event: string }> {
  const [a, b] = (await simulation.grow(2)) as [Host, Host];
  const ground = { node: a.node, mine: () => a.mine() };
  const event = await announce(ground, over);
  await buy(ground, event, 'alice');
  await buy(ground, event, 'bob');
  await simulation.converge();
  return { a, b, event };
}

const soon = { doorsAt: at('12:00') + 60_000, policy: { ...policy, lockBefore: 0 } };
const open = 120_000;

test('two gates that let one ticket in while apart both say so when they meet, once', async () => {
  await simulate(41, async (simulation) => {
    const { a, b, event } = await doors(simulation, { ...soon });
    await simulation.pass(open);
    simulation.partition([a], [b]);
    await simulation.pass(180_000);
    expect(await stateOf(a.node, event)).toMatchObject({ online: false });
    expect(await ask(a.node, event, await show(a.node, event, 'alice', 1))).toMatchObject({ code: 'ADMIT', inside: 1 });
    await simulation.pass(60_000);
    const elsewhere = { as: 'inspector', session: 'QRSTUV' };
    const proof = await show(b.node, event, 'alice', 1, elsewhere.session);
    expect(await ask(b.node, event, proof, elsewhere)).toMatchObject({ code: 'ADMIT', inside: 1 });
    await a.mine();
    expect((await stateOf(a.node, event)).conflicts).toEqual([]);
    simulation.heal();
    await simulation.until('they met', async () => (await a.peers()).length === 1);
    await simulation.converge();
    await simulation.pass(5_000);
    await a.mine();
    await simulation.converge();
    const [first, second] = [await stateOf(a.node, event), await stateOf(b.node, event, 'inspector')];
    expect(first).toMatchObject({ inside: 1, queued: 0, online: true });
    expect(second).toMatchObject({ inside: 1, queued: 0 });
    expect(first.conflicts).toMatchObject([
      { serial: 1, admissions: [{ here: true }, { here: false, session: 'QRSTUV' }] },
    ]);
    expect(second.conflicts).toMatchObject([{ serial: 1, admissions: [{ here: false }, { here: true }] }]);
    await a.mine(3);
    await simulation.pass(5_000);
    const told = (host: Host) => host.notices.filter((text) => text.startsWith('Ticket 1 was let in'));
    expect(told(a)).toEqual(['Ticket 1 was let in twice: here at 12:05, and by inspector at 12:06.']);
    expect(told(b)).toEqual(['Ticket 1 was let in twice: by garage at 12:05, and here at 12:06.']);
    expect((await a.node.ticket({ event, serial: 1 })).conflicts).toBe(1);
  });
});

test('a gate that was alone and mined its own branch loses no admission when the others had more work', async () => {
  await simulate(42, async (simulation) => {
    const { a, b, event } = await doors(simulation, soon);
    await simulation.pass(open);
    simulation.partition([a], [b]);
    await simulation.pass(180_000);
    expect(await ask(a.node, event, await show(a.node, event, 'alice', 1))).toMatchObject({ code: 'ADMIT' });
    await a.mine();
    expect(await stateOf(a.node, event)).toMatchObject({ queued: 0, inside: 1 });
    await b.mine(4);
    simulation.heal();
    await simulation.until('they met', async () => (await a.peers()).length === 1);
    await simulation.converge();
    expect(await stateOf(a.node, event)).toMatchObject({ queued: 1, inside: 1 });
    await simulation.pass(5_000);
    await b.mine();
    await simulation.converge();
    expect(await stateOf(a.node, event)).toMatchObject({ queued: 0, inside: 1, conflicts: [] });
    expect((await b.node.ticket({ event, serial: 1 })).admission).toMatchObject({ session: 'KLMNOP' });
  });
});

test('where holders may come back, two gates are no conflict', async () => {
  await simulate(43, async (simulation) => {
    const { a, b, event } = await doors(simulation, { ...soon, policy: { ...soon.policy, reentry: true } });
    await simulation.pass(open);
    expect(await ask(a.node, event, await show(a.node, event, 'alice', 1))).toMatchObject({ code: 'ADMIT', inside: 1 });
    await a.mine();
    await simulation.converge();
    await simulation.pass(60_000);
    const elsewhere = { as: 'inspector', session: 'QRSTUV' };
    const proof = await show(b.node, event, 'alice', 1, elsewhere.session);
    const again = await ask(b.node, event, proof, elsewhere);
    expect(again).toMatchObject({ code: 'ADMIT', inside: 1 });
    expect(again.reason).toContain('by garage');
    await a.mine();
    await simulation.converge();
    expect(await stateOf(b.node, event, 'inspector')).toMatchObject({ queued: 0, conflicts: [] });
  });
});

test('two terminals of one gate key, apart, use the same numbers: everybody is on the ledger once in the end', async () => {
  await simulate(44, async (simulation) => {
    const { a, b, event } = await doors(simulation, soon);
    await simulation.pass(open);
    simulation.partition([a], [b]);
    await simulation.pass(180_000);
    expect(await ask(a.node, event, await show(a.node, event, 'alice', 1))).toMatchObject({ code: 'ADMIT', inside: 1 });
    const elsewhere = { session: 'QRSTUV' };
    const proof = await show(b.node, event, 'bob', 2, elsewhere.session);
    expect(await ask(b.node, event, proof, elsewhere)).toMatchObject({ code: 'ADMIT', inside: 1 });
    simulation.heal();
    await simulation.until('they met', async () => (await a.peers()).length === 1);
    for (let blocks = 0; blocks < 4; blocks++) {
      await simulation.pass(5_000);
      await a.mine();
      await simulation.converge();
    }
    for (const host of [a, b]) {
      expect(await stateOf(host.node, event)).toMatchObject({ inside: 2, queued: 0, conflicts: [] });
      expect((await host.node.event({ id: event })).admitted).toBe(2);
      expect(host.notices.filter((text) => /Ticket|Admissions|does not take/.test(text))).toEqual([]);
    }
  });
});
