import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { refusals } from '../../ledger/refusal.ts';
import { Doorway } from './doorway.ts';

export const listenerRefusals = refusals({
  PORT_TAKEN: (data: { port: number }) => `Port ${data.port} is used by another program. Choose another with --port.`,
  HOST_INVALID: (data: { host: string }) =>
    `"${data.host.slice(0, 80)}" is no address of this machine. --listen takes one, like 127.0.0.1 or 0.0.0.0.`,
  NO_PORT_FREE: (data: { from: number; to: number }) =>
    `Every port from ${data.from} to ${data.to} is used by another program. Choose one with --port.`,
});

/** The port of Peer Zero. */
export const firstPort = 5_000;
/** Milliseconds in which a connection must say that it speaks WebSocket. */
const upgradeTime = 5_000;
/** Connections of any kind, at most. */
const connectionsLimit = 256;
/** Connections that have not said yet that they speak WebSocket. */
const unspokenLimits = { all: 64, perHost: 32 } as const;
/** What the system says where a host is not one of this machine. */
const noSuchHost: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL']);
/** Ports tried after it. */
const portsTried = 100;

/** What a node says that talks to nobody. */
const aloneAnswer = 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\nThis node stays alone.\n';

/** A port that this node holds, ready for peers. */
export interface Listener {
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/**
 * Listens on the port asked for, else on 5000 or the next one that is free.
 * @throws PORT_TAKEN, NO_PORT_FREE, HOST_INVALID
 */
export async function listen(host: string, wanted: number | undefined): Promise<Listener> {
  if (wanted !== undefined) {
    const listener = await tryListen(host, wanted);
    if (listener === undefined) throw listenerRefusals.PORT_TAKEN({ port: wanted });
    return listener;
  }
  for (let port = firstPort; port < firstPort + portsTried; port++) {
    const listener = await tryListen(host, port);
    if (listener !== undefined) return listener;
  }
  throw listenerRefusals.NO_PORT_FREE({ from: firstPort, to: firstPort + portsTried - 1 });
}

function tryListen(host: string, port: number): Promise<Listener | undefined> {
  return new Promise((resolve, reject) => {
    const patience = { headersTimeout: upgradeTime, requestTimeout: upgradeTime, connectionsCheckingInterval: 1_000 };
    const server = createServer(patience, (_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
      response.end('This is a Carnet node. It speaks to other Carnet nodes only.\n');
    });
    server.maxConnections = connectionsLimit;
    const doorway = new Doorway<Duplex>(unspokenLimits);
    server.on('connection', (socket) => {
      doorway.enter(socket, socket.remoteAddress ?? 'unknown')?.destroy();
      socket.once('close', () => doorway.leave(socket));
    });
    server.on('upgrade', (_request, socket) => {
      doorway.leave(socket);
      // A node that stays alone has nobody who would take it, and a socket that nobody takes keeps the server from closing.
      if (server.listenerCount('upgrade') > 1) return;
      // Whoever breaks off while it is turned away is gone anyhow.
      socket.on('error', () => socket.destroy());
      socket.end(aloneAnswer, () => socket.destroy());
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else if (noSuchHost.has(error.code)) reject(listenerRefusals.HOST_INVALID({ host }));
      else reject(error);
    });
    server.listen(port, host, () => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      const address = server.address();
      // Port 0 stands for any that is free.
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ port: actual, server, close });
    });
  });
}
