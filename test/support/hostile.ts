import { getRandomValues } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { Ledger } from '../../source/ledger/ledger.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { prove } from '../../source/node/network/handshake.ts';
import { listen } from '../../source/node/network/listener.ts';
import {
  decodeMessage,
  encodeMessage,
  type Hello,
  type Message,
  type MessageOf,
  type MessageType,
} from '../../source/node/network/messages.ts';
import { WebSocketTransport } from '../../source/node/network/websocket.ts';
import { freePort } from '../cli/program.ts';
import { openNode, SimulatedEnvironment } from './node.ts';

const ledger = new Ledger(regtest);

/** A secret key of one's own; the first byte keeps it below the order of the group. */
export function freshSecret(): Uint8Array {
  return getRandomValues(new Uint8Array(32)).fill(1, 0, 1);
}

/** A hello as an honest node of block 0 says it. */
export function helloOf(secretKey: Uint8Array, over: Partial<Hello> = {}): Hello {
  return {
    minVersion: 1,
    maxVersion: 1,
    features: 0n,
    genesis: ledger.genesisId,
    agent: 'stranger',
    listenPort: 0,
    nodeKey: publicKeyOf(secretKey),
    ephemeral: getRandomValues(new Uint8Array(32)),
    tip: { height: 0, id: ledger.genesisId, work: new Uint8Array(32) },
    extensions: [],
    ...over,
  };
}

/** How a connection ended. */
export interface Ended {
  readonly code: number;
  readonly reason: string;
}

/** A client that can say anything: whole messages, broken ones, frames, nothing at all. */
export class Stranger {
  readonly socket: WebSocket;
  readonly secretKey: Uint8Array;
  readonly closed: Promise<Ended>;
  readonly received: Message[] = [];
  #waiting: (() => void)[] = [];
  #isOver = false;

  private constructor(socket: WebSocket, secretKey: Uint8Array) {
    this.socket = socket;
    this.secretKey = secretKey;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#isOver = true;
        resolve({ code, reason: reason.toString('utf8') });
        this.#wake();
      });
    });
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(Uint8Array.from(data));
      if (message !== undefined) this.#take(message);
      this.#wake();
    });
    // A connection that is cut off is reported by its close too.
    socket.on('error', () => undefined);
    onTestFinished(() => socket.terminate());
  }

  /** Opens a connection and says nothing. */
  static async connect(url: string, options: ClientOptions = {}, secretKey = freshSecret()): Promise<Stranger> {
    const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    const stranger = new Stranger(socket, secretKey);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return stranger;
  }

  /** Opens a connection and shakes hands as an honest node does. */
  static async meet(url: string, over: Partial<Hello> = {}, secretKey = freshSecret()): Promise<Stranger> {
    const stranger = await Stranger.connect(url, {}, secretKey);
    await stranger.greet(over);
    return stranger;
  }

  send<T extends MessageType>(message: MessageOf<T>): void {
    this.raw(encodeMessage(message));
  }

  raw(frame: Uint8Array): void {
    this.socket.send(frame);
  }

  /** The handshake; resolves when the node has proved itself too. */
  async greet(over: Partial<Hello> = {}): Promise<void> {
    const own = helloOf(this.secretKey, over);
    this.send({ type: 'hello', ...own });
    const theirs = await this.next('hello');
    this.send({ type: 'prove', signature: prove('dialled', own, theirs, this.secretKey) });
    await this.next('prove');
    // Whoever is ready asks for peers first; an answer that comes proves that the node took the proof.
    this.send({ type: 'ping', request: 1_000_000 });
    await this.next('pong');
  }

  /** The next message of a type, the ones that came before included; it is taken out. Throws where none can come. */
  async next<T extends MessageType>(type: T): Promise<MessageOf<T>> {
    for (;;) {
      const place = this.received.findIndex((message) => message.type === type);
      if (place >= 0) return this.received.splice(place, 1)[0] as unknown as MessageOf<T>;
      if (this.#isOver) {
        const { code, reason } = await this.closed;
        throw new Error(`the connection ended (${code} ${reason}) before "${type}" came`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Whether the node still answers it. */
  async isHeard(request = 2_000_000): Promise<boolean> {
    this.send({ type: 'ping', request });
    return (await this.next('pong')).request === request;
  }

  /** What every node asks now and then is answered; everything else is the test's. */
  #take(message: Message): void {
    if (message.type === 'ping') this.send({ type: 'pong', request: message.request });
    else if (message.type === 'getPeers') this.send({ type: 'peers', request: message.request, urls: [] });
    else this.received.push(message);
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A real node that listens on loopback, its clock in the test's hand, and an honest peer of it. */
export async function openTarget() {
  const environment = new SimulatedEnvironment();
  const listener = await listen('127.0.0.1', await freePort());
  onTestFinished(() => listener.close());
  const secretKey = freshSecret();
  const node = await openNode({
    environment,
    port: listener.port,
    network: {
      transport: new WebSocketTransport(listener.server, environment.logger),
      listenPort: listener.port,
      secretKey,
      ephemeral: () => getRandomValues(new Uint8Array(32)),
      agent: 'carnet/test',
      seeds: [],
      known: [],
      save: () => undefined,
    },
  });
  const url = `ws://127.0.0.1:${listener.port}`;
  const honest = await Stranger.meet(url);
  return { node, environment, url, secretKey, honest, ledger };
}

export type Target = Awaited<ReturnType<typeof openTarget>>;
