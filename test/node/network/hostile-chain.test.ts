import { describe, expect, test } from 'vitest';
import { assembleBlock, type Block, encodeSealedHeader, type SealedHeader } from '../../../source/ledger/block.ts';
import { workBytes } from '../../../source/node/chain-block.ts';
import { closeCodes } from '../../../source/node/network/link.ts';
import { openTarget, Stranger, type Target } from '../../support/hostile.ts';
import { buildBlock, signed, startTime } from '../../support/node.ts';

function genesisOf({ ledger }: Target): SealedHeader {
  return { id: ledger.genesisId, header: ledger.genesisHeader, seal: new Uint8Array(64) };
}

async function expectClosed(target: Target, stranger: Stranger, reason: RegExp, code: number = closeCodes.misbehaved) {
  expect(await stranger.closed).toEqual({ code, reason: expect.stringMatching(reason) });
  expect(await target.honest.isHeard()).toBe(true);
  expect(target.environment.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

/** Announces a block, and gives what is asked for. */
async function offer(stranger: Stranger, block: Block, body: Uint8Array = block.bytes): Promise<void> {
  stranger.send({ type: 'newBlock', header: encodeSealedHeader(block) });
  const { request } = await stranger.next('getBlocks');
  stranger.send({ type: 'blocks', request, blocks: [body] });
}

async function tipIs(target: Target, height: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => void target.node.status().then((status) => status.height === height && resolve());
    target.node.subscribe(look);
    look();
  });
}

const pay = (target: Target, nonce: number, fields: object = {}) =>
  signed(target.ledger, 'alice', 'coins.transfer', nonce, { to: 'bob', amount: 1, ...fields });

describe('announced blocks', () => {
  test('a header without work', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const block = buildBlock(genesisOf(target), { worked: false });
    stranger.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    await expectClosed(target, stranger, /has not been worked for/);
  });

  test('a header with another’s seal', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const block = buildBlock(genesisOf(target), { miner: 'miner-0', sealedBy: 'miner-1' });
    stranger.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    await expectClosed(target, stranger, /signature of the miner/);
  });

  test('a header of somebody without a licence', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.send({ type: 'newBlock', header: encodeSealedHeader(buildBlock(genesisOf(target), { miner: 'alice' })) });
    await expectClosed(target, stranger, /licence/);
  });

  test('25: a body that does not match; the block itself stays good', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const block = buildBlock(genesisOf(target), { transactions: [pay(target, 0)] });
    const swapped = assembleBlock(block.header, block.seal, [pay(target, 0, { amount: 2 })]);
    await offer(stranger, block, swapped.bytes);
    await expectClosed(target, stranger, /not the one that the header promises/);
    await offer(target.honest, block);
    await tipIs(target, 1);
  });

  test('a block whose third transaction is invalid; it takes its descendants with it', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const transactions = [pay(target, 0), pay(target, 1), pay(target, 7)];
    const block = buildBlock(genesisOf(target), { transactions });
    await offer(stranger, block);
    await expectClosed(target, stranger, /has number 7/);
    const other = await Stranger.meet(target.url);
    other.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    await expectClosed(target, other, /found invalid before/);
    expect((await target.node.status()).height).toBe(0);
    const good = buildBlock(genesisOf(target), { transactions: transactions.slice(0, 2) });
    await offer(target.honest, good);
    await tipIs(target, 1);
  });

  test('a block that it announces and does not give: another peer is asked', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const block = buildBlock(genesisOf(target));
    stranger.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    const asked = await stranger.next('getBlocks');
    target.honest.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    expect(await target.honest.isHeard()).toBe(true);
    stranger.send({ type: 'blocks', request: asked.request, blocks: [] });
    await Promise.all([
      expect(stranger.closed).resolves.toMatchObject({ code: closeCodes.misbehaved }),
      (async () => {
        const headers = await target.honest.next('getHeaders');
        target.honest.send({ type: 'headers', request: headers.request, headers: [encodeSealedHeader(block)] });
        const bodies = await target.honest.next('getBlocks');
        target.honest.send({ type: 'blocks', request: bodies.request, blocks: [block.bytes] });
      })(),
    ]);
    await tipIs(target, 1);
  });

  test('more blocks than were asked for', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const block = buildBlock(genesisOf(target));
    stranger.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    const { request } = await stranger.next('getBlocks');
    stranger.send({ type: 'blocks', request, blocks: [block.bytes, buildBlock(block).bytes] });
    await expectClosed(target, stranger, /./);
  });

  test('30: a block from the future is held and costs nobody a place', async () => {
    const target = await openTarget();
    const block = buildBlock(genesisOf(target), { header: { time: startTime + 120_000 } });
    const header = encodeSealedHeader(block);
    target.honest.send({ type: 'newBlock', header });
    const first = await target.honest.next('getHeaders');
    target.honest.send({ type: 'headers', request: first.request, headers: [header] });
    expect(await target.honest.isHeard()).toBe(true);
    for (let step = 0; step < 10; step++) {
      target.environment.advance(9_100);
      expect(await target.honest.isHeard(step)).toBe(true);
    }
    const again = await target.honest.next('getHeaders');
    target.honest.send({ type: 'headers', request: again.request, headers: [header] });
    const bodies = await target.honest.next('getBlocks');
    target.honest.send({ type: 'blocks', request: bodies.request, blocks: [block.bytes] });
    await tipIs(target, 1);
  });
});

