import { bytesToHex } from '@noble/hashes/utils.js';
import type { Ledger } from '../../ledger/ledger.ts';
import { refusals } from '../../ledger/refusal.ts';
import { publicKeyOf } from '../../ledger/signature.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { Chain, ChainMove } from '../chain.ts';
import { workFrom } from '../chain-block.ts';
import type { Environment } from '../environment.ts';
import type { Health, PeerView } from '../facade.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { KnownAddress } from './addresses.ts';
import { Dialler, type DiallerOptions, dialRefusals } from './dialler.ts';
import { Gossip } from './gossip.ts';
import { protocolVersion, type Side } from './handshake.ts';
import { HeaderTree } from './headers.ts';
import { closeCodes, type Link, type Transport } from './link.ts';
import { judge } from './manners.ts';
import type { Hello, Message } from './messages.ts';
import { Peer } from './peer.ts';
import { Service } from './serve.ts';
import { Sync, type SyncProgress, tipOf } from './sync.ts';
import { TransactionFetcher } from './transactions.ts';
import { viewOf } from './view.ts';

export const networkRefusals = {
  ...dialRefusals,
  ...refusals({
    PEER_UNKNOWN: (data: { peer: string }) => `No peer "${data.peer.slice(0, 80)}" is connected. \`peers\` lists them.`,
    NO_NETWORK: () => 'This node runs without peers.',
  }),
};

/** Connections that a node lets in. */
const inboundLimit = 32;
/** Milliseconds between two pings of one peer. */
const pingEvery = 15_000;
/** Milliseconds between two requests for addresses. */
const askEvery = 30_000;
/** Milliseconds between two words about a clock that is off. */
const clockWordEvery = 600_000;

export interface NetworkOptions extends DiallerOptions {
  /** Port that others reach this node on; 0 for none. */
  readonly listenPort: number;
  /** Names this node; 32 bytes. */
  readonly secretKey: Uint8Array;
  /** A fresh X25519 public key, 32 bytes: each connection has its own, so that nothing said on one fits another. */
  readonly ephemeral: () => Uint8Array;
  readonly agent: string;
}

export interface NetworkModules {
  readonly ledger: Ledger;
  readonly chain: Chain;
  readonly verifier: Verifier;
  readonly transport: Transport;
  /** Everything that waits here. */
  mempool(): readonly SignedTransaction[];
  waiting(wid: Uint8Array): SignedTransaction | undefined;
  admit(transaction: SignedTransaction): void;
  /** Keeps addresses for the next run. */
  save(known: readonly KnownAddress[]): void;
  /** Peers came or went, catching up went on, or a person should read something. */
  changed(change: { readonly joined?: PeerView; readonly left?: PeerView; readonly notice?: string }): void;
}

/**
 * The peers of a node: who is connected, and which part answers which message. It hands blocks to the chain and
 * transactions to the mempool; what they do with them is decided there.
 */
