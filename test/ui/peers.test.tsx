import { afterEach, describe, expect, test } from 'vitest';
import type { NodeEvent, PeersView, PeerView, Status } from '../../source/node/facade.ts';
import { wholeUrl } from '../../source/ui/screens/peers/dial.ts';
import { answering, closeAll, devnet, openNode, openPeer, today } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';

afterEach(closeAll);

function peer(port: number, over: Partial<PeerView> = {}): PeerView {
  return {
    id: String(port).repeat(16),
    address: `ws://127.0.0.1:${port}`,
    direction: 'out',
    port,
    agent: 'carnet/0.1.0',
    height: 1284,
    latency: 2.4,
    bytesIn: 20_000,
    bytesOut: 4_000,
    since: today - 90_000,
    ...over,
  };
}

const one: PeersView = {
  peers: [peer(5001)],
  addresses: [
    { url: 'ws://127.0.0.1:5001', source: 'seed', lastGood: today - 90_000, connected: true },
    { url: 'ws://127.0.0.1:5002', source: 'seed', lastGood: 0, connected: false },
  ],
};

const many: PeersView = {
  peers: [
    peer(5001),
    peer(5002, { direction: 'in', address: '127.0.0.1:40122', height: 1281, latency: 14, bytesIn: 3_400_000 }),
    peer(5016, { address: 'ws://192.168.100.23:5016', height: 1283, latency: 148, bytesOut: 12_000_000 }),
    peer(0, { id: 'ff'.repeat(32), direction: 'in', address: '203.0.113.77:61002', since: today - 5 * 3_600_000 }),
  ],
  addresses: [
    ...one.addresses,
    { url: 'ws://192.168.100.23:5016', source: 'person', lastGood: today - 90_000, connected: true },
    { url: 'ws://203.0.113.5:5000', source: '5001'.repeat(16), lastGood: today - 7_200_000, connected: false },
    { url: 'ws://[2001:db8::1]:5000', source: 'ab'.repeat(32), lastGood: 0, connected: false },
  ],
};

const full: PeersView = {
  peers: Array.from({ length: 40 }, (_, index) => peer(5100 + index)),
  addresses: Array.from({ length: 300 }, (_, index) => ({
    ...{ url: `ws://10.0.0.${index}:5000`, source: 'seed', lastGood: 0, connected: false },
  })),
};

const sync = { from: 0, at: 312, target: 1284, since: today - 1000 };

const states: readonly { name: string; status: Partial<Status>; peers: PeersView }[] = [
  {
    name: 'alone',
    status: { height: 3, mining: true },
    peers: { peers: [], addresses: many.addresses.map((known) => ({ ...known, connected: false })) },
  },
  { name: 'one peer', status: { peers: 1, health: 'in sync', height: 1284 }, peers: one },
  { name: 'many peers', status: { peers: 4, health: 'in sync', height: 1284, mining: true }, peers: many },
  { name: 'all places taken', status: { peers: 40, health: 'in sync', height: 1284 }, peers: full },
  { name: 'syncing', status: { peers: 1, health: 'syncing', height: 312, sync }, peers: one },
  { name: 'behind', status: { peers: 4, health: 'behind', height: 1272, mining: true }, peers: many },
];

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  test.each(states)('$name', async ({ status, peers }) => {
    const stage = await openStage(await devnet({ tipTime: today - 2000, ...status }, {}, peers), columns, rows);
    await stage.press('9');
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });

  test('a refused dial', async () => {
    const stage = await openStage(await openNode(), columns, rows);
    await stage.press('9', 'd', '5009', 'Enter');
    await stage.shows('✗ This node runs without peers.');
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });
});

test('catching up shows how far it is, how fast, and the time left', async () => {
  const stage = await openStage(await devnet({ height: 312, health: 'syncing', peers: 1, sync }, {}, one));
  expect(stage.frame()).toContain('◐ syncing 312 of 1,284');
  expect(stage.frame()).toContain('Syncing 312 of 1,284 blocks: 312 a second, 3 s left.');
  await stage.press('9');
  expect(stage.frame()).toContain('312 of 1,284 blocks   312 a second   3 s left');
});

test('a node that joins is told with how far this one has to go', async () => {
  const node = await devnet({ height: 312, health: 'syncing', peers: 1, sync }, {}, one);
  const listeners = new Set<(event: NodeEvent) => void>();
  const subscribe = (listener: (event: NodeEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const stage = await openStage(answering(node, { subscribe }));
  for (const listener of listeners) listener({ type: 'notice', text: 'Joined 5001.' });
  await stage.shows('Joined 5001. Syncing 312 of 1,284, 3 s left.');
});

test('d dials a real node, which says who joined; x asks first and then disconnects', async () => {
  const zero = await openPeer();
  const second = await openPeer();
  const left = await openStage(zero.node);
  const right = await openStage(second.node);
  await right.press('9', 'd', String(zero.port), 'Enter');
  await right.shows('Connected to');
  await right.shows('→ 1 dialled from here');
  await right.shows('● in sync');
  await left.shows(`${second.port} joined`);
  await left.press('9');
  await left.shows('← 1 dialled in');
  await right.press('x');
  expect(right.frame()).toContain(`Disconnect ${zero.port}? x again; any other key goes on`);
  await right.press('j', 'x');
  expect((await second.node.peers()).peers).toHaveLength(1);
  await right.press('x');
  await right.shows('A peer is another node');
  await left.shows(`${second.port} left`);
});

test('a dial that fails stays on the form with its reason, which the next key takes away', async () => {
  const { node } = await openPeer();
  const gone = await openPeer();
  await gone.node.close();
  const stage = await openStage(node);
  await stage.press('9', 'd', 'Ctrl-U', 'nonsense', 'Enter');
  await stage.shows('✗ ');
  await stage.press('x');
  expect(stage.frame()).not.toContain('✗');
});

test.each([
  ['ws://127.0.0.1:5001', 'ws://127.0.0.1:5001'],
  ['5001', 'ws://127.0.0.1:5001'],
  [' 10.0.0.7:5000 ', 'ws://10.0.0.7:5000'],
  ['ws://127.0.0.1:ws://10.0.0.7:5000', 'ws://10.0.0.7:5000'],
  ['wss://node.example', 'wss://node.example'],
  ['', ''],
])('"%s" is dialled as "%s"', (typed, url) => {
  expect(wholeUrl(typed)).toBe(url);
});
