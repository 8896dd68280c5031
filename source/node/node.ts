import { cpus } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block } from '../ledger/block.ts';
import { dayOfTime } from '../ledger/day.ts';
import type { Known } from '../ledger/field.ts';
import { type Genesis, genesisIdOf } from '../ledger/genesis.ts';
import type { Key } from '../ledger/keys.ts';
import { Ledger } from '../ledger/ledger.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { activeLicence, rolesOf } from '../ledger/registries/licences.ts';
import type { Role } from '../ledger/roles.ts';
import { Overlay } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { damageAsRefusal, Store } from '../store/store.ts';
import { type Draft, draft, signDraft } from '../wallet/intent.ts';
import type { Wallet } from '../wallet/wallet.ts';
import { Chain, type ChainMove, chainRefusals } from './chain.ts';
import type { Environment } from './environment.ts';
import type { EntryPlace, Facade, ForkView, Intent, NodeEvent, Refusal, Review, Status } from './facade.ts';
import { Mempool } from './mempool.ts';
import { type Effort, findBlock, Miner } from './miner/miner.ts';
import { MiningRecord } from './miner/record.ts';
import { bytesIn, flagIn, given, shareIn, timeIn, wholeIn } from './parameters.ts';
import { account, activity, directory } from './queries/accounts.ts';
import { block, blocks, entry } from './queries/blocks.ts';
import { car, cars } from './queries/cars.ts';
import { find } from './queries/find.ts';
import type { Sources } from './queries/sources.ts';
import { nodeRefusals, plainRefusal } from './refusals.ts';
import { buildTemplate } from './template.ts';
import { Verifier } from './verifier/verifier.ts';
import { entryView } from './views/entry.ts';

/** How a node is set up. */
export interface NodeOptions {
  readonly genesis: Genesis;
  /** Folder of this node's data; the store lies in it. */
  readonly directory: string;
  readonly port: number;
  /** The name under which it mines, if it may. */
  readonly minerName: string | undefined;
  /** Why it has no miner, one sentence. */
  readonly unable?: string;
  readonly mine: boolean;
  readonly effort?: Effort;
}

/** Half of one core: a laptop stays cool. */
const defaultEffort: Effort = { workers: 1, duty: 0.5 };

/** A node: chain, mempool, miner and wallet behind one facade. */
export class Node implements Facade {
  readonly #options: NodeOptions;
  readonly #environment: Environment;
  readonly #ledger: Ledger;
  readonly #store: Store;
  readonly #chain: Chain;
  readonly #mempool: Mempool;
  readonly #verifier: Verifier;
  readonly #wallet: Wallet;
  readonly #sources: Sources;
  readonly #record: MiningRecord;
  readonly #miner: Miner | undefined;
  readonly #minerKey: Key | undefined;
  readonly #listeners = new Set<(event: NodeEvent) => void>();
  readonly #shift: { milliseconds: number };
  #version = 0;
  #closing: Promise<void> | undefined;
  /** Callers that want blocks on demand get them one after the other: the next waits for this. */
  #demand: Promise<unknown> = Promise.resolve();

