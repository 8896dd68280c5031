import { onTestFinished } from 'vitest';
import type { Genesis } from '../../../source/ledger/genesis.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { call } from '../../../source/node/control/client.ts';
import { socketPath } from '../../../source/node/control/location.ts';
import { serveControl } from '../../../source/node/control/server.ts';
import type { NodeEvent } from '../../../source/node/facade.ts';
import { Node } from '../../../source/node/node.ts';
import { SimulatedEnvironment, temporaryFolder, wallet } from '../../support/node.ts';
import { modules } from './setup.ts';

/** A node with a place for a police database, its socket, and everything it told. */
export async function controlled(folder: string, genesis: Genesis = regtest) {
  const directory = temporaryFolder();
  const environment = new SimulatedEnvironment();
  const options = { genesis, directory, port: 5000, minerName: 'miner-0', mine: false };
  const police = { ...modules, folder };
  const node = await Node.open({ ...options, police }, wallet, environment);
  onTestFinished(() => node.close());
  const server = await serveControl(node, { directory, port: 5000 }, environment);
  onTestFinished(() => server.close());
  const events: NodeEvent[] = [];
  node.subscribe((event) => void events.push(event));
  const ask = async <T>(method: string, params: unknown = {}) =>
    (await call(socketPath(directory), method, params)) as T;
  return { node, ask, events, environment, folder, directory };
}