describe('headers ahead of the clock', () => {
  const future = { time: startTime + 1_000 * 365 * 86_400_000 };

  test.each([
    ['without work', { worked: false }, /has not been worked for/],
    ['with another’s seal', { miner: 'miner-0', sealedBy: 'miner-1' }, /signature of the miner/],
    ['of a wrong height', { header: { height: 9 } }, /height/],
  ])('%s are refused like any other', async (_, options, reason) => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const header = { ...future, ...('header' in options ? options.header : {}) };
    const block = buildBlock(genesisOf(target), { ...options, header });
    stranger.send({ type: 'newBlock', header: encodeSealedHeader(block) });
    await expectClosed(target, stranger, reason);
  });

  test('a person is told no absurd number', async () => {
    const target = await openTarget();
    const notices: string[] = [];
    target.node.subscribe((event) => void (event.type === 'notice' && notices.push(event.text)));
    const header = encodeSealedHeader(buildBlock(genesisOf(target), { header: future }));
    target.honest.send({ type: 'newBlock', header });
    const { request } = await target.honest.next('getHeaders');
    target.honest.send({ type: 'headers', request, headers: [header] });
    for (let count = 0; !notices.some((text) => /clock/.test(text)); count++) {
      expect(await target.honest.isHeard(count)).toBe(true);
    }
    expect(notices.find((text) => /clock/.test(text))).toMatch(/more than a day ahead/);
  });
});

describe('what stands on an invalid block', () => {
  test('is refused, and makes nobody fall behind', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const block = buildBlock(genesisOf(target), { transactions: [pay(target, 0), pay(target, 7)] });
    await offer(stranger, block);
    await expectClosed(target, stranger, /has number 7/);
    let parent: Block = block;
    for (let count = 0; count < 3; count++) {
      const other = await Stranger.meet(target.url);
      const child = buildBlock(parent);
      other.send({ type: 'newBlock', header: encodeSealedHeader(child) });
      if (count > 0) {
        const { request } = await other.next('getHeaders');
        other.send({
          type: 'headers',
          request,
          headers: [block, parent, child].slice(1 - count).map(encodeSealedHeader),
        });
      }
      await expectClosed(target, other, /./);
      expect((await target.node.status()).health).toBe('in sync');
      parent = child;
    }
  });
});

