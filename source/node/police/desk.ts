import { RefusedError } from '../../ledger/refusal.ts';
import type { PoliceView } from '../facade/police.ts';
import { PoliceDatabase } from './database.ts';
import { isThere } from './disk.ts';
import { masterOf, type PoliceModules, type PolicePlace } from './parts.ts';
import { policeRefusals } from './refusals.ts';

/** Told that the database was opened, closed or written or, with a share from 0 to 1, how far its opening is. */
export type DeskListener = (progress?: number) => void;

/** Where a running node keeps the police database between opening and closing. */
export class PoliceDesk {
  readonly #place: PolicePlace;
  readonly #modules: Pick<PoliceModules, 'now' | 'randomBytes'>;
  readonly #tell: DeskListener;
  #database: PoliceDatabase | undefined;
  #opening: Promise<unknown> | undefined;
  #isStopped = false;

  constructor(place: PolicePlace, modules: Pick<PoliceModules, 'now' | 'randomBytes'>, tell: DeskListener) {
    this.#place = place;
    this.#modules = modules;
    this.#tell = tell;
  }

  view(): PoliceView {
    const { folder } = this.#place;
    if (this.#database === undefined) return { state: isThere(folder) ? 'closed' : 'none', folder };
    const { entries, mark } = this.#database;
    return { state: 'open', folder, entries, mark };
  }

  /**
   * Opens the database; where it is open already, the passphrase must be right all the same.
   * @throws POLICE_BUSY, POLICE_STOPPED and as {@link PoliceDatabase.open}
   */
  async open(passphrase: string): Promise<void> {
    if (this.#opening !== undefined) throw policeRefusals.POLICE_BUSY();
    const opening = this.#open(passphrase);
    this.#opening = opening;
    try {
      await opening;
    } finally {
      this.#opening = undefined;
    }
    this.#tell();
  }

  async #open(passphrase: string): Promise<void> {
    let told = -1;
    const onProgress = (share: number) => {
      if (this.#isStopped) throw policeRefusals.POLICE_STOPPED();
      const hundredths = Math.floor(share * 100);
      if (hundredths > told) this.#tell(share);
      told = hundredths;
    };
    if (this.#database !== undefined) {
      const master = await masterOf(this.#place, passphrase, { onProgress });
      master.fill(0);
      return;
    }
    const database = await PoliceDatabase.open(this.#place, passphrase, { ...this.#modules, onProgress });
    if (this.#isStopped) {
      await database.close();
      throw policeRefusals.POLICE_STOPPED();
    }
    this.#database = database;
  }

  /** Closes it; asked for again, it takes its passphrase. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await database?.close();
    if (database !== undefined) this.#tell();
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
    const answer = await work(this.#database);
    if (this.#database?.entries !== before) this.#tell();
    return answer;
  }
}
