import { sha256 } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { Turns } from '../turns.ts';
import { type AuditReport, auditParts } from './audit.ts';
import { replaceSlot, writeRefusal } from './disk.ts';
import { mendEnd } from './end.ts';
import { checkPurpose, checkWho, type Entry, type Head, logText, openEntry } from './entry.ts';
import { link, type Told } from './link.ts';
import { type Mark, markText } from './mark.ts';
import { closeParts, openParts, type Parts, type PoliceModules, type PolicePlace } from './parts.ts';
import { type Person, saltSize } from './person.ts';
import { type Row, rowKeys } from './records.ts';
import { policeRefusals } from './refusals.ts';
import { slotOffset, writeSlot } from './slots.ts';
import { closePerson, type OnFile, openPerson } from './stored.ts';

/** Who asks, and what for. */
export interface Reason {
  readonly who: string;
  readonly purpose: string;
}

/** A look-up: of a key, or of a plate, behind which perhaps nobody stands. */
export interface LookUp extends Reason {
  readonly key: Key | undefined;
  readonly plate?: string;
  /** Keys that this one replaced, the latest first: the person may be on file behind one of those. */
  readonly replaced?: readonly Key[];
  /** Height of the ledger that knew the plate. */
  readonly height?: number;
}

/** An open police database. Everything that is asked of it stands in its log, on the disk, before it is answered. */
export class PoliceDatabase {
  readonly #parts: Parts;
  readonly #modules: PoliceModules;
  readonly #turns = new Turns();
  #head: Head;
  #isClosed = false;

  private constructor(parts: Parts, modules: PoliceModules, head: Head) {
    this.#parts = parts;
    this.#modules = modules;
    this.#head = head;
  }

  /**
   * Opens a database whose log ends where it should; what lies further back is for {@link PoliceDatabase.audit}.
   * @throws POLICE_MISSING, POLICE_OTHER_NETWORK, POLICE_PASSPHRASE_WRONG, POLICE_LOCKED, POLICE_DAMAGED,
   * POLICE_DISK_FULL, POLICE_UNUSABLE, POLICE_NEWER
   */
  static async open(place: PolicePlace, passphrase: string, modules: PoliceModules): Promise<PoliceDatabase> {
    return PoliceDatabase.over(await openParts(place, passphrase, modules), modules);
  }

  /**
   * The database of parts that are open, which it closes with itself, and at once where it is refused.
   * @throws POLICE_DAMAGED, POLICE_DISK_FULL, POLICE_UNUSABLE
   */
  static async over(parts: Parts, modules: PoliceModules): Promise<PoliceDatabase> {
    try {
      return new PoliceDatabase(parts, modules, await mendEnd(parts));
    } catch (error) {
      await closeParts(parts);
      throw error;
    }
  }

