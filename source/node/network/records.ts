import { bytesToHex } from '@noble/hashes/utils.js';
import { byteString } from '../../ledger/byte-string.ts';
import type { Key } from '../../ledger/keys.ts';
import { RecentMap } from '../../ledger/recent-map.ts';
import { refusals } from '../../ledger/refusal.ts';
import { libraryOf } from '../../ledger/registries/books/book.ts';
import { breathe } from '../breathe.ts';
import type { Chain } from '../chain.ts';
import type { Environment } from '../environment.ts';
import { isLoopback } from './addresses.ts';
import { Directory, type Listed } from './directory.ts';
import { Heard } from './heard.ts';
import { closeCodes } from './link.ts';
import { isPeersFault, judge } from './manners.ts';
import { type MessageOf, recordsLimit } from './messages.ts';
import { OwnRecord, type Speaker } from './own-record.ts';
import type { Peer } from './peer.ts';
import { Quota } from './quota.ts';
import { checkRecord, type PeerRecord } from './record.ts';
import { mostSeen, seenUrl } from './seen.ts';

export const recordsRefusals = refusals({
  RECORD_FLOOD: (_: { closeCode: number }) => 'It pushed more records of who is where than there can be news.',
});

/** Milliseconds between two words of one's own that nothing changed. */
const sayEvery = 60_000;
/** Milliseconds that a record may be ahead of the clock here, and behind it. */
const furthest = { ahead: 600_000, behind: 86_400_000 } as const;
/** What a peer may push. Honest nodes pass on half of that, so that no flood makes one look like its source. */
const takenQuota = { burst: 600, perSecond: 60 } as const;
const passedQuota = { burst: 300, perSecond: 30 } as const;
/** How often one node is worth hearing of. */
const nodeQuota = { burst: 5, perSecond: 0.1 } as const;
/** Nodes remembered by how often they spoke, kept or not. */
const nodesLimit = 2_000;
/** Records of one peer that wait to be checked. */
const waitingLimit = 1_000;

export interface RecordsModules {
  readonly chain: Chain;
  readonly genesisId: Uint8Array;
  /** Names this node. */
  readonly nodeKey: Key;
  readonly secretKey: Uint8Array;
  /** Port that others reach this node on; 0 for none. */
  readonly listenPort: number;
  /** Peers that are ready. */
  peers(): readonly Peer[];
}

interface Waiting {
  readonly records: PeerRecord[];
  readonly quota: Quota;
  isRunning: boolean;
}

/** Who speaks for which account: says it of this node, hears it of others, and passes on what is news. */
export class Records {
  readonly #modules: RecordsModules;
  readonly #environment: Environment;
  readonly #own: OwnRecord;
  readonly #ownId: string;
  readonly #directory = new Directory();
  readonly #heard = new Heard();
  readonly #nodeQuotas = new RecentMap<Quota>(nodesLimit);
  readonly #passed: Quota;
  readonly #waiting = new Map<Peer, Waiting>();
  /** Peers that told of accounts which may be libraries a block later. */
  readonly #early = new Set<Peer>();
  /** Peers that owe an answer. */
  readonly #asked = new Set<Peer>();
  /** Where the next answer to a peer goes on. */
  readonly #places = new Map<Peer, number>();
  readonly #working = new Set<Promise<void>>();
  readonly #stop: () => void;
  /** What this node said last; nothing while it speaks for nobody. */
  #current: PeerRecord | undefined;

  constructor(modules: RecordsModules, environment: Environment) {
    const { nodeKey: key, secretKey, genesisId } = modules;
    this.#modules = modules;
    this.#environment = environment;
    this.#own = new OwnRecord({ key, secretKey, genesisId });
    this.#ownId = bytesToHex(key);
    this.#passed = new Quota(passedQuota, environment.monotonic());
    this.#stop = environment.every(sayEvery, () => this.#refresh());
  }

