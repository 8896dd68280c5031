import type { AgreementsFacade } from './facade/agreements.ts';
import type { BooksFacade } from './facade/books.ts';
import type { CarReport, CarSummary } from './facade/cars.ts';
import type { GateFacade } from './facade/gate.ts';
import type {
  DirectoryQuery,
  GuaranteeView,
  HeldLicence,
  HolderView,
  IssuerView,
  LicenceView,
} from './facade/licences.ts';
import type { OwnerView } from './facade/owners.ts';
import type { PoliceFacade } from './facade/police.ts';
import type { ProofQuery, ProofView } from './facade/proof.ts';
import type { SigningView } from './facade/signing.ts';
import type { Status, WalletView } from './facade/status.ts';
import type { TicketsFacade } from './facade/tickets.ts';
import type { SalesFacade } from './facade/transfers.ts';
import type { WaitingFacade } from './facade/waiting.ts';

export type * from './facade/agreements.ts';
export type * from './facade/books.ts';
export type * from './facade/cars.ts';
export type * from './facade/gate.ts';
export type * from './facade/licences.ts';
export type * from './facade/owners.ts';
export type * from './facade/police.ts';
export type * from './facade/proof.ts';
export type * from './facade/signing.ts';
export type * from './facade/status.ts';
export type * from './facade/story.ts';
export type * from './facade/tickets.ts';
export type * from './facade/transfers.ts';
export type * from './facade/waiting.ts';

/**
 * The border between a node and whoever uses it: the terminal, the control socket, a script.
 *
 * Every method is asynchronous and every value is plain JSON data, so the node can live in another thread or another
 * process without a caller noticing. Amounts are decimal strings of deniers, ids and raw bytes are lower-case hex,
 * accounts are bech32m addresses, days are `YYYY-MM-DD`, instants are milliseconds since 1970. On input an account may
 * also be a name that the wallet knows.
 */

