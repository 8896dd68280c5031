import { RecentMap } from '../../ledger/recent-map.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import type { Environment } from '../environment.ts';
import { AddressBook, hostOf, isLoopback, type KnownAddress, type Moment, urlOn } from './addresses.ts';
import { closeCodes, type Link, type Transport } from './link.ts';
import { addressesLimit } from './messages.ts';
import type { Peer } from './peer.ts';

export const dialRefusals = refusals({
  URL_INVALID: (data: { url: string }) =>
    `"${data.url.slice(0, 80)}" is not an address of a node. Write it like ws://127.0.0.1:5001.`,
  DIAL_FAILED: (data: { url: string; reason: string }) =>
    `The address ${data.url} cannot be reached (${data.reason}). Check the address, and whether a Carnet runs there.`,
  DIAL_REFUSED: (data: { url: string; reason: string }) => `No connection to ${data.url} came about. ${data.reason}`,
});

/** Connections that a node opens itself. */
const outboundLimit = 8;
/** Connections beside those, each for something that only the node at its end can take. */
const visitsLimit = 8;
/** Milliseconds between two looks at whom to dial. */
const dialEvery = 1_000;
/** Milliseconds between two times that the addresses are kept for the next run. */
const saveEvery = 20_000;
/** Nodes remembered by the URL at which they answered. */
const answeredLimit = 1_000;
/** Hosts remembered that connections came from. */
const hostsLimit = 200;
/** Addresses remembered of those who came from one host and were never dialled. */
const perHostLimit = 16;

export interface DiallerOptions {
  /** Always tried: Peer Zero, and what a person named. */
  readonly seeds: readonly string[];
  /** Addresses from an earlier run. */
  readonly known: readonly KnownAddress[];
}

export interface DiallerModules {
  readonly transport: Transport;
  /** Connections of any state. */
  peers(): Iterable<Peer>;
  /** Shakes hands over a new link; resolves once both sides have proved who they are. */
  meet(link: Link, url: string): Promise<Peer>;
  /** Keeps the addresses that are worth remembering. */
  save(known: readonly KnownAddress[]): void;
}

/** Whom to connect to, and when: the addresses that are known, and the attempts under way. */
export class Dialler {
  readonly #modules: DiallerModules;
  readonly #environment: Environment;
  readonly #addresses: AddressBook;
  /** What was visited, and when it was tried: it is worth nothing to anybody else, and pushes nothing out. */
  readonly #visited = new AddressBook();
  readonly #dialling = new Map<string, Promise<Peer>>();
  /** Which node answered at a URL: it may be connected under another one. */
  readonly #answered = new RecentMap<string>(answeredLimit);
  /** Where those who came in say that they listen, by the host that they came from. */
  readonly #cameFrom = new RecentMap<readonly string[]>(hostsLimit);
  /** Connections opened beyond the outbound places, oldest first. */
  readonly #visits = new Set<Peer>();
  readonly #timers: (() => void)[];
  /** Visits under way. */
  #visiting = 0;
  #closed = false;

