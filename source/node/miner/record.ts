import { cpus } from 'node:os';
import { bytesToHex } from '@noble/hashes/utils.js';
import { dayOfTime } from '../../ledger/day.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Known } from '../../ledger/known.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { workOf } from '../../ledger/work.ts';
import type { Chain, ChainMove } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { ForkView, MiningView } from '../facade.ts';
import type { Mempool } from '../mempool.ts';
import type { Miner } from './miner.ts';
import type { MinerSeat } from './seat.ts';

/** One sample of the hash rate each 10 s, for the last 10 minutes. */
const sampleLength = 10_000;
const keptSamples = 60;
const keptForks = 20;
/** Blocks over which the network's speed is estimated. */
const speedWindow = 30;
const finderWindow = 100;
/** A day of blocks at the usual pace, and some; more are not counted. */
const dayWindow = 20_000;

/** What the mining screen shows: speed over time, who found what, forks. */
export class MiningRecord {
  readonly #chain: Chain;
  readonly #mempool: Mempool;
  readonly #ledger: Ledger;
  readonly #environment: Environment;
  readonly #forks: ForkView[] = [];
  readonly #samples: number[] = [];
  readonly #stop: () => void;
  readonly #miner: () => Miner | undefined;
  /** When this node began to follow the chain; what was before, it did not wait for. */
  readonly #opened: number;
  #hashes = 0;
  #tick = 0;
  #recent: number[] = [];
  #today: { day: number; key: string; tip: string; blocks: number; earned: bigint } | undefined;

  constructor(
    modules: { chain: Chain; mempool: Mempool; ledger: Ledger; miner: () => Miner | undefined },
    environment: Environment,
  ) {
    this.#chain = modules.chain;
    this.#mempool = modules.mempool;
    this.#ledger = modules.ledger;
    this.#miner = modules.miner;
    this.#environment = environment;
    this.#opened = environment.now();
    this.#stop = environment.every(1_000, () => this.#sample());
  }

  close(): void {
    this.#stop();
  }

  remember(fork: ForkView): void {
    this.#forks.unshift(fork);
    this.#forks.length = Math.min(this.#forks.length, keptForks);
  }

  /** The tip moved: what was counted for today no longer holds where blocks were replaced. */
  follow(move: ChainMove): void {
    if (move.disconnected.length > 0) this.#today = undefined;
  }

  view(known: Known, { unable, isHeldBack }: Pick<MinerSeat, 'unable' | 'isHeldBack'>): MiningView {
    const miner = this.#miner();
    const { tip } = this.#chain;
    const { parameters } = this.#ledger.genesis;
    const template = miner?.template;
    const fees = template?.fees ?? 0n;
    const today = miner && this.#countToday(miner.key);
    const running = miner?.running ?? false;
    return {
      running,
      ...(miner === undefined ? {} : { miner: known.address(miner.key) }),
      ...(unable === undefined ? {} : { unable }),
      ...(isHeldBack ? { heldBack: true } : {}),
      workers: miner?.effort.workers ?? 0,
      cores: cpus().length,
      duty: miner?.effort.duty ?? 0,
      hashRate: running ? mean(this.#recent) : 0,
      samples: [...this.#samples],
      networkHashRate: this.#networkSpeed(),
      next: {
        height: tip.header.height + 1,
        since: Math.max(tip.header.time, this.#opened),
        work: workOf(this.#chain.bitsAfter(tip)).toString(),
        entries: template?.transactions.length ?? 0,
        waiting: this.#mempool.size,
        fees: fees.toString(),
        reward: (parameters.blockReward + fees).toString(),
      },
      finders: this.#finders(known),
      foundToday: today?.blocks ?? 0,
      earnedToday: (today?.earned ?? 0n).toString(),
      forks: this.#forks,
    };
  }

  #sample(): void {
    const hashes = this.#miner()?.takeHashes() ?? 0;
    this.#recent = [...this.#recent.slice(-4), hashes];
    this.#hashes += hashes;
    this.#tick += 1_000;
    if (this.#tick < sampleLength) return;
    this.#samples.push((this.#hashes * 1_000) / this.#tick);
    if (this.#samples.length > keptSamples) this.#samples.shift();
    [this.#hashes, this.#tick] = [0, 0];
  }

  #networkSpeed(): number {
    const { tip } = this.#chain;
    // Block 0 was found by nobody, so the first block says nothing about speed.
    const first = this.#chain.at(Math.max(1, tip.header.height - speedWindow));
    if (first === undefined || first.header.height >= tip.header.height) return 0;
    const seconds = (tip.header.time - first.header.time) / 1_000;
    return Number(tip.work - first.work) / seconds;
  }

  #finders(known: Known): MiningView['finders'] {
    const counts = new Map<string, { key: Key; blocks: number }>();
    const { height } = this.#chain.tip.header;
    for (let at = height; at > Math.max(0, height - finderWindow); at--) {
      const miner = this.#chain.at(at)?.header.miner;
      if (miner === undefined) continue;
      const hex = bytesToHex(miner);
      counts.set(hex, { key: miner, blocks: (counts.get(hex)?.blocks ?? 0) + 1 });
    }
    return [...counts.values()]
      .sort((left, right) => right.blocks - left.blocks)
      .map(({ key, blocks }) => ({ miner: known.address(key), blocks }));
  }

  /** Blocks that a miner found since midnight (UTC): counted once, then only what is new. */
  #countToday(miner: Key): { blocks: number; earned: bigint } {
    const { tip } = this.#chain;
    const [key, day, tipId] = [bytesToHex(miner), dayOfTime(this.#environment.now()), bytesToHex(tip.id)];
    const known = this.#today?.key === key && this.#today.day === day ? this.#today : undefined;
    if (known?.tip === tipId) return known;
    let { blocks, earned } = known ?? { blocks: 0, earned: 0n };
    let at = tip.header.height > 0 ? tip : undefined;
    for (let steps = 0; at !== undefined && steps < dayWindow; steps++) {
      if (at.header.height === 0 || dayOfTime(at.header.time) < day || bytesToHex(at.id) === known?.tip) break;
      if (bytesToHex(at.header.miner) === key) {
        blocks++;
        earned += this.#ledger.genesis.parameters.blockReward + at.fees;
      }
      at = this.#chain.block(at.header.parent);
    }
    this.#today = { day, key, tip: tipId, blocks, earned };
    return this.#today;
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