export class Network {
  readonly #options: NetworkOptions;
  readonly #modules: NetworkModules;
  readonly #environment: Environment;
  readonly #nodeKey: Uint8Array;
  readonly #peers = new Set<Peer>();
  readonly #unready = new Set<Peer>();
  readonly #dialler: Dialler;
  readonly #sync: Sync;
  readonly #fetcher: TransactionFetcher;
  readonly #gossip: Gossip;
  readonly #service: Service;
  readonly #timers: (() => void)[];
  /** Nodes whose second connection takes the place of the first: nobody came or went. */
  readonly #replacing = new Set<string>();
  #clockWordAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: NetworkOptions, modules: NetworkModules, environment: Environment) {
    const { ledger, chain, verifier, transport } = modules;
    this.#options = options;
    this.#modules = modules;
    this.#environment = environment;
    this.#nodeKey = publicKeyOf(options.secretKey);
    const headers = new HeaderTree({ ledger, chain, verifier }, environment);
    const peers = () => [...this.#peers];
    this.#sync = new Sync(
      {
        ledger,
        chain,
        headers,
        peers,
        arriving: (id) => this.#gossip.arriving(id),
        changed: () => this.#tell({}),
        done: () => this.#fetcher.resume(),
        held: (milliseconds) => this.#warnOfClock(milliseconds),
      },
      environment,
    );
    this.#fetcher = new TransactionFetcher(
      {
        ledger,
        verifier,
        isWaiting: (wid) => modules.waiting(wid) !== undefined,
        admit: (transaction) => modules.admit(transaction),
        isReady: () => !this.#closed && !this.#sync.isRunning,
      },
      environment,
    );
    const waiting = (wid: Uint8Array) => modules.waiting(wid);
    const gossiping = { ledger, chain, headers, sync: this.#sync, fetcher: this.#fetcher, peers, waiting };
    this.#gossip = new Gossip(gossiping, environment);
    this.#dialler = new Dialler(
      options,
      {
        transport,
        peers: () => [...this.#peers, ...this.#unready],
        meet: (link, url) => this.#meet(link, 'dialled', url),
        save: (known) => modules.save(known),
      },
      environment,
    );
    this.#service = new Service({ chain, shared: (peer) => this.#dialler.sharedWith(peer) }, environment);
    this.#timers = [environment.every(pingEvery, () => this.#ping()), environment.every(askEvery, () => this.#ask())];
    transport.accept((link) => this.#accept(link));
    this.#dialler.dialMore();
  }

  get size(): number {
    return this.#peers.size;
  }

  get progress(): SyncProgress | undefined {
    return this.#sync.progress;
  }

  /** How this node stands to the others. A block that was announced a moment ago does not make it fall behind. */
  get health(): Health {
    if (this.#peers.size === 0) return 'alone';
    if (this.#sync.progress !== undefined) return 'syncing';
    const { work, header } = this.#modules.chain.tip;
    const isBehind = [...this.#peers].some(({ tip }) => workFrom(tip.work) > work && tip.height > header.height + 1);
    return isBehind ? 'behind' : 'in sync';
  }

  /** Addresses that this node has heard of. */
  get known(): KnownAddress[] {
    return this.#dialler.known;
  }

  views(): PeerView[] {
    return [...this.#peers].map(viewOf);
  }

  /**
   * Connects to an address that a person named.
   * @throws URL_INVALID, DIAL_FAILED, DIAL_REFUSED
   */
  async dial(url: string): Promise<PeerView> {
    return viewOf(await this.#dialler.dial(url));
  }

  /** @throws PEER_UNKNOWN */
  disconnect(id: string): void {
    const peer = [...this.#peers].find((each) => each.id === id || each.remote === id || each.url === id);
    if (peer === undefined) throw networkRefusals.PEER_UNKNOWN({ peer: id });
    this.#dialler.shun(peer);
    peer.close(closeCodes.leaving, 'A person disconnected it.');
  }

  /** A transaction waits here now. */
  spread(transaction: SignedTransaction): void {
    this.#gossip.spread(transaction);
  }

  /** The tip moved. */
  follow(move: ChainMove): void {
    this.#gossip.follow(move);
  }

  /** Takes leave of all peers; resolves when nothing works on their messages any more. */
  async close(): Promise<void> {
    this.#dialler.save();
    this.#closed = true;
    for (const stop of this.#timers) stop();
    this.#gossip.close();
    for (const peer of [...this.#peers, ...this.#unready]) peer.close(closeCodes.leaving, 'It is stopping.');
    await this.#modules.transport.close();
    await this.#dialler.close();
    await this.#sync.close();
    await Promise.all([this.#gossip.settled(), this.#fetcher.settled(), this.#service.settled()]);
  }

  #hello(): Hello {
    return {
      minVersion: protocolVersion,
      maxVersion: protocolVersion,
      features: 0n,
      genesis: this.#modules.ledger.genesisId,
      agent: this.#options.agent,
      listenPort: this.#options.listenPort,
      nodeKey: this.#nodeKey,
      ephemeral: this.#options.ephemeral(),
      tip: tipOf(this.#modules.chain.tip),
      extensions: [],
    };
  }

  #accept(link: Link): void {
    const inbound = [...this.#peers, ...this.#unready].filter(({ side }) => side === 'accepted').length;
    if (this.#closed || inbound >= inboundLimit) link.close(closeCodes.full, 'All its places are taken.');
    else this.#meet(link, 'accepted', undefined).catch((error: unknown) => this.#environment.logger.debug({ error }));
  }

  /** Shakes hands over a link. Rejects with DIAL_REFUSED if it ends before both sides have proved who they are. */
  #meet(link: Link, side: Side, url: string | undefined): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const modules = {
        hello: () => this.#hello(),
        secretKey: this.#options.secretKey,
        admits: (peer: Peer) => this.#admits(peer),
        ready: (peer: Peer) => {
          this.#welcome(peer);
          resolve(peer);
        },
        message: (peer: Peer, message: Message) => this.#take(peer, message),
        closed: (peer: Peer, code: number, reason: string) => {
          this.#lose(peer, code);
          const why = reason === '' ? `It closed the connection (${code}).` : reason;
          reject(networkRefusals.DIAL_REFUSED({ url: url ?? link.remote, reason: why }));
        },
      };
      const peer = new Peer(link, side, url, modules, this.#environment);
      this.#unready.add(peer);
      peer.start();
    });
  }

  #welcome(peer: Peer): void {
    this.#unready.delete(peer);
    this.#peers.add(peer);
    this.#dialler.joined(peer);
    if (workFrom(peer.tip.work) > this.#modules.chain.tip.work) this.#sync.with(peer);
    this.#gossip.join(peer, this.#modules.mempool());
    this.#tell(this.#replacing.delete(peer.id) ? {} : { joined: viewOf(peer) });
    void this.#fetchAddresses(peer);
  }

  /**
   * Whether one more connection to a node may stay. Where both dialled each other at once, the one that the smaller
   * key dialled stays: both ends come to the same answer, so that not both connections are lost.
   */
  #admits(candidate: Peer): boolean {
    const existing = [...this.#peers].find(({ id }) => id === candidate.id);
    if (existing === undefined) return true;
    const isOwnSmaller = bytesToHex(this.#nodeKey) < candidate.id;
    const preferred = isOwnSmaller ? 'dialled' : 'accepted';
    if (existing.side === candidate.side || candidate.side !== preferred) return false;
    this.#replacing.add(candidate.id);
    existing.close(closeCodes.alreadyConnected, 'This node is connected to it already.');
    return true;
  }

  #lose(peer: Peer, code: number): void {
    this.#dialler.left(peer, code);
    this.#unready.delete(peer);
    this.#service.leave(peer);
    if (!this.#peers.delete(peer)) return;
    this.#sync.without(peer);
    this.#gossip.leave(peer);
    if (!this.#replacing.has(peer.id)) this.#tell({ left: viewOf(peer) });
  }

  #take(peer: Peer, message: Message): void {
    if (message.type === 'getPeers' || message.type === 'getHeaders' || message.type === 'getBlocks') {
      this.#service.take(peer, message);
    } else if (message.type === 'newBlock') {
      this.#gossip.takeBlock(peer, message).catch((error: unknown) => judge(peer, error, this.#environment));
    } else if (message.type === 'newTransactions') this.#gossip.takeAnnouncement(peer, message);
    else if (message.type === 'getTransactions') this.#gossip.giveTransactions(peer, message);
  }

  #ping(): void {
    for (const peer of this.#peers) {
      peer.ask('pong', {}).catch((error: unknown) => judge(peer, error, this.#environment));
    }
  }

  #ask(): void {
    for (const peer of this.#peers) void this.#fetchAddresses(peer);
  }

  async #fetchAddresses(peer: Peer): Promise<void> {
    try {
      const { urls } = await peer.ask('peers', {});
      this.#dialler.heard(urls, peer.id);
    } catch (error) {
      judge(peer, error, this.#environment);
    }
  }

  #warnOfClock(milliseconds: number): void {
    const now = this.#environment.now();
    if (now - this.#clockWordAt < clockWordEvery) return;
    this.#clockWordAt = now;
    const seconds = Math.round(milliseconds / 1_000);
    this.#environment.logger.warn({ seconds }, 'a block is ahead of the clock of this machine');
    this.#tell({
      notice: `A block is ${seconds} s ahead of this machine's clock and waits until then. Check the clock.`,
    });
  }

  #tell(change: Parameters<NetworkModules['changed']>[0]): void {
    if (!this.#closed) this.#modules.changed(change);
  }
}
