import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { regtest } from '../../../source/ledger/networks.ts';
import { encodeMessage, type MessageType } from '../../../source/node/network/messages.ts';
import { temporaryFolder, wallet } from '../node.ts';
import { Host, type HostOptions } from './host.ts';
import { settled } from './pending.ts';
import { seeded } from './random.ts';
import { Schedule } from './schedule.ts';
import { fairWeather, type Sent, type Weather, Wires } from './wire.ts';

/** Several real nodes in one process, on one simulated clock and network. Everything follows from the seed. */
export class Simulation {
  readonly schedule = new Schedule();
  readonly random: () => number;
  readonly wires: Wires;
  readonly hosts: Host[] = [];
  readonly #sent: Sent[] = [];
  readonly #trace = createHash('sha256');

  constructor(seed: number, weather: Partial<Weather> = {}) {
    this.random = seeded(seed);
    this.wires = new Wires(this.schedule, this.random, { ...fairWeather, ...weather });
    this.wires.watch = (sent) => {
      this.#sent.push(sent);
      this.#trace.update(`${sent.at} ${sent.from} ${sent.to} `).update(encodeMessage(sent.message));
    };
  }

  /** A machine with a running node: `n0` mines as `miner-0`, and all but it dial it. `keys`: what its people sign with. */
  async add(over: Partial<HostOptions> = {}, keys = wallet): Promise<Host> {
    const number = this.hosts.length;
    const peerZero = this.hosts[0];
    const options: HostOptions = {
      name: `n${number}`,
      address: `10.0.0.${number + 1}:5000`,
      directory: over.directory ?? temporaryFolder(),
      minerName: number < 4 ? `miner-${number}` : undefined,
      seeds: peerZero === undefined ? [] : [peerZero.url],
      genesis: regtest,
      ...over,
    };
    const host = new Host(options, this.wires, keys);
    this.hosts.push(host);
    await host.start();
    return host;
  }

  /** So many machines, each started some time after the one before. */
  async grow(count: number): Promise<Host[]> {
    for (let added = 0; added < count; added++) {
      await this.add();
      await this.pass(500 + Math.floor(this.random() * 500));
    }
    return this.hosts;
  }

  get up(): Host[] {
    return this.hosts.filter(({ isUp }) => isUp);
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

  /** Lets time pass until something is so, at most so many milliseconds. */
  async until(what: string, isSo: () => Promise<boolean>, most = 300_000): Promise<void> {
    const end = this.schedule.now + most;
    while (!(await isSo())) {
      if (this.schedule.now >= end) throw new Error(`${most / 1_000} s later, still not so: ${what}`);
      await this.pass(100);
    }
  }

  /** Lets time pass until all nodes that run have one tip. */
  async converge(most?: number): Promise<void> {
    await this.until('all nodes have one tip', async () => new Set(await this.tips()).size === 1, most);
  }

  tips(): Promise<string[]> {
    return Promise.all(this.up.map(async (host) => (await host.status()).tip));
  }

  partition(...groups: readonly (readonly Host[])[]): void {
    this.wires.partition(groups.map((group) => group.map(({ options }) => options.address)));
  }

  heal(): void {
    this.wires.heal();
  }

  /** Messages of a type that were sent, to or from a host if given. */
  sent<T extends MessageType>(type: T, by: { from?: Host; to?: Host } = {}): Sent[] {
    return this.#sent.filter(
      ({ message, from, to }) =>
        message.type === type &&
        (by.from === undefined || from === by.from.options.address) &&
        (by.to === undefined || to === by.to.options.address),
    );
  }

  /** Stands for every byte that was sent, when, and between whom. */
  trace(): string {
    return this.#trace.copy().digest('hex');
  }

  async stop(): Promise<void> {
    for (const host of this.up) await host.stop();
  }
}

/**
 * Runs a simulation from a seed; a failure names the seed, and `SIMULATION_SEED` plays it again. A node that logged an
 * error failed, whatever came of it.
 */
export async function simulate<T>(
  seed: number,
  run: (simulation: Simulation) => Promise<T>,
  weather: Partial<Weather> = {},
): Promise<T> {
  const chosen = Number(process.env.SIMULATION_SEED ?? seed);
  const simulation = new Simulation(chosen, weather);
  try {
    const result = await run(simulation);
    await simulation.stop();
    expect(simulation.hosts.flatMap(({ errors }) => errors)).toEqual([]);
    return result;
  } catch (error) {
    await simulation.stop();
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${said}\n(simulation seed ${chosen})`, { cause: error });
  }
}
