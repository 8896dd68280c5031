import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import type { Block, SealedHeader } from '../../../source/ledger/block.ts';
import type { Key } from '../../../source/ledger/keys.ts';
import { Ledger } from '../../../source/ledger/ledger.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { Chain } from '../../../source/node/chain.ts';
import type { Environment } from '../../../source/node/environment.ts';
import type { Letter } from '../../../source/node/exchange/sealing.ts';
import type { MessageOf, MessageType } from '../../../source/node/network/messages.ts';
import { Network } from '../../../source/node/network/network.ts';
import { Verifier } from '../../../source/node/verifier/verifier.ts';
import { Store } from '../../../source/store/store.ts';
import { buildBlock, keyOf, signed, temporaryFolder, wallet } from '../../support/node.ts';
import { settled } from '../../support/simulation/pending.ts';
import { bytesOf, seeded } from '../../support/simulation/random.ts';
import { Schedule } from '../../support/simulation/schedule.ts';
import { fairWeather, type Sent, Wires } from '../../support/simulation/wire.ts';
import { learnBlock, learnNetwork } from '../../support/states.ts';
import { Visitor } from './visitor.ts';

export const ledger = new Ledger(regtest);

/** A letter for a library. Nobody between the two looks into it, so anything may stand there. */
export function letterTo(name: string, size = 100): Letter {
  return { to: keyOf(name), enc: new Uint8Array(32).fill(7), sealed: new Uint8Array(size).fill(8) };
}

/** Some networks over real chains, on one simulated clock. Libraries that joined are on all of them. */
export class Town {
  readonly schedule = new Schedule();
  readonly random = seeded(9);
  readonly wires = new Wires(this.schedule, this.random, fairWeather);
  readonly sent: Sent[] = [];
  readonly offices: Office[] = [];
  readonly blocks: Block[] = [];
  #visitors = 0;

  /** A town whose ledger has these libraries. */
  constructor(...libraries: readonly string[]) {
    this.wires.watch = (sent) => this.sent.push(sent);
    learnNetwork(regtest);
    if (libraries.length > 0) this.join(...libraries);
  }

  /** The next block, in which these libraries join. Whoever opens after that has it. */
  join(...libraries: readonly string[]): Block {
    const parent: SealedHeader = this.blocks.at(-1) ?? {
      id: ledger.genesisId,
      header: ledger.genesisHeader,
      seal: new Uint8Array(64),
    };
    const sealingKey = '09'.repeat(32);
    const block = buildBlock(parent, {
      transactions: libraries.map((name) => signed(ledger, name, 'books.join', 0, { sealingKey })),
    });
    learnBlock(block, parent);
    this.blocks.push(block);
    return block;
  }

  /** Opens an office that dials the others given. */
  async open(over: Partial<OfficeOptions> = {}): Promise<Office> {
    const address = `10.0.0.${this.offices.length + 1}:5000`;
    const office = await Office.open(this, { address, seeds: [], secretKey: this.secret(), ...over });
    this.offices.push(office);
    return office;
  }

  /** Somebody who can say anything, at an address of its own. */
  visitor(): Visitor {
    const address = `10.9.0.${++this.#visitors}:5000`;
    return new Visitor(this.wires.attach(address), address, this.secret());
  }

  /** A secret key that follows from the seed; the first byte keeps it below the order of the group. */
  secret(): Uint8Array {
    return bytesOf(this.random, 32).fill(1, 0, 1);
  }

  /** Somebody who can say anything, connected to an office. */
  async visit(office: Office): Promise<Visitor> {
    const visitor = this.visitor();
    visitor.dial(office.url);
    await this.until('the visitor is let in', () => visitor.isReady);
    return visitor;
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.schedule.now + milliseconds;
    while (this.schedule.nextBy(end) !== undefined) {
      this.schedule.step();
      await settled();
    }
    this.schedule.passTo(end);
  }

