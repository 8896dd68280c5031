import { fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { regtest } from '../../source/ledger/networks.ts';
import { type Listener, listen } from '../../source/node/network/listener.ts';
import { WebSocketTransport } from '../../source/node/network/websocket.ts';
import { Node } from '../../source/node/node.ts';
import type { NodeOptions } from '../../source/node/node-options.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';
import { environment } from './fixtures.ts';

/** A node that was opened, and how to reach it. */
export interface Peer {
  readonly node: Node;
  readonly listener: Listener;
  readonly url: string;
}

/** A node on a free port of loopback, over real WebSockets. */
export async function openPeer(directory: string, more: Partial<NodeOptions> = {}): Promise<Peer> {
  const listener = await listen('127.0.0.1', 0);
  const { port } = listener;
  const ephemeral = () => {
    const { publicKey } = generateKeyPairSync('x25519');
    return Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  };
  const network = {
    transport: new WebSocketTransport(listener.server, environment.logger),
    listenPort: port,
    secretKey: Uint8Array.from(randomBytes(32)).fill(1, 0, 1),
    ephemeral,
    agent: 'carnet/bench',
    seeds: [],
    known: [],
    save: () => undefined,
  };
  const options = { genesis: regtest, directory, port, minerName: undefined, mine: false, network, ...more };
  const node = await Node.open(options, await demoWallet(regtest), environment);
  return { node, listener, url: `ws://127.0.0.1:${port}` };
}

/** A node in a process of its own, so that it takes no time from the one that is measured. */
export async function startPeer(directory: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = fork(new URL(import.meta.url), [directory]);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`the serving node ended with ${code}`)));
  });
  const stop = () => {
    child.send('stop');
    return ended;
  };
  return { url, stop };
}

if (process.send !== undefined && process.argv[2] !== undefined) {
  const { node, listener, url } = await openPeer(process.argv[2]);
  process.once('message', () => {
    void node
      .close()
      .then(() => listener.close())
      .then(() => process.disconnect());
  });
  process.send(url);
}
