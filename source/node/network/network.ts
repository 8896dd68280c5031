import { bytesToHex } from '@noble/hashes/utils.js';
import type { Ledger } from '../../ledger/ledger.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { publicKeyOf } from '../../ledger/signature.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { Chain, ChainMove } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { Health, PeerView } from '../facade.ts';
import type { Verifier } from '../verifier/verifier.ts';
import { AddressBook, type KnownAddress, normalUrl } from './addresses.ts';
import { Gossip } from './gossip.ts';
import { protocolVersion } from './handshake.ts';
import { HeaderTree } from './headers.ts';
import { closeCodes, type Link, type Transport } from './link.ts';
import { addressesLimit, type Hello, type Message } from './messages.ts';
import { Peer } from './peer.ts';
import { blocksOf, headersAfter, Sync, type SyncProgress, workBytes, workFrom } from './sync.ts';

export const networkRefusals = refusals({
  URL_INVALID: (data: { url: string }) =>
    `"${data.url.slice(0, 80)}" is not an address of a node. Write it like ws://127.0.0.1:5001.`,
  DIAL_FAILED: (data: { url: string; reason: string }) =>
    `${data.url} cannot be reached (${data.reason}). Check the address, and whether a Carnet runs there.`,
  PEER_UNKNOWN: (data: { peer: string }) => `No peer "${data.peer.slice(0, 80)}" is connected. \`peers\` lists them.`,
  NO_NETWORK: () => 'This node runs without peers.',
});

/** Connections that a node opens itself, and that it lets in. */
const outboundLimit = 8;
const inboundLimit = 32;
/** Milliseconds between two looks at whom to dial. */
const dialEvery = 1_000;
/** Milliseconds between two pings of one peer. */
const pingEvery = 15_000;
/** Milliseconds between two requests for addresses. */
const askEvery = 30_000;

export interface NetworkOptions {
  /** Port that others reach this node on; 0 for none. */
  readonly listenPort: number;
  /** Names this node; 32 bytes. */
  readonly secretKey: Uint8Array;
  /** X25519 public key of this run, 32 bytes. */
  readonly ephemeral: Uint8Array;
  readonly agent: string;
  /** Always tried: Peer Zero, and what a person named. */
  readonly seeds: readonly string[];
  /** Addresses from an earlier run. */
  readonly known: readonly KnownAddress[];
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
  /** Peers came or went, or catching up went on. */
  changed(change: { readonly joined?: PeerView; readonly left?: PeerView }): void;
}

