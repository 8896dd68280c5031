import { bytesToHex } from '@noble/hashes/utils.js';
import type { Genesis } from '../ledger/genesis.ts';
import { address, type Key, parseAddress } from '../ledger/keys.ts';
import type { Known } from '../ledger/known.ts';
import { demoNames, demoWords } from '../ledger/networks.ts';
import { refusals } from '../ledger/refusal.ts';
import { holderCommitment } from '../ledger/registries/tickets/holder.ts';
import type { Role } from '../ledger/roles.ts';
import { derive, eventPair, type KeyPair, rootOf, saltOf } from './words.ts';

export const walletRefusals = refusals({
  NAME_UNKNOWN: (data: { name: string }) =>
    `"${data.name.slice(0, 80)}" is neither an address nor a name that this wallet knows. Check the spelling.`,
  KEY_MISSING: (data: { account: string }) =>
    `This wallet does not hold the key of ${data.account}. Choose a name that it can sign for.`,
  /** The key is one of the own words', which are closed under their passphrase. */
  WALLET_LOCKED: () => 'Your words are locked. Unlock them on the Wallet screen, or with `carnet wallet unlock`.',
});

/** A name that the wallet can sign for, at once or when its words are unlocked. */
export interface WalletName {
  readonly name: string;
  readonly key: Key;
  /** Whether it comes from the owner's words and not from the published ones. */
  readonly own: boolean;
  /** Whether it can sign only after its words were unlocked. */
  readonly locked: boolean;
}

/** An account of the owner's words; without its pair it is known but cannot sign. */
export interface OwnAccount {
  readonly name: string;
  readonly key: Key;
  readonly pair?: KeyPair;
}

interface Named extends OwnAccount {
  readonly aliases: readonly string[];
  readonly own: boolean;
}

/** A name of the published words. */
export interface DemoAccount {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly pair: KeyPair;
}

/** The keys that this machine can sign with, under the names that people use. */
export class Wallet {
  /** What addresses of its network begin with, before the `1`. */
  readonly prefix: string;
  readonly #demo: readonly Named[];
  #own: readonly Named[] = [];
  #byName = new Map<string, Named>();
  #byKey = new Map<string, Named>();
  /** Made all together, once somebody asks for one or for a key that has no name. */
  #events: EventKeys | undefined;

  /** @param demo names that everybody has; none but on the demo networks */
  constructor(prefix: string, demo: readonly DemoAccount[] = []) {
    this.prefix = prefix;
    this.#demo = demo.map((each) => ({ ...each, key: each.pair.publicKey, own: false }));
    this.#index();
  }

  /** Puts these in the place of all own accounts so far. */
  setOwn(accounts: readonly OwnAccount[]): void {
    this.#own = accounts.map((each) => ({ ...each, aliases: [], own: true }));
    this.#index();
  }

  #index(): void {
    // The published names come last, so that no file can take one of them over.
    const named = [...this.#own, ...this.#demo];
    this.#byName = new Map(named.flatMap((one) => [one.name, ...one.aliases].map((name) => [name, one])));
    this.#byKey = new Map(named.map((one) => [bytesToHex(one.key), one]));
    this.#events = undefined;
  }

  /** Every name, aliases behind the names they stand for: the published ones in the network's order, then the own. */
  names(): WalletName[] {
    return [...this.#demo, ...this.#own].flatMap(({ name, aliases, key, own, pair }) =>
      [name, ...aliases].map((each) => ({ name: each, key, own, locked: pair === undefined })),
    );
  }

  /** The name of a key, if it has one here. */
  nameOf(key: Key): string | undefined {
    return this.#named(key)?.name;
  }

  /**
   * The key behind a name or an address.
   * @throws NAME_UNKNOWN, or ADDRESS_INVALID where it looks like an address
   */
  keyOf(nameOrAddress: string): Key {
    const named = this.#byName.get(nameOrAddress);
    if (named !== undefined) return named.key;
    if (nameOrAddress.startsWith(`${this.prefix}1`)) return parseAddress(this.prefix, nameOrAddress);
    throw walletRefusals.NAME_UNKNOWN({ name: nameOrAddress });
  }

  /**
   * The key pair of a key that this wallet can sign for.
   * @throws KEY_MISSING, WALLET_LOCKED
   */
  pairOf(key: Key): KeyPair {
    const named = this.#named(key);
    if (named === undefined) throw walletRefusals.KEY_MISSING({ account: this.shortName(key) });
    if (named.pair === undefined) throw walletRefusals.WALLET_LOCKED();
    return named.pair;
  }

