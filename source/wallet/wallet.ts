import { bytesToHex } from '@noble/hashes/utils.js';
import type { Known } from '../ledger/field.ts';
import type { Genesis } from '../ledger/genesis.ts';
import { address, type Key, parseAddress } from '../ledger/keys.ts';
import { demoNames, demoWords } from '../ledger/networks.ts';
import { refusals } from '../ledger/refusal.ts';
import type { Role } from '../ledger/roles.ts';
import { derive, type KeyPair, rootOf } from './words.ts';

export const walletRefusals = refusals({
  NAME_UNKNOWN: (data: { name: string }) =>
    `"${data.name.slice(0, 80)}" is neither an address nor a name that this wallet knows. Check the spelling.`,
  KEY_MISSING: (data: { account: string }) =>
    `This wallet does not hold the key of ${data.account}. Choose a name that it can sign for.`,
});

/** A name that the wallet can sign for. */
export interface WalletName {
  readonly name: string;
  readonly key: Key;
}

interface Named extends WalletName {
  readonly aliases: readonly string[];
  readonly pair: KeyPair;
}

/** The keys that this machine can sign with, under the names that people use. */
export class Wallet {
  readonly #prefix: string;
  readonly #named: readonly Named[];
  readonly #byName = new Map<string, Named>();
  readonly #byKey = new Map<string, Named>();

  constructor(prefix: string, named: readonly Named[]) {
    this.#prefix = prefix;
    this.#named = named;
    for (const one of named) {
      for (const name of [one.name, ...one.aliases]) this.#byName.set(name, one);
      this.#byKey.set(bytesToHex(one.key), one);
    }
  }

  /** Every name, aliases behind the names they stand for, in the network's order. */
  names(): WalletName[] {
    return this.#named.flatMap(({ name, aliases, key }) => [name, ...aliases].map((each) => ({ name: each, key })));
  }

  /** The name of a key, if it has one here. */
  nameOf(key: Key): string | undefined {
    return this.#byKey.get(bytesToHex(key))?.name;
  }

  /**
   * The key behind a name or an address.
   * @throws NAME_UNKNOWN, or ADDRESS_INVALID where it looks like an address
   */
  keyOf(nameOrAddress: string): Key {
    const named = this.#byName.get(nameOrAddress);
    if (named !== undefined) return named.key;
    if (nameOrAddress.startsWith(`${this.#prefix}1`)) return parseAddress(this.#prefix, nameOrAddress);
    throw walletRefusals.NAME_UNKNOWN({ name: nameOrAddress });
  }

  /**
   * The key pair of a key that this wallet can sign for.
   * @throws KEY_MISSING
   */
  pairOf(key: Key): KeyPair {
    const named = this.#byKey.get(bytesToHex(key));
    if (named === undefined) throw walletRefusals.KEY_MISSING({ account: this.shortName(key) });
    return named.pair;
  }

  /** Whether this wallet can sign for a key. */
  holds(key: Key): boolean {
    return this.#byKey.has(bytesToHex(key));
  }

  /** The name of a key, else its address shortened to `dcrn1…p50jh`. */
  shortName(key: Key): string {
    return this.nameOf(key) ?? shortAddress(address(this.#prefix, key));
  }

  /** What field values are read and written with. `holds` says whether a key may act in a role now. */
  known(today: number, holdsRole: (key: Key, role: Role) => boolean): Known {
    return {
      today,
      key: (text) => this.keyOf(text),
      name: (key) => this.shortName(key),
      address: (key) => address(this.#prefix, key),
      holder: (role) => this.#named.find(({ key }) => holdsRole(key, role))?.key,
    };
  }
}

/** `dcrn1…p50jh`: the prefix, and enough of the end to tell two apart. */
export function shortAddress(text: string): string {
  return `${text.slice(0, text.indexOf('1') + 1)}…${text.slice(-5)}`;
}

/** The wallet of the published words: every demo person and business. For devnet and regtest only. */
export async function demoWallet(genesis: Genesis): Promise<Wallet> {
  const root = await rootOf(demoWords);
  const named = demoNames.map(({ name, alias }, account) => {
    const pair = derive(root, account);
    return { name, aliases: alias === undefined ? [] : [alias], key: pair.publicKey, pair };
  });
  return new Wallet(genesis.addressPrefix, named);
}
