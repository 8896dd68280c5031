import { expect, test } from 'vitest';
import { publicKeyOf } from '../../../source/ledger/signature.ts';
import { wallet } from '../../support/node.ts';
import { openHall } from './hall.ts';

test('a gate whose words are locked lets nobody in, and hands in later what it could not sign', async () => {
  const secretKey = new Uint8Array(32).fill(5);
  const key = publicKeyOf(secretKey);
  const lock = () => wallet.setOwn([{ name: 'door', key }]);
  const unlock = () => wallet.setOwn([{ name: 'door', key, pair: { publicKey: key, secretKey } }]);
  lock();
  const hall = await openHall({ gateKeys: ['door'] });
  await hall.buy('alice');
  await hall.node.submit({ as: 'carol', operation: 'coins.transfer', to: 'door', amount: '1000000' });
  hall.wait('19:10');
  await hall.mine();
  const proof = await hall.show('alice', 1);
  await expect(hall.ask(proof, { as: 'door' })).rejects.toMatchObject({ code: 'WALLET_LOCKED' });
  await expect(hall.node.gate({ event: hall.event, session: 'KLMNOP', proof })).rejects.toMatchObject({
    code: 'WALLET_LOCKED',
  });
  unlock();
  expect(await hall.ask(proof, { as: 'door' })).toMatchObject({ code: 'ADMIT' });
  // What waited is gone with the program; its words are locked when it starts again.
  lock();
  await hall.restart();
  expect(await hall.state('door')).toMatchObject({ inside: 1, queued: 1, trouble: expect.stringContaining('locked') });
  unlock();
  await hall.mine();
  await hall.mine();
  expect(await hall.state('door')).toMatchObject({ inside: 1, queued: 0 });
});
