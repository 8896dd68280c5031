import { getRandomValues } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink-testing-library';
import { pino } from 'pino';
import { expect } from 'vitest';
import { networks } from '../../source/ledger/networks.ts';
import type { Facade, MiningView, PeersView, Status } from '../../source/node/facade.ts';
import { listen } from '../../source/node/network/listener.ts';
import { WebSocketTransport } from '../../source/node/network/websocket.ts';
import { type NetworkSetup, Node } from '../../source/node/node.ts';
import { OwnWords } from '../../source/node/wallet/own-words.ts';
import { SizeContext } from '../../source/ui/frame/size.ts';
import { KeyStream } from '../../source/ui/input/key-stream.ts';
import { ServicesContext } from '../../source/ui/model/services.ts';
import { createServices } from '../../source/ui/services.ts';
import { Terminal } from '../../source/ui/terminal.tsx';
import { demoWallet } from '../../source/wallet/wallet.ts';

// The library's terminal has no rows; without these Ink would start a program to ask for them, at every frame.
process.env.COLUMNS = '80';
process.env.LINES = '24';

/** A small, a usual and a large terminal. */
export const sizes = [
  [80, 24],
  [120, 40],
  [160, 50],
] as const;

/** Noon on the day of the frames. */
export const today = Date.UTC(2026, 10, 21, 12);

const logger = pino({ enabled: false });

const closing: (() => Promise<void>)[] = [];

/** Closes every terminal and then every node that was opened here. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

interface StageNodeOptions {
  readonly network?: NetworkSetup;
  readonly port?: number;
  /** It has a place for words of one's own, none yet. */
  readonly words?: boolean;
}

/** A node of regtest in this process, with a clock that stands still and numbers drawn from one seed. */
export async function openNode({ words = false, ...options }: StageNodeOptions = {}): Promise<Node> {
  const genesis = networks.regtest;
  if (genesis === undefined) throw new Error('No regtest');
  const directory = mkdtempSync(join(tmpdir(), 'carnet-ui-'));
  const wallet = await demoWallet(genesis);
  const random = seeded();
  const demo = wallet.names().map(({ name }) => name);
  const own = new OwnWords(
    { file: join(directory, 'wallet.json'), reserved: (name) => demo.includes(name) },
    { wallet, randomBytes: (size) => Uint8Array.from({ length: size }, () => random() * 256) },
  );
  const setup = { genesis, directory, port: 5000, minerName: 'miner-0', mine: false, ...options };
  const node = await Node.open(words ? { ...setup, words: own } : setup, wallet, {
    now: () => today,
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
    mining: async () => ({ ...(await node.mining()), ...mining }),
    ...(peers === undefined ? {} : { peers: async () => peers }),
  });
}

/** A terminal on a node, in memory: keys go in, frames come out. */
export interface Stage {
  /** Sends keys in one burst and waits until the screen is at rest. */
  press(...keys: string[]): Promise<void>;
  paste(text: string): Promise<void>;
  /** The last frame, without trailing blanks. */
  frame(): string;
  /** Waits until a frame holds a text. */
  shows(text: string): Promise<void>;
  /** What went to the clipboard. */
  readonly copied: string[];
  readonly ended: () => boolean;
}

const named: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001b',
  Up: '\u001b[A',
  Down: '\u001b[B',
  Right: '\u001b[C',
  Left: '\u001b[D',
  Tab: '\t',
  'Shift-Tab': '\u001b[Z',
  PgDn: '\u001b[6~',
  PgUp: '\u001b[5~',
  Backspace: '\u007f',
  'Ctrl-C': '\u0003',
  'Ctrl-U': '\u0015',
  'Ctrl-R': '\u0012',
  'Ctrl-P': '\u0010',
  F1: '\u001bOP',
  Space: ' ',
};

class Input extends EventEmitter {
  resume() {
    return this;
  }
  pause() {
    return this;
  }
}

/** The node as the terminal sees it, on a machine of so many cores: frames are the same on every machine. */
function onMachine(node: Facade, cores: number): Facade {
  return answering(node, { mining: async () => ({ ...(await node.mining()), cores }) });
}

/** Opens a terminal of a size on a node. */
export async function openStage(node: Facade, columns = 80, rows = 24): Promise<Stage> {
  let ended = false;
  const copied: string[] = [];
  const { services, close } = createServices({
    facade: onMachine(node, 4),
    as: 'alice',
    theme: 'mono',
    now: () => today,
    random: seeded(),
    animate: false,
    write: (text) => copied.push(text),
    quit: () => {
      ended = true;
    },
    redraw: () => undefined,
    onFault: (error) => {
      throw error;
    },
    // A rebuild comes with the next turn of the event loop: nothing here waits for a clock.
    defer: (task) => {
      const turn = setImmediate(task);
      return () => clearImmediate(turn);
    },
  });
  const { stdin, lastFrame, unmount } = render(
    <SizeContext value={{ columns, rows }}>
      <ServicesContext value={services}>
        <Terminal />
      </ServicesContext>
    </SizeContext>,
  );
  closing.unshift(async () => {
    unmount();
    keys.destroy();
    close();
  });
  // What is typed comes the way it does from a real terminal: as one read, which the key stream takes apart.
  const input = new Input();
  const keys = new KeyStream(input);
  let handed = 0;
  keys.setRawMode(true);
  keys.on('readable', () => {
    for (let key = keys.read(); key !== null; key = keys.read()) {
      handed += 1;
      stdin.write(key);
    }
  });
  const frame = () =>
    stripVTControlCharacters(lastFrame() ?? '')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n');
  // Two quiet turns: an answer may lead to another question.
  const settled = async () => {
    for (let quiet = 0; quiet < 3; quiet = services.queries.busy || !services.keys.idle ? 0 : quiet + 1) await turns(1);
  };
  await settled();
  return {
    copied,
    frame,
    ended: () => ended,
    press: async (...keys) => {
      const raw = keys.map((key) => named[key] ?? key);
      const wanted = handed + raw.reduce((sum, key) => sum + (key.startsWith('\u001b') ? 1 : [...key].length), 0);
      input.emit('data', raw.join(''));
      while (handed < wanted) await turns(1);
      await settled();
    },
    paste: async (text) => {
      input.emit('data', `\u001b[200~${text}\u001b[201~`);
      await turns(3);
      await settled();
    },
    shows: async (text) => {
      while (!frame().includes(text)) await turns(1);
    },
  };
}

/** A frame as the terminal would show it: exactly its size, whatever is drawn. */
export function checkSize(stage: Stage, columns: number, rows: number): void {
  const lines = stage.frame().split('\n');
  expect(lines).toHaveLength(rows);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
  // Rows that lose their height would pull the keys up.
  expect(lines.at(-1)).toMatch(/\? help|F1 help|Esc |q quit/);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Numbers from 0 to 1 that are the same in every run (Lehmer's generator). */
function seeded(): () => number {
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
