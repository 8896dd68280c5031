import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect } from 'vitest';
import type { Genesis } from '../../../source/ledger/genesis.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { cutContent, type SaltedChunk } from '../../../source/ledger/registries/books/content.ts';
import type { ExchangeView, Facade } from '../../../source/node/facade.ts';
import type { MessageOf } from '../../../source/node/network/messages.ts';
import { OwnWords } from '../../../source/node/wallet/own-words.ts';
import { demoWallet } from '../../../source/wallet/wallet.ts';
import { lightWork } from '../../support/light.ts';
import type { Host } from '../../support/simulation/host.ts';
import { bytesOf } from '../../support/simulation/random.ts';
import { Simulation } from '../../support/simulation/simulation.ts';
import type { Sent } from '../../support/simulation/wire.ts';
import { genesis, type Library, miner, type Own, own, passphrase, words } from './libraries.ts';
import { moneyOn } from './money.ts';

/** Milliseconds in which every message that was sent arrives, and what follows from it is sent. */
const breath = 120;
/** Deniers. */
export const price = 2_000_000n;

/** A book, and all that only its owner has of it. */
export interface Shelved {
  readonly id: string;
  /** Hex. */
  readonly content: string;
  readonly chunks: readonly SaltedChunk[];
}

/** A hand-over that a test follows, and what everybody had before it. */
export interface Followed {
  readonly id: string;
  readonly book: string;
  readonly content: string;
  readonly requester: Library;
  readonly owner: Library;
  readonly height: number;
  readonly before: ReadonlyMap<string, bigint>;
}

/** Libraries that have no terminal of their own, and whose speaks for them. */
export type Guests = Readonly<Partial<Record<Library, Library>>>;

/** Where the libraries of a room are. */
interface Setting {
  readonly ground: Genesis;
  readonly guests: Guests;
}

/** Some libraries, each at a terminal of its own or at one that speaks for several, with somebody who looks on; all of it on one simulated clock. */
export class Room {
  readonly simulation: Simulation;
  readonly libraries: readonly Library[];
  /** What every terminal drew as secrets and salts. */
  readonly drawn = new Map<string, Uint8Array[]>();
  /** Every message between terminals. */
  readonly sent: Sent[] = [];
  readonly #genesis: Genesis;
  readonly #guests: Guests;
  readonly #hosts = new Map<string, Host>();
  /** The tip of every terminal. */
  readonly #tips = new Map<string, string>();
  #height = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'carnet-room-'));
  #news = 0;

  private constructor(seed: number, libraries: readonly Library[], { ground, guests }: Setting) {
    this.#genesis = ground;
    this.#guests = guests;
    this.simulation = new Simulation(seed);
    this.libraries = libraries;
    const { watch } = this.simulation.wires;
    this.simulation.wires.watch = (sent) => {
      watch(sent);
      this.sent.push(sent);
      if (!quietOnes.has(sent.message.type)) this.#news++;
    };
  }

  /** Opens the terminals, and lets every library join. */
  static async open(
    seed: number,
    libraries: readonly Library[],
    ground: Genesis = genesis,
    guests: Guests = {},
  ): Promise<Room> {
    const room = new Room(seed, libraries, { ground, guests });
    for (const name of [...libraries, miner]) if (guests[name as Library] === undefined) await room.#add(name);
    await room.#met();
    for (const name of libraries) await room.node(name).submit({ as: name, operation: 'books.join' });
    await room.quiet();
    await room.mine();
    await room.simulation.until('everybody knows where the others are', async () => {
      const all = await Promise.all(libraries.map((name) => room.node(name).libraries()));
      return all.every((list) => list.every(({ here, elsewhere }) => here || elsewhere > 0));
    });
    return room;
  }