  /** Lets a long time pass in which little happens: what an event sets off comes up to a second late. */
  async doze(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 1_000) {
      const end = this.schedule.now + Math.min(left, 1_000);
      while (this.schedule.nextBy(end) !== undefined) this.schedule.step();
      this.schedule.passTo(end);
      await settled();
    }
  }

  /** Lets time pass until something is so. */
  async until(what: string, isSo: () => boolean, most = 60_000): Promise<void> {
    const end = this.schedule.now + most;
    while (!isSo()) {
      if (this.schedule.now >= end) throw new Error(`still not so: ${what}`);
      await this.pass(20);
    }
  }

  /** Only those of one group reach one another. */
  partition(...groups: readonly (readonly Office[])[]): void {
    this.wires.partition(groups.map((group) => group.map(({ options }) => options.address)));
  }

  /** Waits for something that needs time to pass. */
  async result<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    void promise.finally(() => {
      isOver = true;
    });
    await this.until('it came about', () => isOver);
    return promise;
  }

  said<T extends MessageType>(type: T, by: { from?: string; to?: string } = {}): MessageOf<T>[] {
    return this.sent
      .filter(({ message, from, to }) => {
        return message.type === type && (by.from ?? from) === from && (by.to ?? to) === to;
      })
      .map(({ message }) => message as unknown as MessageOf<T>);
  }
}

export interface OfficeOptions {
  readonly address: string;
  readonly seeds: readonly string[];
  readonly secretKey: Uint8Array;
  /** Milliseconds that its clock is ahead. */
  readonly skew?: number;
}

/** A network with everything that it stands on, and what comes to it. */
export class Office {
  readonly options: OfficeOptions;
  readonly network: Network;
  readonly received: { readonly letter: Letter; readonly peer: string }[] = [];
  readonly #chain: Chain;
  /** Libraries that it speaks for. */
  #libraries: readonly string[] = [];
  /** What the reading of a letter waits for. */
  reading: (letter: Letter) => Promise<void> = () => Promise.resolve();

  private constructor(
    town: Town,
    options: OfficeOptions,
    parts: { chain: Chain; verifier: Verifier },
    env: Environment,
  ) {
    const { secretKey, seeds, address } = options;
    this.options = options;
    this.#chain = parts.chain;
    this.network = new Network(
      {
        listenPort: 5000,
        secretKey,
        ephemeral: () => bytesOf(town.random, 32),
        agent: 'carnet/test',
        seeds,
        known: [],
      },
      {
        ledger,
        ...parts,
        transport: town.wires.attach(address),
        mempool: () => [],
        waiting: () => undefined,
        replaces: () => false,
        admit: () => undefined,
        save: () => undefined,
        changed: () => undefined,
        speaksFor: (key: Key) => this.#libraries.some((name) => Buffer.compare(keyOf(name), key) === 0),
        letter: async (letter: Letter, peer: string) => {
          this.received.push({ letter, peer });
          await this.reading(letter);
        },
      },
      env,
    );
    parts.chain.onMove((move) => this.network.follow(move));
  }

  static async open(town: Town, options: OfficeOptions): Promise<Office> {
    const errors: string[] = [];
    const environment: Environment = {
      now: () => town.schedule.now + (options.skew ?? 0),
      monotonic: () => town.schedule.now,
      every: (milliseconds, callback) => town.schedule.every(milliseconds, callback),
      random: town.random,
      logger: pino(
        { level: 'error', serializers: { error: pino.stdSerializers.err } },
        { write: (line) => void errors.push(line) },
      ),
    };
    const store = await Store.open(temporaryFolder(), ledger.genesisId);
    const verifier = new Verifier();
    const chain = await Chain.open({ ledger, store, verifier }, environment);
    for (const block of town.blocks) await chain.submit(block);
    const office = new Office(town, options, { chain, verifier }, environment);
    onTestFinished(async () => {
      await office.network.close();
      await chain.close();
      await verifier.close();
      await store.close();
      expect(errors).toEqual([]);
    });
    return office;
  }

  get url(): string {
    return `ws://${this.options.address}`;
  }

  /** Sets the libraries that it speaks for. */
  speakFor(...names: readonly string[]): void {
    this.#libraries = names;
    this.network.speakFor(names.map((name) => wallet.pairOf(keyOf(name))));
  }

  speakers(name: string): number {
    return this.network.speakers(keyOf(name));
  }

  get peers(): string[] {
    return this.network.views().map(({ id }) => id);
  }

  async take(block: Block): Promise<void> {
    await this.#chain.submit(block);
    await settled();
  }
}
