import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { type VerifyClientCallbackAsync, WebSocket, WebSocketServer } from 'ws';
import { textFault } from '../../ledger/codec.ts';
import { hostOf } from './addresses.ts';
import { Doorway } from './doorway.ts';
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

/** Closed connections that may still say goodbye; beyond that the oldest is cut off. */
const goodbyeLimits = { all: 64, perHost: 64 } as const;

/** Bytes that wait to be sent to a peer beyond which it gets no answer to WebSocket's own pings. */
const pongLimit = 2 ** 16;

const limits = {
  perMessageDeflate: false,
  maxPayload: frameLimit,
  maxFragments: fragmentLimit,
  // One message of each peer in each turn of the event loop: whoever floods waits for itself, not the others for it.
  allowSynchronousEvents: false,
  autoPong: false,
} as const;

/** What the library finds wrong it closes with the standard's code alone; people want a sentence. */
const reasons: Readonly<Record<number, string>> = {
  1002: 'A frame breaks the WebSocket protocol, or is compressed.',
  1007: 'A text is not UTF-8.',
  1008: 'A message comes in too many pieces.',
  1009: `A message is larger than ${frameLimit / 2 ** 20} MiB.`,
};

/**
 * A browser sends `Origin` with every WebSocket that a page opens, and no node does. Without this any page that
 * somebody visits could be a peer of the node on their machine, behind their firewall.
 */
const refusePages: VerifyClientCallbackAsync<IncomingMessage> = ({ req }, done) => {
  const isPage = req.headers.origin !== undefined || req.headers['sec-websocket-origin'] !== undefined;
  if (isPage) done(false, 403, 'This is a Carnet node. It does not speak to web pages.');
  else done(true);
};

/** What another node said, as it may be shown to people: without characters that steer a terminal or turn text around. */
function shown(reason: string): string {
  return [...reason.toWellFormed().normalize('NFC')].filter((each) => textFault(each) === undefined).join('');
}

class ReasonedWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === undefined ? undefined : reasons[code]));
  }
}

/** Links over WebSockets: dialled ones, and those that come in on a listening server. */
export class WebSocketTransport implements Transport {
  readonly #server: WebSocketServer;
  readonly #goodbyes = new Doorway<WebSocketLink>(goodbyeLimits);
  readonly #links = new Set<WebSocketLink>();
  readonly #dialling = new Set<WebSocket>();
  #accept: ((link: Link) => void) | undefined;
  /** Links that came before anybody took them. */
  #waiting: WebSocketLink[] = [];

  constructor(server: Server, logger: Logger) {
    this.#server = new WebSocketServer({ server, WebSocket: ReasonedWebSocket, verifyClient: refusePages, ...limits });
    // A connection that the system cannot give (too many files are open) costs that connection, not the node.
    this.#server.on('error', (error) => logger.error({ error }, 'a connection could not be taken'));
    this.#server.on('connection', (socket, request) => {
      const { remoteAddress, remotePort } = request.socket;
      const link = this.#keep(socket, request.socket, `${remoteAddress ?? 'unknown'}:${remotePort ?? 0}`);
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
      const socket = new ReasonedWebSocket(url, { ...limits, handshakeTimeout: dialTime });
      this.#dialling.add(socket);
      let stream: Socket | undefined;
      socket.once('upgrade', (response) => {
        stream = response.socket;
      });
      socket.once('open', () => {
        this.#dialling.delete(socket);
        socket.off('error', reject);
        resolve(this.#keep(socket, stream, url.replace(/^ws:\/\//, '')));
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

  #keep(socket: WebSocket, stream: Socket | undefined, remote: string): WebSocketLink {
    const link = new WebSocketLink(socket, stream, remote, () => this.#goodbyes.enter(link, hostOf(remote))?.cut());
    this.#links.add(link);
    void link.gone.then(() => {
      this.#links.delete(link);
      this.#goodbyes.leave(link);
    });
    return link;
  }
}

class WebSocketLink implements Link {
  readonly remote: string;
  readonly gone: Promise<void>;
  readonly #socket: WebSocket;
  /** What the frames come over: it counts them byte by byte. */
  readonly #stream: Socket | undefined;
  /** Called when it only waits for the other side's goodbye. */
  readonly #leaving: () => void;
  #listener: LinkListener | undefined;
  /** Frames and the end, if they came before anybody listened. */
  #waiting: ((listener: LinkListener) => void)[] = [];
  #closing = false;

  constructor(socket: WebSocket, stream: Socket | undefined, remote: string, leaving: () => void) {
    this.#socket = socket;
    this.#stream = stream;
    this.#leaving = leaving;
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
    socket.on('ping', (data: Buffer) => {
      if (!this.#closing && socket.bufferedAmount < pongLimit) socket.pong(data);
    });
    socket.on('close', (code: number, reason: Buffer) => {
      this.#hand((listener) => listener.closed(code, shown(reason.toString('utf8'))));
    });
    // The library answers what breaks the protocol with the standard's close code; the close tells whoever listens.
    socket.on('error', () => this.#endSoon());
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  get received(): number {
    return this.#stream?.bytesRead ?? 0;
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

  /** Ends it without a goodbye. */
  cut(): void {
    this.#socket.terminate();
  }

  #hand(tell: (listener: LinkListener) => void): void {
    if (this.#listener === undefined) this.#waiting.push(tell);
    else tell(this.#listener);
  }

  /** Whoever does not say goodbye in time is cut off. */
  #endSoon(): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#leaving();
    const timer = setTimeout(() => this.cut(), goodbyeTime);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
