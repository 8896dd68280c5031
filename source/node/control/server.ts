import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Environment } from '../environment.ts';
import type { Facade } from '../facade.ts';
import { asRefusal } from '../refusals.ts';
import { isDeep } from './depth.ts';
import { LineReader } from './lines.ts';
import { prepareSocket, removePointer, socketPath, writePointer } from './location.ts';
import { errorCodes, type Method, messageLimit, methods, type RequestId, type Response } from './protocol.ts';

/** Programs that may be connected at once. */
const connectionLimit = 32;
/** Milliseconds without a request after which a program gives up its place, if another one needs it. */
const idleLimit = 60_000;

/** A running control socket. */
export interface ControlServer {
  close(): Promise<void>;
}

interface Connection {
  readonly socket: Socket;
  /** Since when nothing is done for it, by the clock that nobody sets; nothing while a request is worked on. */
  idleSince: number | undefined;
}

/** Serves the facade's methods to the owner of this machine's account: JSON-RPC 2.0, one object a line. */
export async function serveControl(
  facade: Facade,
  { directory, port }: { directory: string; port: number },
  environment: Environment,
): Promise<ControlServer> {
  const path = socketPath(directory);
  prepareSocket(path);
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    const now = environment.monotonic();
    if (!makeRoom(connections, now)) {
      socket.destroy();
      return;
    }
    const connection: Connection = { socket, idleSince: now };
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
    serve(connection, facade, environment);
  });
  await listen(server, path);
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  writePointer(directory, { socket: path, pid: process.pid, port });
  return {
    close: async () => {
      removePointer(directory);
      for (const { socket } of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Whether one more may come: where all places are taken, the one that has been idle longest goes, if it was long. */
function makeRoom(connections: Set<Connection>, now: number): boolean {
  // The event that takes a closed one away comes a little later.
  for (const connection of connections) if (connection.socket.destroyed) connections.delete(connection);
  if (connections.size < connectionLimit) return true;
  let oldest: { connection: Connection; since: number } | undefined;
  for (const connection of connections) {
    const since = connection.idleSince;
    if (since !== undefined && since < (oldest?.since ?? now)) oldest = { connection, since };
  }
  if (oldest === undefined || now - oldest.since < idleLimit) return false;
  oldest.connection.socket.destroy();
  connections.delete(oldest.connection);
  return true;
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}

/**
 * Answers one program, one request after the other: nothing more is read from it before it has taken its last answer,
 * so a program that asks faster than it listens fills its own buffers and not this node's.
 */
function serve(connection: Connection, facade: Facade, environment: Environment): void {
  const { socket } = connection;
  const reader = new LineReader(messageLimit);
  // A caller that hangs up in the middle is its own affair.
  socket.on('error', (error) => environment.logger.debug({ error }, 'a control connection broke'));
  socket.on('data', (chunk: Buffer) => {
    socket.pause();
    answerAll(chunk).then(
      (goesOn) => (goesOn ? socket.resume() : socket.destroySoon()),
      (error: unknown) => {
        environment.logger.error({ error }, 'a control connection could not be served');
        socket.destroy();
      },
    );
  });

  /** Whether the program may go on asking. */
  async function answerAll(chunk: Buffer): Promise<boolean> {
    try {
      for (const line of reader.push(chunk)) {
        if (socket.destroyed) return false;
        connection.idleSince = undefined;
        const response = await answer(line, facade, environment);
        // Not only when it has taken the answer: one that never reads is idle too.
        connection.idleSince = environment.monotonic();
        await send(response);
      }
      return true;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      await send(failed(null, errorCodes.request, 'The request is too long.'));
      return false;
    }
  }

  /** Resolves when the answer has left, or nobody is there to take it. */
  function send(response: Response): Promise<void> {
    return new Promise((resolve) => {
      if (socket.destroyed) resolve();
      else socket.write(`${JSON.stringify(response)}\n`, () => resolve());
    });
  }
}

function failed(id: RequestId | null, code: number, message: string): Response {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

async function answer(line: string, facade: Facade, environment: Environment): Promise<Response> {
  let request: unknown;
  if (isDeep(line)) return failed(null, errorCodes.request, 'The request is nested too deep.');
  try {
    request = JSON.parse(line);
  } catch {
    return failed(null, errorCodes.parse, 'The request is not JSON.');
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return failed(null, errorCodes.request, 'The request is not an object.');
  }
  const { id, method, params } = request as { id?: unknown; method?: unknown; params?: unknown };
  if ((typeof id !== 'number' && typeof id !== 'string') || typeof method !== 'string') {
    return failed(null, errorCodes.request, 'The request needs a number or a text as id and a text as method.');
  }
  const known = methods.find((each) => each === method);
  if (known === undefined) {
    const there = methods.join(', ');
    return failed(id, errorCodes.method, `There is no method "${method.slice(0, 60)}". There are: ${there}.`);
  }
  try {
    return { jsonrpc: '2.0', id, result: await invoke(facade, known, params) };
  } catch (error) {
    const data = asRefusal(error, environment);
    return { jsonrpc: '2.0', id, error: { code: errorCodes.refused, message: data.message, data } };
  }
}

/** The facade checks what it is given itself: whatever JSON came in is handed on as it is. */
function invoke(facade: Facade, method: Method, params: unknown): Promise<unknown> {
  const call = facade[method] as (query: unknown) => Promise<unknown>;
  return call.call(facade, params ?? {});
}
