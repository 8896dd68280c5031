import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { type IteratorOptions, Level } from 'level';
import { taggedHash, tags } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { type RefusedError, refusals } from '../../ledger/refusal.ts';
import { reasonOf } from '../../store/failure.ts';

export const vaultRefusals = refusals({
  VAULT_FAILED: (data: { folder: string; reason: string }) =>
    `The disk did not take what belongs to the books in ${data.folder} (${data.reason}). Nothing was sent or signed. Look after the disk and start again.`,
  VAULT_DAMAGED: (data: { folder: string; section: Section; id: string }) =>
    `${sectionWords[data.section]} ${data.id.slice(0, 12)} in ${data.folder} does not open with its owner's key, or is not whole: it was changed or damaged. Nothing is done with it; everything else goes on. Put a copy of that folder back.`,
  VAULT_LOST: (data: { folder: string; bytes: number }) =>
    `${data.bytes.toLocaleString('en-US')} bytes in ${data.folder} were damaged and are lost, of what was written last: contents of books or steps of hand-overs. Everything else goes on. Look after the disk, and put a copy of that folder back.`,
});

/** Every kind of row; the second byte of its key, behind the version of the layout. */
const sections = { content: 1, machine: 2, ended: 3, blocks: 4, voice: 5 } as const;
export type Section = keyof typeof sections;

/** What lies under each kind of row, as a sentence begins with it. */
const sectionWords: Readonly<Record<Section, string>> = {
  content: 'The content with the print',
  machine: 'The hand-over',
  ended: 'The hand-over',
  blocks: 'The hand-over',
  voice: 'The mark',
};

/** Where something lies: of which account, under which id of 32 bytes. */
export interface Place {
  readonly section: Section;
  readonly account: Key;
  readonly id: Uint8Array;
}

/** One write: what lies there from now on, or nothing. */
export interface Deposit extends Place {
  readonly plain: Uint8Array | undefined;
}

const layout = 1;
const nonceSize = 24;
const accountSize = 33;
const idSize = 32;

/** The key under which an account's rows lie, from its secret key alone, 32 bytes. */
export function vaultKey(secretKey: Uint8Array): Uint8Array {
  return taggedHash(tags.vault, secretKey);
}

export interface VaultModules {
  readonly folder: string;
  randomBytes(size: number): Uint8Array;
  /** The secret key of an account. Throws KEY_MISSING, WALLET_LOCKED. */
  secretKey(account: Key): Uint8Array;
}

/**
 * What a library has for itself: the contents of its books, and what it knows of its hand-overs. Every row is a closed
 * box (XChaCha20-Poly1305) under a key that only the account's own words give; without them nothing can be read here.
 */
export class Vault {
  readonly #modules: VaultModules;
  readonly #database: Level<Uint8Array, Uint8Array>;
  /** What is known of rows that LevelDB found damaged and dropped when it was opened this time. */
  readonly loss: RefusedError | undefined;

  private constructor(modules: VaultModules, database: Level<Uint8Array, Uint8Array>, lost: number) {
    const { folder } = modules;
    this.#modules = modules;
    this.#database = database;
    this.loss = lost === 0 ? undefined : vaultRefusals.VAULT_LOST({ folder, bytes: lost });
  }