  close(): void {
    this.#stop();
    for (const { records } of this.#waiting.values()) records.length = 0;
  }

  /** Resolves when no record is being checked. */
  async settled(): Promise<void> {
    await Promise.all(this.#working);
  }

  /** Sets the accounts that this node speaks for, and spreads it if that is news. Their keys are not kept. */
  speakFor(accounts: readonly Speaker[]): void {
    this.#own.speakFor(accounts);
    this.#sayNews();
  }

  /** Other nodes that speak for an account, as far as they are known here, the newest word first. */
  speakersOf(account: Key): Listed[] {
    return this.#isUsable(account) ? this.#directory.speakersOf(account) : [];
  }

  /** A peer is ready: it hears of this node, and is asked for what it knows. */
  join(peer: Peer): void {
    this.#waiting.set(peer, {
      records: [],
      quota: new Quota(takenQuota, this.#environment.monotonic()),
      isRunning: false,
    });
    // The first that came said where this node is seen.
    if (this.#current?.urls.length === 0 && this.#urls().length > 0) this.#say();
    else if (this.#current !== undefined) peer.send({ type: 'newRecord', record: this.#current });
    void this.ask(peer);
  }

  leave(peer: Peer): void {
    this.#waiting.get(peer)?.records.splice(0);
    this.#waiting.delete(peer);
    this.#early.delete(peer);
    this.#places.delete(peer);
  }

  /** Asks a peer for what it knows. A build that knows no records says nothing, which is no fault. */
  async ask(peer: Peer): Promise<void> {
    if (this.#asked.has(peer)) return;
    this.#asked.add(peer);
    try {
      const { records } = await peer.ask('records', {});
      this.#queue(peer, records);
    } catch (error) {
      if (isPeersFault(error)) this.#environment.logger.debug({ peer: peer.remote, code: error.code }, 'no records');
      else judge(peer, error, this.#environment);
    } finally {
      this.#asked.delete(peer);
    }
  }

  /** The tip moved: accounts may be libraries now that were none before. */
  follow(): void {
    this.#sayNews();
  }

  /** The tip is where the others' are: who told of accounts that were no libraries yet is asked again. */
  askAgain(): void {
    const early = [...this.#early];
    this.#early.clear();
    for (const peer of early) void this.ask(peer);
  }

  /**
   * A peer pushed a record.
   * @throws RECORD_FLOOD
   */
  take(peer: Peer, { record }: MessageOf<'newRecord'>): void {
    const waiting = this.#waiting.get(peer);
    if (waiting === undefined) return;
    if (!waiting.quota.take(this.#environment.monotonic())) {
      throw recordsRefusals.RECORD_FLOOD({ closeCode: closeCodes.misbehaved });
    }
    this.#queue(peer, [record]);
  }

  /** What is told to a peer that asks: one part after the other of what is known, and the record of this node. */
  known(peer: Peer): PeerRecord[] {
    const all = this.#directory.all();
    const room = recordsLimit - 1;
    const place = this.#places.get(peer) ?? 0;
    const from = place < all.length ? place : 0;
    this.#places.set(peer, from + room);
    const records = all.slice(from, from + room).map(({ record }) => record);
    return this.#current === undefined ? records : [...records, this.#current];
  }

  #queue(peer: Peer, records: readonly PeerRecord[]): void {
    const waiting = this.#waiting.get(peer);
    if (waiting === undefined) return;
    waiting.records.push(...records.slice(0, Math.max(0, waitingLimit - waiting.records.length)));
    if (waiting.isRunning) return;
    waiting.isRunning = true;
    const work = this.#work(peer, waiting);
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  /** One record after the other, so that whoever sends many waits for itself. */
  async #work(peer: Peer, waiting: Waiting): Promise<void> {
    for (let record = waiting.records.shift(); record !== undefined; record = waiting.records.shift()) {
      try {
        if (this.#learn(peer, record)) await breathe();
      } catch (error) {
        judge(peer, error, this.#environment);
      }
    }
    waiting.isRunning = false;
  }

  /** Takes a record if it is news that somebody can use. Says whether that was work. @throws RECORD_FORGED */
  #learn(peer: Peer, record: PeerRecord): boolean {
    const { genesisId } = this.#modules;
    const id = bytesToHex(record.nodeKey);
    if (id === this.#ownId) {
      if (record.sequence <= this.#own.sequence) return false;
      checkRecord(record, genesisId, () => false);
      this.#overtake(record);
      return true;
    }
    const known = this.#directory.get(id)?.record;
    const named = record.accounts.map(({ key }) => byteString(key));
    if (record.sequence <= Math.max(known?.sequence ?? -1, this.#heard.newest(id, named))) return false;
    if (!this.#isOfToday(record)) return false;
    const usable = this.#usable(record);
    const isUseful = usable.length > 0;
    if (!isUseful && known === undefined) {
      if (record.accounts.length > 0) this.#early.add(peer);
      return false;
    }
    const now = this.#environment.monotonic();
    const quota = this.#nodeQuotas.get(id) ?? new Quota(nodeQuota, now);
    if (!quota.has(now) || (isUseful && !this.#heard.hasRoom(id, usable, now))) return false;
    checkRecord(record, genesisId, (claim) => this.#directory.hasClaim(id, claim));
    quota.take(now);
    this.#nodeQuotas.set(id, quota);
    const before = known === undefined ? [] : this.#usable(known);
    this.#heard.note(id, record.sequence, [...new Set([...usable, ...before])], now);
    if (isUseful) this.#directory.put({ record, id, since: now, isNear: isLoopback(peer.remote) });
    else this.#directory.forget(id);
    // One that is older than all it would stand beside was not kept, and is news to nobody.
    if (!isUseful || this.#directory.get(id) !== undefined) this.#passOn(peer, record);
    return true;
  }

  #isOfToday({ sequence }: PeerRecord): boolean {
    const now = this.#environment.now();
    return sequence <= now + furthest.ahead && sequence >= now - furthest.behind;
  }

  /** A record of this node itself that it does not remember: an earlier run's, whose clock was ahead. */
  #overtake({ sequence }: PeerRecord): void {
    this.#own.overtake(sequence);
    if (this.#current !== undefined) this.#say();
  }

  #passOn(from: Peer, record: PeerRecord): void {
    if (!this.#passed.take(this.#environment.monotonic())) return;
    for (const peer of this.#modules.peers()) if (peer !== from) peer.send({ type: 'newRecord', record });
  }

  #refresh(): void {
    const connected = new Set(this.#modules.peers().map(({ id }) => id));
    this.#directory.tidy(this.#environment.monotonic(), ({ id, record }) => ({
      isConnected: connected.has(id),
      isUseful: record.accounts.some(({ key }) => this.#isUsable(key)),
    }));
    if (this.#current !== undefined) this.#say();
  }

  #sayNews(): void {
    if (this.#own.isStale((key) => this.#isUsable(key))) this.#say();
  }

  /** Tells all peers. The last word of a node that speaks for nobody any more is that. */
  #say(): void {
    const record = this.#own.sign(this.#environment.now(), this.#urls(), (key) => this.#isUsable(key));
    this.#current = record.accounts.length === 0 ? undefined : record;
    for (const peer of this.#modules.peers()) peer.send({ type: 'newRecord', record });
  }

  /** Where others say that they see this node. */
  #urls(): string[] {
    const { listenPort } = this.#modules;
    return mostSeen(this.#modules.peers().map(({ hello }) => seenUrl(hello, listenPort)));
  }

  /** The accounts of a record, as byte strings, that are libraries. */
  #usable({ accounts }: PeerRecord): string[] {
    return accounts.filter(({ key }) => this.#isUsable(key)).map(({ key }) => byteString(key));
  }

  #isUsable(account: Key): boolean {
    return libraryOf(this.#modules.chain.view(), account) !== undefined;
  }
}