describe('catching up', () => {
  const claimed = { height: 3, id: new Uint8Array(32), work: workBytes(1_000n) };

  test('22: a peer that claims much and answers nothing', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url, { tip: claimed });
    await stranger.next('getHeaders');
    target.environment.advance(9_000);
    expect(await target.honest.isHeard()).toBe(true);
    target.environment.advance(2_000);
    await expectClosed(target, stranger, /nothing came from it for 10 s/, closeCodes.tooSlow);
  });

  test('a claim that nothing stands behind is forgotten', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url, { tip: claimed });
    const { request } = await stranger.next('getHeaders');
    // A claim is no reason to call this node behind.
    expect((await target.node.status()).health).toBe('in sync');
    stranger.send({ type: 'headers', request, headers: [] });
    expect(await stranger.isHeard()).toBe(true);
    expect((await target.node.status()).health).toBe('in sync');
  });

  test('23: headers whose bodies never come', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url, { tip: claimed });
    const one = buildBlock(genesisOf(target));
    const two = buildBlock(one);
    const { request } = await stranger.next('getHeaders');
    stranger.send({ type: 'headers', request, headers: [one, two].map(encodeSealedHeader) });
    const bodies = await stranger.next('getBlocks');
    stranger.send({ type: 'blocks', request: bodies.request, blocks: [] });
    await expectClosed(target, stranger, /does not give/);
    await offer(target.honest, one);
    await tipIs(target, 1);
  });

  test('headers that do not follow what was asked for', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url, { tip: claimed });
    const orphan = buildBlock(buildBlock(genesisOf(target)));
    const { request } = await stranger.next('getHeaders');
    stranger.send({ type: 'headers', request, headers: [encodeSealedHeader(orphan)] });
    await expectClosed(target, stranger, /does not have/);
  });

  test('a peer that vanishes during sync', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url, { tip: claimed });
    await stranger.next('getHeaders');
    stranger.socket.terminate();
    await stranger.closed;
    await offer(target.honest, buildBlock(genesisOf(target)));
    await tipIs(target, 1);
  });
});

describe('transactions', () => {
  test('37: a signature that is not its author’s', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const good = pay(target, 0);
    const { signature } = pay(target, 1);
    const forged = target.ledger.format.assemble(good.body, signature, []);
    stranger.send({ type: 'newTransactions', wids: [forged.wid] });
    const { request } = await stranger.next('getTransactions');
    stranger.send({ type: 'transactions', request, transactions: [forged.bytes] });
    await expectClosed(target, stranger, /signature/i);
    expect(await target.node.mempool()).toEqual([]);
  });

  test('another than was asked for', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.send({ type: 'newTransactions', wids: [pay(target, 0).wid] });
    const { request } = await stranger.next('getTransactions');
    stranger.send({ type: 'transactions', request, transactions: [pay(target, 0, { amount: 3 }).bytes] });
    await expectClosed(target, stranger, /"transactions"/);
  });

  test('what one peer does not give is asked of the next that announced it', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const payment = pay(target, 0);
    stranger.send({ type: 'newTransactions', wids: [payment.wid] });
    await stranger.next('getTransactions');
    target.honest.send({ type: 'newTransactions', wids: [payment.wid] });
    expect(await target.honest.isHeard()).toBe(true);
    stranger.socket.terminate();
    const { request } = await target.honest.next('getTransactions');
    target.honest.send({ type: 'transactions', request, transactions: [payment.bytes] });
    expect(await target.honest.isHeard(3)).toBe(true);
    expect(await target.node.mempool()).toHaveLength(1);
  });

  test('12: announcements of what nobody has bind nothing', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const wids = Array.from({ length: 600 }, (_, index) => new Uint8Array(32).fill(index % 256).fill(index >> 8, 0, 1));
    stranger.send({ type: 'newTransactions', wids });
    for (let left = 3; left > 0; left--) {
      const { request } = await stranger.next('getTransactions');
      stranger.send({ type: 'transactions', request, transactions: [] });
      if (left === 1) expect(await stranger.isHeard()).toBe(true);
    }
    expect(await target.honest.isHeard()).toBe(true);
  });
});