/** What went wrong, as the socket and the terminal show it. */
export interface Refusal {
  /** For programs, for instance `VIN_TAKEN`. */
  readonly code: string;
  /** One plain sentence: what was refused, why, what to do. */
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where an entry stands: waiting, or in a block with so many blocks on it (the block itself counts as 1). */
export type EntryPlace =
  | { readonly state: 'waiting' }
  | {
      readonly state: 'in block';
      readonly height: number;
      readonly block: string;
      readonly index: number;
      readonly depth: number;
      readonly time: number;
    };

export interface EntryView {
  readonly id: string;
  readonly wid: string;
  readonly operation: string;
  /** The operation in plain words, for instance "Record a safety test". */
  readonly label: string;
  readonly author: string;
  readonly payer?: string;
  readonly nonce: number;
  readonly fee: string;
  readonly expiry: number;
  readonly cosigners: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
  /** The same sentences that the review page showed before it was signed. */
  readonly lines: readonly string[];
  readonly size: number;
  readonly place: EntryPlace;
  /** The licence under which its author signed, where it takes one. */
  readonly issuer?: IssuerView;
}

export interface BlockSummary {
  readonly height: number;
  readonly id: string;
  readonly time: number;
  readonly miner: string;
  readonly entries: number;
  readonly size: number;
  /** Hashes expected for this block's target, decimal. */
  readonly work: string;
}

export interface BlockView extends BlockSummary {
  readonly version: number;
  readonly bits: number;
  readonly parent: string;
  readonly transactionsRoot: string;
  readonly votesRoot: string;
  readonly stateRoot: string;
  readonly nonce: number;
  readonly seal: string;
  readonly fees: string;
  readonly reward: string;
  readonly depth: number;
  readonly transactions: readonly EntryView[];
}

export interface AccountView {
  readonly address: string;
  readonly name?: string;
  readonly balance: string;
  readonly locked: string;
  readonly stake: string;
  /** What stands behind its licences; nothing where nothing is locked, asked for or on its way. */
  readonly guarantee?: GuaranteeView;
  /** Last block that takes half the fee from it, because it found one lately and is licensed for that. */
  readonly halfFeeUntil?: number;
  readonly nonce: number;
  readonly roles: readonly string[];
  /** Every licence that it ever had, in the order of the roles. */
  readonly licences: readonly HeldLicence[];
  /** Cars this account owns now. */
  readonly cars: number;
  /** Tickets that it holds now, of events that are not over. */
  readonly tickets: number;
  /** Books on its shelf now. */
  readonly books: number;
  /** Sum of fees and amounts that waiting entries will take, deniers. */
  readonly pending: string;
}

/** One line of an account's activity, newest first. */
export interface ActivityView {
  readonly id: string;
  readonly operation: string;
  readonly label: string;
  readonly what: string;
  readonly author: string;
  /** What it changed in this account's balance, deniers, may be negative; fees and rewards included. */
  readonly change: string;
  /** What a verdict took from this account's guarantee, deniers; that is no part of the balance. */
  readonly taken?: string;
  /** An admission with a ticket that had let somebody in already, and lets in once. */
  readonly isAgain?: true;
  /** 0 while it waits for a block. */
  readonly block: number;
  readonly time: number;
}

export interface MiningView {
  readonly running: boolean;
  readonly miner?: string;
  /** Why this node cannot mine, one sentence. */
  readonly unable?: string;
  /** It could mine, but was started without, and nobody changed that. */
  readonly heldBack?: true;
  readonly workers: number;
  readonly cores: number;
  /** Share of the time a worker searches, 0 to 1. */
  readonly duty: number;
  /** Hashes a second now, this node. */
  readonly hashRate: number;
  /** This node's hashes a second, one sample each 10 s, oldest first, at most 60. */
  readonly samples: readonly number[];
  /** Estimate for the whole network from the last blocks' work, hashes a second. */
  readonly networkHashRate: number;
  readonly next: {
    readonly height: number;
    /** Since when it is waited for: the time of the tip, or when this node was opened if that is later. */
    readonly since: number;
    /** Hashes expected, decimal. */
    readonly work: string;
    readonly entries: number;
    readonly waiting: number;
    readonly fees: string;
    readonly reward: string;
  };
  /** Who found the last 100 blocks, most first. */
  readonly finders: readonly { readonly miner: string; readonly blocks: number }[];
  /** Blocks this node's miner found on the chain today (UTC), and what they earned with fees. */
  readonly foundToday: number;
  readonly earnedToday: string;
  readonly forks: readonly ForkView[];
}

/** A branch that lost, newest first. */
export interface ForkView {
  /** Height of the last common block. */
  readonly from: number;
  readonly kept: readonly string[];
  readonly replaced: readonly string[];
  /** Entries that went back to waiting. */
  readonly returned: number;
  /** How long the replaced branch stood, from the time in its first block to its end, milliseconds. */
  readonly lasted: number;
  readonly time: number;
}

/** What a search found: where Enter goes. */
export interface Found {
  readonly kind: 'block' | 'entry' | 'car' | 'account' | 'licence' | 'event' | 'ticket' | 'book';
  /** An id, a VIN or an address; of a ticket the event's id and its number, with a slash between; of a licence the address of its holder and its role, with a blank between. */
  readonly key: string;
  readonly title: string;
  readonly detail: string;
}

/** What will happen if it is signed, before anybody signs. */
export interface Review {
  readonly label: string;
  readonly lines: readonly string[];
  readonly author: string;
  readonly cosigners: readonly string[];
  readonly payer?: string;
  readonly fee: string;
  /** Half of the usual one, because whoever pays it is a licensed miner that found a block lately. */
  readonly halfFee?: true;
  /** Fee and amounts that leave the payer's or author's balance, deniers. */
  readonly total: string;
  /** Those of the signers whose key this node's wallet does not hold: a signing file collects their signatures. */
  readonly missing?: readonly string[];
  /** Set if the ledger would refuse it now. */
  readonly refusal?: Refusal;
}

/** A connected node. */
export interface PeerView {
  /** Its key, hex. */
  readonly id: string;
  /** Where it was dialled, or where it came from. */
  readonly address: string;
  readonly direction: 'in' | 'out';
  /** Port on which it takes connections; 0 for none. */
  readonly port: number;
  readonly agent: string;
  readonly height: number;
  /** Milliseconds of the last round trip. */
  readonly latency?: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** When it connected, milliseconds since 1970. */
  readonly since: number;
}

/** An address that this node knows. */
export interface AddressView {
  readonly url: string;
  /** Where it was heard of: `seed`, `person`, or the peer that told. */
  readonly source: string;
  /** When a connection to it stood last; 0 for never. */
  readonly lastGood: number;
  readonly connected: boolean;
}

/** Everything about the peers of a node. */
export interface PeersView {
  readonly peers: readonly PeerView[];
  readonly addresses: readonly AddressView[];
}

/** An operation that somebody wants signed: the fields stand beside `as` and `operation`. */
export interface Intent {
  readonly as: string;
  readonly operation: string;
  readonly fee?: string;
  readonly nonce?: number;
  readonly expiry?: number;
  readonly payer?: string;
  readonly [field: string]: unknown;
}

export type NodeEvent =
  /** The best chain has a new tip. */
  | { readonly type: 'tip'; readonly height: number; readonly id: string }
  /** An entry came in or left without a block. */
  | { readonly type: 'mempool'; readonly size: number }
  /** Blocks were replaced by a better branch. */
  | { readonly type: 'fork'; readonly fork: ForkView }
  /** Mining started, stopped, or its figures moved. */
  | { readonly type: 'mining' }
  /** Peers came or went, or catching up went on. */
  | { readonly type: 'peers' }
  /** The words changed, or were opened or locked; with a share from 0 to 1, work with a passphrase goes on. */
  | { readonly type: 'wallet'; readonly progress?: number }
  /** The police database was opened, closed or written; with a share from 0 to 1, its opening goes on. */
  | { readonly type: 'police'; readonly progress?: number }
  /** A hand-over of a book that this terminal has to do with went on. */
  | { readonly type: 'exchange'; readonly id: string }
  /** Something a person should read once, for instance a port that was taken. */
  | { readonly type: 'notice'; readonly text: string };

/** The socket's methods are these methods, under the same names. */
export interface Facade
  extends PoliceFacade,
    SalesFacade,
    AgreementsFacade,
    TicketsFacade,
    GateFacade,
    BooksFacade,
    WaitingFacade {
  status(): Promise<Status>;
  /** Signs an intent and hands it in; or hands in a signing file that is complete. */
  submit(intent: Intent | { file: string }): Promise<{ id: string }>;
  review(intent: Intent): Promise<Review>;
  /**
   * Writes an intent into a signing file, signed by `as` and by a `payer` as far as their keys are here. Without
   * `expiry` it ends after about a week.
   */
  make(intent: Intent): Promise<SigningView>;
  /** The file with the signature of one more name. */
  sign(query: { as: string; file: string }): Promise<SigningView>;
  /** One file of several of one entry, at most 20, with all their signatures; of one alone, what it says. */
  combine(query: { files: readonly string[] }): Promise<SigningView>;
  transaction(query: { id: string }): Promise<EntryView>;
  block(query: { height?: number; id?: string }): Promise<BlockView>;
  /** Newest first, from `from` (the tip if absent) downwards; `count` at most 200. */
  blocks(query: { from?: number; count?: number }): Promise<readonly BlockSummary[]>;
  /** Entries waiting for a block, best paid first, at most 200. */
  mempool(): Promise<readonly EntryView[]>;
  /** By role, then country and name. */
  directory(query: DirectoryQuery): Promise<readonly LicenceView[]>;
  /** All licences of an account (an address, or a name that the wallet knows), with every accusation. */
  licence(query: { holder: string }): Promise<HolderView>;
  car(query: { vin?: string; plate?: string }): Promise<CarReport>;
  /**
   * In VIN order after `after`, at most `limit` (100, at most 500), of one owner if given, `find` within VIN, plate,
   * make or model. Without `after`, those that wait for their first block come before all others.
   */
  cars(query: { owner?: string; find?: string; after?: string; limit?: number }): Promise<readonly CarSummary[]>;
  /** What the ledger knows of a key that the police have on file; refused with OWNER_UNKNOWN where they have nobody. */
  owner(query: { key: string }): Promise<OwnerView>;
  account(query: { address?: string; name?: string }): Promise<AccountView>;
  activity(query: { address?: string; name?: string; limit?: number }): Promise<readonly ActivityView[]>;
  /**
   * Objects of the state at the tip, or that they do not exist, with everything that proves it to somebody without the
   * ledger: the way through the state tree, header and seal, and every event of their histories.
   */
  prove(query: ProofQuery): Promise<ProofView>;
  find(query: { text: string }): Promise<readonly Found[]>;
  mining(): Promise<MiningView>;
  setMining(change: { running?: boolean; workers?: number; duty?: number }): Promise<MiningView>;
  peers(): Promise<PeersView>;
  /** Connects to `ws://host:port` now, and remembers it. */
  dial(query: { url: string }): Promise<PeerView>;
  /** Disconnects a peer, by its id or address. */
  disconnect(query: { peer: string }): Promise<PeersView>;
  /** Reads the wallet file anew, so that what another process wrote appears. */
  wallet(): Promise<WalletView>;
  /** Makes words, or takes those given, writes them under the passphrase and leaves them open. `name` is the first account's, `me` if absent. */
  newWords(query: { passphrase: string; words?: string; name?: string }): Promise<{ words: string }>;
  unlock(query: { passphrase: string }): Promise<WalletView>;
  lock(): Promise<WalletView>;
  showWords(query: { passphrase: string }): Promise<{ words: string }>;
  /** Notes that the words are on paper; at least three of them, by different places from 1 to 24. */
  checkBackup(query: {
    passphrase: string;
    words: readonly { readonly place: number; readonly word: string }[];
  }): Promise<WalletView>;
  /** Names the next account of open words. */
  addAccount(query: { name: string }): Promise<WalletView>;
  /** regtest only: finds so many blocks now; `at` (milliseconds or ISO 8601) first moves this node's clock forward. */
  mine(query: { blocks?: number; at?: number | string }): Promise<{ height: number; tip: string }>;
  /** Hands in an encoded transaction as it is. */
  submitTransaction(query: { transaction: string }): Promise<{ id: string }>;
  /** Hands in an encoded block as it is. */
  submitBlock(query: { block: string }): Promise<{ id: string; height: number }>;
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: NodeEvent) => void): () => void;
  /** Stops mining, closes the store. */
  close(): Promise<void>;
}
