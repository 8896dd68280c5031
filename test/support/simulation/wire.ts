import type { Link, LinkListener, Transport } from '../../../source/node/network/link.ts';
import { decodeMessage, encodeMessage, type Message } from '../../../source/node/network/messages.ts';
import { touch } from './pending.ts';
import type { Schedule } from './schedule.ts';

/** How a simulated network behaves. Milliseconds; shares from 0 to 1. */
export interface Weather {
  readonly latency: number;
  readonly jitter: number;
  /** Of all frames, how many take their connection down: a stream loses nothing, it breaks. */
  readonly loss: number;
  readonly dialFailures: number;
}

export const fairWeather: Weather = { latency: 20, jitter: 20, loss: 0, dialFailures: 0 };

/** A message as it was sent. */
export interface Sent {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly message: Message;
  readonly size: number;
}

/** A network of simulated wires between named hosts. */
export class Wires {
  weather: Weather;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** Called with everything that is sent. */
  watch: (sent: Sent) => void = () => undefined;
  readonly #hosts = new Map<string, SimulatedTransport>();
  readonly #links = new Set<Wire>();
  #groups: readonly ReadonlySet<string>[] = [];
  /** Hosts whose words do not arrive, though their connections stand. */
  readonly #mute = new Set<string>();
  #ports = 40_000;

  constructor(schedule: Schedule, random: () => number, weather: Weather) {
    this.schedule = schedule;
    this.random = random;
    this.weather = weather;
  }

  /** A new way to the others for a host: `10.0.0.1:5000`. */
  attach(host: string): SimulatedTransport {
    const transport = new SimulatedTransport(this, host);
    this.#hosts.set(host, transport);
    return transport;
  }

  detach(host: string): void {
    this.#hosts.delete(host);
    this.cut((one, other) => one === host || other === host);
  }

  at(host: string): SimulatedTransport | undefined {
    return this.#hosts.get(host);
  }

  /** Only hosts of one group reach one another; those in no group reach nobody. */
  partition(groups: readonly (readonly string[])[]): void {
    this.#groups = groups.map((group) => new Set(group));
    this.cut((one, other) => !this.reaches(one, other));
  }

  heal(): void {
    this.#groups = [];
  }

  reaches(one: string, other: string): boolean {
    return this.#groups.length === 0 || this.#groups.some((group) => group.has(one) && group.has(other));
  }

  mute(host: string): void {
    this.#mute.add(host);
  }

  unmute(host: string): void {
    this.#mute.delete(host);
  }

  isMute(host: string): boolean {
    return this.#mute.has(host);
  }

