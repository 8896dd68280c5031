import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Genesis } from '../ledger/genesis.ts';
import { isBuiltIn } from '../ledger/genesis-file.ts';
import type { RefusedError } from '../ledger/refusal.ts';
import type { BooksSetup } from '../node/books/of-node.ts';
import { readPointer } from '../node/control/location.ts';
import { type ControlServer, serveControl } from '../node/control/server.ts';
import type { Environment } from '../node/environment.ts';
import { firstPort, type Listener, listen } from '../node/network/listener.ts';
import { WebSocketTransport } from '../node/network/websocket.ts';
import { Node } from '../node/node.ts';
import type { NetworkSetup } from '../node/node-options.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { systemEnvironment } from './environment.ts';
import type { Flags } from './flags.ts';
import { namesFile, nodeDirectory, policeFolder } from './folders.ts';
import { ephemeralKey, loadAddresses, nodeSecret, saveAddresses } from './identity.ts';
import { openKeys } from './keys.ts';
import { meetNamedPeers } from './named-peers.ts';
import { genesisOf } from './network.ts';
import { version } from './version.ts';

/** Where a node looks for peers without being told: this machine. */
const loopback = '127.0.0.1';
/** Ports that a node takes by itself start at Peer Zero's and end here. */
const lastPort = firstPort + 99;

/** A running node with its port, socket and log. */
export interface Session {
  readonly node: Node;
  /** The network's name. */
  readonly network: string;
  readonly directory: string;
  readonly port: number;
  readonly as: string;
  readonly environment: Environment;
  /** What a person should know about how it started. */
  readonly notices: readonly string[];
  /** The one of them that says why it does not mine, if that could be told at the start. */
  readonly following: string | undefined;
  /** Connects to the peers that were named, and tells once of each that does not answer. */
  meetNamed(tell: (text: string) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a node as the flags ask: port, folder, wallet, store, socket. On failure nothing stays open.
 * @param stop gives up what is asked before the node starts; aborted with the reason once the ledger cannot be written
 */
export async function openSession(flags: Flags, stop: AbortController): Promise<Session> {
  const genesis = genesisOf(flags);
  const { keys, as, notices } = await openKeys(flags, genesis, stop.signal);
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
    const network = flags.alone ? {} : { network: networkOf(genesis, flags, listener, directory, environment) };
    const miner = minerOf(flags, genesis, keys.wallet, as, port);
    const failed = (reason: RefusedError) => {
      environment.logger.fatal({ error: reason }, 'the ledger takes no more writes');
      // Whoever asked for what was not written hears of it before everything is closed.
      setImmediate(() => stop.abort(reason));
    };
    const police = {
      folder: policeFolder(flags.dataDirectory, genesis),
      randomBytes: (size: number) => Uint8Array.from(randomBytes(size)),
      pid: process.pid,
    };
    const own = { words: keys.words, police, namesFile: namesFile(flags.configDirectory, genesis.name) };
    const books = booksOf(flags, genesis, keys.wallet, join(directory, 'books'), port);
    const options = { genesis, directory, port, books, ...miner, mine: flags.mine, ...own, failed, ...network };
    node = await Node.open(options, keys.wallet, environment);
    control = await serveControl(node, { directory, port }, environment);
    environment.logger.info({ network: genesis.name, port }, 'started');
    const following = miner.unable;
    const { name } = genesis;
    const opened = node;
    const named = flags.alone ? [] : flags.peers;
    const meetNamed = (tell: (text: string) => void) => meetNamedPeers(opened, named, tell, environment);
    const all = [...portNotices(flags, genesis, listener), ...(following === undefined ? [] : [following]), ...notices];
    return { node, network: name, directory, port, as, environment, notices: all, following, meetNamed, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Which library speaks here: on a demo network as the port says, or whoever was named; own accounts do in any case. */
function booksOf({ as }: Flags, genesis: Genesis, wallet: Wallet, folder: string, port: number): BooksSetup {
  const licensed = new Set(genesis.licences.filter(({ role }) => role === 'library').map(({ holder }) => holder));
  const { address } = wallet.known({ today: 0, height: 0 }, () => false);
  const isLibrary = (sought: string | undefined) =>
    wallet.names().some(({ name, key }) => name === sought && licensed.has(address(key)));
  const ofPort = isBuiltIn(genesis.name) ? `library-${port - firstPort}` : undefined;
  const library = [as, ofPort].find(isLibrary);
  return {
    folder,
    randomBytes: (size) => Uint8Array.from(randomBytes(size)),
    ...(library === undefined ? {} : { library, founds: genesis.name === 'devnet' }),
  };
}

/** Who mines here: on a demo network as the port says; on one of a file whoever was named, else an own account. */
function minerOf(
  flags: Flags,
  genesis: Genesis,
  wallet: Wallet,
  as: string,
  port: number,
): { minerName: string | undefined; unable?: string } {
  const licensed = new Set(genesis.licences.filter(({ role }) => role === 'miner').map(({ holder }) => holder));
  const isLicensed = (name: string) =>
    licensed.has(wallet.known({ today: 0, height: 0 }, () => false).address(wallet.keyOf(name)));
  if (!isBuiltIn(genesis.name)) return { minerName: flags.as !== undefined && isLicensed(as) ? as : undefined };
  if (isLicensed(as)) return { minerName: as };
  const own = `miner-${port - firstPort}`;
  if (wallet.names().some(({ name }) => name === own)) return { minerName: own };
  if (!genesis.parameters.retarget) return { minerName: 'miner-0' };
  // The node has words of its own for it.
  if (!flags.mine) return { minerName: undefined };
  const how = '`--as` with the name of a miner that no other terminal uses mines here';
  return { minerName: undefined, unable: `No miner is set for port ${port}, so this terminal does not mine; ${how}.` };
}

/**
 * Peer Zero and the ports around it are where a node looks first, besides what a person names. A regtest node that was
 * put elsewhere is somebody's test: it meets only whom it is told to.
 */
function networkOf(
  { name }: Genesis,
  flags: Flags,
  { port, server }: Listener,
  directory: string,
  { logger }: Environment,
): NetworkSetup {
  const nearby = [firstPort, firstPort + 1, firstPort + 2, firstPort + 3];
  const isApart = name === 'regtest' && (port < firstPort || port > lastPort);
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

function portNotices(flags: Flags, genesis: Genesis, { port }: Listener): string[] {
  if (flags.port !== undefined || port === firstPort) return [];
  const other = readPointer(nodeDirectory(flags.dataDirectory, genesis, firstPort));
  if (other !== undefined) return [`Port ${firstPort} is another Carnet of yours. Using ${port}.`];
  return [`Port ${firstPort} is used by another program (on a Mac often AirPlay). Using ${port}. Nothing to do.`];
}
