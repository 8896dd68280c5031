import { type Key, parseAddress } from './keys.ts';
import type { Role } from './roles.ts';

/** What every node of one network agrees on besides the rules themselves. */
export interface Parameters {
  /** Usual time between two blocks, milliseconds. */
  readonly interval: number;
  /** Hashes that blocks 1 and 2 take on average. */
  readonly genesisWork: bigint;
  /** Hashes that a block takes at least, on average. */
  readonly minimumWork: bigint;
  /** Whether the target follows the miners' speed. */
  readonly retarget: boolean;
  readonly maxBlockBytes: number;
  readonly maxTransactionBytes: number;
  /** Deniers for each byte of a transaction. */
  readonly minFeePerByte: bigint;
  /** Deniers for whoever finds a block. */
  readonly blockReward: bigint;
  /** Blocks in which one set of miners stands. */
  readonly eraLength: number;
  /** Blocks after its last find in which a licensed miner pays half the fee. */
  readonly halfFeeBlocks: number;
  /** Deniers that each role asks for as guarantee; none where it is not named. */
  readonly minimumStake: Readonly<Partial<Record<Role, bigint>>>;
  /** Blocks until a freed guarantee comes back. */
  readonly unbondingBlocks: number;
  /** Blocks in which the accused may answer before anybody can be found guilty. */
  readonly defenceBlocks: number;
  /** Blocks after which an accusation that nobody decided lapses. */
  readonly decisionBlocks: number;
  /** Blocks in which a lost key can object to its replacement. */
  readonly challengeBlocks: number;
  /** Days for which a reading is recent enough for a sale. */
  readonly readingDays: number;
  /** How far ahead a deadline may be, blocks. */
  readonly longestDeadline: number;
  /** Deniers that the owner of a book puts up while it hands it over. */
  readonly bookBond: bigint;
  /** Witnesses of one hand-over, at most. */
  readonly mostWitnesses: number;
  /** Blocks that an acceptance of a book is old, its own included, before the key is delivered. */
  readonly deliveryDepth: number;
  /** Blocks that must be left until the deadline when the owner sends the key. */
  readonly deliveryMargin: number;
  /** Blocks in which a requester that mines keeps the end of its hand-over for a block of its own. */
  readonly ownMiningBlocks: number;
  /** Blocks after the delivery in which the requester can show that the book does not open. */
  readonly disputeBlocks: number;
}

export interface GenesisLicence {
  readonly holder: string;
  readonly role: Role;
  readonly country: string;
  readonly name: string;
  readonly url: string;
  /** Deniers that stand as guarantee from the start, beside what the holder has. */
  readonly stake: bigint;
}

/** A key behind which the police of a country know a person from the start. */
export interface GenesisOwner {
  readonly key: string;
  readonly country: string;
  /** taggedHash("carnet/person", salt, record) in hex. */
  readonly commitment: string;
  /** The police that have the person on file. */
  readonly certifiedBy: string;
}

/** The file that makes a network. Accounts are addresses under `addressPrefix`. */
export interface Genesis {
  readonly name: string;
  /** Raised whenever what is valid changes. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly addressPrefix: string;
  readonly parameters: Parameters;
  /** The authority of each country (ISO 3166-1 alpha-2). */
  readonly authorities: Readonly<Record<string, string>>;
  readonly licences: readonly GenesisLicence[];
  readonly owners: readonly GenesisOwner[];
  /** Balances from the start, deniers by address. */
  readonly allocations: Readonly<Record<string, bigint>>;
}

/** JSON with sorted keys and amounts as decimal strings: one text for one genesis. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The key of an address of this network. */
export function genesisKey(genesis: Genesis, address: string): Key {
  return parseAddress(genesis.addressPrefix, address);
}
