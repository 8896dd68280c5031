import { cpus } from 'node:os';
import { activeLicence } from '../../ledger/registries/licences/licence.ts';
import type { KeyPair } from '../../wallet/words.ts';
import type { Environment } from '../environment.ts';
import { flagIn, type Given, shareIn, wholeIn } from '../parameters.ts';
import type { Sources } from '../queries/sources.ts';
import { nodeRefusals } from '../refusals.ts';
import { BlocksOnDemand } from './demand.ts';
import { type Effort, Miner, type MinerModules } from './miner.ts';

/** Half of one core: a laptop stays cool. */
const defaultEffort: Effort = { workers: 1, duty: 0.5 };

export interface MinerSeatOptions {
  /** The name under which this node mines, if one was chosen. */
  readonly minerName: string | undefined;
  /** Which of the own accounts with a licence mines where no name was chosen; the first if there are not so many. */
  readonly ownPlace: number;
  /** Why nobody mines here, one sentence; where this is not set, one that fits. */
  readonly unable: string | undefined;
  /** Whether it searches as soon as somebody may. */
  readonly mine: boolean;
  readonly effort: Effort | undefined;
}

/** Who mines on this node: somebody from the start, somebody once the own words are open, or nobody. */
export class MinerSeat {
  readonly #options: MinerSeatOptions;
  readonly #sources: Sources;
  readonly #modules: MinerModules;
  readonly #environment: Environment;
  /** How far the node's clock runs ahead of the real one, where it is moved by hand. */
  readonly #shift: { milliseconds: number };
  #miner: Miner | undefined;
  #demand: BlocksOnDemand | undefined;
  #isClosed = false;
  /** Somebody has started or stopped the search since the node was opened. */
  #wasChanged = false;

  constructor(
    options: MinerSeatOptions,
    modules: { sources: Sources; miner: MinerModules; shift: { milliseconds: number } },
    environment: Environment,
  ) {
    this.#options = options;
    this.#sources = modules.sources;
    this.#modules = modules.miner;
    this.#shift = modules.shift;
    this.#environment = environment;
    this.#seat(this.#pair());
  }

  /** Who searches, or could. */
  get miner(): Miner | undefined {
    return this.#miner;
  }

  /** Whether blocks are found here: now, or on demand. */
  get mines(): boolean {
    return this.#demand !== undefined || this.#miner?.running === true;
  }

  /** Why nobody mines here, one sentence; nothing where somebody can. */
  get unable(): string | undefined {
    if (this.#miner !== undefined) return undefined;
    const { wallet } = this.#sources;
    if (this.#isQuiet && this.#options.unable === undefined) {
      return 'This terminal was started with `--no-mine`, so it does not mine.';
    }
    const isLocked = this.#candidates().some((key) => wallet.isLocked(key));
    if (isLocked) return 'Your words are locked, and the licence to mine is theirs. Unlock them to mine.';
    if (this.#options.unable !== undefined) return this.#options.unable;
    const hasOwn = wallet.names().some(({ own }) => own);
    if (!hasOwn) return 'You have no words of your own here, and mining takes a licence; this terminal follows.';
    return 'None of your accounts is a licensed miner here; this terminal follows.';
  }

  /** Whether it does not search only because that was asked for at the start. */
  get isHeldBack(): boolean {
    return this.#miner !== undefined && this.#isQuiet && !this.#wasChanged;
  }

  get #isQuiet(): boolean {
    return !this.#options.mine && this.#sources.ledger.genesis.parameters.retarget;
  }

  /** Starts searching if that was asked for at the start and blocks do not come on demand. */
  start(): void {
    if (this.#options.mine && this.#sources.ledger.genesis.parameters.retarget && !this.#isClosed) this.#miner?.start();
  }

  /**
   * The wallet changed: somebody may mine now, or may not any more.
   * @returns whether that is so
   */
  async review(): Promise<boolean> {
    const before = this.#miner;
    const { wallet } = this.#sources;
    if (before !== undefined && wallet.holds(before.key) && !wallet.isLocked(before.key)) return false;
    const pair = this.#pair();
    if (before === undefined && pair === undefined) return false;
    this.#demand?.stop();
    this.#seat(pair);
    this.start();
    await before?.stop();
    return true;
  }

  /** The tip or what waits has changed. */
  refresh(): void {
    this.#miner?.refresh();
  }

  /** @throws MINING_UNLICENSED, ONLY_ON_DEMAND, PARAMETER_INVALID */
  async change(query: Given): Promise<void> {
    const miner = this.#miner;
    if (miner === undefined) throw this.#refusal();
    const workers = wholeIn(query, 'workers', 1, cpus().length) ?? miner.effort.workers;
    const duty = shareIn(query, 'duty', 0.01) ?? miner.effort.duty;
    const running = flagIn(query, 'running');
    const { genesis } = this.#sources.ledger;
    if (running === true && !genesis.parameters.retarget) throw nodeRefusals.ONLY_ON_DEMAND({ network: genesis.name });
    miner.setEffort({ workers, duty });
    this.#wasChanged ||= running !== undefined;
    if (running === true && !this.#isClosed) miner.start();
    if (running === false) await miner.stop();
  }

  /** @throws MINING_UNLICENSED, ONLY_ON_REGTEST, CLOCK_BACKWARDS, NODE_STOPPING, PARAMETER_INVALID */
  async mine(query: Given): Promise<{ height: number; tip: string }> {
    if (this.#demand === undefined) throw this.#refusal();
    return this.#demand.mine(query);
  }

  /** Finds no more blocks on demand, and begins no more searches. */
  close(): void {
    this.#isClosed = true;
    this.#demand?.stop();
  }

  #refusal(): Error {
    return nodeRefusals.MINING_UNLICENSED({ reason: this.unable ?? 'This node has no miner.' });
  }

  #seat(pair: KeyPair | undefined): void {
    const effort = this.#miner?.effort ?? this.#options.effort ?? defaultEffort;
    this.#miner = pair && new Miner(pair, effort, this.#modules, this.#environment);
    this.#demand = pair && new BlocksOnDemand(this.#sources, pair, this.#shift);
  }

  #pair(): KeyPair | undefined {
    const { wallet } = this.#sources;
    const open = this.#candidates().filter((key) => !wallet.isLocked(key));
    const key = open[this.#options.ownPlace] ?? open[0];
    return key && wallet.pairOf(key);
  }

  /** The key that was chosen, else those of the own accounts that are licensed by the state of now. */
  #candidates(): Uint8Array[] {
    const { minerName } = this.#options;
    const { wallet, chain } = this.#sources;
    if (minerName !== undefined) return [wallet.keyOf(minerName)];
    const view = chain.view();
    const own = wallet.names().filter((name) => name.own);
    return own.map(({ key }) => key).filter((key) => activeLicence(view, key, 'miner') !== undefined);
  }
}
