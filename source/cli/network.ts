import { randomBytes } from 'node:crypto';
import type { Genesis } from '../ledger/genesis.ts';
import { genesisFileLimit, isBuiltIn, parseGenesis } from '../ledger/genesis-file.ts';
import { demoNames, devnet, networks } from '../ledger/networks.ts';
import { OwnWords } from '../node/wallet/own-words.ts';
import { demoWallet, Wallet } from '../wallet/wallet.ts';
import { readFileBounded } from './files.ts';
import type { Flags } from './flags.ts';
import { walletFile } from './folders.ts';
import { usageRefusals } from './usage.ts';

/**
 * The network that is meant: a built-in one, or the one that a file founds.
 * @throws FILE_MISSING, FILE_UNREADABLE, GENESIS_INVALID, GENESIS_DEMO
 */
export function genesisOf({ network, genesisFile }: Pick<Flags, 'network' | 'genesisFile'>): Genesis {
  if (genesisFile !== undefined) return parseGenesis(readFileBounded(genesisFile, genesisFileLimit));
  const genesis = networks[network];
  if (genesis === undefined) throw usageRefusals.USAGE({ reason: `There is no network "${network}".` });
  return genesis;
}

/** A wallet and the owner's words in it. */
export interface Keys {
  readonly wallet: Wallet;
  readonly words: OwnWords;
}

/** Every name of the demo networks, which no account of anybody's own may have there. */
const demo = new Set(demoNames.flatMap(({ name, alias }) => [name, ...(alias === undefined ? [] : [alias])]));

/** The wallet of a network: its demo names, if it has any, and the own words, locked as they lie on disk. */
export async function keysOf(genesis: Genesis, configDirectory: string | undefined): Promise<Keys> {
  const isDemo = isBuiltIn(genesis.name);
  return keysOn(genesis.name, isDemo ? await demoWallet(genesis) : new Wallet(genesis.addressPrefix), configDirectory);
}

/** The words of a network that perhaps nobody has founded yet, under the usual prefix of addresses. */
export function wordsFor(network: string, configDirectory: string | undefined): OwnWords {
  return keysOn(network, new Wallet(devnet.addressPrefix), configDirectory).words;
}

function keysOn(network: string, wallet: Wallet, configDirectory: string | undefined): Keys {
  const isDemo = isBuiltIn(network);
  const words = new OwnWords(
    { file: walletFile(configDirectory, network), reserved: (name) => isDemo && demo.has(name) },
    { wallet, randomBytes: (size) => Uint8Array.from(randomBytes(size)) },
  );
  return { wallet, words };
}