  /** Closes it once everything asked before is answered, and forgets its secrets. */
  close(): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      await closeParts(this.#parts);
    });
  }

  /** How many entries the log has. */
  get entries(): number {
    return this.#head.count;
  }

  /** Where the log ends, to be kept elsewhere. */
  get mark(): string {
    return markText(this.#head);
  }

  /**
   * Who is behind a key or behind one that it replaced, or nothing; either way it is in the log, under the key that
   * somebody is on file for.
   * @throws PURPOSE_MISSING, WHO_MISSING, POLICE_DAMAGED, and what a write is refused for
   */
  async lookUp({ key, replaced = [], plate = '', height, who, purpose }: LookUp): Promise<OnFile | undefined> {
    const told = { action: 'look', ...reasonOf({ who, purpose }), plate: logText('The plate', plate, 20) } as const;
    return this.#alone(async () => {
      for (const each of key === undefined ? [] : [key, ...replaced]) {
        const box = await this.#box(each);
        if (box === undefined) continue;
        await this.#append({ ...told, key: each, height, found: true });
        return this.#openPerson(each, box);
      }
      await this.#append({ ...told, key, height, found: false });
      return undefined;
    });
  }

  /** Whether somebody is on file for one of some keys. Says nothing of anybody, so it is in no log. */
  async hasAny(keys: readonly Key[]): Promise<boolean> {
    return this.#alone(async () => {
      for (const key of keys) if ((await this.#box(key)) !== undefined) return true;
      return false;
    });
  }

  /**
   * Puts a person on file behind a key that has none. Gives the commitment for the ledger, under a fresh salt if none is
   * given. That there is somebody already is an answer about a person, and in the log as a look-up.
   * @throws PERSON_EXISTS, WHO_MISSING, and what a write is refused for
   */
  async add(key: Key, person: Person, { who, purpose }: Reason, given?: Uint8Array): Promise<Uint8Array> {
    const told = { action: 'add', who: checkWho(who), purpose: logText('The purpose', purpose, 200) } as const;
    return this.#alone(async () => {
      if ((await this.#box(key)) !== undefined) {
        const purpose = told.purpose === '' ? 'to put somebody on file' : told.purpose;
        await this.#append({ action: 'look', who: told.who, purpose, key, found: true });
        throw policeRefusals.PERSON_EXISTS();
      }
      const { secrets } = this.#parts;
      const salt = given ?? this.#modules.randomBytes(saltSize);
      const at = BigInt(this.#modules.now());
      const { box, commitment } = closePerson(secrets, { key, salt, person, at, who: told.who });
      await this.#append({ ...told, key, found: true, box: sha256(box) }, [
        { key: rowKeys.person(secrets.indexOf(key)), value: box },
      ]);
      return commitment;
    });
  }

  /**
   * The commitment of somebody on file once more.
   * @throws PERSON_UNKNOWN, PURPOSE_MISSING, WHO_MISSING, POLICE_DAMAGED, and what a write is refused for
   */
  async commitment(key: Key, reason: Reason): Promise<Uint8Array> {
    const told = { action: 'commit', ...reasonOf(reason) } as const;
    return this.#alone(async () => {
      const box = await this.#known(key, told);
      await this.#append({ ...told, key, found: true });
      return this.#openPerson(key, box).commitment;
    });
  }

  /**
   * Erases salt and record of a person, from LevelDB's files too: what stands on the ledger then fits nobody.
   * @throws PERSON_UNKNOWN, PURPOSE_MISSING, WHO_MISSING, POLICE_REMAINS, and what a write is refused for
   */
  async erase(key: Key, reason: Reason): Promise<void> {
    const told = { action: 'erase', ...reasonOf(reason) } as const;
    return this.#alone(async () => {
      const { folder, secrets, records } = this.#parts;
      await this.#known(key, told);
      // Tried before anything is taken away: a disk without room for it refuses while nothing is changed.
      await records.compact();
      await this.#append({ ...told, key, found: true }, [
        { key: rowKeys.person(secrets.indexOf(key)), value: undefined },
        { key: rowKeys.remains, value: new Uint8Array(0) },
      ]);
      try {
        await records.compact();
        await records.write([{ key: rowKeys.remains, value: undefined }]);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        // The next time the database is opened it is done again.
        throw policeRefusals.POLICE_REMAINS({ folder });
      }
    });
  }

  /**
   * Entries of the log, newest first, before a number if one is given.
   * @throws POLICE_DAMAGED, POLICE_UNUSABLE
   */
  async log(limit: number, before = this.#head.count + 1): Promise<Entry[]> {
    return this.#alone(async () => {
      const { folder, secrets, records } = this.#parts;
      const found: Entry[] = [];
      for await (const { number, box } of records.entries(1, before - 1, true)) {
        if (found.length >= limit) break;
        const entry = openEntry(secrets, box)?.entry;
        if (entry?.number !== number) {
          throw policeRefusals.POLICE_DAMAGED({
            folder,
            reason: `entry ${number} of its log is not as it was written`,
          });
        }
        found.push(entry);
      }
      return found;
    });
  }

  /** Goes through everything and says what is not as it was written, and whether a mark still holds. */
  async audit(mark?: Mark): Promise<AuditReport> {
    return this.#alone(() => auditParts(this.#parts, mark));
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      if (this.#isClosed) throw policeRefusals.POLICE_CLOSED();
      return work();
    });
  }

  #box(key: Key): Promise<Uint8Array | undefined> {
    const { records, secrets } = this.#parts;
    return records.get(rowKeys.person(secrets.indexOf(key)));
  }

  /** That nobody is on file is an answer like any other, and in the log as a look-up. */
  async #known(key: Key, { who, purpose }: Reason): Promise<Uint8Array> {
    const box = await this.#box(key);
    if (box !== undefined) return box;
    await this.#append({ action: 'look', who, purpose, key, found: false });
    throw policeRefusals.PERSON_UNKNOWN();
  }

  #openPerson(key: Key, box: Uint8Array): OnFile {
    const { folder, secrets } = this.#parts;
    const found = openPerson(secrets, secrets.indexOf(key), box);
    if (found === undefined) {
      throw policeRefusals.POLICE_DAMAGED({ folder, reason: 'what it has on this person is not as it was written' });
    }
    return found;
  }

  /** Writes an entry, and what changes with it: both or neither, and safely on the disk. */
  async #append(told: Told, changes: readonly Row[] = []): Promise<void> {
    const { folder, secrets, records } = this.#parts;
    records.checkUsable();
    const { head, rows } = link(secrets, this.#head, told, this.#modules.now());
    await records.write([...rows, ...changes]);
    this.#head = head;
    try {
      replaceSlot(folder, slotOffset(head), writeSlot(secrets, head));
    } catch (error) {
      // A note that is two entries behind would be damage.
      throw records.fail(writeRefusal(folder, error));
    }
  }
}

function reasonOf({ who, purpose }: Reason): Reason {
  return { who: checkWho(who), purpose: checkPurpose(purpose) };
}
