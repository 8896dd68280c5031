import { pino } from 'pino';
import { genesisIdOf } from '../../../source/ledger/genesis-block.ts';
import type { Environment } from '../../../source/node/environment.ts';
import type { NodeEvent, PeerView, Status } from '../../../source/node/facade.ts';
import type { KnownAddress } from '../../../source/node/network/addresses.ts';
import { Node } from '../../../source/node/node.ts';
import type { NodeOptions } from '../../../source/node/node-options.ts';
import type { Wallet } from '../../../source/wallet/wallet.ts';
import { settled } from './pending.ts';
import { bytesOf } from './random.ts';
import type { SimulatedTransport, Wires } from './wire.ts';

export interface HostOptions {
  readonly name: string;
  /** `10.0.0.1:5000` */
  readonly address: string;
  readonly directory: string;
  readonly minerName: string | undefined;
  /** URLs that it always tries. */
  readonly seeds: readonly string[];
  /** Milliseconds that its clock is ahead. */
  readonly skew?: number;
  readonly genesis: NodeOptions['genesis'];
  /** What else its node is given, each time that it starts. */
  readonly more?: () => Pick<NodeOptions, 'books' | 'words'>;
}

/** A machine of the simulation with one real node on it, which may be down. */
export class Host {
  readonly options: HostOptions;
  /** What a person was told. */
  readonly notices: string[] = [];
  /** Errors that the node logged: there must be none. */
  readonly errors: string[] = [];
  readonly #wires: Wires;
  readonly #wallet: Wallet;
  readonly #secretKey: Uint8Array;
  #addresses: readonly KnownAddress[] = [];
  #transport: SimulatedTransport | undefined;
  #node: Node | undefined;

  constructor(options: HostOptions, wires: Wires, wallet: Wallet) {
    this.options = options;
    this.#wires = wires;
    this.#wallet = wallet;
    // A secret key must be below the order of the group: one byte less than the largest always is.
    this.#secretKey = bytesOf(wires.random, 32).fill(1, 0, 1);
  }

  get name(): string {
    return this.options.name;
  }

  get url(): string {
    return `ws://${this.options.address}`;
  }

  /** The node that runs here. Throws while it is down. */
  get node(): Node {
    if (this.#node === undefined) throw new Error(`${this.name} is down`);
    return this.#node;
  }

  get isUp(): boolean {
    return this.#node !== undefined;
  }

  get saved(): readonly KnownAddress[] {
    return this.#addresses;
  }

  async start(): Promise<void> {
    const { address, directory, genesis, minerName, seeds, more } = this.options;
    const transport = this.#wires.attach(address);
    this.#transport = transport;
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    const network = {
      transport,
      listenPort: port,
      secretKey: this.#secretKey,
      ephemeral: () => bytesOf(this.#wires.random, 32),
      agent: `carnet/${genesisIdOf(genesis)[0]}`,
      seeds,
      known: this.#addresses,
      save: (known: readonly KnownAddress[]) => {
        // Who was cut off from one moment to the next wrote nothing any more.
        if (this.#transport === transport) this.#addresses = known.filter(({ lastGood }) => lastGood > 0);
      },
    };
    const options = { genesis, directory, port, minerName, mine: false, network, ...more?.() };
    this.#node = await Node.open(options, this.#wallet, this.#environment());
    this.#node.subscribe((event: NodeEvent) => {
      if (event.type === 'notice') this.notices.push(event.text);
    });
    await settled();
  }

  /** Stops as a person stops it. */
  async stop(): Promise<void> {
    const node = this.#node;
    this.#node = undefined;
    await node?.close();
    this.#transport = undefined;
    this.#wires.detach(this.options.address);
    await settled();
  }

  /** Is gone from one moment to the next: no goodbye, nothing saved. */
  async crash(): Promise<void> {
    this.#transport = undefined;
    this.#wires.detach(this.options.address);
    const node = this.#node;
    this.#node = undefined;
    await node?.close();
    await settled();
  }

  async mine(blocks = 1): Promise<void> {
    await this.node.mine({ blocks });
    await settled();
  }

  async submit(as: string, operation: string, fields: object): Promise<string> {
    const { id } = await this.node.submit({ as, operation, ...fields });
    await settled();
    return id;
  }

  status(): Promise<Status> {
    return this.node.status();
  }

  async peers(): Promise<readonly PeerView[]> {
    return (await this.node.peers()).peers;
  }

  /** Ids of all that waits. */
  async waiting(): Promise<string[]> {
    return (await this.node.mempool()).map(({ id }) => id).sort();
  }

  #environment(): Environment {
    const { schedule } = this.#wires;
    const take = (line: string): void => {
      const { level, msg, error } = JSON.parse(line) as { level: number; msg: string; error?: { stack?: string } };
      if (level >= 50) this.errors.push(`${this.name}: ${msg} ${error?.stack ?? ''}`);
    };
    return {
      now: () => schedule.now + (this.options.skew ?? 0),
      monotonic: () => schedule.now,
      every: (milliseconds, callback) => schedule.every(milliseconds, callback),
      random: () => this.#wires.random(),
      logger: pino({ serializers: { error: pino.stdSerializers.err } }, { write: take }),
    };
  }
}
