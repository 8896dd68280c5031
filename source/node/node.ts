import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block } from '../ledger/block.ts';
import { dayOfTime } from '../ledger/day.ts';
import type { Key } from '../ledger/keys.ts';
import type { Informed } from '../ledger/known.ts';
import { Ledger } from '../ledger/ledger.ts';
import { activeLicence } from '../ledger/registries/licences/licence.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { damageAsRefusal, Store } from '../store/store.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { BooksMethods } from './books/methods.ts';
import { NodeBooks } from './books/of-node.ts';
import { Chain, type ChainMove } from './chain.ts';
import type { Environment } from './environment.ts';
import type { Letter } from './exchange/sealing.ts';
import type { Facade, ForkView, NodeEvent, PeerView } from './facade.ts';
import type { Admissions } from './gate/admissions.ts';
import { admissionsOver } from './gate/methods.ts';
import { Mempool } from './mempool.ts';
import { MiningRecord } from './miner/record.ts';
import { MinerSeat } from './miner/seat.ts';
import type { KnownAddress } from './network/addresses.ts';
import { firstPort } from './network/listener.ts';
import { type NetworkMethods, networkMethods } from './network/methods.ts';
import { Network, type NetworkModules } from './network/network.ts';
import type { NetworkSetup, NodeOptions } from './node-options.ts';
import { bytesIn, given, textIn } from './parameters.ts';
import { type NodePolice, policeOf } from './police/of-node.ts';
import { entry } from './queries/blocks.ts';
import type { Sources } from './queries/sources.ts';
import { nodeRefusals } from './refusals.ts';
import { Submissions } from './submissions.ts';
import { buildTemplate } from './template.ts';
import { namesOf } from './tickets/names.ts';
import { Verifier } from './verifier/verifier.ts';
import { isPeerZero, joinedWords, placeOf } from './views/peer.ts';
import { statusOf } from './views/status.ts';
import { type WalletMethods, walletMethods } from './wallet/methods.ts';

/** A node: chain, mempool, miner and wallet behind one facade. */
export class Node extends BooksMethods implements Facade {
  readonly #options: NodeOptions;
  readonly #environment: Environment;
  readonly #ledger: Ledger;
  readonly #store: Store;
  readonly #chain: Chain;
  readonly #mempool: Mempool;
  readonly #verifier: Verifier;
  readonly #wallet: Wallet;
  protected readonly sources: Sources;
  protected readonly admissions: Admissions;
  protected readonly books: NodeBooks;
  readonly #record: MiningRecord;
  readonly #network: Network | undefined;
  readonly #submissions: Submissions;
  readonly #seat: MinerSeat;
  readonly #words: WalletMethods;
  readonly #peers: NetworkMethods = networkMethods(() => this.#network);
  readonly #police: NodePolice;
  readonly #ignoreWords: (() => void) | undefined;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  #version = 0;
  #closing: Promise<void> | undefined;

