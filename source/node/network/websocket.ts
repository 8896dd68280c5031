import type { Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { closeCodes, type Link, type LinkListener, type Transport } from './link.ts';
import { frameLimit } from './messages.ts';

/** Milliseconds in which a dialled connection must stand. */
const dialTime = 5_000;
/** Milliseconds that a closed connection gets to say goodbye. */
const goodbyeTime = 1_000;
/** Fragments of one message, at most: a million tiny ones would cost far more than their bytes. */
const fragmentLimit = 64;

const limits = { perMessageDeflate: false, maxPayload: frameLimit, maxFragments: fragmentLimit } as const;

/** Links over WebSockets: dialled ones, and those that come in on a listening server. */
export class WebSocketTransport implements Transport {
  readonly #server: WebSocketServer;
  readonly #links = new Set<WebSocketLink>();
  #accept: ((link: Link) => void) | undefined;

  constructor(server: Server) {
    this.#server = new WebSocketServer({ server, ...limits });
    this.#server.on('connection', (socket, request) => {
      const { remoteAddress, remotePort } = request.socket;
      this.#accept?.(this.#keep(socket, `${remoteAddress ?? 'unknown'}:${remotePort ?? 0}`));
    });
  }

  accept(listener: (link: Link) => void): void {
    this.#accept = listener;
  }

  dial(url: string): Promise<Link> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { ...limits, handshakeTimeout: dialTime });
      socket.once('open', () => resolve(this.#keep(socket, new URL(url).host)));
      socket.once('error', reject);
    });
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.close(closeCodes.leaving, 'It is stopping.');
    await Promise.all([...this.#links].map((link) => link.gone));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: WebSocket, remote: string): Link {
    const link = new WebSocketLink(socket, remote);
    this.#links.add(link);
    void link.gone.then(() => this.#links.delete(link));
    return link;
  }
}

class WebSocketLink implements Link {
  readonly remote: string;
  readonly gone: Promise<void>;
  readonly #socket: WebSocket;
  #listener: LinkListener | undefined;
  #waiting: Uint8Array[] = [];

  constructor(socket: WebSocket, remote: string) {
    this.#socket = socket;
    this.remote = remote;
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isBinary) {
        socket.close(closeCodes.malformed, 'Text is not spoken here.');
        return;
      }
      // A Buffer's slices share its memory; those of a plain array, which decoders keep, are copies.
      const frame = new Uint8Array(data.buffer, data.byteOffset, data.length);
      if (this.#listener === undefined) this.#waiting.push(frame);
      else this.#listener.frame(frame);
    });
    socket.on('close', (code: number, reason: Buffer) => this.#listener?.closed(code, reason.toString('utf8')));
    // What breaks a socket closes it too; the close tells whoever listens.
    socket.on('error', () => socket.terminate());
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    for (const frame of this.#waiting.splice(0)) listener.frame(frame);
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    const timer = setTimeout(() => this.#socket.terminate(), goodbyeTime);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
