import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import { closeCodes, type Link, type LinkListener, type Transport } from './link.ts';
import { frameLimit } from './messages.ts';

/** Milliseconds in which a dialled connection must stand. */
const dialTime = 5_000;
/** Milliseconds that a closed connection gets to say goodbye. */
const goodbyeTime = 1_000;
/** Fragments of one message, at most: a million tiny ones would cost far more than their bytes. */
const fragmentLimit = 64;
/** Links that may wait until the node is ready for them. */
const waitingLimit = 32;

const limits = { perMessageDeflate: false, maxPayload: frameLimit, maxFragments: fragmentLimit } as const;

/** Links over WebSockets: dialled ones, and those that come in on a listening server. */
export class WebSocketTransport implements Transport {
  readonly #server: WebSocketServer;
  readonly #links = new Set<WebSocketLink>();
  readonly #dialling = new Set<WebSocket>();
  #accept: ((link: Link) => void) | undefined;
  /** Links that came before anybody took them. */
  #waiting: WebSocketLink[] = [];

  constructor(server: Server, logger: Logger) {
    this.#server = new WebSocketServer({ server, ...limits });
    // A connection that the system cannot give (too many files are open) costs that connection, not the node.
    this.#server.on('error', (error) => logger.error({ error }, 'a connection could not be taken'));
    this.#server.on('connection', (socket, request) => {
      const { remoteAddress, remotePort } = request.socket;
      const link = this.#keep(socket, `${remoteAddress ?? 'unknown'}:${remotePort ?? 0}`);
      if (this.#accept !== undefined) this.#accept(link);
      else if (this.#waiting.length < waitingLimit) this.#waiting.push(link);
      else link.close(closeCodes.full, 'It is starting. Try again later.');
    });
  }

  accept(listener: (link: Link) => void): void {
    this.#accept = listener;
    for (const link of this.#waiting.splice(0)) listener(link);
  }

  dial(url: string): Promise<Link> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { ...limits, handshakeTimeout: dialTime });
      this.#dialling.add(socket);
      socket.once('open', () => {
        this.#dialling.delete(socket);
        socket.off('error', reject);
        resolve(this.#keep(socket, url.replace(/^ws:\/\//, '')));
      });
      socket.once('close', () => this.#dialling.delete(socket));
      socket.once('error', reject);
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#dialling) socket.terminate();
    for (const link of this.#links) link.close(closeCodes.leaving, 'It is stopping.');
    await Promise.all([...this.#links].map((link) => link.gone));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: WebSocket, remote: string): WebSocketLink {
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
  /** Frames and the end, if they came before anybody listened. */
  #waiting: ((listener: LinkListener) => void)[] = [];
  #closing = false;

  constructor(socket: WebSocket, remote: string) {
    this.#socket = socket;
    this.remote = remote;
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()));
    // Nothing is read before somebody listens, but for what is in the buffers already.
    socket.pause();
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#closing) return;
      if (!isBinary) {
        this.close(closeCodes.malformed, 'Text is not spoken here.');
        return;
      }
      // A Buffer's slices share its memory; those of a plain array, which decoders keep, are copies.
      const frame = new Uint8Array(data.buffer, data.byteOffset, data.length);
      this.#hand((listener) => listener.frame(frame));
    });
    socket.on('close', (code: number, reason: Buffer) => {
      this.#hand((listener) => listener.closed(code, reason.toString('utf8')));
    });
    // The library answers what breaks the protocol with the standard's close code; the close tells whoever listens.
    socket.on('error', () => this.#endSoon());
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    for (const tell of this.#waiting.splice(0)) tell(listener);
    this.#socket.resume();
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#closing = true;
    this.#socket.close(code, reason);
    this.#socket.resume();
    this.#endSoon();
  }

  #hand(tell: (listener: LinkListener) => void): void {
    if (this.#listener === undefined) this.#waiting.push(tell);
    else tell(this.#listener);
  }

  /** Whoever does not say goodbye in time is cut off. */
  #endSoon(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const timer = setTimeout(() => this.#socket.terminate(), goodbyeTime);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
