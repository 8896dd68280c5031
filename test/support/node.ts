import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import {
  assembleBlock,
  type Block,
  blockId,
  type Header,
  type SealedHeader,
  sealBlock,
  transactionsRoot,
} from '../../source/ledger/block.ts';
import { dayOfTime } from '../../source/ledger/day.ts';
import type { Genesis } from '../../source/ledger/genesis.ts';
import type { Key } from '../../source/ledger/keys.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import { emptyRoot } from '../../source/ledger/merkle.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { activeLicence } from '../../source/ledger/registries/licences/licence.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { meetsTarget, targetOf } from '../../source/ledger/work.ts';
import { Chain } from '../../source/node/chain.ts';
import type { Environment } from '../../source/node/environment.ts';
import { Mempool, type MempoolLimits } from '../../source/node/mempool.ts';
import { Node } from '../../source/node/node.ts';
import type { NodeOptions } from '../../source/node/node-options.ts';
import { Verifier } from '../../source/node/verifier/verifier.ts';
import { Store } from '../../source/store/store.ts';
import { draft, type IntentInput, signDraft } from '../../source/wallet/intent.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';
import { learnBlock, learnNetwork, stateRootAfter } from './states.ts';

/** The demo wallet: every demo name can sign. */
export const wallet = await demoWallet(regtest);

export function keyOf(name: string): Key {
  return wallet.keyOf(name);
}

/** 1 March 2026, 12:00 UTC: where simulated clocks start. */
export const startTime = Date.UTC(2026, 2, 1, 12);

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-node-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

/** A clock that stands still until it is told to go on, and everything else that a node takes from outside. */
export class SimulatedEnvironment implements Environment {
  readonly #timers = new Set<{ readonly every: number; due: number; readonly callback: () => void }>();
  #now: number;
  /** Milliseconds that somebody set the clock forward. */
  #set = 0;
  /** What was logged, one parsed line each. */
  readonly logged: Record<string, unknown>[] = [];
  readonly logger = pino(
    { level: 'debug', serializers: { error: pino.stdSerializers.err } },
    { write: (line: string) => void this.logged.push(JSON.parse(line)) },
  );

  constructor(now = startTime) {
    this.#now = now;
  }

  now(): number {
    return this.#now + this.#set;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Somebody sets the clock forward by so many milliseconds, or back. No time passes. */
  setClock(milliseconds: number): void {
    this.#set += milliseconds;
  }

  random(): number {
    return 0.5;
  }

  every(milliseconds: number, callback: () => void): () => void {
    const timer = { every: milliseconds, due: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that are running. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets time pass; every timer that comes due on the way is called. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].sort((left, right) => left.due - right.due)[0];
      if (next === undefined || next.due > end) break;
      this.#now = next.due;
      next.due += next.every;
      next.callback();
    }
    this.#now = end;
  }
}

/** What a block looks like that differs from what the rules ask for. */
export interface BlockOptions {
  readonly transactions?: readonly SignedTransaction[];
  /** Named in the header. */
  readonly miner?: string;
  /** Who signs the id; the miner if not given. */
  readonly sealedBy?: string;
  /** Changes to the header before it is worked for. */
  readonly header?: Partial<Header>;
  /** Whether to look for an id below the target (the default) or above it. */
  readonly worked?: boolean;
}

/** A block on any parent, just after it if nothing else is said. */
export function buildBlock(parent: SealedHeader, options: BlockOptions = {}): Block {
  const { transactions = [], miner = 'miner-0', sealedBy = miner, worked = true } = options;
  const template: Header = {
    version: 1,
    height: parent.header.height + 1,
    time: Math.max(parent.header.time + 1, startTime),
    bits: parent.header.bits,
    parent: parent.id,
    transactionsRoot: transactionsRoot(transactions),
    votesRoot: emptyRoot,
    stateRoot: stateRootAfter(parent, keyOf(miner), transactions),
    miner: keyOf(miner),
    nonce: 0,
    ...options.header,
  };
  for (let nonce = 0; ; nonce++) {
    const header = { ...template, nonce };
    const id = blockId(header);
    if (meetsTarget(id, targetOf(header.bits)) !== worked) continue;
    const block = assembleBlock(header, sealBlock(id, wallet.pairOf(keyOf(sealedBy)).secretKey), transactions);
    learnBlock(block, parent);
    return block;
  }
}

/** A signed transaction with any nonce and fee; the least fee if none is given. */
export function signed(
  ledger: Ledger,
  as: string,
  operation: string,
  nonce: number,
  fields: IntentInput = {},
): SignedTransaction {
  const state = { get: () => undefined };
  const licensed = new Ledger(ledger.genesis);
  const known = wallet.known({ today: dayOfTime(startTime), height: 0 }, (key, role) => {
    return licensed.genesis.licences.some((licence) => licence.role === role && known.address(key) === licence.holder);
  });
  const circumstances = {
    nextNonce: () => nonce,
    leastFee: (payer: Key, size: number) => ledger.leastFee(state, payer, size, 1),
  };
  const made = draft(ledger, wallet, { as, operation, nonce, ...fields }, known, circumstances);
  return signDraft(ledger, wallet, made);
}

/** Chain, store and mempool on a folder, without a facade around them. */
export interface Parts {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly verifier: Verifier;
  readonly environment: SimulatedEnvironment;
  readonly directory: string;
  close(): Promise<void>;
}

export interface PartsOptions {
  readonly directory?: string;
  readonly genesis?: Genesis;
  /** The rules, if they are to be watched. */
  readonly ledger?: Ledger;
  readonly environment?: SimulatedEnvironment;
  readonly limits?: MempoolLimits;
}

/** Opens chain, store and mempool; what is not closed by then is closed after the test. */
export async function openParts(options: PartsOptions = {}): Promise<Parts> {
  const { genesis = regtest, environment = new SimulatedEnvironment() } = options;
  const directory = options.directory ?? temporaryFolder();
  const ledger = options.ledger ?? new Ledger(genesis);
  const store = await Store.open(join(directory, 'ledger'), ledger.genesisId);
  const verifier = new Verifier();
  const chain = await Chain.open({ ledger, store, verifier }, environment);
  learnNetwork(genesis);
  chain.onMove(({ connected }) => {
    for (const block of connected) learnBlock(block, parentOf(chain, block));
  });
  const mempool = new Mempool({ ledger, chain, verifier }, environment, options.limits);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= chain.settled().then(async () => {
      await verifier.close();
      await store.close();
    });
    return closed;
  };
  onTestFinished(close);
  return { ledger, store, chain, mempool, verifier, environment, directory, close };
}

/** The block that a block of the best chain is built on. */
function parentOf(chain: Chain, { header }: Block): SealedHeader {
  const parent = chain.block(header.parent);
  if (parent === undefined) throw new Error('a connected block has no parent');
  return parent;
}

/** Opens a whole regtest node in this process; it is closed after the test if it is not closed by then. */
export async function openNode(
  options: Partial<NodeOptions> & { readonly environment?: Environment } = {},
): Promise<Node> {
  const { environment = new SimulatedEnvironment(), ...over } = options;
  const node = await Node.open(
    { genesis: regtest, directory: temporaryFolder(), port: 5000, minerName: 'miner-0', mine: false, ...over },
    wallet,
    environment,
  );
  onTestFinished(() => node.close());
  return node;
}

/** Who may act in a role, by the state over a chain's tip. */
export function holds(chain: Chain): (key: Key, role: Parameters<typeof activeLicence>[2]) => boolean {
  const view = chain.view();
  return (key, role) => activeLicence(view, key, role) !== undefined;
}
