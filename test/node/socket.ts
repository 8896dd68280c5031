import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { call } from '../../source/node/control/client.ts';
import { LineReader } from '../../source/node/control/lines.ts';
import { socketPath } from '../../source/node/control/location.ts';
import { messageLimit, type Response } from '../../source/node/control/protocol.ts';
import { type ControlServer, serveControl } from '../../source/node/control/server.ts';
import type { Node } from '../../source/node/node.ts';
import { openNode, SimulatedEnvironment, temporaryFolder } from '../support/node.ts';

/** A regtest node with its control socket, and everything that a test asks of them. */
export interface Controlled {
  readonly node: Node;
  readonly environment: SimulatedEnvironment;
  readonly directory: string;
  readonly socket: string;
  readonly server: ControlServer;
  ask(method: string, params?: unknown): Promise<unknown>;
}

/** Opens a node and serves it; both are closed after the test. */
export async function openControlled(directory: string = temporaryFolder()): Promise<Controlled> {
  const environment = new SimulatedEnvironment();
  const node = await openNode({ directory, environment });
  const server = await serveControl(node, { directory, port: 5000 }, environment);
  onTestFinished(() => server.close());
  const socket = socketPath(directory);
  return { node, environment, directory, socket, server, ask: (method, params) => call(socket, method, params) };
}

/** A program that writes whatever it likes to a socket and reads answers line by line. */
export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  #isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    const reader = new LineReader(messageLimit);
    socket.on('data', (chunk: Buffer) => {
      this.#lines.push(...reader.push(chunk));
      this.#hand();
    });
    // The other end may cut the connection while this one still writes: that is what some tests provoke.
    socket.on('error', () => socket.destroy());
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        this.#hand();
        resolve();
      });
    });
    onTestFinished(() => void socket.destroy());
  }

  static open(path: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(path, () => resolve(new RawClient(socket)));
      socket.once('error', reject);
    });
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** The next line, or nothing once the connection is closed. */
  line(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#hand();
    });
  }

  async response(): Promise<Response> {
    const line = await this.line();
    if (line === undefined) throw new Error('the connection was closed without an answer');
    return JSON.parse(line) as Response;
  }

  #hand(): void {
    while (this.#waiting.length > 0 && (this.#lines.length > 0 || this.#isClosed)) {
      this.#waiting.shift()?.(this.#lines.shift());
    }
  }
}

/** Where a node's pointer file lies. */
export function pointerOf(directory: string): string {
  return join(directory, 'control.json');
}
