import { describe, expect, test } from 'vitest';
import type { SealedHeader } from '../../../source/ledger/block.ts';
import { genesisIdOf } from '../../../source/ledger/genesis-block.ts';
import { devnet } from '../../../source/ledger/networks.ts';
import { prove } from '../../../source/node/network/handshake.ts';
import { closeCodes } from '../../../source/node/network/link.ts';
import { encodeMessage, frameLimit } from '../../../source/node/network/messages.ts';
import { helloOf, openTarget, Stranger, type Target } from '../../support/hostile.ts';
import { buildBlock, signed } from '../../support/node.ts';
import { refused } from '../refused.ts';

/** The node goes on, and the honest peer noticed nothing. */
async function unharmed({ node, honest, environment }: Target): Promise<void> {
  expect(await honest.isHeard()).toBe(true);
  expect((await node.status()).peers).toBeGreaterThanOrEqual(1);
  expect(environment.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

async function expectClosed(target: Target, stranger: Stranger, code: number, reason: RegExp | string): Promise<void> {
  const ended = await stranger.closed;
  expect(ended).toEqual({ code, reason: expect.stringMatching(reason) });
  await unharmed(target);
}

describe('handshake', () => {
  test('1: another network', async () => {
    const target = await openTarget();
    const stranger = await Stranger.connect(target.url);
    stranger.send({ type: 'hello', ...helloOf(stranger.secretKey, { genesis: genesisIdOf(devnet) }) });
    await expectClosed(target, stranger, closeCodes.otherNetwork, /another network/);
  });

  test('a wrong version', async () => {
    const target = await openTarget();
    const stranger = await Stranger.connect(target.url);
    stranger.send({ type: 'hello', ...helloOf(stranger.secretKey, { minVersion: 7, maxVersion: 9 }) });
    await expectClosed(target, stranger, closeCodes.noCommonVersion, /versions 7 to 9/);
  });

  test('a node that dials itself', async () => {
    const target = await openTarget();
    await refused('DIAL_REFUSED', () => target.node.dial({ url: target.url }));
    expect((await target.node.peers()).addresses).toEqual([]);
    await refused('DIAL_REFUSED', () => target.node.dial({ url: target.url }));
    await unharmed(target);
  });

  test('a second connection of one key', async () => {
    const target = await openTarget();
    const second = await Stranger.connect(target.url, {}, target.honest.secretKey);
    const own = helloOf(second.secretKey);
    second.send({ type: 'hello', ...own });
    second.send({ type: 'prove', signature: prove('dialled', own, await second.next('hello'), second.secretKey) });
    await expectClosed(target, second, closeCodes.alreadyConnected, /connected to it already/);
    expect((await target.node.status()).peers).toBe(1);
  });

  test('a key that it does not hold', async () => {
    const target = await openTarget();
    const stranger = await Stranger.connect(target.url);
    const own = helloOf(stranger.secretKey, { nodeKey: helloOf(target.honest.secretKey).nodeKey });
    stranger.send({ type: 'hello', ...own });
    stranger.send({
      type: 'prove',
      signature: prove('dialled', own, await stranger.next('hello'), stranger.secretKey),
    });
    await expectClosed(target, stranger, closeCodes.noProof, /does not hold the key/);
  });

  test('a proof thrown back, and one of an earlier connection', async () => {
    const target = await openTarget();
    const first = await Stranger.connect(target.url);
    const own = helloOf(first.secretKey);
    first.send({ type: 'hello', ...own });
    const signature = prove('dialled', own, await first.next('hello'), first.secretKey);
    first.send({ type: 'prove', signature: (await first.next('prove')).signature });
    await expectClosed(target, first, closeCodes.noProof, /does not hold the key/);
    const again = await Stranger.connect(target.url);
    again.send({ type: 'hello', ...own });
    again.send({ type: 'prove', signature });
    await expectClosed(target, again, closeCodes.noProof, /does not hold the key/);
  });

  test('no proof in time', async () => {
    const target = await openTarget();
    const stranger = await Stranger.connect(target.url);
    stranger.send({ type: 'hello', ...helloOf(stranger.secretKey) });
    await stranger.next('prove');
    target.environment.advance(5_000);
    await expectClosed(target, stranger, closeCodes.noProof, /did not say in time/);
  });

  test('9: no handshake', async () => {
    const target = await openTarget();
    const silent = await Stranger.connect(target.url);
    await silent.next('hello');
    target.environment.advance(5_000);
    await expectClosed(target, silent, closeCodes.noProof, /did not say in time/);
    const hasty = await Stranger.connect(target.url);
    hasty.send({ type: 'getPeers', request: 0 });
    await expectClosed(target, hasty, closeCodes.misbehaved, /"getPeers"/);
  });

  test('a second hello', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.send({ type: 'hello', ...helloOf(stranger.secretKey) });
    await expectClosed(target, stranger, closeCodes.misbehaved, /"hello"/);
  });
});

describe('frames', () => {
  test('2: a frame over the limit', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.raw(new Uint8Array(frameLimit + 1).fill(200));
    // 1009 is the standard's own code for it.
    await expectClosed(target, stranger, 1009, /larger than 4 MiB/);
  });

  test('3: a flood of tiny fragments', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    for (let piece = 0; piece < 1_000; piece++) stranger.socket.send(new Uint8Array(1), { binary: true, fin: false });
    await expectClosed(target, stranger, 1008, /too many pieces/);
  });

  test('4: a message in pieces', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const frame = encodeMessage({ type: 'ping', request: 77 });
    frame.forEach((byte, index) => {
      stranger.socket.send(Uint8Array.of(byte), { binary: true, fin: index === frame.length - 1 });
    });
    expect((await stranger.next('pong')).request).toBe(77);
    await unharmed(target);
  });

  test('5: an unknown message number and an unknown extension are ignored', async () => {
    const target = await openTarget();
    const extensions = [{ number: 60_000, bytes: new Uint8Array(100).fill(3) }];
    const stranger = await Stranger.meet(target.url, { extensions, features: 2n ** 63n, maxVersion: 40 });
    stranger.raw(Uint8Array.of(250, 1, 2, 3));
    stranger.raw(new Uint8Array(0));
    expect(await stranger.isHeard()).toBe(true);
    await unharmed(target);
  });

  test.each([
    ['6: an over-long list', () => Uint8Array.from([6, 0, 0, 0, 0, 65, 0, ...new Uint8Array(65 * 32)])],
    ['29: a huge locator', () => Uint8Array.from([6, 0, 0, 0, 0, 255, 255, ...new Uint8Array(65_535 * 32)])],
    ['7: trailing bytes', () => Uint8Array.from([...encodeMessage({ type: 'ping', request: 1 }), 0])],
    ['a message that ends too soon', () => encodeMessage({ type: 'ping', request: 1 }).slice(0, -1)],
    ['7: non-canonical text', () => Uint8Array.from([5, 0, 0, 0, 0, 1, 0, 3, 0, 0x41, 0xcc, 0x8a])],
  ])('%s', async (_, frame) => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.raw(frame());
    await expectClosed(target, stranger, closeCodes.malformed, /./);
  });

  test('text', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.socket.send('hello');
    await expectClosed(target, stranger, closeCodes.malformed, /Text is not spoken here/);
  });

  test('13: compression offered is not taken, and a compressed frame is refused', async () => {
    const target = await openTarget();
    const stranger = await Stranger.connect(target.url, { perMessageDeflate: true });
    expect(stranger.socket.extensions).toBe('');
    await stranger.greet();
    // FIN, RSV1 (compressed), binary; masked, empty.
    const raw = Reflect.get(stranger.socket, '_socket') as { write(bytes: Uint8Array): void };
    raw.write(Uint8Array.of(0xc2, 0x80, 0, 0, 0, 0));
    await expectClosed(target, stranger, 1002, /compressed/);
  });

  test('8: 80 of the largest junk messages while another peer gets its pong', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const junk = new Uint8Array(frameLimit).fill(250);
    for (let count = 0; count < 80; count++) {
      stranger.raw(junk);
      if (count % 8 === 0) expect(await target.honest.isHeard(count)).toBe(true);
    }
    expect(await stranger.isHeard()).toBe(true);
    await unharmed(target);
  });

  test('thousands of pings in one piece, and the honest peer is answered among the first', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    const raw = Reflect.get(stranger.socket, '_socket') as { write(bytes: Uint8Array): void };
    // Each is final and binary, 5 bytes long and masked with zeros.
    const ping = Uint8Array.of(0x82, 0x85, 0, 0, 0, 0, ...encodeMessage({ type: 'ping', request: 9 }));
    const count = 5_000;
    const flood = new Uint8Array(count * ping.length);
    for (let place = 0; place < count; place++) flood.set(ping, place * ping.length);
    raw.write(flood);
    expect(await target.honest.isHeard()).toBe(true);
    expect(stranger.received.filter(({ type }) => type === 'pong').length).toBeLessThan(count / 4);
    // All are answered in the end.
    for (let answered = 0; answered < count; answered++) await stranger.next('pong');
    await unharmed(target);
  });

  test('10: a slow reader', async () => {
    const target = await openTarget();
    const transactions = Array.from({ length: 100 }, (_, nonce) => {
      return signed(target.ledger, 'alice', 'coins.transfer', nonce, { to: 'bob', amount: 1, memo: 'x'.repeat(80) });
    });
    const block = buildBlock(
      { id: target.ledger.genesisId, header: target.ledger.genesisHeader, seal: new Uint8Array(64) },
      { transactions },
    );
    await target.node.submitBlock({ block: Buffer.from(block.bytes).toString('hex') });
    const stranger = await Stranger.meet(target.url);
    stranger.socket.pause();
    const ids = Array.from({ length: 64 }, () => block.id);
    for (let request = 0; request < 60; request++) stranger.send({ type: 'getBlocks', request, ids });
    const gone = new Promise<void>((resolve) => {
      const stop = target.node.subscribe((event) => {
        if (event.type !== 'notice' || !event.text.includes('left')) return;
        stop();
        resolve();
      });
    });
    await gone;
    await unharmed(target);
    stranger.socket.resume();
    expect([closeCodes.tooSlow, 1006]).toContain((await stranger.closed).code);
  });

  test('12: too many questions at once', async () => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    // One question comes in a turn of the event loop; these take two turns each to answer.
    let parent: SealedHeader = {
      id: target.ledger.genesisId,
      header: target.ledger.genesisHeader,
      seal: new Uint8Array(64),
    };
    for (let height = 1; height <= 260; height++) {
      const block = buildBlock(parent);
      await target.node.submitBlock({ block: Buffer.from(block.bytes).toString('hex') });
      parent = block;
    }
    const locator = [target.ledger.genesisId];
    for (let request = 0; request < 500; request++) stranger.send({ type: 'getHeaders', request, locator });
    await expectClosed(target, stranger, closeCodes.misbehaved, /too much at once/);
  });

  test.each([
    ['headers', () => encodeMessage({ type: 'headers', request: 9, headers: [] })],
    ['blocks', () => encodeMessage({ type: 'blocks', request: 9, blocks: [new Uint8Array(300)] })],
    ['transactions', () => encodeMessage({ type: 'transactions', request: 9, transactions: [] })],
    ['records', () => encodeMessage({ type: 'records', request: 9, records: [] })],
    ['pong', () => encodeMessage({ type: 'pong', request: 9 })],
  ])('24: an answer that nobody asked for: %s', async (type, frame) => {
    const target = await openTarget();
    const stranger = await Stranger.meet(target.url);
    stranger.raw(frame());
    await expectClosed(target, stranger, closeCodes.misbehaved, new RegExp(`"${type}"`));
  });
});
