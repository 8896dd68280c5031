import { createServer, type Server } from 'node:http';
import { refusals } from '../../ledger/refusal.ts';

export const listenerRefusals = refusals({
  PORT_TAKEN: (data: { port: number }) => `Port ${data.port} is used by another program. Choose another with --port.`,
  NO_PORT_FREE: (data: { from: number; to: number }) =>
    `Every port from ${data.from} to ${data.to} is used by another program. Choose one with --port.`,
});

/** The port of Peer Zero. */
export const firstPort = 5_000;
/** Ports tried after it. */
const portsTried = 100;

/** A port that this node holds, ready for peers. */
export interface Listener {
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/**
 * Listens on the port asked for, else on 5000 or the next one that is free.
 * @throws PORT_TAKEN, NO_PORT_FREE
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
    const server = createServer((_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This is a Carnet node. It speaks to other Carnet nodes only.\n');
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, host, () => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ port, server, close });
    });
  });
}
