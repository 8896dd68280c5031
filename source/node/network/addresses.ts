import { RecentSet } from '../recent.ts';

/** An address that may be dialled. */
export interface KnownAddress {
  /** `ws://host:port` */
  readonly url: string;
  /** Where it was heard of: `seed`, `person`, or the peer that told. */
  readonly source: string;
  /** Last time that a connection to it stood, milliseconds since 1970; 0 for never. */
  readonly lastGood: number;
  /** Last time that it was tried; 0 for never. */
  readonly lastTried: number;
  readonly failures: number;
}

/** One moment by both clocks, milliseconds: that of the world, and the one that nobody sets. */
export interface Moment {
  readonly now: number;
  readonly monotonic: number;
}

/** Addresses remembered, at most. */
const limit = 1_000;
/** Milliseconds before an address is tried again, doubled with every failure. */
const retryAfter = 2_000;
const longestRetry = 120_000;
/** Failures after which an address waits longest. */
const mostFailures = 6;
/** Own names remembered, at most. */
const ownLimit = 100;

/**
 * Addresses of other nodes, and when each was last tried and good. One table for all sources; buckets by source will
 * go here, so that one peer cannot fill it.
 */
export class AddressBook {
  readonly #known = new Map<string, KnownAddress>();
  /** When this run last tried each, by a clock that nobody sets. */
  readonly #triedAt = new Map<string, number>();
  /** URLs that turned out to be this node itself. */
  readonly #own = new RecentSet(ownLimit);

  constructor(saved: readonly KnownAddress[] = []) {
    for (const { url, source, lastGood } of saved.slice(0, limit)) {
      if (normalUrl(url) === url) this.#known.set(url, { url, source, lastGood, lastTried: 0, failures: 0 });
    }
  }

  all(): KnownAddress[] {
    return [...this.#known.values()];
  }

  /** Remembers an address; what is not a WebSocket URL is ignored. Gives it in its normal form. */
  add(url: string, source: string): string | undefined {
    const normal = normalUrl(url);
    if (normal === undefined) return undefined;
    if (!this.#known.has(normal) && !this.#own.has(normal)) {
      if (this.#known.size >= limit) this.#forgetWorst();
      this.#known.set(normal, { url: normal, source, lastGood: 0, lastTried: 0, failures: 0 });
    }
    return normal;
  }

  tried(url: string, { now, monotonic }: Moment): void {
    this.#update(url, { lastTried: now });
    if (this.#known.has(url)) this.#triedAt.set(url, monotonic);
  }

  good(url: string, now: number): void {
    this.#update(url, { lastGood: now, failures: 0 });
  }

  failed(url: string): void {
    const known = this.#known.get(url);
    if (known !== undefined) this.#update(url, { failures: Math.min(known.failures + 1, mostFailures) });
  }

  /** It will not be tried for the longest time there is. */
  shun(url: string, moment: Moment): void {
    this.#update(url, { failures: mostFailures });
    this.tried(url, moment);
  }

  /** Whether it turned out to be this node itself. */
  isOwn(url: string): boolean {
    return this.#own.has(url);
  }

  /** It is this node itself: never dialled again, whoever names it. */
  setOwn(url: string): void {
    this.#own.add(url);
    this.#forget(url);
  }

  /** Addresses that may be tried now (a monotonic time), those that were good last first. */
  candidates(monotonic: number): string[] {
    return this.all()
      .filter(({ url }) => this.isDue(url, monotonic))
      .sort((left, right) => right.lastGood - left.lastGood || left.failures - right.failures)
      .map(({ url }) => url);
  }

  /** Whether an address may be tried now (a monotonic time). */
  isDue(url: string, monotonic: number): boolean {
    const triedAt = this.#triedAt.get(url);
    return triedAt === undefined || monotonic - triedAt >= delayAfter(this.#known.get(url)?.failures ?? 0);
  }

  #update(url: string, change: Partial<KnownAddress>): void {
    const known = this.#known.get(url);
    if (known !== undefined) this.#known.set(url, { ...known, ...change });
  }

  /** What a person named stays, whatever others tell. */
  #forgetWorst(): void {
    let worst: KnownAddress | undefined;
    for (const known of this.#known.values()) {
      if (isHearsay(known) && isWorse(known, worst)) worst = known;
    }
    if (worst !== undefined) this.#forget(worst.url);
  }

  /** Forgets an address unless it was good once, or a person named it. */
  forgetUntried(url: string): void {
    const known = this.#known.get(url);
    if (known !== undefined && known.lastGood === 0 && isHearsay(known)) this.#forget(url);
  }

  #forget(url: string): void {
    this.#known.delete(url);
    this.#triedAt.delete(url);
  }
}

function isHearsay({ source }: KnownAddress): boolean {
  return source !== 'seed' && source !== 'person';
}

function isWorse(one: KnownAddress, other: KnownAddress | undefined): boolean {
  if (other === undefined) return true;
  return one.lastGood < other.lastGood || (one.lastGood === other.lastGood && one.failures > other.failures);
}

function delayAfter(failures: number): number {
  return Math.min(retryAfter * 2 ** failures, longestRetry);
}

/**
 * `ws://host:port`, lower case, without a path; nothing for what is no such URL. One machine has one spelling here:
 * `2130706433` and `0x7f.1` are `127.0.0.1`.
 */
export function normalUrl(text: string): string | undefined {
  const match = /^ws:\/\/(\[[0-9a-f:.]{2,45}\]|[a-z0-9.-]{1,80}):(\d{1,5})\/?$/.exec(text.trim().toLowerCase());
  const port = Number(match?.[2]);
  const host = match?.[1] === undefined ? undefined : URL.parse(`ws://${match[1]}`)?.hostname;
  return host !== undefined && port >= 1 && port <= 65_535 ? `ws://${host}:${port}` : undefined;
}

/** The machine that a connection came from, without its port (`host:port`, IPv6 without brackets). */
export function hostOf(remote: string): string {
  return remote.slice(0, remote.lastIndexOf(':')).replace(/^::ffff:/, '');
}

/** The URL of a port on the machine that a connection came from (`host:port`, IPv6 without brackets). */
export function urlOn(remote: string, port: number): string | undefined {
  const host = hostOf(remote);
  return normalUrl(`ws://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`);
}

/** Whether a URL or `host:port` leads to the machine it is used on. */
export function isLoopback(address: string): boolean {
  return /^(ws:\/\/)?((::ffff:)?127\.|localhost:|\[?::1\]?:|\[::ffff:7f[0-9a-f]{2}:|0\.0\.0\.0:|\[::\]:)/.test(address);
}
