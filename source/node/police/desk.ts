import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import type { SealModules } from '../../wallet/sealed.ts';
import type { PoliceView } from '../facade/police.ts';
import { type Founder, makePolice } from './create.ts';
import { PoliceDatabase } from './database.ts';
import { isThere } from './disk.ts';
import { masterOf, type PolicePlace, partsFrom } from './parts.ts';
import type { Person } from './person.ts';
import { policeRefusals } from './refusals.ts';

/** Told what happens to the database. */
export interface DeskListener {
  /** It was opened, closed or written or, with a share from 0 to 1, work with its passphrase goes on. */
  changed(progress?: number): void;
  /** It was closed because nobody asked it anything for so many milliseconds. */
  closedByItself(unused: number): void;
}

/** What a desk takes from outside. */
export interface DeskModules extends Pick<SealModules, 'randomBytes' | 'work'> {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only ever grow. */
  monotonic(): number;
  /** Calls back after so many milliseconds until the returned function is called. */
  every(milliseconds: number, callback: () => void): () => void;
  /** This process, for the name of a folder that is not whole yet. */
  readonly pid: number;
}

/** Somebody whom everybody may read about: the ledger of a demo network commits to this person under this salt. */
export interface PublicPerson {
  readonly key: Key;
  readonly salt: Uint8Array;
  readonly person: Person;
}

/** Nobody leaves a desk open on a file like this: it is closed after so many milliseconds without a question. */
const longestUnused = 10 * 60_000;
/** How often it is looked at, milliseconds. */
const lookEvery = 15_000;

/** Where a running node keeps the police database between opening and closing. */
export class PoliceDesk {
  readonly #place: PolicePlace;
  readonly #modules: DeskModules;
  readonly #listener: DeskListener;
  #database: PoliceDatabase | undefined;
  #opening: Promise<unknown> | undefined;
  #isStopped = false;
  #lastUse = 0;
  #stopLooking: (() => void) | undefined;

  constructor(place: PolicePlace, modules: DeskModules, listener: DeskListener) {
    this.#place = place;
    this.#modules = modules;
    this.#listener = listener;
  }

  /** @param demo whom an empty database on a demo network can take in */
  async view(demo: readonly PublicPerson[] = []): Promise<PoliceView> {
    const { folder } = this.#place;
    const database = this.#database;
    if (database === undefined) return { state: isThere(folder) ? 'closed' : 'none', folder };
    const isOffered = demo.length > 0 && !(await hasAny(database, demo));
    // It may have been closed meanwhile.
    if (database !== this.#database) return this.view(demo);
    const { entries, mark } = database;
    return { state: 'open', folder, entries, mark, ...(isOffered ? { demo: demo.length } : {}) };
  }

  /**
   * Makes an empty database, and leaves it open.
   * @throws POLICE_BUSY, POLICE_STOPPED, POLICE_EXISTS and as {@link makePolice}
   */
  create(by: Founder): Promise<void> {
    return this.#exclusively(async (onProgress) => {
      const { master } = await makePolice(this.#place, by, { ...this.#modules, onProgress });
      try {
        const parts = await partsFrom(this.#place, master, this.#modules);
        return await PoliceDatabase.over(parts, this.#modules);
      } finally {
        master.fill(0);
      }
    });
  }

  /**
   * Opens the database; where it is open already, the passphrase must be right all the same.
   * @throws POLICE_BUSY, POLICE_STOPPED and as {@link PoliceDatabase.open}
   */
  open(passphrase: string): Promise<void> {
    return this.#exclusively(async (onProgress) => {
      if (this.#database === undefined) {
        return PoliceDatabase.open(this.#place, passphrase, { ...this.#modules, onProgress });
      }
      const master = await masterOf(this.#place, passphrase, { onProgress });
      master.fill(0);
      return undefined;
    });
  }

  /** Does work with a passphrase, one at a time; what it gives is the open database. */
  async #exclusively(
    work: (onProgress: (share: number) => void) => Promise<PoliceDatabase | undefined>,
  ): Promise<void> {
    if (this.#opening !== undefined) throw policeRefusals.POLICE_BUSY();
    let told = -1;
    const opening = work((share) => {
      if (this.#isStopped) throw policeRefusals.POLICE_STOPPED();
      const hundredths = Math.floor(share * 100);
      if (hundredths > told) this.#listener.changed(share);
      told = hundredths;
    }).then((database) => this.#keep(database));
    this.#opening = opening;
    try {
      await opening;
    } finally {
      this.#opening = undefined;
    }
    this.#listener.changed();
  }

  async #keep(database: PoliceDatabase | undefined): Promise<void> {
    if (database === undefined) return;
    if (this.#isStopped) {
      await database.close();
      throw policeRefusals.POLICE_STOPPED();
    }
    this.#database = database;
    this.#touch();
    this.#stopLooking = this.#modules.every(lookEvery, () => void this.#look());
  }

  /** Closes it; asked for again, it takes its passphrase. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    await database?.close();
    if (database !== undefined) this.#listener.changed();
  }

  /** Gives up opening, closes, and opens no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    try {
      await this.#opening;
    } catch (error) {
      // Whoever opens it hears of that.
      if (!(error instanceof RefusedError)) throw error;
    }
    await this.close();
  }

  /**
   * Asks the open database something, and tells everybody.
   * @throws POLICE_MISSING, POLICE_CLOSED
   */
  async use<T>(work: (database: PoliceDatabase) => Promise<T>): Promise<T> {
    const { folder } = this.#place;
    if (this.#database === undefined) {
      throw isThere(folder) ? policeRefusals.POLICE_CLOSED() : policeRefusals.POLICE_MISSING({ folder });
    }
    const before = this.#database.entries;
    this.#touch();
    const answer = await work(this.#database);
    this.#touch();
    if (this.#database?.entries !== before) this.#listener.changed();
    return answer;
  }

  #touch(): void {
    this.#lastUse = this.#modules.monotonic();
  }

  async #look(): Promise<void> {
    if (this.#database === undefined || this.#modules.monotonic() - this.#lastUse < longestUnused) return;
    await this.close();
    this.#listener.closedByItself(longestUnused);
  }
}

/** Whether one of some people is on file; of a database that was closed meanwhile nobody wants to know. */
async function hasAny(database: PoliceDatabase, people: readonly PublicPerson[]): Promise<boolean> {
  try {
    return await database.hasAny(people.map(({ key }) => key));
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'POLICE_CLOSED') return true;
    throw error;
  }
}
