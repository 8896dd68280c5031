import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { type IteratorOptions, Level } from 'level';
import { taggedHash, tags } from '../../ledger/hash.ts';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
import { reasonOf } from '../../store/failure.ts';

export const vaultRefusals = refusals({
  VAULT_FAILED: (data: { folder: string; reason: string }) =>
    `The disk did not take what belongs to the books in ${data.folder} (${data.reason}). Nothing was sent or signed. Look after the disk and start again.`,
  VAULT_DAMAGED: (data: { folder: string }) =>
    `Something in ${data.folder} does not open with its owner's key: it was changed or damaged. Put a copy of that folder back.`,
});

/** Every kind of row; the second byte of its key, behind the version of the layout. */
const sections = { content: 1, machine: 2, ended: 3, blocks: 4, voice: 5 } as const;
export type Section = keyof typeof sections;

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

  private constructor(modules: VaultModules, database: Level<Uint8Array, Uint8Array>) {
    this.#modules = modules;
    this.#database = database;
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
    } catch (error) {
      throw failed(folder, error);
    }
    return new Vault(modules, database);
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

  #open({ account }: Place, key: Uint8Array, box: Uint8Array): Uint8Array {
    const { folder, secretKey } = this.#modules;
    const cipher = xchacha20poly1305(vaultKey(secretKey(account)), box.slice(0, nonceSize), key);
    try {
      return cipher.decrypt(box.subarray(nonceSize));
    } catch (error) {
      // It throws for a false tag, and for a box too short to have one.
      throw Object.assign(vaultRefusals.VAULT_DAMAGED({ folder }), { cause: error });
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

function failed(folder: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return Object.assign(vaultRefusals.VAULT_FAILED({ folder, reason: reasonOf(error) }), { cause: error });
}
