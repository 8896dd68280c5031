import type { Key } from '../../ledger/keys.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { refusals } from '../../ledger/refusal.ts';
import { publicKeyOf } from '../../ledger/signature.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { Chain, ChainMove } from '../chain.ts';
import { workFrom } from '../chain-block.ts';
import type { Environment } from '../environment.ts';
import type { Letter } from '../exchange/sealing.ts';
import type { Health, PeerView } from '../facade.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { KnownAddress } from './addresses.ts';
import { Connections, type ConnectionsModules } from './connections.ts';
import { Dialler, type DiallerOptions, dialRefusals } from './dialler.ts';
import { Gossip } from './gossip.ts';
import { protocolVersion } from './handshake.ts';
import { HeaderTree } from './headers.ts';
import type { LetterModules } from './letters.ts';
import type { Transport } from './link.ts';
import { judge } from './manners.ts';
import type { Hello, Message } from './messages.ts';
import type { Speaker } from './own-record.ts';
import type { Peer } from './peer.ts';
import { Post } from './post.ts';
import { seenAt } from './seen.ts';
import { isQuestion, Service } from './serve.ts';
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

/** Milliseconds between two pings of one peer. */
const pingEvery = 15_000;
/** Milliseconds between two requests for addresses, and for records of who is where. */
const askEvery = 30_000;
/** Milliseconds between two words about a clock that is off. */
const clockWordEvery = 600_000;
/** Seconds that a clock is said to be off, at most: beyond that the number helps nobody. */
const clockWordLimit = 86_400;

export interface NetworkOptions extends DiallerOptions {
  /** Port that others reach this node on; 0 for none. */
  readonly listenPort: number;
  /** Names this node; 32 bytes. */
  readonly secretKey: Uint8Array;
  /** A fresh X25519 public key, 32 bytes: each connection has its own, so that nothing said on one fits another. */
  readonly ephemeral: () => Uint8Array;
  readonly agent: string;
}