/** The peers of a node: who is connected, whom to dial, and which part answers which message. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #modules: NetworkModules;
  readonly #environment: Environment;
  readonly #nodeKey: Uint8Array;
  readonly #peers = new Set<Peer>();
  readonly #unready = new Set<Peer>();
  readonly #dialling = new Set<string>();
  readonly #addresses: AddressBook;
  readonly #headers: HeaderTree;
  readonly #sync: Sync;
  readonly #gossip: Gossip;
  readonly #timers: (() => void)[];
  /** URLs that turned out to be this node itself. */
  readonly #own = new Set<string>();
  #closed = false;

  constructor(options: NetworkOptions, modules: NetworkModules, environment: Environment) {
    const { ledger, chain, verifier, transport } = modules;
    this.#options = options;
    this.#modules = modules;
    this.#environment = environment;
    this.#nodeKey = publicKeyOf(options.secretKey);
    this.#addresses = new AddressBook(options.known);
    for (const url of options.seeds) this.#addresses.add(url, 'seed');
    this.#headers = new HeaderTree({ ledger, chain, verifier }, environment);
    const changed = () => modules.changed({});
    this.#sync = new Sync({ ledger, chain, headers: this.#headers, changed }, environment);
    this.#gossip = new Gossip(
      {
        ledger,
        chain,
        headers: this.#headers,
        sync: this.#sync,
        peers: () => [...this.#peers],
        waiting: (wid) => modules.waiting(wid),
        admit: (transaction) => modules.admit(transaction),
      },
      environment,
    );
    transport.accept((link) => this.#accept(link));
    this.#timers = [
      environment.every(dialEvery, () => this.#dialMore()),
      environment.every(pingEvery, () => this.#ping()),
      environment.every(askEvery, () => this.#askForAddresses()),
    ];
    this.#dialMore();
  }

  get size(): number {
    return this.#peers.size;
  }

  get progress(): SyncProgress | undefined {
    return this.#sync.progress;
  }

  /** How this node stands to the others. */
  get health(): Health {
    if (this.#peers.size === 0) return 'alone';
    const { tip } = this.#modules.chain;
    const isBehind = [...this.#peers].some((peer) => workFrom(peer.tip.work) > tip.work);
    if (!isBehind) return 'in sync';
    return this.#sync.progress === undefined ? 'behind' : 'syncing';
  }

  /** Addresses to remember for the next run. */
  get known(): KnownAddress[] {
    return this.#addresses.all();
  }

  views(): PeerView[] {
    return [...this.#peers].map((peer) => this.#view(peer));
  }

  /**
   * Connects to an address that a person named.
   * @throws URL_INVALID, DIAL_FAILED, and what the handshake is refused for
   */
  async dial(url: string): Promise<PeerView> {
    const normal = this.#addresses.add(url, 'person');
    if (normal === undefined) throw networkRefusals.URL_INVALID({ url });
    const connected = [...this.#peers].find((peer) => peer.url === normal);
    if (connected !== undefined) return this.#view(connected);
    return this.#view(await this.#connect(normal));
  }

  /** @throws PEER_UNKNOWN */
  disconnect(id: string): void {
    const peer = [...this.#peers].find((each) => each.id === id || each.remote === id || each.url === id);
    if (peer === undefined) throw networkRefusals.PEER_UNKNOWN({ peer: id });
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

  async close(): Promise<void> {
    this.#closed = true;
    for (const stop of this.#timers) stop();
    this.#gossip.close();
    for (const peer of [...this.#peers, ...this.#unready]) peer.close(closeCodes.leaving, 'It is stopping.');
    await this.#modules.transport.close();
  }

  #hello(): Hello {
    const { tip } = this.#modules.chain;
    return {
      minVersion: protocolVersion,
      maxVersion: protocolVersion,
      features: 0n,
      genesis: this.#modules.ledger.genesisId,
      agent: this.#options.agent,
      listenPort: this.#options.listenPort,
      nodeKey: this.#nodeKey,
      ephemeral: this.#options.ephemeral,
      tip: { height: tip.header.height, id: tip.id, work: workBytes(tip.work) },
      extensions: [],
    };
  }

  #accept(link: Link): void {
    const inbound = [...this.#peers, ...this.#unready].filter(({ side }) => side === 'accepted').length;
    if (this.#closed || inbound >= inboundLimit) link.close(closeCodes.full, 'All its places are taken.');
    else this.#meet(link, 'accepted', undefined, undefined);
  }

  #meet(
    link: Link,
    side: 'dialled' | 'accepted',
    url: string | undefined,
    waiting: { resolve(peer: Peer): void; reject(error: Error): void } | undefined,
  ): void {
    const peer = new Peer(
      link,
      side,
      url,
      {
        hello: () => this.#hello(),
        secretKey: this.#options.secretKey,
        admits: (candidate) => this.#admits(candidate),
        ready: (ready) => {
          this.#welcome(ready);
          waiting?.resolve(ready);
        },
        message: (from, message) => this.#take(from, message),
        closed: (gone, code, reason) => {
          this.#lose(gone, code);
          waiting?.reject(networkRefusals.DIAL_FAILED({ url: url ?? link.remote, reason }));
        },
      },
      this.#environment,
    );
    this.#unready.add(peer);
  }

  #welcome(peer: Peer): void {
    this.#unready.delete(peer);
    this.#peers.add(peer);
    if (peer.url !== undefined) this.#addresses.good(peer.url, this.#environment.now());
    this.#learnFrom(peer);
    this.#gossip.join(peer, this.#modules.mempool());
    this.#modules.changed({ joined: this.#view(peer) });
    if (workFrom(peer.tip.work) > this.#modules.chain.tip.work) this.#sync.with(peer);
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
    existing.close(closeCodes.alreadyConnected, 'This node is connected to it already.');
    return true;
  }

  /** A peer that came in is reached on the port that it says it listens on. */
  #learnFrom(peer: Peer): void {
    const url = reachable(peer);
    if (peer.side === 'dialled' || url === undefined) return;
    this.#addresses.add(url, peer.id);
    this.#addresses.good(url, this.#environment.now());
  }

  #lose(peer: Peer, code: number): void {
    if (code === closeCodes.toItself && peer.url !== undefined) {
      this.#own.add(peer.url);
      this.#addresses.forget(peer.url);
    }
    this.#unready.delete(peer);
    if (!this.#peers.delete(peer)) return;
    this.#sync.without(peer);
    this.#gossip.leave(peer);
    this.#modules.changed({ left: this.#view(peer) });
  }

  #take(peer: Peer, message: Message): void {
    const { chain } = this.#modules;
    const isolate = (work: Promise<void>) => void work.catch((error: unknown) => this.#blame(peer, error));
    if (message.type === 'getPeers') peer.send({ type: 'peers', request: message.request, urls: this.#shared() });
    else if (message.type === 'getHeaders') {
      peer.send({ type: 'headers', request: message.request, headers: headersAfter(chain, message.locator) });
    } else if (message.type === 'getBlocks') {
      peer.send({ type: 'blocks', request: message.request, blocks: blocksOf(chain, message.ids) });
    } else if (message.type === 'newBlock') isolate(this.#gossip.takeBlock(peer, message));
    else if (message.type === 'newTransactions') isolate(this.#gossip.takeAnnouncement(peer, message));
    else if (message.type === 'getTransactions') this.#gossip.giveTransactions(peer, message);
  }

  /** Trouble of this machine never costs a peer its place. */
  #blame(peer: Peer, error: unknown): void {
    if (error instanceof RefusedError) peer.fail(error);
    else this.#environment.logger.error({ error }, 'a message could not be handled');
  }

  /** Addresses that were good at least once; nobody is sent where this node has never been. */
  #shared(): string[] {
    return this.#addresses
      .all()
      .filter(({ lastGood }) => lastGood > 0)
      .map(({ url }) => url)
      .slice(0, addressesLimit);
  }

  #dialMore(): void {
    const outbound = [...this.#peers, ...this.#unready].filter(({ side }) => side === 'dialled').length;
    let room = outboundLimit - outbound - this.#dialling.size;
    for (const url of this.#addresses.candidates(this.#environment.now())) {
      if (room <= 0) return;
      if (this.#isConnectedTo(url)) continue;
      room--;
      this.#connect(url).catch((error: unknown) => this.#environment.logger.debug({ url, error }, 'dialling failed'));
    }
  }

  #isConnectedTo(url: string): boolean {
    if (this.#dialling.has(url) || this.#own.has(url)) return true;
    if ([...this.#unready].some((peer) => peer.url === url)) return true;
    return [...this.#peers].some((peer) => peer.url === url || reachable(peer) === url);
  }

  async #connect(url: string): Promise<Peer> {
    this.#dialling.add(url);
    this.#addresses.tried(url, this.#environment.now());
    try {
      const link = await this.#modules.transport.dial(url);
      return await new Promise<Peer>((resolve, reject) => this.#meet(link, 'dialled', url, { resolve, reject }));
    } catch (error) {
      this.#addresses.failed(url);
      if (error instanceof RefusedError) throw error;
      throw networkRefusals.DIAL_FAILED({ url, reason: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#dialling.delete(url);
    }
  }

  #ping(): void {
    for (const peer of this.#peers) peer.ask('pong', {}).catch((error: unknown) => this.#blame(peer, error));
  }

  #askForAddresses(): void {
    for (const peer of this.#peers) void this.#fetchAddresses(peer);
  }

  async #fetchAddresses(peer: Peer): Promise<void> {
    try {
      const { urls } = await peer.ask('peers', {});
      for (const url of urls) if (!this.#own.has(url)) this.#addresses.add(url, peer.id);
      this.#dialMore();
    } catch (error) {
      this.#blame(peer, error);
    }
  }

  #view(peer: Peer): PeerView {
    const { bytesIn, bytesOut } = peer.traffic;
    return {
      id: peer.id,
      address: peer.url ?? peer.remote,
      direction: peer.side === 'dialled' ? 'out' : 'in',
      port: peer.hello.listenPort,
      agent: peer.hello.agent,
      height: peer.tip.height,
      ...(peer.latency === undefined ? {} : { latency: peer.latency }),
      bytesIn,
      bytesOut,
      since: peer.since,
    };
  }
}

/** The URL under which a ready peer can be dialled; nothing where it does not listen. */
function reachable(peer: Peer): string | undefined {
  if (peer.side === 'dialled') return peer.url;
  const host = peer.remote.slice(0, peer.remote.lastIndexOf(':')).replace(/^::ffff:/, '');
  return normalUrl(`ws://${host.includes(':') ? `[${host}]` : host}:${peer.hello.listenPort}`);
}