  private constructor(
    options: NodeOptions,
    modules: { ledger: Ledger; store: Store; chain: Chain; verifier: Verifier; wallet: Wallet },
    environment: Environment,
    shift: { milliseconds: number },
  ) {
    const { ledger, store, chain, verifier, wallet } = modules;
    this.#options = options;
    this.#environment = environment;
    this.#shift = shift;
    this.#ledger = ledger;
    this.#store = store;
    this.#chain = chain;
    this.#verifier = verifier;
    this.#wallet = wallet;
    this.#mempool = new Mempool({ ledger, chain, verifier }, environment);
    this.#sources = { ledger, store, chain, mempool: this.#mempool, wallet, environment, known: () => this.#known() };
    this.#minerKey = options.minerName === undefined ? undefined : wallet.keyOf(options.minerName);
    this.#miner = this.#minerKey && this.#makeMiner(this.#minerKey, options.effort ?? defaultEffort);
    this.#record = new MiningRecord({ chain, mempool: this.#mempool, ledger, miner: this.#miner }, environment);
    chain.onMove((move) => this.#follow(move));
  }

  /** Opens the store and everything on it; mining starts if it is asked for. */
  static async open(options: NodeOptions, wallet: Wallet, outside: Environment): Promise<Node> {
    const shift = { milliseconds: 0 };
    const environment: Environment = {
      now: () => outside.now() + shift.milliseconds,
      every: (milliseconds, callback) => outside.every(milliseconds, callback),
      random: () => outside.random(),
      logger: outside.logger,
    };
    const ledger = new Ledger(options.genesis);
    const folder = join(options.directory, 'ledger');
    const store = await Store.open(folder, genesisIdOf(options.genesis));
    const verifier = new Verifier();
    try {
      const chain = await Chain.open({ ledger, store, verifier }, environment);
      // Where blocks come on demand the clock was moved by hand: it goes on where the last run left it.
      if (!options.genesis.parameters.retarget) {
        shift.milliseconds = Math.max(0, chain.tip.header.time - outside.now());
      }
      const node = new Node(options, { ledger, store, chain, verifier, wallet }, environment, shift);
      if (options.mine && options.genesis.parameters.retarget) node.#miner?.start();
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
    this.#record.close();
    await this.#miner?.stop();
    await this.#chain.close();
    await this.#verifier.close();
    await this.#store.close();
  }

  subscribe(listener: (event: NodeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async status(): Promise<Status> {
    const { genesis } = this.#ledger;
    const { header, id } = this.#chain.tip;
    const view = this.#chain.view();
    return {
      network: genesis.name,
      genesis: bytesToHex(this.#ledger.genesisId),
      height: header.height,
      tip: bytesToHex(id),
      tipTime: header.time,
      stateRoot: bytesToHex(header.stateRoot),
      peers: 0,
      mempool: this.#mempool.size,
      mining: this.#miner?.running ?? false,
      health: 'alone',
      port: this.#options.port,
      dataDirectory: this.#options.directory,
      interval: genesis.parameters.interval,
      now: this.#environment.now(),
      minFeePerByte: genesis.parameters.minFeePerByte.toString(),
      names: this.#wallet.names().map(({ name, key }) => ({
        name,
        address: this.#known().address(key),
        roles: rolesOf(view, key),
      })),
    };
  }

  async submit(intent: Intent): Promise<{ id: string }> {
    const transaction = signDraft(this.#ledger, this.#wallet, this.#draft(intent));
    return this.#admit(transaction);
  }

  async submitTransaction(query: { transaction: string }): Promise<{ id: string }> {
    const limit = this.#ledger.genesis.parameters.maxTransactionBytes;
    // More than allowed, so that what is too large is refused as that.
    return this.#admit(this.#ledger.decodeTransaction(bytesIn(given(query), 'transaction', 4 * limit)));
  }

  async submitBlock(query: { block: string }): Promise<{ id: string; height: number }> {
    const limit = this.#ledger.genesis.parameters.maxBlockBytes;
    const block = this.#ledger.decodeBlock(bytesIn(given(query), 'block', 2 * limit));
    const { id, height } = await this.#chain.submit(block);
    return { id: bytesToHex(id), height };
  }

  async review(intent: Intent): Promise<Review> {
    const made = this.#draft(intent);
    const { operation, body, cosigners } = made;
    const known = this.#known();
    const spends = operation.spends(body.operation.values);
    const refusal = this.#dryRun(made);
    return {
      label: operation.label,
      lines: operation.review(body.operation.values, known),
      author: known.address(body.author),
      cosigners: cosigners.map((key) => known.address(key)),
      ...(body.payer === undefined ? {} : { payer: known.address(body.payer) }),
      fee: body.fee.toString(),
      total: (spends + body.fee).toString(),
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  transaction: Facade['transaction'] = async (query) => {
    const found = entry(this.#sources, given(query));
    if (found === undefined) throw nodeRefusals.NOT_FOUND({ what: 'This entry' });
    return found;
  };

  block: Facade['block'] = async (query) => block(this.#sources, given(query));
  blocks: Facade['blocks'] = async (query) => blocks(this.#sources, given(query));
  directory: Facade['directory'] = (query) => directory(this.#sources, given(query));
  car: Facade['car'] = (query) => car(this.#sources, given(query));
  cars: Facade['cars'] = (query) => cars(this.#sources, given(query));
  account: Facade['account'] = (query) => account(this.#sources, given(query));
  activity: Facade['activity'] = (query) => activity(this.#sources, given(query));
  find: Facade['find'] = (query) => find(this.#sources, given(query));

  mempool: Facade['mempool'] = async () => {
    const waiting: EntryPlace = { state: 'waiting' };
    const first = this.#mempool.byRate().slice(0, 200);
    return first.map((transaction) => entryView(this.#ledger, this.#known(), transaction, waiting));
  };

  mining: Facade['mining'] = async () => this.#record.view(this.#known(), this.#options.unable);

  setMining: Facade['setMining'] = async (query) => {
    const change = given(query);
    const miner = this.#miner;
    if (miner === undefined) throw this.#unable();
    const workers = wholeIn(change, 'workers', 1, cpus().length) ?? miner.effort.workers;
    const duty = shareIn(change, 'duty', 0.01) ?? miner.effort.duty;
    const running = flagIn(change, 'running');
    const { genesis } = this.#ledger;
    if (running === true && !genesis.parameters.retarget) throw nodeRefusals.ONLY_ON_DEMAND({ network: genesis.name });
    miner.setEffort({ workers, duty });
    if (running === true && this.#closing === undefined) miner.start();
    if (running === false) await miner.stop();
    this.#emit({ type: 'mining' });
    return this.mining();
  };

  mine: Facade['mine'] = async (query) => {
    const { genesis } = this.#ledger;
    if (genesis.parameters.retarget) throw nodeRefusals.ONLY_ON_REGTEST({ network: genesis.name });
    const key = this.#minerKey;
    if (key === undefined) throw this.#unable();
    const wanted = given(query);
    const blocks = wholeIn(wanted, 'blocks', 0, 100_000) ?? 1;
    const at = timeIn(wanted, 'at');
    const mine = this.#demand.then(() => this.#mineNow(key, blocks, at));
    // Whoever asked gets the refusal; the next caller's blocks do not depend on it.
    this.#demand = mine.catch(() => undefined);
    return mine;
  };

  async #mineNow(key: Key, blocks: number, at: number | undefined): Promise<{ height: number; tip: string }> {
    if (at !== undefined) this.#moveClock(at);
    const pair = this.#wallet.pairOf(key);
    for (let left = blocks; left > 0; ) {
      if (this.#closing !== undefined) throw chainRefusals.NODE_STOPPING();
      const template = buildTemplate(this.#parts(), pair.publicKey, this.#environment.now());
      const { state } = await this.#chain.submit(findBlock(template, pair.secretKey));
      // A block that came from elsewhere meanwhile may have taken the place; then there is one still to find.
      if (state === 'connected') left--;
    }
    const { header, id } = this.#chain.tip;
    return { height: header.height, tip: bytesToHex(id) };
  }

  #unable(): RefusedError {
    return nodeRefusals.MINING_UNLICENSED({ reason: this.#options.unable ?? 'This node has no miner.' });
  }

  #parts(): { ledger: Ledger; chain: Chain; mempool: Mempool } {
    return { ledger: this.#ledger, chain: this.#chain, mempool: this.#mempool };
  }

  #moveClock(at: number): void {
    const now = this.#environment.now();
    if (at < now) throw nodeRefusals.CLOCK_BACKWARDS({ at, now });
    this.#shift.milliseconds += at - now;
  }

  #admit(transaction: SignedTransaction): { id: string } {
    this.#mempool.add(transaction);
    this.#version++;
    this.#emit({ type: 'mempool', size: this.#mempool.size });
    return { id: bytesToHex(transaction.id) };
  }

  #draft(intent: Intent): Draft {
    const view = this.#mempool.view();
    const height = this.#chain.tip.header.height + 1;
    return draft(this.#ledger, this.#wallet, given(intent), this.#known(), {
      nextNonce: (author) => this.#mempool.nextNonce(author),
      leastFee: (payer, size) => this.#ledger.leastFee(view, payer, size, height),
    });
  }

  /** What the ledger would say now, without a signature. */
  #dryRun({ operation, body, cosigners }: Draft): Refusal | undefined {
    const { header } = this.#chain.tip;
    const unsigned = this.#ledger.format.assemble(
      body,
      new Uint8Array(64),
      cosigners.map((key) => ({ key, signature: new Uint8Array(64) })),
    );
    try {
      for (const key of [body.author, ...cosigners]) this.#wallet.pairOf(key);
      operation.checkBlockTime(body.operation.values, this.#environment.now());
      const block = { height: header.height + 1, time: header.time, miner: header.miner };
      this.#ledger.applyTransaction(new Overlay(this.#mempool.view()), unsigned, block);
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return plainRefusal(error);
    }
  }

  #known(): Known {
    const view = this.#chain.view();
    const today = dayOfTime(this.#environment.now());
    return this.#wallet.known(today, (key, role: Role) => activeLicence(view, key, role) !== undefined);
  }

  #makeMiner(key: Key, effort: Effort): Miner {
    const modules = {
      template: (miner: Key) => buildTemplate(this.#parts(), miner, this.#environment.now()),
      version: () => `${bytesToHex(this.#chain.tip.id)} ${this.#version}`,
      submit: (block: Block) => this.#chain.submit(block),
    };
    return new Miner(this.#wallet.pairOf(key), effort, modules, this.#environment);
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
    this.#record.follow(move);
    this.#miner?.refresh();
    if (move.disconnected.length > 0) {
      const fork: ForkView = {
        from: move.from,
        kept: move.connected.map(({ id }) => bytesToHex(id)),
        replaced: move.disconnected.map(({ id }) => bytesToHex(id)),
        returned: returned.filter(({ id }) => this.#mempool.get(id) !== undefined).length,
        time: this.#environment.now(),
      };
      this.#record.remember(fork);
      this.#emit({ type: 'fork', fork });
    }
    this.#emit({ type: 'tip', height: this.#chain.tip.header.height, id: bytesToHex(this.#chain.tip.id) });
  }

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