export interface NetworkModules extends Partial<LetterModules> {
  readonly ledger: Ledger;
  readonly chain: Chain;
  readonly verifier: Verifier;
  readonly transport: Transport;
  /** Everything that waits here. */
  mempool(): readonly SignedTransaction[];
  waiting(wid: Uint8Array): SignedTransaction | undefined;
  /** Whether another one with the same author and number waits here. */
  replaces(transaction: SignedTransaction): boolean;
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
  readonly #connections: Connections;
  readonly #dialler: Dialler;
  readonly #sync: Sync;
  readonly #fetcher: TransactionFetcher;
  readonly #gossip: Gossip;
  readonly #service: Service;
  readonly #post: Post;
  readonly #timers: (() => void)[];
  #clockWordAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: NetworkOptions, modules: NetworkModules, environment: Environment) {
    const { ledger, chain, verifier, transport } = modules;
    this.#options = options;
    this.#modules = modules;
    this.#environment = environment;
    this.#nodeKey = publicKeyOf(options.secretKey);
    const headers = new HeaderTree({ ledger, chain, verifier }, environment);
    this.#connections = new Connections(
      {
        secretKey: options.secretKey,
        hello: (remote) => this.#hello(remote),
        joined: (peer, isNew) => this.#welcome(peer, isNew),
        message: (peer, message) => this.#take(peer, message),
        left: (peer, end) => this.#lose(peer, end),
      },
      environment,
    );
    const peers = () => this.#connections.ready();
    this.#sync = new Sync(
      {
        ledger,
        chain,
        headers,
        peers,
        arriving: (id) => this.#gossip.arriving(id),
        changed: () => this.#tell({}),
        done: () => {
          this.#fetcher.resume();
          this.#post.resume();
        },
        held: (milliseconds) => this.#warnOfClock(milliseconds),
      },
      environment,
    );
    this.#fetcher = new TransactionFetcher(
      {
        ledger,
        verifier,
        isWaiting: (wid) => modules.waiting(wid) !== undefined,
        replaces: (transaction) => modules.replaces(transaction),
        admit: (transaction) => modules.admit(transaction),
        isReady: (peer) => !this.#closed && this.#sync.progress === undefined && !this.#sync.isLookingAt(peer),
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
        peers: () => this.#connections.all(),
        meet: (link, url) => this.#connections.meet(link, 'dialled', url),
        save: (known) => modules.save(known),
      },
      environment,
    );
    this.#post = new Post(
      {
        chain,
        genesisId: ledger.genesisId,
        nodeKey: this.#nodeKey,
        secretKey: options.secretKey,
        listenPort: options.listenPort,
        dialler: this.#dialler,
        peers,
        speaksFor: (account) => modules.speaksFor?.(account) ?? false,
        letter: async (letter, peer) => modules.letter?.(letter, peer),
      },
      environment,
    );
    const shared = (peer: Peer) => this.#dialler.sharedWith(peer);
    this.#service = new Service({ chain, shared, records: (peer) => this.#post.known(peer) }, environment);
    this.#timers = [environment.every(pingEvery, () => this.#ping()), environment.every(askEvery, () => this.#ask())];
    transport.accept((link) => this.#connections.accept(link));
    this.#dialler.dialMore();
  }

  get size(): number {
    return this.#connections.size;
  }

  get progress(): SyncProgress | undefined {
    return this.#sync.progress;
  }

  /**
   * How this node stands to the others, by what they have shown: what a peer only says of itself makes nobody fall
   * behind. Neither does a block that was announced a moment ago.
   */
  get health(): Health {
    if (this.size === 0) return 'alone';
    if (this.#sync.progress !== undefined) return 'syncing';
    const { work, header } = this.#modules.chain.tip;
    const isBehind = this.#connections
      .ready()
      .some(({ shownTip: tip }) => tip !== undefined && workFrom(tip.work) > work && tip.height > header.height + 1);
    return isBehind ? 'behind' : 'in sync';
  }

  /** Addresses that this node has heard of. */
  get known(): KnownAddress[] {
    return this.#dialler.known;
  }

  views(): PeerView[] {
    return this.#connections.ready().map(viewOf);
  }

  /**
   * Connects to an address that a person named.
   * @throws URL_INVALID, DIAL_FAILED, DIAL_REFUSED
   */
  async dial(url: string): Promise<PeerView> {
    this.#connections.forgive();
    return viewOf(await this.#dialler.dial(url));
  }

  /**
   * Disconnects a peer, which stays away for ten minutes or until a person dials.
   * @throws PEER_UNKNOWN
   */
  disconnect(id: string): void {
    const isMeant = (peer: Peer) => peer.id === id || peer.remote === id || peer.url === id;
    const peer = this.#connections.ready().find(isMeant);
    if (peer === undefined) throw networkRefusals.PEER_UNKNOWN({ peer: id });
    this.#dialler.shun(peer);
    this.#connections.turnAway(peer);
  }

  /** A transaction waits here now. */
  spread(transaction: SignedTransaction): void {
    this.#gossip.spread(transaction);
  }

  /** The tip moved. */
  follow(move: ChainMove): void {
    this.#gossip.follow(move);
    this.#post.follow(this.#sync.progress !== undefined);
  }

  /**
   * Sets the accounts that this node speaks for: letters to them are sent here. Spread at once if that is news, those
   * that are libraries which joined; their secret keys sign once and are not kept.
   */
  speakFor(accounts: readonly Speaker[]): void {
    this.#post.speakFor(accounts);
  }

  /** How many other nodes are known here to speak for an account. */
  speakers(account: Key): number {
    return this.#post.speakers(account);
  }

  /**
   * Hands a letter to the other nodes that speak for its receiver; where they are not connected they are dialled.
   * @returns how many got it; it never fails, and none is no reason not to try again later
   */
  sendLetter(letter: Letter): Promise<number> {
    return this.#post.send(letter);
  }

  /** Takes leave of all peers; resolves when nothing works on their messages any more. */
  async close(): Promise<void> {
    this.#dialler.save();
    this.#closed = true;
    for (const stop of this.#timers) stop();
    this.#gossip.close();
    this.#post.close();
    this.#connections.close();
    await this.#modules.transport.close();
    await this.#dialler.close();
    await this.#sync.close();
    await Promise.all([this.#gossip.settled(), this.#fetcher.settled(), this.#service.settled(), this.#post.settled()]);
  }

  #hello(remote: string): Hello {
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
      extensions: seenAt(remote),
    };
  }

  #welcome(peer: Peer, isNew: boolean): void {
    this.#dialler.joined(peer);
    if (workFrom(peer.tip.work) > this.#modules.chain.tip.work) this.#sync.with(peer);
    this.#gossip.join(peer, this.#modules.mempool());
    this.#tell(isNew ? { joined: viewOf(peer) } : {});
    this.#post.join(peer);
    void this.#fetchAddresses(peer);
  }

  #lose(peer: Peer, end: Parameters<ConnectionsModules['left']>[1]): void {
    this.#dialler.left(peer, end.code);
    this.#service.leave(peer);
    if (!end.wasReady) return;
    this.#sync.without(peer);
    this.#gossip.leave(peer);
    this.#post.leave(peer);
    // What was on its way over a connection that another one replaced is lost: whoever sent it says it again.
    this.#tell(end.isReplaced ? {} : { left: viewOf(peer) });
  }

  #take(peer: Peer, message: Message): void {
    if (isQuestion(message)) {
      this.#service.take(peer, message);
    } else if (message.type === 'newBlock') {
      this.#gossip.takeBlock(peer, message).catch((error: unknown) => judge(peer, error, this.#environment));
    } else if (message.type === 'newTransactions') this.#gossip.takeAnnouncement(peer, message);
    else if (message.type === 'getTransactions') this.#gossip.giveTransactions(peer, message);
    else if (message.type === 'newRecord' || message.type === 'letter') this.#post.take(peer, message);
  }

  #ping(): void {
    for (const peer of this.#connections.ready()) {
      peer.ask('pong', {}).catch((error: unknown) => judge(peer, error, this.#environment));
    }
  }

  #ask(): void {
    for (const peer of this.#connections.ready()) {
      void this.#fetchAddresses(peer);
      this.#post.ask(peer);
    }
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
    const now = this.#environment.monotonic();
    if (now - this.#clockWordAt < clockWordEvery) return;
    this.#clockWordAt = now;
    const seconds = Math.round(milliseconds / 1_000);
    this.#environment.logger.warn({ seconds }, 'a block is ahead of the clock of this machine');
    const ahead = seconds > clockWordLimit ? 'more than a day' : `${seconds} s`;
    this.#tell({
      notice: `A block is ${ahead} ahead of this machine's clock and waits until then. Check the clock.`,
    });
  }

  #tell(change: Parameters<NetworkModules['changed']>[0]): void {
    if (!this.#closed) this.#modules.changed(change);
  }
}