  constructor(options: DiallerOptions, modules: DiallerModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
    this.#addresses = new AddressBook(options.known);
    for (const url of options.seeds) this.#addresses.add(url, 'seed');
    this.#timers = [
      environment.every(dialEvery, () => this.dialMore()),
      environment.every(saveEvery, () => this.save()),
    ];
  }

  get known(): KnownAddress[] {
    return this.#addresses.all();
  }

  /** Dials nobody any more; resolves when no attempt is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const stop of this.#timers) stop();
    this.save();
    await Promise.allSettled(this.#dialling.values());
  }

  /**
   * Connects to an address that a person named.
   * @throws URL_INVALID, DIAL_FAILED, DIAL_REFUSED
   */
  async dial(url: string): Promise<Peer> {
    const normal = this.#addresses.add(url, 'person');
    if (normal === undefined) throw dialRefusals.URL_INVALID({ url });
    if (this.#addresses.isOwn(normal))
      throw dialRefusals.DIAL_REFUSED({ url: normal, reason: 'That is this node itself.' });
    const connected = [...this.#modules.peers()].find((peer) => peer.isReady && this.#leadsTo(normal, peer));
    return connected ?? this.#connect(normal);
  }

  /**
   * Connects to an address for something that is for the node there alone; nothing where that is not its turn or comes
   * to nothing. Where all places are taken, the connection goes that was opened first for such a thing. The address is
   * nobody's but the node's own word: it is not remembered for anything else.
   * @param mayDial asked right before a dial that nobody else has begun
   */
  async visit(url: string, source: string, mayDial: () => boolean): Promise<Peer | undefined> {
    const normal = this.#closed ? undefined : this.#visited.add(url, source);
    if (normal === undefined || this.#addresses.isOwn(normal)) return undefined;
    // Another node is known to answer there.
    if ([...this.#modules.peers()].some((peer) => peer.isReady && this.#leadsTo(normal, peer))) return undefined;
    const isUnder = this.#dialling.has(normal);
    if (!isUnder && !(this.#isDue(normal) && mayDial())) return undefined;
    const isExtra = !isUnder && this.#room() <= 0;
    if (isExtra && !this.#makeVisitRoom()) return undefined;
    if (isExtra) this.#visiting++;
    try {
      const peer = await this.#connect(normal);
      if (isExtra && peer.isReady) this.#visits.add(peer);
      return peer;
    } catch (error) {
      this.#environment.logger.debug({ url: normal, error }, 'dialling failed');
      return undefined;
    } finally {
      if (isExtra) this.#visiting--;
    }
  }

  /** Fills the outbound places, the addresses first that were good last. */
  dialMore(): void {
    if (this.#closed) return;
    const peers = [...this.#modules.peers()];
    let room = this.#room();
    for (const url of this.#addresses.candidates(this.#environment.monotonic())) {
      if (room <= 0) return;
      if (this.#dialling.has(url) || peers.some((peer) => this.#leadsTo(url, peer))) continue;
      room--;
      this.#connect(url).catch((error: unknown) => this.#environment.logger.debug({ url, error }, 'dialling failed'));
    }
  }

  /** A connection stands. Its address is good if it was dialled; where one that came in listens is only what it says. */
  joined(peer: Peer): void {
    const url = reachable(peer);
    if (url === undefined) return;
    if (isOutbound(peer)) {
      this.#addresses.good(url, this.#environment.now());
      this.#answered.set(url, peer.id);
    } else this.#hearOf(url, peer);
    this.save();
  }

  /** Whoever comes again and again, each time with another port, fills the book with a few addresses only. */
  #hearOf(url: string, peer: Peer): void {
    const host = hostOf(peer.remote);
    const told = [...(this.#cameFrom.get(host) ?? []).filter((each) => each !== url), url];
    const oldest = told.length > perHostLimit ? told.shift() : undefined;
    if (oldest !== undefined) this.#addresses.forgetUntried(oldest);
    this.#cameFrom.set(host, told);
    this.#addresses.add(url, peer.id);
  }

  /** A connection is over. */
  left(peer: Peer, code: number): void {
    this.#visits.delete(peer);
    if (peer.url === undefined) return;
    if (code === closeCodes.toItself) this.#addresses.setOwn(peer.url);
    else if (code === closeCodes.alreadyConnected && peer.hasHello) this.#answered.set(peer.url, peer.id);
    else if (code === closeCodes.misbehaved || code === closeCodes.malformed) this.shun(peer);
  }

  /** It will not be dialled for a while. */
  shun(peer: Peer): void {
    const url = reachable(peer);
    if (url !== undefined) for (const book of this.#books) book.shun(url, this.#moment());
  }

  /** A peer told of addresses. */
  heard(urls: readonly string[], source: string): void {
    for (const url of urls) this.#addresses.add(url, source);
    this.dialMore();
  }

  /**
   * Addresses for another node: those that were good when this node dialled them, and where those that are connected
   * say that they listen; none that would lead it to its own machine.
   */
  sharedWith(peer: Peer): string[] {
    const isNear = isLoopback(peer.remote);
    const good = this.#addresses.all().filter(({ lastGood }) => lastGood > 0);
    const connected = [...this.#modules.peers()].map((each) => (each.isReady ? reachable(each) : undefined));
    const urls = new Set([...connected, ...good.map(({ url }) => url)]);
    return [...urls]
      .filter((url) => url !== undefined)
      .filter((url) => isNear || !isLoopback(url))
      .slice(0, addressesLimit);
  }

  /** Keeps the addresses, because nobody knows how a process ends. */
  save(): void {
    const now = this.#environment.now();
    for (const peer of this.#modules.peers()) {
      if (peer.isReady && peer.url !== undefined) this.#addresses.good(peer.url, now);
    }
    try {
      this.#modules.save(this.#addresses.all());
    } catch (error) {
      this.#environment.logger.error({ error }, 'the addresses of peers could not be kept');
    }
  }

  get #books(): readonly AddressBook[] {
    return [this.#addresses, this.#visited];
  }

  #isDue(url: string): boolean {
    return this.#books.every((book) => book.isDue(url, this.#environment.monotonic()));
  }

  #moment(): Moment {
    return { now: this.#environment.now(), monotonic: this.#environment.monotonic() };
  }

  /** Outbound places that are free. */
  #room(): number {
    const outbound = [...this.#modules.peers()].filter((peer) => peer.isReady && isOutbound(peer));
    return outboundLimit - this.#dialling.size - outbound.length;
  }

  /** Whether one more connection may be opened beyond the outbound places; one that still sends does not go for it. */
  #makeVisitRoom(): boolean {
    if (this.#visits.size + this.#visiting < visitsLimit) return true;
    const idle = [...this.#visits].find(({ buffered }) => buffered === 0);
    idle?.close(closeCodes.full, 'Its place is needed for another.');
    return idle !== undefined;
  }

  #leadsTo(url: string, peer: Peer): boolean {
    if (peer.url === url) return true;
    return peer.isReady && (reachable(peer) === url || this.#answered.get(url) === peer.id);
  }

  #connect(url: string): Promise<Peer> {
    const under = this.#dialling.get(url);
    if (under !== undefined) return under;
    const attempt = this.#attempt(url).finally(() => this.#dialling.delete(url));
    this.#dialling.set(url, attempt);
    return attempt;
  }

  async #attempt(url: string): Promise<Peer> {
    for (const book of this.#books) book.tried(url, this.#moment());
    try {
      const link = await this.#modules.transport.dial(url);
      if (this.#closed) {
        link.close(closeCodes.leaving, 'It is stopping.');
        throw dialRefusals.DIAL_FAILED({ url, reason: 'this node is stopping' });
      }
      return await this.#modules.meet(link, url);
    } catch (error) {
      for (const book of this.#books) book.failed(url);
      if (error instanceof RefusedError) throw error;
      throw dialRefusals.DIAL_FAILED({ url, reason: reasonOf(error) });
    }
  }
}

/** The code of a socket's trouble (`ECONNREFUSED`) rather than its programmer's sentence. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}

function isOutbound({ side }: Peer): boolean {
  return side === 'dialled';
}

/** The URL under which a ready peer can be dialled; nothing where it does not listen. */
function reachable(peer: Peer): string | undefined {
  if (isOutbound(peer)) return peer.url;
  return peer.hasHello ? urlOn(peer.remote, peer.hello.listenPort) : undefined;
}
