import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { pino } from 'pino';
import type { Block } from '../../source/ledger/block.ts';
import { transactionsRoot } from '../../source/ledger/block.ts';
import { treeAfter } from '../../source/ledger/commitment.ts';
import { parseFields } from '../../source/ledger/field.ts';
import type { Known } from '../../source/ledger/known.ts';
import { Ledger, type Parent } from '../../source/ledger/ledger.ts';
import { emptyRoot } from '../../source/ledger/merkle.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { Overlay } from '../../source/ledger/state.ts';
import type { Body, SignedTransaction } from '../../source/ledger/transaction.ts';
import { rootOf, type TreeNode } from '../../source/ledger/tree.ts';
import type { Environment } from '../../source/node/environment.ts';
import { findBlock } from '../../source/node/miner/miner.ts';
import { demoWallet, type Wallet } from '../../source/wallet/wallet.ts';
import type { KeyPair } from '../../source/wallet/words.ts';

/** A temporary folder for one run, taken away afterwards. */
export async function inTemporaryFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The real clock, and a log that nobody reads. */
export const environment: Environment = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  every: (milliseconds, callback) => {
    const timer = setInterval(callback, milliseconds);
    return () => clearInterval(timer);
  },
  random: () => Math.random(),
  logger: pino({ enabled: false }),
};

interface Bindings {
  ecdsaSign(digest: Uint8Array, secretKey: Uint8Array): { signature: Uint8Array };
}

/** The same deterministic signatures as the wallet's, thirty times as fast: preparing must not take minutes. */
const bindings = createRequire(import.meta.url)('secp256k1/bindings.js') as Bindings;

/** A chain of full blocks over a realistic mix of operations, made up but signed and mined for real. */
export class Workload {
  readonly ledger = new Ledger(regtest);
  readonly #wallet: Wallet;
  readonly #known: Known;
  readonly #state = new Overlay({ read: () => undefined });
  readonly #nonces = new Map<string, number>();
  /** The whole state tree, in memory. */
  #tree: TreeNode | undefined;
  #parent: Parent;
  #cars: { vin: string; day: number; value: number }[] = [];
  #count = 0;
  #event: string | undefined;
  #preparing: (() => SignedTransaction)[] = [];