  async #add(name: string): Promise<void> {
    const directory = join(this.#folder, name);
    const wallet = await demoWallet(regtest);
    const drawn: Uint8Array[] = [];
    this.drawn.set(name, drawn);
    const randomBytes = (size: number) => {
      const bytes = bytesOf(this.simulation.random, size);
      drawn.push(bytes);
      return bytes.slice();
    };
    const isOwn = name in own;
    const isDemo = name.startsWith('library-');
    const openWords = () =>
      new OwnWords(
        { file: join(directory, 'wallet.json'), reserved: () => false },
        { wallet, randomBytes: (size) => new Uint8Array(size).fill(7), work: lightWork },
      );
    if (isOwn) await openWords().create({ passphrase, words: words(name as Own), name });
    const books = { folder: join(directory, 'books'), randomBytes, ...(isDemo ? { library: name } : {}) };
    const more = () => {
      if (!isOwn) return { books };
      const ownWords = openWords();
      ownWords.view();
      return { books, words: ownWords };
    };
    const host = await this.simulation.add({ name, directory, genesis: this.#genesis, minerName: name, more }, wallet);
    this.#hosts.set(name, host);
    this.#follow(host);
    if (isOwn) await host.node.unlock({ passphrase });
    await this.simulation.pass(600);
  }

  #follow({ name, node }: Host): void {
    node.subscribe((event) => {
      if (event.type !== 'tip') return;
      this.#tips.set(name, event.id);
      if (name === miner) this.#height = event.height;
    });
  }

  /** Starts a terminal that was stopped, on what it left. Words of somebody's own are locked then. */
  async restart(name: string): Promise<void> {
    await this.host(name).start();
    this.#follow(this.host(name));
    await this.#met();
    await this.simulation.until('it has the blocks that came meanwhile', async () => {
      const { tip } = await this.node(name).status();
      this.#tips.set(name, tip);
      return tip === this.#tips.get(miner);
    });
    await this.quiet();
  }

  get parameters(): Genesis['parameters'] {
    return this.#genesis.parameters;
  }

  host(name: string): Host {
    const host = this.#hosts.get(this.#guests[name as Library] ?? name);
    if (host === undefined) throw new Error(`${name} has no terminal here`);
    return host;
  }

  node(name: string): Facade {
    return this.host(name).node;
  }

  /** Takes a terminal away from one moment to the next. */
  crash(name: string): Promise<void> {
    return this.host(name).crash();
  }

  async unlock(name: string): Promise<void> {
    await this.node(name).unlock({ passphrase });
    await this.quiet();
  }

  /** Lets time pass until nobody has anything to say. */
  async quiet(): Promise<void> {
    for (let seen = -1; seen !== this.#news; ) {
      seen = this.#news;
      await this.simulation.pass(breath);
    }
  }

  /** Finds blocks, each once all that follows from the one before was said. */
  async mine(blocks = 1, by: string = miner): Promise<void> {
    for (let left = blocks; left > 0; left--) {
      await this.host(by).mine();
      await this.#agreed(by);
      await this.quiet();
    }
  }

  async #met(): Promise<void> {
    const hosts = [...this.#hosts.values()];
    await this.simulation.until('all are connected', async () => {
      return (await Promise.all(hosts.map((host) => host.peers()))).every(({ length }) => length === hosts.length - 1);
    });
  }

  async #agreed(by: string): Promise<void> {
    await this.simulation.until('all have one tip', async () => {
      const up = [...this.#hosts.values()].filter((host) => host.isUp && this.#reaches(host.name, by));
      return new Set(up.map(({ name }) => this.#tips.get(name))).size === 1;
    });
  }

  /** Cuts one terminal off from all others. */
  async cut(name: string): Promise<void> {
    const others = [...this.#hosts.values()].filter((host) => host.name !== name);
    this.simulation.partition([this.host(name)], others);
    await this.quiet();
  }

  /** Connects all of them again; they agree on the branch with more work. */
  async heal(): Promise<void> {
    this.simulation.heal();
    await this.#met();
    await this.#agreed(miner);
    await this.quiet();
  }

  #reaches(one: string, other: string): boolean {
    return this.simulation.wires.reaches(this.addressOn(one), this.addressOn(other));
  }

  /** Height of the tip, as whoever finds the blocks has it. */
  get height(): number {
    return this.#height;
  }

  /** Puts books on a shelf, with content that nobody guesses. */
  async shelve(owner: Library, count: number, size = 1_200): Promise<Shelved[]> {
    const books: Shelved[] = [];
    for (let place = 0; place < count; place++) {
      const bytes = bytesOf(this.simulation.random, size);
      const content = bytesToHex(bytes);
      const drawn = this.drawn.get(owner) ?? [];
      const before = drawn.length;
      const { id } = await this.node(owner).addBook({ as: owner, title: `Book ${place}`, content });
      const chunks = cutContent(bytes).map((chunk, part) => ({ salt: drawn[before + part] ?? bytes, chunk }));
      books.push({ id, content, chunks });
    }
    await this.quiet();
    await this.mine();
    return books;
  }

  /** Asks for a book, and lets everybody hear of it. */
  async request(
    requester: Library,
    owner: Library,
    { id: book, content }: Pick<Shelved, 'id' | 'content'>,
  ): Promise<Followed> {
    const before = await moneyOn(this.node(miner));
    const height = this.height;
    const { id } = await this.node(requester).request({ as: requester, book, price: `${price}` });
    await this.quiet();
    return { id, book, content, requester, owner, height, before };
  }

  exchange(name: string, { id }: Pick<Followed, 'id'>): Promise<ExchangeView> {
    return this.node(name).exchange({ id });
  }

  /** Mines until a hand-over stands somehow for whoever is asked, at most so many blocks. */
  async until(followed: Followed, states: readonly ExchangeView['state'][], asked: string = followed.requester) {
    for (let blocks = 0; ; blocks++) {
      const view = await this.exchange(asked, followed);
      if (states.includes(view.state)) return view;
      if (blocks === 40) throw new Error(`it stays ${view.state} at step ${view.step}: ${view.waitsFor}`);
      await this.mine();
    }
  }

  letters(): MessageOf<'letter'>[] {
    return this.sent.flatMap(({ message }) => (message.type === 'letter' ? [message] : []));
  }

  /** What two terminals are called on the wires. */
  addressOn(name: string): string {
    return this.host(name).options.address;
  }

  async close(): Promise<void> {
    await this.simulation.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
    expect(this.simulation.hosts.flatMap(({ errors }) => errors)).toEqual([]);
  }
}

/** What is said without an occasion. */
const quietOnes: ReadonlySet<string> = new Set([
  'ping',
  'pong',
  'getPeers',
  'peers',
  'newRecord',
  'getRecords',
  'records',
]);
