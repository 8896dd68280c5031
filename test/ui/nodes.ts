import { getRandomValues } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { networks } from '../../source/ledger/networks.ts';
import type { Facade, MiningView, PeersView, Status } from '../../source/node/facade.ts';
import { listen } from '../../source/node/network/listener.ts';
import { WebSocketTransport } from '../../source/node/network/websocket.ts';
import { Node } from '../../source/node/node.ts';
import type { NetworkSetup } from '../../source/node/node-options.ts';
import { OwnWords } from '../../source/node/wallet/own-words.ts';
import { demoWallet, Wallet } from '../../source/wallet/wallet.ts';
import { lightWork } from '../support/light.ts';

/** Noon on the day of the frames. */
export const today = Date.UTC(2026, 10, 21, 12);

const logger = pino({ enabled: false });

/** What is closed after the tests, in this order: terminals before their nodes. */
export const closing: (() => Promise<void>)[] = [];

/** Closes every terminal and then every node that was opened here. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

interface StageNodeOptions {
  readonly network?: NetworkSetup;
  readonly port?: number;
  /** It has a place for words of one's own, none yet. */
  readonly words?: boolean;
  /** Words that are made there take their time, as they do for people; else they are there at once. */
  readonly heavy?: boolean;
  /** It has a place for a police database, none yet. */
  readonly police?: boolean;
  /** It has a place for books, none yet. */
  readonly books?: boolean;
  /** On a network of somebody's own: without demo names, so without a miner too. */
  readonly isOwn?: boolean;
}

/** A node of regtest in this process, with a clock that stands still and numbers drawn from one seed. */
export async function openNode({
  words = false,
  heavy = false,
  police = false,
  books = false,
  isOwn = false,
  ...options
}: StageNodeOptions = {}): Promise<Node> {
  const { regtest } = networks;
  if (regtest === undefined) throw new Error('No regtest');
  const genesis = isOwn ? { ...regtest, name: 'village' } : regtest;
  const directory = mkdtempSync(join(tmpdir(), 'carnet-ui-'));
  const wallet = isOwn ? new Wallet(genesis.addressPrefix) : await demoWallet(genesis);
  const random = seeded();
  const randomBytes = (size: number) => Uint8Array.from({ length: size }, () => random() * 256);
  const demo = wallet.names().map(({ name }) => name);
  const own = new OwnWords(
    { file: join(directory, 'wallet.json'), reserved: (name) => demo.includes(name) },
    { wallet, randomBytes, ...(heavy ? {} : { work: lightWork }) },
  );
  const setup = { genesis, directory, port: 5000, minerName: isOwn ? undefined : 'miner-0', mine: false, ...options };
  const desk = { folder: join(directory, 'police'), randomBytes, pid: 1, work: lightWork };
  const shelves = { folder: join(directory, 'books'), randomBytes };
  const more = {
    ...(words ? { words: own } : {}),
    ...(police ? { police: desk } : {}),
    ...(books ? { books: shelves } : {}),
  };
  const node = await Node.open({ ...setup, ...more }, wallet, {
    now: () => today,
    monotonic: () => today,
    every: () => () => undefined,
    random: seeded(),
    logger,
  });
  closing.push(async () => {
    await node.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return node;
}

/** A node that takes connections on a free port of this machine, and knows nobody. */
export async function openPeer(): Promise<{ readonly node: Node; readonly port: number }> {
  const { port, server, close } = await listen('127.0.0.1', 0);
  closing.push(close);
  const network: NetworkSetup = {
    transport: new WebSocketTransport(server, logger),
    listenPort: port,
    secretKey: getRandomValues(new Uint8Array(32)).fill(1, 0, 1),
    ephemeral: () => getRandomValues(new Uint8Array(32)),
    agent: 'carnet/0.1.0',
    seeds: [],
    known: [],
    save: () => undefined,
  };
  return { node: await openNode({ network, port }), port };
}

/** A node as it is, with some of its answers changed. */
export function answering(node: Facade, answers: Partial<Facade>): Facade {
  return new Proxy<Facade>(node, {
    get: (target, name) => {
      const value: unknown = Reflect.get(answers, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A node as it is, but on devnet, with another status and its mining figures changed. */
export async function devnet(
  status: Partial<Status>,
  mining: Partial<MiningView> = {},
  peers?: PeersView,
): Promise<Facade> {
  const node = await openNode();
  return answering(node, {
    status: async () => ({ ...(await node.status()), network: 'devnet', ...status }),
    mining: async () => {
      const view = await node.mining();
      return { ...view, next: { ...view.next, since: status.tipTime ?? view.next.since }, ...mining };
    },
    ...(peers === undefined ? {} : { peers: async () => peers }),
  });
}

/** Numbers from 0 to 1 that are the same in every run (Lehmer's generator). */
export function seeded(): () => number {
  let state = 20_261_121;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The car of every picture: made, inspected twice, repaired, and then its odometer was turned back. */
export const vin = 'WVWZZZ1JZXW000001';

/** Puts that car on the ledger, with a plate, and a payment beside it. */
export async function tellStory(node: Node): Promise<void> {
  const car = {
    operation: 'cars.manufacture',
    as: 'manufacturer',
    vin,
    make: 'VW',
    model: 'Golf',
    year: 2020,
    country: 'DE',
  };
  const reading = (as: string, operation: string, readOn: string, value: number, more: object) => ({
    as,
    operation,
    vin,
    readOn,
    value,
    ...more,
  });
  const story = [
    { ...car, technical: { fuel: 'petrol', power: 110, seats: 5, colour: 'blue' } },
    { as: 'police', operation: 'cars.assignPlate', vin, country: 'FR', plate: 'AB-123-CD' },
    reading('inspector', 'cars.inspect', '2023-07-01', 21_000, { result: 'pass' }),
    reading('inspector', 'cars.inspect', '2025-03-03', 42_000, { result: 'pass' }),
    reading('garage', 'cars.service', '2025-09-15', 43_000, { work: 'brakes' }),
    { as: 'alice', operation: 'coins.transfer', to: 'carol', amount: '20000000', memo: 'lunch' },
    reading('inspector', 'cars.inspect', '2026-11-12', 18_000, { result: 'pass' }),
  ];
  let time = today;
  for (const intent of story) {
    await node.submit(intent);
    time += 5000;
    await node.mine({ blocks: 1, at: time });
  }
}
