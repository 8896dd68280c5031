import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { closeCodes } from '../../../source/node/network/link.ts';
import { openTarget, Stranger, type Target } from '../../support/hostile.ts';

async function unharmed({ honest, environment }: Target): Promise<void> {
  expect(await honest.isHeard()).toBe(true);
  expect(environment.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

/** A connection below WebSocket that says nothing. */
function mute(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => resolve(socket));
    socket.once('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

test('connections that say nothing keep nobody out; the oldest leave', async () => {
  const target = await openTarget();
  const silent: Stranger[] = [];
  for (let count = 0; count < 50; count++) silent.push(await Stranger.connect(target.url));
  const newcomer = await Stranger.meet(target.url);
  expect(await newcomer.isHeard()).toBe(true);
  expect(await silent[0]?.closed).toEqual({ code: closeCodes.full, reason: expect.stringMatching(/did not say who/) });
  // Those that are left have their five seconds, and no more.
  target.environment.advance(5_000);
  expect((await silent.at(-1)?.closed)?.code).toBe(closeCodes.noProof);
  expect((await target.node.status()).peers).toBe(2);
  await unharmed(target);
});

test('connections that do not even say that they speak WebSocket keep nobody out', async () => {
  const target = await openTarget();
  const port = Number(new URL(target.url).port);
  for (let count = 0; count < 400; count++) await mute(port);
  const newcomer = await Stranger.meet(target.url);
  expect(await newcomer.isHeard()).toBe(true);
  await unharmed(target);
});

test('14: when all places are taken, one more is told so; silent ones take none', async () => {
  const target = await openTarget();
  for (let count = 0; count < 8; count++) await Stranger.connect(target.url);
  const taken: Stranger[] = [];
  for (let count = 1; count < 32; count++) taken.push(await Stranger.meet(target.url));
  expect((await target.node.status()).peers).toBe(32);
  const late = await Stranger.connect(target.url);
  expect(await late.closed).toEqual({ code: closeCodes.full, reason: 'All its places are taken.' });
  taken[0]?.socket.close();
  await taken[0]?.closed;
  expect(await (await Stranger.meet(target.url)).isHeard()).toBe(true);
  await unharmed(target);
});

test('a page of the web is no peer', async () => {
  const target = await openTarget();
  for (const origin of ['https://example.org', `http://127.0.0.1:${new URL(target.url).port}`, 'null', '']) {
    await expect(Stranger.connect(target.url, { headers: { origin } })).rejects.toThrow('403');
  }
  await expect(Stranger.connect(target.url, { protocolVersion: 8, origin: 'https://example.org' })).rejects.toThrow(
    '403',
  );
  await unharmed(target);
});

test('why a node hangs up is shown without what steers a terminal', async () => {
  const target = await openTarget();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  server.on('connection', (socket) => socket.close(4008, 'Full\u202e\u009b31m \u001b]0;x\u0007für heute.'));
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  await expect(target.node.dial({ url })).rejects.toMatchObject({
    code: 'DIAL_REFUSED',
    data: { url, reason: 'Full31m ]0;xfür heute.' },
  });
  await unharmed(target);
});

test('one that comes again and again, each time with another port, fills no book', async () => {
  const target = await openTarget();
  for (let count = 0; count < 40; count++) {
    const stranger = await Stranger.meet(target.url, { listenPort: 20_000 + count });
    stranger.socket.terminate();
    await stranger.closed;
  }
  const { addresses } = await target.node.peers();
  expect(addresses.length).toBeLessThanOrEqual(16);
  expect(addresses.filter(({ lastGood }) => lastGood > 0)).toEqual([]);
  const newcomer = await Stranger.meet(target.url, { listenPort: 30_000 });
  while ((await target.node.status()).peers > 2) expect(await target.honest.isHeard()).toBe(true);
  newcomer.send({ type: 'getPeers', request: 5 });
  // Its own, as long as it is connected.
  expect((await newcomer.next('peers')).urls).toEqual(['ws://127.0.0.1:30000']);
  await unharmed(target);
});

test('two that race for the last place: one is told that it is taken', async () => {
  const target = await openTarget();
  for (let count = 1; count < 31; count++) await Stranger.meet(target.url);
  const [one, other] = [await Stranger.connect(target.url), await Stranger.connect(target.url)];
  await one.greet();
  await expect(other.greet()).rejects.toThrow('All its places are taken.');
  expect((await other.closed).code).toBe(closeCodes.full);
  await unharmed(target);
});
