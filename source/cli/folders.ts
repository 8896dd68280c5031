import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import type { Genesis } from '../ledger/genesis.ts';
import { networkFolder } from '../ledger/genesis-block.ts';

/** Asked for when they are needed: whoever runs the program within another may have changed the environment. */
const paths = () => envPaths('carnet', { suffix: '' });

/** The folder below which ledgers lie. */
export function dataBase(dataDirectory: string | undefined): string {
  return dataDirectory === undefined ? paths().data : resolve(dataDirectory);
}

/** The folder of one node: `<data>/<network>-<first 8 hex of the genesis id>/<port>`. */
export function nodeDirectory(dataDirectory: string | undefined, genesis: Genesis, port: number): string {
  return join(dataBase(dataDirectory), networkFolder(genesis), String(port));
}

/** The police's private database of a network, one for all of its nodes on this machine: `<data>/<network>-<id>/police`. */
export function policeFolder(dataDirectory: string | undefined, genesis: Genesis): string {
  return join(dataBase(dataDirectory), networkFolder(genesis), 'police');
}

/** The names on tickets that were bought here, beside the wallet file: `<config>/<network>/names.txt`. */
export function namesFile(configDirectory: string | undefined, network: string): string {
  return join(dirname(walletFile(configDirectory, network)), 'names.txt');
}

/** The wallet file of a network, shared by all of its nodes on this machine: `<config>/<network>/wallet.json`. */
export function walletFile(configDirectory: string | undefined, network: string): string {
  const base = configDirectory === undefined ? paths().config : resolve(configDirectory);
  return join(base, network, 'wallet.json');
}
