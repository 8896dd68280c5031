import { Worker } from 'node:worker_threads';
import { hexToBytes } from '@noble/hashes/utils.js';
import { assembleBlock, type Block, blockId, headerCodec, sealBlock } from '../../ledger/block.ts';
import type { Key } from '../../ledger/keys.ts';
import { targetOf } from '../../ledger/work.ts';
import type { KeyPair } from '../../wallet/words.ts';
import type { Environment } from '../environment.ts';
import type { Template } from '../template.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { NonceSearch } from './search.ts';

/** How hard this machine searches. */
export interface Effort {
  readonly workers: number;
  /** Share of the time that each worker searches, 0 to 1. */
  readonly duty: number;
}

export interface MinerModules {
  /** The best block to search now. */
  template(miner: Key): Template;
  /** Changes whenever {@link template} would give another block, apart from its time. */
  version(): string;
  /** Hands in a block that was found. */
  submit(block: Block): Promise<unknown>;
}

/** A target as 32 bytes, big-endian. */
export function targetBytes(bits: number): Uint8Array {
  return hexToBytes(targetOf(bits).toString(16).padStart(64, '0'));
}

/** Seals a template with the nonce that was found. */
export function completeBlock({ header, transactions }: Template, nonce: number, secretKey: Uint8Array): Block {
  const complete = { ...header, nonce };
  return assembleBlock(complete, sealBlock(blockId(complete), secretKey), transactions);
}

/** Searches here and now until a nonce is found: for networks whose work is trivial. */
export function findBlock(template: Template, secretKey: Uint8Array): Block {
  const search = new NonceSearch(headerCodec.encode(template.header), targetBytes(template.header.bits));
  const nonce = search.run(0, 2 ** 32);
  if (nonce === undefined) throw new Error('no nonce meets the target; the time has to go on first');
  return completeBlock(template, nonce, secretKey);
}

/** Searches for blocks in worker threads, with a fresh time every second, from the newest tip. */
export class Miner {
  readonly #modules: MinerModules;
  readonly #environment: Environment;
  readonly #pair: KeyPair;
  #effort: Effort;
  #workers: Worker[] = [];
  #job = 0;
  #template: Template | undefined;
  #version = '';
  #stopTimer: (() => void) | undefined;
  #hashes = 0;
  /** Whether some worker has to be told what to search though the header is the same. */
  #isStale = false;

  constructor(pair: KeyPair, effort: Effort, modules: MinerModules, environment: Environment) {
    this.#pair = pair;
    this.#effort = effort;
    this.#modules = modules;
    this.#environment = environment;
  }

  get running(): boolean {
    return this.#stopTimer !== undefined;
  }

  get effort(): Effort {
    return this.#effort;
  }

  get key(): Key {
    return this.#pair.publicKey;
  }

  /** What is being searched now. */
  get template(): Template | undefined {
    return this.#template;
  }

  /** Hashes tried since the last call. */
  takeHashes(): number {
    const hashes = this.#hashes;
    this.#hashes = 0;
    return hashes;
  }

  start(): void {
    if (this.running) return;
    this.#stopTimer = this.#environment.every(1_000, () => this.refresh());
    this.refresh();
  }

  async stop(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#template = undefined;
    this.#version = '';
    const workers = this.#workers;
    this.#workers = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  /** Changes how hard to search, from now on. */
  setEffort(effort: Effort): void {
    this.#effort = effort;
    this.#isStale = true;
    this.refresh();
  }

  /** Searches on with a fresh time; with another block if the tip or what waits has changed. */
  refresh(): void {
    if (!this.running) return;
    const version = this.#modules.version();
    const template =
      this.#template !== undefined && version === this.#version
        ? withTime(this.#template, this.#environment.now())
        : this.#modules.template(this.#pair.publicKey);
    this.#staff();
    // The same header again would only try the same nonces again.
    if (template === this.#template && !this.#isStale) return;
    this.#isStale = false;
    this.#version = version;
    this.#template = template;
    this.#job++;
    const header = headerCodec.encode(template.header);
    const target = targetBytes(template.header.bits);
    const share = Math.floor(2 ** 32 / this.#workers.length);
    // Block 1 has nobody to wait for: a newcomer should see it at once.
    const duty = template.header.height === 1 ? 1 : this.#effort.duty;
    this.#workers.forEach((worker, place) => {
      this.#tell(worker, { type: 'job', job: this.#job, header, target, from: place * share, duty });
    });
  }

  #tell(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  #staff(): void {
    while (this.#workers.length > this.#effort.workers) void this.#workers.pop()?.terminate();
    while (this.#workers.length < this.#effort.workers) {
      this.#workers.push(this.#hire());
      this.#isStale = true;
    }
  }

  #hire(): Worker {
    // The worker is a sibling of this file, as source or as compiled code.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url));
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'hashes') this.#hashes += message.hashes;
      else if (message.job === this.#job && this.#template) this.#found(this.#template, message.nonce);
    });
    worker.on('error', (error) => this.#environment.logger.error({ error }, 'a mining worker failed'));
    // One that failed is replaced at the next refresh.
    worker.on('exit', () => {
      this.#workers = this.#workers.filter((each) => each !== worker);
    });
    return worker;
  }

  #found(template: Template, nonce: number): void {
    const block = completeBlock(template, nonce, this.#pair.secretKey);
    this.#modules.submit(block).then(
      () => undefined,
      (error: unknown) => {
        this.#environment.logger.warn({ error }, 'a block found here was refused');
        // Its workers have stopped: the same search goes on, with another time.
        this.#isStale = true;
      },
    );
  }
}

/** What applies at one time applies at every later one, so only the header changes. */
function withTime(template: Template, now: number): Template {
  const { header } = template;
  return now > header.time ? { ...template, header: { ...header, time: now } } : template;
}
