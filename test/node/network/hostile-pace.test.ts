import { expect, test } from 'vitest';
import { type Block, encodeSealedHeader, type SealedHeader } from '../../../source/ledger/block.ts';
import { workOf } from '../../../source/ledger/work.ts';
import { workBytes } from '../../../source/node/chain-block.ts';
import type { MessageOf } from '../../../source/node/network/messages.ts';
import { openTarget, Stranger, type Target } from '../../support/hostile.ts';
import { buildBlock, signed } from '../../support/node.ts';

const claimed = { height: 3, id: new Uint8Array(32), work: workBytes(1_000n) };

function chainOf({ ledger }: Target, length: number): Block[] {
  const blocks: Block[] = [];
  let parent: SealedHeader = { id: ledger.genesisId, header: ledger.genesisHeader, seal: new Uint8Array(64) };
  for (let height = 1; height <= length; height++) {
    const block = buildBlock(parent);
    blocks.push(block);
    parent = block;
  }
  return blocks;
}

/** What a node says of itself that has a chain. */
function tipOf(blocks: readonly Block[]) {
  const tip = blocks.at(-1);
  if (tip === undefined) throw new Error('a chain has blocks');
  const work = blocks.reduce((sum, { header }) => sum + workOf(header.bits), 1_000n);
  return { height: blocks.length, id: tip.id, work: workBytes(work) };
}

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

async function giveHeaders(peer: Stranger, blocks: readonly Block[]): Promise<void> {
  const { request, locator } = await peer.next('getHeaders');
  const from = blocks.findLastIndex(({ id }) => locator.some((each) => isSame(each, id))) + 1;
  peer.send({ type: 'headers', request, headers: blocks.slice(from).map(encodeSealedHeader) });
}

function bodiesOf({ ids }: MessageOf<'getBlocks'>, blocks: readonly Block[]): Uint8Array[] {
  return blocks.filter(({ id }) => ids.some((each) => isSame(each, id))).map(({ bytes }) => bytes);
}

/** Lets time pass, and what was sent meanwhile be taken. */
async function pass({ environment, honest }: Target, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    environment.advance(1_000);
    for (const request of [1, 2]) expect(await honest.isHeard(request)).toBe(true);
  }
}

async function tipIs({ node }: Target, height: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => void node.status().then((status) => status.height === height && resolve());
    node.subscribe(look);
    look();
  });
}

test('peers that claim much and say nothing stop no payment, and nobody is behind because of them', async () => {
  const target = await openTarget();
  const mute = await Stranger.meet(target.url, { tip: claimed });
  await mute.next('getHeaders');
  await Stranger.meet(target.url, { tip: claimed });
  expect((await target.node.status()).health).toBe('in sync');
  const payment = signed(target.ledger, 'alice', 'coins.transfer', 0, { to: 'bob', amount: 1 });
  // The mute one said first that it has the payment.
  mute.send({ type: 'newTransactions', wids: [payment.wid] });
  expect(await mute.isHeard()).toBe(true);
  target.honest.send({ type: 'newTransactions', wids: [payment.wid] });
  const { request } = await target.honest.next('getTransactions');
  target.honest.send({ type: 'transactions', request, transactions: [payment.bytes] });
  expect(await target.honest.isHeard()).toBe(true);
  expect(await target.node.mempool()).toHaveLength(1);
});

test('whoever showed nothing is not looked at again at once, whatever it announces', async () => {
  const target = await openTarget();
  const stranger = await Stranger.meet(target.url, { tip: claimed });
  const far = chainOf(target, 2).at(-1);
  if (far === undefined) throw new Error('a chain has blocks');
  const { request } = await stranger.next('getHeaders');
  stranger.send({ type: 'headers', request, headers: [] });
  for (let count = 0; count < 5; count++) stranger.send({ type: 'newBlock', header: encodeSealedHeader(far) });
  await pass(target, 1);
  expect(stranger.received.filter(({ type }) => type === 'getHeaders')).toEqual([]);
  await pass(target, 2);
  expect(stranger.received.filter(({ type }) => type === 'getHeaders')).toHaveLength(1);
});

test('mute peers in front of it keep a peer that has more waiting for three seconds each', async () => {
  const target = await openTarget();
  const blocks = chainOf(target, 4);
  const mute = await Stranger.meet(target.url, { tip: claimed });
  await mute.next('getHeaders');
  const good = await Stranger.meet(target.url, { tip: tipOf(blocks) });
  await pass(target, 3);
  await giveHeaders(good, blocks);
  const asked = await good.next('getBlocks');
  good.send({ type: 'blocks', request: asked.request, blocks: bodiesOf(asked, blocks) });
  await tipIs(target, 4);
});

test('a peer that gives a body now and then loses its turn to one that waits', async () => {
  const target = await openTarget();
  const blocks = chainOf(target, 40);
  const dripping = await Stranger.meet(target.url, { tip: tipOf(blocks) });
  await giveHeaders(dripping, blocks);
  const good = await Stranger.meet(target.url, { tip: tipOf(blocks) });
  const first = await dripping.next('getBlocks');
  await pass(target, 9);
  dripping.send({ type: 'blocks', request: first.request, blocks: bodiesOf(first, blocks).slice(0, 1) });
  await tipIs(target, 1);
  await dripping.next('getBlocks');
  while (!good.received.some(({ type }) => type === 'getHeaders')) await pass(target, 1);
  await giveHeaders(good, blocks);
  for (let given = 0; given < 39; ) {
    const { request, ids } = await good.next('getBlocks');
    const bodies = bodiesOf({ type: 'getBlocks', request, ids }, blocks);
    good.send({ type: 'blocks', request, blocks: bodies });
    given += bodies.length;
  }
  await tipIs(target, 40);
  expect((await target.node.status()).peers).toBe(3);
});

test('a slow peer keeps its turn while nobody else has its work', async () => {
  const target = await openTarget();
  const blocks = chainOf(target, 3);
  const slow = await Stranger.meet(target.url, { tip: tipOf(blocks) });
  await giveHeaders(slow, blocks);
  for (let given = 0; given < 3; given++) {
    const asked = await slow.next('getBlocks');
    await pass(target, 9);
    slow.send({ type: 'blocks', request: asked.request, blocks: bodiesOf(asked, blocks).slice(0, 1) });
    await tipIs(target, given + 1);
  }
});