  private constructor(wallet: Wallet) {
    this.#wallet = wallet;
    this.#known = wallet.known({ today: 20_500, height: 0 }, () => false);
    this.ledger.foundState(this.#state);
    this.#tree = treeAfter(undefined, this.#state.changes());
    this.#parent = { id: this.ledger.genesisId, header: this.ledger.genesisHeader };
  }

  static async create(): Promise<Workload> {
    return new Workload(await demoWallet(regtest));
  }

  /** `count` signed transactions: an event, then payments, tickets, new cars, tests, repairs. */
  transactions(count: number): SignedTransaction[] {
    return Array.from({ length: count }, () => this.#next());
  }

  /** One block with these transactions on top of the one made before. */
  block(transactions: readonly SignedTransaction[]): Block {
    const miner = this.#pair('miner-0');
    const state = new Overlay(this.#state);
    const progress = this.ledger.openBlock(state, this.#parent, miner.publicKey);
    for (const transaction of transactions) progress.add(transaction);
    const { fees } = progress.finish();
    this.#tree = treeAfter(this.#tree, state.changes());
    state.merge();
    const { header: parent, id } = this.#parent;
    const header = {
      version: 1,
      height: parent.height + 1,
      time: Math.max(Date.now() - 1_000_000, parent.time + 1),
      bits: this.ledger.expectedBits(parent, undefined),
      parent: id,
      transactionsRoot: transactionsRoot(transactions),
      votesRoot: emptyRoot,
      stateRoot: rootOf(this.#tree),
      miner: miner.publicKey,
      nonce: 0,
    };
    const block = findBlock({ header, transactions, fees }, miner.secretKey);
    this.#parent = block;
    return block;
  }

  #next(): SignedTransaction {
    if (this.#event === undefined) return this.#announce();
    const [ready] = this.#preparing.splice(0, 1);
    if (ready !== undefined) return ready();
    const turn = this.#count++ % 20;
    if (turn < 2 || this.#cars.length === 0) return this.#manufacture();
    if (turn < 8) return this.#reading('inspector', 'cars.inspect', {});
    if (turn < 11) return this.#reading('garage', 'cars.service', { work: 'brakes and oil' });
    const people = ['alice', 'bob', 'carol', 'dealer', 'notary'];
    const [from, to] = [people[turn % 5] ?? 'alice', people[(turn + 1) % 5] ?? 'bob'];
    if (turn < 14) {
      return this.#signed(from, 'tickets.buy', { event: this.#event, seller: 'seller', price: '1000', holder: 'me' });
    }
    return this.#signed(from, 'coins.transfer', { to, amount: '1000', memo: `bill ${this.#count}` });
  }

  /** An event whose tickets everybody buys; its seats come next. */
  #announce(): SignedTransaction {
    const policy = { perHolder: 65_535, lockBefore: 0 };
    const hours = (count: number) => Date.now() + count * 3_600_000;
    const announced = this.#signed('organiser', 'tickets.createEvent', {
      ...{ name: 'Concert', venue: 'Olympia', doorsAt: hours(24), startsAt: hours(25), endsAt: hours(28) },
      ...{ capacity: 100_000, price: '1000', gateKeys: [], sellers: ['seller'], policy },
    });
    const event = bytesToHex(announced.id);
    this.#event = event;
    this.#preparing = [
      () => this.#signed('organiser', 'tickets.issue', { event, count: 100_000, seller: 'seller' }),
      () => this.#signed('seller', 'tickets.offer', { event, count: 100_000 }),
    ];
    return announced;
  }

  #manufacture(): SignedTransaction {
    const vin = `WMWXP7C5X${String(this.#cars.length).padStart(8, '0')}`;
    this.#cars.push({ vin, day: 18_000, value: 0 });
    return this.#signed('manufacturer', 'cars.manufacture', {
      vin,
      make: 'MINI',
      model: 'Cooper S',
      year: 2018,
      country: 'FR',
    });
  }

  #reading(as: string, operation: string, more: object): SignedTransaction {
    const car = this.#cars[(this.#count * 7919) % this.#cars.length];
    if (car === undefined) throw new Error('no car to read');
    car.day = Math.min(car.day + 1, 20_000);
    car.value += 50;
    const readOn = new Date(car.day * 86_400_000).toISOString().slice(0, 10);
    return this.#signed(as, operation, { vin: car.vin, readOn, value: car.value, ...more });
  }

  #pair(name: string): KeyPair {
    return this.#wallet.pairOf(this.#wallet.keyOf(name));
  }

  #signed(as: string, name: string, fields: object): SignedTransaction {
    const operation = this.ledger.operations.named(name);
    if (operation === undefined) throw new Error(`no operation ${name}`);
    const pair = this.#pair(as);
    const nonce = this.#nonces.get(as) ?? 0;
    this.#nonces.set(as, nonce + 1);
    const body: Body = {
      network: this.ledger.network,
      author: pair.publicKey,
      payer: undefined,
      nonce,
      fee: 400n,
      expiry: 0,
      operation: {
        name,
        values: parseFields(operation.fields, fields, { ...this.#known, author: pair.publicKey }, name),
      },
    };
    const id = this.ledger.format.id(body);
    const sign = ({ secretKey }: KeyPair) => bindings.ecdsaSign(id, secretKey).signature;
    const others = operation.cosigners(body.operation.values).map((key) => {
      return { key, signature: sign(this.#wallet.pairOf(key)) };
    });
    return this.ledger.format.assemble(body, sign(pair), others);
  }
}
