import type { Genesis } from '../ledger/genesis.ts';
import { networks } from '../ledger/networks.ts';
import { readPointer } from '../node/control/location.ts';
import { type ControlServer, serveControl } from '../node/control/server.ts';
import type { Environment } from '../node/environment.ts';
import { firstPort, type Listener, listen } from '../node/network/listener.ts';
import { WebSocketTransport } from '../node/network/websocket.ts';
import { type NetworkSetup, Node } from '../node/node.ts';
import { demoWallet, type Wallet } from '../wallet/wallet.ts';
import { systemEnvironment } from './environment.ts';
import type { Flags } from './flags.ts';
import { nodeDirectory } from './folders.ts';
import { ephemeralKey, loadAddresses, nodeSecret, saveAddresses } from './identity.ts';
import { usageRefusals } from './usage.ts';
import { version } from './version.ts';

/** Where a node looks for peers without being told: this machine. */
const loopback = '127.0.0.1';
/** Ports that a node takes by itself start at Peer Zero's and end here. */
const lastPort = firstPort + 99;

/** A running node with its port, socket and log. */
export interface Session {
  readonly node: Node;
  readonly directory: string;
  readonly port: number;
  readonly as: string;
  readonly environment: Environment;
  /** What a person should know about how it started. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** Starts a node as the flags ask: port, folder, wallet, store, socket. On failure nothing stays open. */
export async function openSession(flags: Flags): Promise<Session> {
  const genesis = genesisOf(flags.network);
  const wallet = await demoWallet(genesis);
  const as = flags.as ?? 'alice';
  if (!wallet.names().some(({ name }) => name === as)) {
    throw usageRefusals.USAGE({ reason: `The wallet has no name "${as}" to act as.` });
  }
  const listener = await listen(flags.host, flags.port);
  let node: Node | undefined;
  let control: ControlServer | undefined;
  const close = async () => {
    await control?.close();
    await node?.close();
    await listener.close();
  };
  try {
    const { port } = listener;
    const directory = nodeDirectory(flags.dataDirectory, genesis, port);
    const environment = systemEnvironment(directory);
    const network = flags.alone ? {} : { network: networkOf(flags, listener, directory, environment) };
    const miner = minerOf(genesis, wallet, as, port);
    const options = { genesis, directory, port, ...miner, mine: flags.mine, ...network };
    node = await Node.open(options, wallet, environment);
    control = await serveControl(node, { directory, port }, environment);
    environment.logger.info({ network: genesis.name, port }, 'started');
    return {
      node,
      directory,
      port,
      as,
      environment,
      notices: noticesOf(flags, genesis, listener, miner.unable),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function genesisOf(network: string): Genesis {
  const genesis = networks[network];
  if (genesis === undefined) throw usageRefusals.USAGE({ reason: `There is no network "${network}".` });
  return genesis;
}

/** Who mines here: the acting name if it is a licensed miner, else `miner-n` on port 500n; on regtest somebody always. */
function minerOf(
  genesis: Genesis,
  wallet: Wallet,
  as: string,
  port: number,
): { minerName: string | undefined; unable?: string } {
  const licensed = new Set(genesis.licences.filter(({ role }) => role === 'miner').map(({ holder }) => holder));
  const known = wallet.known(0, () => false);
  if (licensed.has(known.address(wallet.keyOf(as)))) return { minerName: as };
  const own = `miner-${port - firstPort}`;
  if (wallet.names().some(({ name }) => name === own)) return { minerName: own };
  if (!genesis.parameters.retarget) return { minerName: 'miner-0' };
  const unable = `No miner is set for port ${port}; this terminal follows. \`--as miner-2\` mines.`;
  return { minerName: undefined, unable };
}

/**
 * Peer Zero and the ports around it are where a node looks first, besides what a person names. A regtest node that was
 * put elsewhere is somebody's test: it meets only whom it is told to.
 */
function networkOf(flags: Flags, { port, server }: Listener, directory: string, { logger }: Environment): NetworkSetup {
  const nearby = [firstPort, firstPort + 1, firstPort + 2, firstPort + 3];
  const isApart = flags.network === 'regtest' && (port < firstPort || port > lastPort);
  const seeds = isApart ? [] : nearby.filter((each) => each !== port).map((each) => `ws://${loopback}:${each}`);
  return {
    transport: new WebSocketTransport(server, logger),
    listenPort: port,
    secretKey: nodeSecret(directory),
    ephemeral: ephemeralKey,
    agent: `carnet/${version}`,
    seeds: [...flags.peers, ...seeds],
    known: loadAddresses(directory),
    save: (known) => saveAddresses(directory, known),
  };
}

function noticesOf(flags: Flags, genesis: Genesis, { port }: Listener, unable: string | undefined): string[] {
  const following = unable === undefined ? [] : [unable];
  if (flags.port !== undefined || port === firstPort) return following;
  const other = readPointer(nodeDirectory(flags.dataDirectory, genesis, firstPort));
  if (other !== undefined) return [`Port ${firstPort} is another Carnet of yours. Using ${port}.`, ...following];
  const taken = `Port ${firstPort} is used by another program (on a Mac often AirPlay). Using ${port}. Nothing to do.`;
  return [taken, ...following];
}
