import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { encodeSealedHeader, type SealedHeader } from '../../../source/ledger/block.ts';
import { workBytes } from '../../../source/node/chain-block.ts';
import { closeCodes } from '../../../source/node/network/link.ts';
import { openTarget, Stranger, type Target } from '../../support/hostile.ts';
import { buildBlock } from '../../support/node.ts';

const claimed = { height: 3, id: new Uint8Array(32), work: workBytes(1_000n) };
/** The start of a binary frame of a mebibyte: final, masked with zeros. */
const frameStart = Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0);

/** Lets time pass, and the honest peer answer what it is asked meanwhile. */
async function pass({ environment, honest }: Target, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    environment.advance(1_000);
    for (const request of [1, 2]) expect(await honest.isHeard(request)).toBe(true);
  }
}

/** Sends bytes below the frames, and waits until the node has read them. */
async function trickle({ honest }: Target, stranger: Stranger, bytes: Uint8Array): Promise<void> {
  const socket = Reflect.get(stranger.socket, '_socket') as Socket;
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  // What was there before the first ping is read before the second at the latest.
  for (const request of [1, 2]) expect(await honest.isHeard(request)).toBe(true);
}

/** A peer that was asked for headers, and begins an answer. */
async function begun(): Promise<{ target: Target; stranger: Stranger }> {
  const target = await openTarget();
  const stranger = await Stranger.meet(target.url, { tip: claimed });
  await stranger.next('getHeaders');
  await pass(target, 5);
  await trickle(target, stranger, frameStart);
  return { target, stranger };
}

async function unharmed({ node, honest, environment, ledger }: Target): Promise<void> {
  const genesis: SealedHeader = { id: ledger.genesisId, header: ledger.genesisHeader, seal: new Uint8Array(64) };
  const block = buildBlock(genesis);
  honest.send({ type: 'newBlock', header: encodeSealedHeader(block) });
  const { request } = await honest.next('getBlocks');
  honest.send({ type: 'blocks', request, blocks: [block.bytes] });
  await honest.next('newBlock');
  expect(await node.status()).toMatchObject({ height: 1, peers: 1 });
  expect(environment.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

test('a peer that stops in the middle of an answer', async () => {
  const { target, stranger } = await begun();
  await pass(target, 9);
  await trickle(target, stranger, new Uint8Array(1_000));
  await pass(target, 10);
  expect((await target.node.status()).peers).toBe(2);
  // Its answer to a ping came meanwhile, and was taken for more of the same.
  await pass(target, 2);
  expect(await stranger.closed).toEqual({
    code: closeCodes.tooSlow,
    reason: 'It owed an answer, and nothing came from it for 10 s.',
  });
  await unharmed(target);
});

test('11: a trickled answer', async () => {
  const { target, stranger } = await begun();
  // 5 s have passed, and bytes never stop coming.
  for (let seconds = 5; seconds < 59; seconds += 9) {
    await pass(target, 9);
    await trickle(target, stranger, Uint8Array.of(0));
  }
  await pass(target, 1);
  expect((await stranger.closed).code).toBe(closeCodes.tooSlow);
  expect((await stranger.closed).reason).toBe('Its answer was not whole after 60 s.');
  await unharmed(target);
});

test.each([
  ['forward', 3_600_000],
  ['back', -3_600_000],
])('a clock that is set an hour %s while an answer is owed', async (_, jump) => {
  const { target, stranger } = await begun();
  target.environment.setClock(jump);
  await pass(target, 9);
  await trickle(target, stranger, new Uint8Array(1_000));
  expect((await target.node.status()).peers).toBe(2);
  await pass(target, 12);
  expect(await stranger.closed).toMatchObject({ code: closeCodes.tooSlow });
  target.environment.setClock(-jump);
  await unharmed(target);
});
