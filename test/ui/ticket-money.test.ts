import { afterEach, expect, test } from 'vitest';
import { summaryRows } from '../../source/ui/screens/tickets/ticket-rows.ts';
import { plainText } from '../../source/ui/text/row.ts';
import { buyTicket, concert, onSale, openHall } from './box-office.ts';
import { closeAll } from './nodes.ts';

afterEach(closeAll);

test('a ticket says what comes back only as long as it does', async () => {
  const { node, run } = await openHall();
  const id = await onSale(run, concert);
  await buyTicket(run, 'alice', id);
  const [event, ticket, status] = [
    await node.event({ id }),
    await node.ticket({ event: id, serial: 1 }),
    await node.status(),
  ];
  const at = (now: number, changes: Partial<typeof ticket> = {}) =>
    summaryRows({ ...ticket, ...changes }, event, { status, acting: 'alice', address: ticket.holder, now }, 80)
      .map(plainText)
      .join('\n');
  const { lockedFrom, doorsAt, endsAt } = event;
  expect(at(lockedFrom - 1)).toContain('40.00 LVR if you return it, or if the event is cancelled');
  expect(at(lockedFrom)).toContain('Comes back  40.00 LVR if the event is cancelled');
  const admission = { gate: ticket.holder, session: 'ABCDEF', slot: doorsAt / 30_000 };
  expect(at(lockedFrom - 1, { admission })).toContain('Comes back  40.00 LVR if the event is cancelled');
  expect(at(lockedFrom - 1, { admission })).toContain('it changes hands no more');
  expect(at(endsAt)).not.toContain('Comes back');
});