  /** Breaks connections without a word. */
  cut(which: (one: string, other: string) => boolean): void {
    for (const wire of [...this.#links]) if (which(wire.dialler.host, wire.taker.host)) wire.break();
  }

  /** Says something on a connection that stands, in the name of one of its hosts. */
  say(from: string, to: string, message: Message): void {
    const ends = [...this.#links].flatMap(({ dialler, taker }) =>
      dialler.host === from && taker.host === to ? dialler : taker.host === from && dialler.host === to ? taker : [],
    );
    const [end] = ends;
    if (end === undefined) throw new Error(`${from} and ${to} are not connected`);
    end.send(encodeMessage(message));
  }

  open(from: string, to: string): Wire {
    const wire = new Wire(this, from, `${from.replace(/:\d+$/, '')}:${this.#ports++}`, to);
    this.#links.add(wire);
    return wire;
  }

  forget(wire: Wire): void {
    this.#links.delete(wire);
  }

  delay(): number {
    return this.weather.latency + Math.floor(this.random() * this.weather.jitter);
  }
}

/** A host's way to the others. */
export class SimulatedTransport implements Transport {
  readonly host: string;
  readonly #wires: Wires;
  /** Gives up what is being dialled. */
  readonly #giveUp = new Set<() => void>();
  #accept: ((link: Link) => void) | undefined;
  #closed = false;

  constructor(wires: Wires, host: string) {
    this.#wires = wires;
    this.host = host;
  }

  accept(listener: (link: Link) => void): void {
    this.#accept = listener;
  }

  /** Takes a connection, if somebody listens. */
  take(link: Link): boolean {
    if (this.#closed || this.#accept === undefined) return false;
    this.#accept(link);
    return true;
  }

  dial(url: string): Promise<Link> {
    const to = url.replace(/^ws:\/\//, '');
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error('it is stopping'));
      this.#giveUp.add(giveUp);
      this.#wires.schedule.after(2 * this.#wires.delay(), () => {
        touch();
        if (!this.#giveUp.delete(giveUp)) return;
        const target = this.#wires.at(to);
        const isLucky = this.#wires.random() >= this.#wires.weather.dialFailures;
        if (target === undefined || !isLucky || !this.#wires.reaches(this.host, to)) {
          reject(new Error('nobody answers'));
          return;
        }
        const wire = this.#wires.open(this.host, to);
        if (target.take(wire.taker)) resolve(wire.dialler);
        else reject(new Error('nobody answers'));
      });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const giveUp of this.#giveUp) giveUp();
    this.#giveUp.clear();
  }
}

/** One connection: a reliable stream each way, until it breaks. */
export class Wire {
  readonly dialler: End;
  readonly taker: End;
  readonly #wires: Wires;

  constructor(wires: Wires, from: string, seenAs: string, to: string) {
    this.#wires = wires;
    this.dialler = new End(wires, this, from, to);
    this.taker = new End(wires, this, to, seenAs);
    this.dialler.other = this.taker;
    this.taker.other = this.dialler;
  }

  /** Both ends hear of it after a while; what was under way is lost. */
  break(): void {
    this.#wires.forget(this);
    for (const end of [this.dialler, this.taker]) end.lose();
  }
}

class End implements Link {
  readonly host: string;
  readonly remote: string;
  buffered = 0;
  received = 0;
  other: End | undefined;
  readonly #wires: Wires;
  readonly #wire: Wire;
  #listener: LinkListener | undefined;
  #waiting: ((listener: LinkListener) => void)[] = [];
  #arrivesAt = 0;
  #isOpen = true;
  #isTold = false;

  constructor(wires: Wires, wire: Wire, host: string, remote: string) {
    this.#wires = wires;
    this.#wire = wire;
    this.host = host;
    this.remote = remote;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
    for (const tell of this.#waiting.splice(0)) tell(listener);
  }

  send(frame: Uint8Array): void {
    const to = this.other;
    if (!this.#isOpen || to === undefined) return;
    touch();
    const bytes = frame.slice();
    const message = decodeMessage(bytes);
    const { schedule } = this.#wires;
    if (message !== undefined) {
      this.#wires.watch({ at: schedule.now, from: this.host, to: to.host, message, size: bytes.length });
    }
    this.buffered += bytes.length;
    if (this.#wires.isMute(this.host)) return;
    if (this.#wires.random() < this.#wires.weather.loss) {
      this.#wire.break();
      return;
    }
    this.#carry(() => {
      this.buffered -= bytes.length;
      to.received += bytes.length;
      to.arrive((listener) => listener.frame(bytes));
    });
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#wires.forget(this.#wire);
    const to = this.other;
    this.#carry(() => to?.end(code, reason));
    this.#wires.schedule.after(0, () => this.end(code, reason));
  }

  /** The connection broke. */
  lose(): void {
    this.#isOpen = false;
    this.#wires.schedule.after(this.#wires.delay(), () => this.end(1006, ''));
  }

  end(code: number, reason: string): void {
    this.#isOpen = false;
    if (this.#isTold) return;
    this.#isTold = true;
    this.#hand((listener) => listener.closed(code, reason));
  }

  arrive(tell: (listener: LinkListener) => void): void {
    if (this.#isOpen) this.#hand(tell);
  }

  #hand(tell: (listener: LinkListener) => void): void {
    touch();
    if (this.#listener === undefined) this.#waiting.push(tell);
    else tell(this.#listener);
  }

  /** In the order in which it was sent. */
  #carry(run: () => void): void {
    const { schedule } = this.#wires;
    this.#arrivesAt = Math.max(this.#arrivesAt, schedule.now + this.#wires.delay());
    schedule.after(this.#arrivesAt - schedule.now, run);
  }
}