  private constructor(
    options: NodeOptions,
    modules: { ledger: Ledger; store: Store; chain: Chain; verifier: Verifier; wallet: Wallet },
    environment: Environment,
    shift: { milliseconds: number },
  ) {
    const { ledger, store, chain, verifier, wallet } = modules;
    super();
    this.#options = options;
    this.#environment = environment;
    this.#ledger = ledger;
    this.#store = store;
    this.#chain = chain;
    this.#verifier = verifier;
    this.#wallet = wallet;
    this.#mempool = new Mempool({ ledger, chain, verifier }, environment);
    const names = namesOf(options.namesFile, (text) => this.#emit({ type: 'notice', text }));
    const known = () => this.#known();
    this.sources = { ledger, store, chain, mempool: this.#mempool, wallet, environment, names, known };
    this.#seat = this.#makeSeat(shift);
    this.#words = walletMethods(options.words);
    this.#police = policeOf(this.sources, options.police, {
      changed: (progress) => this.#emit(progress === undefined ? { type: 'police' } : { type: 'police', progress }),
      closedByItself: (unused) => {
        const minutes = Math.round(unused / 60_000);
        this.#emit({
          type: 'notice',
          text: `The police database closed itself: ${minutes} minutes without a question`,
        });
      },
    });
    this.#ignoreWords = options.words?.onChange((progress) => this.#followWords(progress));
    this.books = this.#makeBooks();
    this.#submissions = new Submissions(this.sources, {
      admitted: (transaction) => {
        for (const known of this.books.kept.take(transaction)) this.#network?.spread(known);
        this.#version++;
        this.#emit({ type: 'mempool', size: this.#mempool.size });
      },
      notice: (text) => this.#emit({ type: 'notice', text }),
    });
    this.admissions = admissionsOver(this.sources, {
      file: join(options.directory, 'gate', 'admissions'),
      submit: (intent) => this.#submissions.submit(intent),
      isOnline: () => (this.#network?.size ?? 0) > 0,
      notice: (text) => this.#emit({ type: 'notice', text }),
    });
    const miner = () => this.#seat.miner;
    this.#record = new MiningRecord({ chain, mempool: this.#mempool, ledger, miner }, environment);
    chain.onMove((move) => this.#follow(move));
    store.onFailure(({ refusal }) => options.failed?.(refusal));
    this.#network = options.network && this.#makeNetwork(options.network, verifier);
  }

  /** Opens the store and everything on it; mining starts if it is asked for. */
  static async open(options: NodeOptions, wallet: Wallet, outside: Environment): Promise<Node> {
    const shift = { milliseconds: 0 };
    const environment: Environment = {
      now: () => outside.now() + shift.milliseconds,
      monotonic: () => outside.monotonic(),
      every: (milliseconds, callback) => outside.every(milliseconds, callback),
      random: () => outside.random(),
      logger: outside.logger,
    };
    const ledger = new Ledger(options.genesis);
    const folder = join(options.directory, 'ledger');
    const store = await Store.open(folder, ledger.genesisId);
    const verifier = new Verifier();
    try {
      const chain = await Chain.open({ ledger, store, verifier }, environment);
      // Where blocks come on demand the clock was moved by hand: it goes on where the last run left it.
      if (!options.genesis.parameters.retarget) {
        shift.milliseconds = Math.max(0, chain.tip.header.time - outside.now());
      }
      const node = new Node(options, { ledger, store, chain, verifier, wallet }, environment, shift);
      node.#seat.start();
      node.admissions.resume();
      await node.books.start();
      return node;
    } catch (error) {
      await verifier.close();
      await store.close();
      throw damageAsRefusal(folder, error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#ignoreWords?.();
    this.admissions.close();
    await this.books.close();
    this.#options.words?.stop();
    await this.#police.stop();
    this.#seat.close();
    this.#record.close();
    await this.#network?.close();
    await this.#seat.miner?.stop();
    await this.#chain.close();
    await this.#verifier.close();
    await this.#store.close();
  }

  subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  status: Facade['status'] = async () =>
    statusOf(this.sources, {
      network: this.#network,
      mining: this.#seat.miner?.running ?? false,
      port: this.#options.port,
      dataDirectory: this.#options.directory,
    });

  async submitBlock(query: { block: string }): Promise<{ id: string; height: number }> {
    const limit = this.#ledger.genesis.parameters.maxBlockBytes;
    const block = this.#ledger.decodeBlock(bytesIn(given(query), 'block', 2 * limit));
    const { id, height } = await this.#chain.submit(block);
    return { id: bytesToHex(id), height };
  }

  transaction: Facade['transaction'] = async (query) => {
    const found = entry(this.sources, given(query));
    if (found !== undefined) return found;
    const id = this.#submissions.standsFor(textIn(given(query), 'id') ?? '');
    throw id === undefined ? nodeRefusals.NOT_FOUND({ what: 'This entry' }) : nodeRefusals.NUMBER_CONTESTED({ id });
  };

  submit: Facade['submit'] = (intent) => this.books.submit(given(intent));
  review: Facade['review'] = async (intent) =>
    this.#submissions.review((await this.books.prepare(given(intent))).intent);
  make: Facade['make'] = async (intent) => this.#submissions.files.make(given(intent));
  sign: Facade['sign'] = async (query) => this.#submissions.files.sign(given(query));
  combine: Facade['combine'] = async (query) => this.#submissions.files.combine(given(query));

  submitTransaction: Facade['submitTransaction'] = async (query) => {
    // More than allowed, so that what is too large is refused as that.
    const limit = 4 * this.#ledger.genesis.parameters.maxTransactionBytes;
    return this.#submissions.admit(this.#ledger.decodeTransaction(bytesIn(given(query), 'transaction', limit)));
  };

  mining: Facade['mining'] = async () => this.#record.view(this.#known(), this.#seat);

  setMining: Facade['setMining'] = async (query) => {
    await this.#seat.change(given(query));
    this.#emit({ type: 'mining' });
    return this.mining();
  };

  mine: Facade['mine'] = async (query) => this.#seat.mine(given(query));

  wallet: Facade['wallet'] = () => this.#words.wallet();
  newWords: Facade['newWords'] = (query) => this.#words.newWords(query);
  unlock: Facade['unlock'] = (query) => this.#words.unlock(query);
  lock: Facade['lock'] = () => this.#words.lock();
  showWords: Facade['showWords'] = (query) => this.#words.showWords(query);
  checkBackup: Facade['checkBackup'] = (query) => this.#words.checkBackup(query);
  addAccount: Facade['addAccount'] = (query) => this.#words.addAccount(query);

  police: Facade['police'] = () => this.#police.police();
  createPolice: Facade['createPolice'] = (query) => this.#police.createPolice(query);
  openPolice: Facade['openPolice'] = (query) => this.#police.openPolice(query);
  closePolice: Facade['closePolice'] = () => this.#police.closePolice();
  lookUp: Facade['lookUp'] = (query) => this.#police.lookUp(query);
  putOnFile: Facade['putOnFile'] = (query) => this.#police.putOnFile(query);
  takeDemoPersons: Facade['takeDemoPersons'] = (query) => this.#police.takeDemoPersons(query);
  commitment: Facade['commitment'] = (query) => this.#police.commitment(query);
  erasePerson: Facade['erasePerson'] = (query) => this.#police.erasePerson(query);
  policeLog: Facade['policeLog'] = (query) => this.#police.policeLog(query);
  auditPolice: Facade['auditPolice'] = (query) => this.#police.auditPolice(query);

  #parts(): { ledger: Ledger; chain: Chain; mempool: Mempool } {
    return { ledger: this.#ledger, chain: this.#chain, mempool: this.#mempool };
  }

  #known(): Informed {
    const state = this.#chain.view();
    const { height } = this.#chain.tip.header;
    const today = dayOfTime(this.#environment.now());
    const known = this.#wallet.known({ today, height }, (key, role) => activeLicence(state, key, role) !== undefined);
    return { ...known, state, parameters: this.#ledger.genesis.parameters };
  }

  #makeSeat(shift: { milliseconds: number }): MinerSeat {
    const { minerName, unable, mine, effort, port } = this.#options;
    const miner = {
      template: (key: Key) => buildTemplate(this.#parts(), key, this.#environment.now()),
      version: () => `${bytesToHex(this.#chain.head.id)} ${this.#version}`,
      submit: (block: Block) => this.#chain.submit(block),
    };
    const options = { minerName, unable, mine, effort, ownPlace: port - firstPort };
    return new MinerSeat(options, { sources: this.sources, miner, shift }, this.#environment);
  }

  #makeBooks(): NodeBooks {
    return new NodeBooks(this.sources, this.#options.books, {
      network: () => this.#network,
      submit: (intent) => this.#submissions.submit(intent),
      spread: (transaction) => this.#network?.spread(transaction),
      mines: () => this.#seat.mines,
      changed: (id) => this.#emit({ type: 'exchange', id }),
      notice: (text) => this.#emit({ type: 'notice', text }),
    });
  }

  /** The words were opened, locked or changed; or work with a passphrase went on. */
  #followWords(progress: number | undefined): void {
    if (progress !== undefined) {
      this.#emit({ type: 'wallet', progress });
      return;
    }
    this.#seat.review().then(
      (changed) => changed && this.#emit({ type: 'mining' }),
      (error: unknown) => this.#environment.logger.error({ error }, 'the miner could not be changed'),
    );
    this.books.reopen();
    this.#emit({ type: 'wallet' });
  }

  /** The tip moved: what waits is looked at again, the miner starts over, everybody is told. */
  #follow(move: ChainMove): void {
    const included = new Set(
      move.connected.flatMap(({ transactions }) => transactions.map(({ id }) => bytesToHex(id))),
    );
    const lost = move.disconnected.flatMap(({ transactions }) => transactions);
    const returned = lost.filter(({ id }) => !included.has(bytesToHex(id)));
    this.#mempool.rebase(returned);
    this.#version++;
    // Before anything is spread: of two signings of one thing only one may be.
    this.#submissions.follow(move);
    this.#network?.follow(move);
    this.admissions.follow(move);
    this.books.follow(move);
    // Whoever was on the other branch may never have heard of what waits again.
    for (const { id } of returned) {
      const waiting = this.#mempool.get(id);
      if (waiting !== undefined && !this.books.kept.has(waiting)) this.#network?.spread(waiting);
    }
    this.#record.follow(move);
    this.#seat.refresh();
    if (move.disconnected.length > 0) {
      const now = this.#environment.now();
      const began = Math.min(now, ...move.disconnected.map(({ header }) => header.time));
      const fork: ForkView = {
        from: move.from,
        kept: move.connected.map(({ id }) => bytesToHex(id)),
        replaced: move.disconnected.map(({ id }) => bytesToHex(id)),
        returned: returned.filter(({ id }) => this.#mempool.get(id) !== undefined).length,
        lasted: now - began,
        time: now,
      };
      this.#record.remember(fork);
      this.#emit({ type: 'fork', fork });
    }
    this.#emit({ type: 'tip', height: this.#chain.tip.header.height, id: bytesToHex(this.#chain.tip.id) });
  }

  #makeNetwork(setup: NetworkSetup, verifier: Verifier): Network {
    const modules: NetworkModules = {
      ledger: this.#ledger,
      chain: this.#chain,
      verifier,
      transport: setup.transport,
      mempool: () => this.#mempool.all().filter((waiting) => !this.books.kept.has(waiting)),
      waiting: (wid: Uint8Array) => {
        const waiting = this.#mempool.byWid(wid);
        return waiting && (this.books.kept.has(waiting) ? undefined : waiting);
      },
      speaksFor: (account: Key) => this.books.speaksFor(account),
      letter: (letter: Letter) => this.books.takeLetter(letter),
      replaces: ({ body }: SignedTransaction) => this.#mempool.waitingAt(body.author, body.nonce) !== undefined,
      admit: (transaction: SignedTransaction) => this.#submissions.admitFromPeer(transaction),
      save: (known: readonly KnownAddress[]) => setup.save(known),
      changed: ({ joined, left, notice }: Parameters<NetworkModules['changed']>[0]) => {
        if (notice !== undefined) this.#emit({ type: 'notice', text: notice });
        if (joined !== undefined) this.#tellJoined(joined);
        if (left !== undefined) this.#emit({ type: 'notice', text: `${placeOf(left)} left` });
        this.#emit({ type: 'peers' });
        this.books.follow();
      },
    };
    return new Network(setup, modules, this.#environment);
  }

  /** Of several that a node joins one after the other the first is told, and Peer Zero: the others are on the list. */
  #tellJoined(peer: PeerView): void {
    const others = (this.#network?.views() ?? []).some(({ id }) => id !== peer.id);
    if (peer.direction === 'out' && others && !isPeerZero(peer)) return;
    this.#emit({ type: 'notice', text: joinedWords(peer) });
  }

  peers: Facade['peers'] = () => this.#peers.peers();
  dial: Facade['dial'] = (query) => this.#peers.dial(query);
  disconnect: Facade['disconnect'] = (query) => this.#peers.disconnect(query);

  #emit(event: NodeEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // One listener's trouble is not the others', and what it was told of has happened.
        this.#environment.logger.error({ error }, 'a listener of the node failed');
      }
    }
  }
}
