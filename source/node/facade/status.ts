/** What a node and its wallet are, as anybody here may see them; see `facade.ts` for how values are written. */

import type { HeldLicence } from './licences.ts';

/** How much of the network's ledger this node has. */
export type Health = 'alone' | 'syncing' | 'in sync' | 'behind';

export interface Status {
  readonly network: string;
  readonly genesis: string;
  readonly height: number;
  readonly tip: string;
  /** Time in the tip's header. */
  readonly tipTime: number;
  readonly stateRoot: string;
  readonly peers: number;
  /** Entries waiting for a block. */
  readonly mempool: number;
  readonly mining: boolean;
  readonly health: Health;
  /** Set while it catches up. */
  readonly sync?: SyncView;
  readonly port: number;
  readonly dataDirectory: string;
  /** The network's usual time between blocks, milliseconds. */
  readonly interval: number;
  /** This node's clock, milliseconds since 1970. */
  readonly now: number;
  /** Fee in deniers for each byte of an entry. */
  readonly minFeePerByte: string;
  /** Names that this node's wallet can sign for, in the network's order. */
  readonly names: readonly KnownName[];
  /** The keys under which organisers of this wallet make their events: nobody acts as one. */
  readonly eventKeys: readonly { readonly name: string; readonly address: string }[];
}

export interface KnownName {
  readonly name: string;
  readonly address: string;
  readonly roles: readonly string[];
  /** Every licence that it ever had, in the order of the roles; absent where there is none. */
  readonly licences?: readonly HeldLicence[];
  /** What is missing of the guarantee that its licences ask for, deniers; absent where nothing is. */
  readonly missing?: string;
  /** Whether it comes from the owner's words; else everybody has its key. */
  readonly own: boolean;
  /** Whether it can sign only after the words were unlocked. */
  readonly locked: boolean;
}

/** The owner's words as far as they can be seen without their passphrase. */
export interface WalletView {
  /** `locked` words show their names and addresses, but cannot sign. */
  readonly state: 'none' | 'locked' | 'open';
  /** In the order of their derivation. */
  readonly accounts: readonly { readonly name: string; readonly address: string }[];
  /** Whether somebody has proved to have the words on paper. */
  readonly backedUp: boolean;
  /** Where the wallet file lies, or will; empty where there is no place for one. */
  readonly file: string;
}

/** How far catching up with the peers is: heights, and when it began. */
export interface SyncView {
  readonly from: number;
  readonly at: number;
  readonly target: number;
  readonly since: number;
}
