import type { Genesis } from '../ledger/genesis.ts';
import type { RefusedError } from '../ledger/refusal.ts';
import type { BooksSetup } from './books/of-node.ts';
import type { Effort } from './miner/miner.ts';
import type { KnownAddress } from './network/addresses.ts';
import type { Transport } from './network/link.ts';
import type { NetworkOptions } from './network/network.ts';
import type { PoliceSetup } from './police/of-node.ts';
import type { OwnWords } from './wallet/own-words.ts';

/** How a node is set up. */
export interface NodeOptions {
  readonly genesis: Genesis;
  /** Folder of this node's data; the store lies in it. */
  readonly directory: string;
  readonly port: number;
  /** The name under which it mines; without one an own account that is a licensed miner does. */
  readonly minerName: string | undefined;
  /** Why it has no miner, one sentence. */
  readonly unable?: string;
  /** The owner's words, over the same wallet; without them it has none. */
  readonly words?: OwnWords;
  /** File that keeps the names on tickets which were bought here; without it they are known until the node stops. */
  readonly namesFile?: string;
  /** Where the police's private database lies, or would; without it the node has no place for one. */
  readonly police?: PoliceSetup;
  /** Where the books' contents and hand-overs lie; without it the node takes part in none. */
  readonly books?: BooksSetup;
  readonly mine: boolean;
  readonly effort?: Effort;
  /** How it reaches other nodes; without it the node stays alone. */
  readonly network?: NetworkSetup;
  /** Called when the disk has failed: nothing more is taken, and whoever opened the node should say so and close it. */
  readonly failed?: (reason: RefusedError) => void;
}

/** A node's way to others. */
export interface NetworkSetup extends NetworkOptions {
  readonly transport: Transport;
  /** Called with the addresses worth remembering when the node stops, and now and then. */
  save(known: readonly KnownAddress[]): void;
}
