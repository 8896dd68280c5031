import { expect, test } from 'vitest';
import type { EntryView, GateAnswer, GateView } from '../../../source/node/facade.ts';
import { freePort, startHeadless, temporaryHome } from '../../cli/program.ts';
import { concert, price, session } from './hall.ts';

const doors = '2027-03-01T19:00Z';
const show = {
  ...{ ...concert, doorsAt: doors, startsAt: '2027-03-01T20:00Z', endsAt: '2027-03-01T23:00Z' },
  ...{ as: 'organiser', operation: 'tickets.createEvent' },
};

test('kill -9 after people were let in: they are known, and on the ledger in the end', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  const start = async () => {
    const node = await startHeadless(home, '--network', 'regtest', port);
    const ask = <T>(method: string, params: object = {}) => node.ask(method, params) as Promise<T>;
    return { node, ask, submit: (intent: object) => ask<{ id: string }>('submit', intent) };
  };
  const first = await start();
  await first.ask('mine', { at: '2027-03-01T12:00Z' });
  const { id: event } = await first.submit(show);
  await first.ask('mine');
  await first.submit({ as: 'organiser', operation: 'tickets.issue', event, count: 10, seller: 'seller' });
  await first.ask('mine');
  await first.submit({ as: 'seller', operation: 'tickets.offer', event, count: 10 });
  await first.ask('mine');
  for (const as of ['alice', 'bob', 'carol']) {
    await first.submit({ as, operation: 'tickets.buy', event, seller: 'seller', price });
  }
  await first.ask('mine', { at: doors });
  const letIn = async ({ ask }: Awaited<ReturnType<typeof start>>, as: string, serial: number) => {
    const { proof } = await ask<{ proof: string }>('proof', { as, event, serial, session });
    return ask<GateAnswer>('gate', { event, session, proof, as: 'garage' });
  };
  expect(await letIn(first, 'alice', 1)).toMatchObject({ code: 'ADMIT', inside: 1 });
  expect(await letIn(first, 'bob', 2)).toMatchObject({ code: 'ADMIT', inside: 2 });
  await first.node.program.stop('SIGKILL');

  const second = await start();
  const state = () => second.ask<GateView>('gateState', { event, as: 'garage' });
  expect(await state()).toMatchObject({ inside: 2, queued: 2, of: 3 });
  const waiting = await second.ask<EntryView[]>('mempool');
  expect(waiting.map(({ operation }) => operation)).toEqual(['tickets.admit', 'tickets.admit']);
  expect(await letIn(second, 'alice', 1)).toMatchObject({ answer: 'desk', code: 'ALREADY_INSIDE' });
  expect(await letIn(second, 'carol', 3)).toMatchObject({ code: 'ADMIT', inside: 3 });
  await second.ask('mine');
  expect(await state()).toMatchObject({ inside: 3, queued: 0 });
  expect((await second.node.program.stop('SIGTERM')).code).toBe(0);
});
