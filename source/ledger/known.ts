import type { Parameters } from './genesis.ts';
import type { Key } from './keys.ts';
import type { Role } from './roles.ts';
import type { StateReader } from './state.ts';

/** What the wallet and the clock know: how names and what is left out become values. */
export interface Known {
  /** The key behind an address or a known name. */
  key(nameOrAddress: string): Key;
  /** A short name for a key: the known name, else the shortened address. */
  name(key: Key): string;
  /** The known name, else the full address: for what somebody decides by, since a shortened one can be imitated. */
  fullName(key: Key): string;
  /** The full address of a key. */
  address(key: Key): string;
  /** The first known key that holds a role. */
  holder(role: Role): Key | undefined;
  /** Who is about to sign, where that is known. */
  readonly author?: Key;
  /** The key under which an organiser of this wallet makes its events; nothing where its words are elsewhere. */
  eventKey(organiser: Key): Key | undefined;
  /**
   * The print of a name on a ticket of an event, under a salt that only the wallet of its holder can make. 32 bytes.
   * Refuses where that is another wallet, or this one is locked.
   */
  holderPrint(holder: Key, event: Uint8Array, name: string): Uint8Array;
  /** Today, days since 1970 (UTC). */
  readonly today: number;
  /** Height of the tip. */
  readonly height: number;
}

/** The same for whoever also has objects of the ledger: what an operation says of itself may depend on what it is about. */
export interface Told extends Known {
  /** The state at the tip, or what was proven of a state. */
  readonly state: StateReader;
}

/** The same for whoever has the whole ledger. */
export interface Informed extends Told {
  readonly parameters: Parameters;
}
