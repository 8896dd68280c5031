import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Header, headerCodec } from './block.ts';
import { treeAfter } from './commitment.ts';
import { foundState } from './founding.ts';
import { canonicalJson, type Genesis } from './genesis.ts';
import { prefixed, sha256, taggedHash, tags } from './hash.ts';
import { emptyRoot } from './merkle.ts';
import { Overlay } from './state.ts';
import { rootOf } from './tree.ts';
import { bitsForWork } from './work.ts';

/** Founding a network means writing hundreds of objects; its header is asked for more than once. */
const headers = new WeakMap<Genesis, Header>();

/**
 * The header of block 0. Its parent field commits to the genesis file, so its id names the network; its state root
 * commits to what the network starts with.
 */
export function genesisHeader(genesis: Genesis): Header {
  let header = headers.get(genesis);
  if (header === undefined) {
    header = makeHeader(genesis);
    headers.set(genesis, header);
  }
  return header;
}

function makeHeader(genesis: Genesis): Header {
  const state = new Overlay({ read: () => undefined });
  foundState(state, genesis);
  return {
    version: 1,
    height: 0,
    time: genesis.time,
    bits: bitsForWork(genesis.parameters.genesisWork),
    parent: taggedHash(tags.genesis, ...prefixed(utf8ToBytes(canonicalJson(genesis)))),
    transactionsRoot: emptyRoot,
    votesRoot: emptyRoot,
    stateRoot: rootOf(treeAfter(undefined, state.changes())),
    miner: new Uint8Array(33).fill(2, 0, 1),
    nonce: 0,
  };
}

/** The id of the genesis block, 32 bytes. */
export function genesisIdOf(genesis: Genesis): Uint8Array {
  return sha256(headerCodec.encode(genesisHeader(genesis)));
}

/** `devnet-1a2b3c4d`: the folder in which nodes of this network keep their data. */
export function networkFolder(genesis: Genesis): string {
  return `${genesis.name}-${bytesToHex(genesisIdOf(genesis)).slice(0, 8)}`;
}
