// The directory's part of the facade: plain JSON data, as everything there.

import type { LicenceStatus } from '../../ledger/licence-status.ts';

export type { LicenceStatus };

/** Under which licence something was signed, and what became of that licence since. */
export interface IssuerView {
  readonly role: string;
  readonly country: string;
  readonly name: string;
  readonly status: LicenceStatus;
}

/** A licence of an account, in force or not. */
export interface HeldLicence {
  readonly role: string;
  readonly country: string;
  readonly status: LicenceStatus;
}

/** A line of the directory. */
export interface LicenceView {
  readonly address: string;
  readonly role: string;
  readonly country: string;
  readonly name: string;
  readonly url: string;
  readonly status: LicenceStatus;
  /** Locked behind all licences of this account, deniers. */
  readonly stake: string;
  /** Licences of this account that ask for that one guarantee together. */
  readonly sharing: number;
  /** What an accusation could take, deniers: the guarantee, and what is on its way back. */
  readonly atStake: string;
  readonly licensedBy: string;
  /** The name of that authority in this directory. */
  readonly licensedByName: string;
  /** Times it was found guilty in this role. */
  readonly sanctions: number;
  /** Whether an accusation is open. */
  readonly accused: boolean;
}

/** Where something of a licence stands on the ledger; none of it for what the network started with. */
export interface LicenceMoment {
  /** Id of the entry; none where nobody signed, as when an accusation lapses. */
  readonly id?: string;
  readonly block: number;
  readonly time: number;
}

/** That an authority changed its key. */
export interface KeyChange extends LicenceMoment {
  /** Of this key to another one, or from another one to this. */
  readonly direction: 'to' | 'from';
  /** Address and short name of the other key. */
  readonly other: string;
  readonly otherName: string;
}

/** What became of an accusation; `lapsed` is an acquittal because nobody decided in time. */
export interface DecisionView extends LicenceMoment {
  readonly outcome: 'guilty' | 'not guilty' | 'lapsed';
  /** Taken from the guarantee, deniers. */
  readonly slash: string;
}

export interface AccusationView extends LicenceMoment {
  readonly accuser: string;
  readonly reason: string;
  /** Ids of the entries that it points to. */
  readonly evidence: readonly string[];
  readonly answer?: LicenceMoment & { readonly statement: string };
  readonly decision?: DecisionView;
  /** Of an open one: last block in which the accused is safe from a verdict of guilty. */
  readonly defenceUntil?: number;
  /** Of an open one: last block in which it can be decided; after it, it lapses. */
  readonly decideUntil?: number;
}

/** One licence with everything that happened to it. */
export interface LicenceReport extends LicenceView {
  /** When it was given; nothing where it is from the start of the network. */
  readonly granted?: LicenceMoment;
  /** When its holder gave it back. */
  readonly retired?: LicenceMoment;
  /** Of an authority: when its key was changed, oldest first. */
  readonly keyChanges: readonly KeyChange[];
  /** What it asks to be locked, deniers. */
  readonly minimumStake: string;
  /** Oldest first. */
  readonly accusations: readonly AccusationView[];
}

/** A part of the guarantee that comes back. */
export interface PayoutView {
  readonly amount: string;
  /** The block that pays it. */
  readonly due: number;
}

/** What stands behind the licences of one account, deniers. */
export interface GuaranteeView {
  readonly stake: string;
  /** What its licences ask for together. */
  readonly required: string;
  /** On its way back. */
  readonly unbonding: string;
  /** The part of that whose time is over, held back by an accusation. */
  readonly matured: string;
  /** Open accusations: while there are any, nothing is freed or paid. */
  readonly accusations: number;
  /** By the block that pays each. */
  readonly payouts: readonly PayoutView[];
  /** Blocks between freeing and payment. */
  readonly unbondingBlocks: number;
}

/** Everything about one business. */
export interface HolderView {
  readonly address: string;
  /** The name that this wallet knows. */
  readonly name?: string;
  readonly guarantee: GuaranteeView;
  /** Entries that it signed as author. */
  readonly signed: number;
  /** In the order of the roles. */
  readonly licences: readonly LicenceReport[];
}

/** Which lines of the directory are meant; all of them without any. */
export interface DirectoryQuery {
  readonly role?: string;
  readonly country?: string;
  /**
   * Words that all stand somewhere in a line: name, web page, role, country by letters or name, status, "accused" or
   * "guilty", address, a name of this wallet.
   */
  readonly find?: string;
  readonly status?: string;
  /** At most so many, 10,000 without it. */
  readonly limit?: number;
}