  /** @throws VAULT_FAILED */
  static async open(modules: VaultModules): Promise<Vault> {
    const { folder } = modules;
    const database = new Level<Uint8Array, Uint8Array>(folder, {
      ...{ keyEncoding: 'view', valueEncoding: 'view' },
      // What is in the boxes cannot be made smaller.
      compression: false,
    });
    try {
      await database.open();
      return new Vault(modules, database, lostIn(folder));
    } catch (error) {
      await database.close();
      throw failed(folder, error);
    }
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /**
   * Writes all of it or nothing, and waits until the disk has it.
   * @throws VAULT_FAILED, KEY_MISSING, WALLET_LOCKED
   */
  async write(deposits: readonly Deposit[]): Promise<void> {
    const batch = deposits.map(({ plain, ...place }) => {
      const key = keyOf(place);
      return plain === undefined
        ? ({ type: 'del', key } as const)
        : ({ type: 'put', key, value: this.#close(place, key, plain) } as const);
    });
    try {
      await this.#database.batch<Uint8Array, Uint8Array>(batch, { sync: true } as object);
    } catch (error) {
      throw failed(this.#modules.folder, error);
    }
  }

  /** @throws VAULT_FAILED, VAULT_DAMAGED, KEY_MISSING, WALLET_LOCKED */
  async read(place: Place): Promise<Uint8Array | undefined> {
    const key = keyOf(place);
    const box = await this.#get(key);
    return box === undefined ? undefined : this.#open(place, key, box);
  }

  /** Whether something lies there. @throws VAULT_FAILED */
  async has(place: Place): Promise<boolean> {
    return (await this.#get(keyOf(place))) !== undefined;
  }

  /** The places of one kind, of one account or of all. @throws VAULT_FAILED */
  async places(section: Section, account: Key = new Uint8Array()): Promise<Place[]> {
    const gte = concatBytes(headOf(section), account);
    const lt = concatBytes(gte, new Uint8Array(accountSize + idSize).fill(0xff));
    const found: Place[] = [];
    try {
      for await (const key of this.#database.keys({ gte, lt } as IteratorOptions<Uint8Array, Uint8Array>)) {
        if (key.length !== 2 + accountSize + idSize) continue;
        found.push({ section, account: key.slice(2, 2 + accountSize), id: key.slice(2 + accountSize) });
      }
    } catch (error) {
      throw failed(this.#modules.folder, error);
    }
    return found;
  }

  /** That what lies somewhere is damaged, and what it is. */
  damaged({ section, id }: Place, cause?: unknown): RefusedError {
    const { folder } = this.#modules;
    return Object.assign(vaultRefusals.VAULT_DAMAGED({ folder, section, id: bytesToHex(id) }), { cause });
  }

  async #get(key: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      return await this.#database.get(key);
    } catch (error) {
      throw failed(this.#modules.folder, error);
    }
  }

  #close({ account }: Place, key: Uint8Array, plain: Uint8Array): Uint8Array {
    const { randomBytes, secretKey } = this.#modules;
    const nonce = randomBytes(nonceSize);
    return concatBytes(nonce, xchacha20poly1305(vaultKey(secretKey(account)), nonce, key).encrypt(plain));
  }

  #open(place: Place, key: Uint8Array, box: Uint8Array): Uint8Array {
    const secret = vaultKey(this.#modules.secretKey(place.account));
    try {
      return xchacha20poly1305(secret, box.slice(0, nonceSize), key).decrypt(box.subarray(nonceSize));
    } catch (error) {
      // It throws for a false tag, and for a box too short to have a nonce or a tag.
      throw this.damaged(place, error);
    }
  }
}

function headOf(section: Section): Uint8Array {
  return Uint8Array.of(layout, sections[section]);
}

/** A row's key is part of its box: none can be put in the place of another. */
function keyOf({ section, account, id }: Place): Uint8Array {
  return concatBytes(headOf(section), account, id);
}

/**
 * Bytes of damaged rows that LevelDB dropped while it opened. It goes on without them and tells nobody but its own log,
 * which begins anew with each opening; `level` has no way to let it stop there.
 */
function lostIn(folder: string): number {
  const log = readFileSync(join(folder, 'LOG'), 'utf8');
  return [...log.matchAll(/dropping (\d+) bytes/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

function failed(folder: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // That a database did not open is said around the reason why.
  const reason = reasonOf(error.cause instanceof Error ? error.cause : error);
  return Object.assign(vaultRefusals.VAULT_FAILED({ folder, reason }), { cause: error });
}