  /** Whether this wallet can sign for a key, now or once its words are unlocked. */
  holds(key: Key): boolean {
    return this.#named(key) !== undefined;
  }

  /** Whether a key waits for its words to be unlocked. */
  isLocked(key: Key): boolean {
    const named = this.#byKey.get(bytesToHex(key));
    return named !== undefined && named.pair === undefined;
  }

  /**
   * The key under which an organiser makes its events, from its own; nothing where that is not in this wallet.
   * @throws WALLET_LOCKED
   */
  eventKeyOf(organiser: Key): Key | undefined {
    if (this.isLocked(organiser)) throw walletRefusals.WALLET_LOCKED();
    return this.#eventKeys().byOrganiser.get(bytesToHex(organiser))?.key;
  }

  /**
   * What hides a name on the ticket of an own account: the same words find it again, nobody else can guess it, and the
   * salt of one name says nothing of another. 32 bytes.
   * @throws KEY_MISSING, WALLET_LOCKED
   */
  holderSalt(holder: Key, event: Uint8Array, name: string): Uint8Array {
    return saltOf(this.pairOf(holder), event, name);
  }

  #named(key: Key): Named | undefined {
    const id = bytesToHex(key);
    return this.#byKey.get(id) ?? this.#eventKeys().byKey.get(id);
  }

  #eventKeys(): EventKeys {
    this.#events ??= eventKeysOf(this.#byKey);
    return this.#events;
  }

  /** The name of a key, else its address shortened to `dcrn1qwqy33sy…4p5ep`. */
  shortName(key: Key): string {
    return this.nameOf(key) ?? shortAddress(address(this.prefix, key));
  }

  /** What field values are read and written with. `holds` says whether a key may act in a role now. */
  known(at: { today: number; height: number }, holdsRole: (key: Key, role: Role) => boolean): Known {
    return {
      ...at,
      key: (text) => this.keyOf(text),
      name: (key) => this.shortName(key),
      fullName: (key) => this.nameOf(key) ?? address(this.prefix, key),
      address: (key) => address(this.prefix, key),
      eventKey: (organiser) => this.eventKeyOf(organiser),
      holderPrint: (holder, event, name) => holderCommitment(this.holderSalt(holder, event, name), name),
      holder: (role) => [...this.#demo, ...this.#own].find(({ key }) => holdsRole(key, role))?.key,
    };
  }
}

/** The keys under which names make their events. */
interface EventKeys {
  readonly byOrganiser: ReadonlyMap<string, Named>;
  readonly byKey: ReadonlyMap<string, Named>;
}

function eventKeysOf(names: ReadonlyMap<string, Named>): EventKeys {
  const made = [...names].flatMap(([organiser, { name, own, pair: parent }]) => {
    if (parent === undefined) return [];
    const pair = eventPair(parent);
    const key = pair.publicKey;
    return [{ organiser, id: bytesToHex(key), named: { name: `${name}'s events`, aliases: [], key, own, pair } }];
  });
  return {
    byOrganiser: new Map(made.map(({ organiser, named }) => [organiser, named])),
    byKey: new Map(made.map(({ id, named }) => [id, named])),
  };
}

/**
 * `dcrn1qwqy33sy…4p5ep`: the first eight characters of the key, and the last five. The end alone is nothing but the
 * checksum, which somebody else's address meets after some minutes of trying.
 */
export function shortAddress(text: string): string {
  const mark = text.lastIndexOf('1') + 1;
  return text.length > mark + 14 ? `${text.slice(0, mark + 8)}…${text.slice(-5)}` : text;
}

async function demoAccounts(): Promise<readonly DemoAccount[]> {
  const root = await rootOf(demoWords);
  return demoNames.map(({ name, alias }, account) => {
    return { name, aliases: alias === undefined ? [] : [alias], pair: derive(root, account) };
  });
}

/** The same for every wallet of a process: to derive them takes as long as to open a node. */
let demo: Promise<readonly DemoAccount[]> | undefined;

/** The wallet of the published words: every demo person and business. For devnet and regtest only. */
export async function demoWallet(genesis: Genesis): Promise<Wallet> {
  demo ??= demoAccounts();
  return new Wallet(genesis.addressPrefix, await demo);
}
