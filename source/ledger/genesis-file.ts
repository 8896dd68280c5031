import { bytesToHex } from '@noble/hashes/utils.js';
import { deniersPerLivre, maximumAmount } from './amount.ts';
import { canonicalJson, type Genesis, type GenesisLicence, type GenesisOwner, type Parameters } from './genesis.ts';
import { GenesisValue, genesisRefusals, whole } from './genesis-json.ts';
import { type Key, parseAddress } from './keys.ts';
import { demoNames, devnet, networks } from './networks.ts';
import { fewestWitnesses, witnessLimit } from './registries/books/witnesses.ts';
import { minimumStake } from './registries/licences/grant.ts';
import { roles } from './roles.ts';
import { isWebPage, webPageLimit } from './web-page.ts';

/** Characters of a genesis file, at most. */
export const genesisFileLimit = 2 ** 20;
/** What is valid by the rules of this program. */
export const knownRevision = devnet.revision;

/** The form of a network's name. */
export const networkName = /^[a-z][a-z0-9-]{0,30}$/;

/** A genesis file's text: JSON with sorted members, amounts as decimal strings. */
export function writeGenesis(genesis: Genesis): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(genesis)), undefined, 2)}\n`;
}

/**
 * The network that a file's text founds. Two texts found the same network if their members are the same, in whatever
 * order.
 * @throws GENESIS_INVALID, GENESIS_DEMO
 */
export function parseGenesis(text: string): Genesis {
  const file = readJson(text);
  const members = file.object(
    'name',
    'revision',
    'time',
    'addressPrefix',
    'parameters',
    'authorities',
    'licences',
    'owners',
    'allocations',
  );
  const name = members.name.pattern(networkName, 'a name of 1 to 31 lower-case letters, digits and dashes');
  if (isBuiltIn(name)) throw members.name.refuse('another name: this network is built in');
  members.revision.whole(knownRevision, knownRevision);
  const prefix = members.addressPrefix.pattern(/^[a-z]{1,10}$/, '1 to 10 lower-case letters');
  const accounts = new Accounts(prefix);
  const authorities = readAuthorities(members.authorities, accounts);
  const licences = readLicences(members.licences, authorities, accounts);
  const genesis: Genesis = {
    name,
    revision: knownRevision,
    time: members.time.whole(0, latestTime),
    addressPrefix: prefix,
    parameters: readParameters(members.parameters),
    authorities,
    licences,
    owners: readOwners(members.owners, licences, accounts),
    allocations: readAllocations(members.allocations, accounts),
  };
  checkMiners(genesis, members.licences);
  checkSupply(genesis, file);
  return genesis;
}

/** Whether a network's name is one that needs no file. */
export function isBuiltIn(name: string): boolean {
  return Object.hasOwn(networks, name);
}

function readJson(text: string): GenesisValue {
  const nothing = new GenesisValue(undefined, whole);
  if (text.length > genesisFileLimit) throw nothing.refuse('at most 1 MiB');
  try {
    return new GenesisValue(JSON.parse(text), whole);
  } catch {
    throw nothing.refuse('JSON');
  }
}

/** Blocks that a chain can have: heights are counted in 32 bits. */
const mostBlocks = 2n ** 32n;

/** Days are counted in 16 bits. */
const latestTime = 2 ** 16 * 86_400_000 - 1;

/**
 * Bytes that a transaction can have on every network, at least: the dispute of the longest book takes 1.9 KB, an
 * acceptance with the votes of all witnesses 1.7 KB. Whoever could not send them would lose the price.
 */
const leastTransactionLimit = 2 ** 12;

function readParameters(value: GenesisValue): Parameters {
  const members = value.object(
    'interval',
    'genesisWork',
    'minimumWork',
    'retarget',
    'maxBlockBytes',
    'maxTransactionBytes',
    'minFeePerByte',
    'blockReward',
    'eraLength',
    'halfFeeBlocks',
    'minimumStake',
    'unbondingBlocks',
    'defenceBlocks',
    'decisionBlocks',
    'challengeBlocks',
    'readingDays',
    'longestDeadline',
    'bookBond',
    'mostWitnesses',
    'deliveryDepth',
    'deliveryMargin',
    'ownMiningBlocks',
    'disputeBlocks',
  );
  const genesisWork = members.genesisWork.large(1n, 2n ** 64n);
  const maxBlockBytes = members.maxBlockBytes.whole(2 * leastTransactionLimit, 2 ** 21);
  const defenceBlocks = members.defenceBlocks.whole(1, 1_000_000);
  // What a reorganisation takes back must find its place again before time runs out: so there is more time than depth.
  const deliveryDepth = members.deliveryDepth.whole(1, 100_000);
  const disputeBlocks = members.disputeBlocks.whole(deliveryDepth + 1, 200_000);
  return {
    interval: members.interval.whole(1_000, 3_600_000),
    genesisWork,
    minimumWork: members.minimumWork.large(1n, genesisWork),
    retarget: members.retarget.flag(),
    maxBlockBytes,
    // A transaction stands in a block behind its length in two bytes, and must find room in an empty one.
    maxTransactionBytes: members.maxTransactionBytes.whole(
      leastTransactionLimit,
      Math.min(2 ** 16 - 1, maxBlockBytes / 2),
    ),
    minFeePerByte: members.minFeePerByte.large(0n, deniersPerLivre),
    blockReward: members.blockReward.large(0n, maximumAmount / mostBlocks),
    eraLength: members.eraLength.whole(2, 100_000),
    halfFeeBlocks: members.halfFeeBlocks.whole(0, 100_000),
    minimumStake: readMinimumStake(members.minimumStake),
    unbondingBlocks: members.unbondingBlocks.whole(1, 10_000_000),
    defenceBlocks,
    decisionBlocks: members.decisionBlocks.whole(defenceBlocks + 1, 10_000_000),
    challengeBlocks: members.challengeBlocks.whole(1, 10_000_000),
    readingDays: members.readingDays.whole(1, 3_650),
    longestDeadline: members.longestDeadline.whole(1, 100_000_000),
    bookBond: members.bookBond.large(0n, maximumAmount / 1_000n),
    mostWitnesses: members.mostWitnesses.whole(fewestWitnesses, witnessLimit),
    deliveryDepth,
    deliveryMargin: members.deliveryMargin.whole(deliveryDepth + 1, 200_000),
    // What the requester keeps to itself must still find room before the queue does it.
    ownMiningBlocks: members.ownMiningBlocks.whole(0, disputeBlocks - 1),
    disputeBlocks,
  };
}

function readMinimumStake(value: GenesisValue): Parameters['minimumStake'] {
  const entries = value.entries(roles.length).map(([role, amount]) => {
    if (!roles.some((each) => each === role)) throw amount.refuse('under a role');
    return [role, amount.large(0n, maximumAmount / 1_000n)] as const;
  });
  return Object.fromEntries(entries);
}

/** Reads addresses, and refuses those that everybody can sign for. */
class Accounts {
  readonly #prefix: string;
  readonly #demo: ReadonlyMap<string, string>;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#demo = new Map(demoNames.map(({ name, address }) => [textOf(demoKey(address)), name]));
  }

  read(value: GenesisValue): string {
    const { text, key } = value.address(this.#prefix);
    const name = this.#demo.get(textOf(key));
    if (name !== undefined) throw genesisRefusals.GENESIS_DEMO({ where: value.where, name });
    return text;
  }
}

/** The key decides, not its address: under another prefix it is the same key. */
function demoKey(address: string): Key {
  return parseAddress(devnet.addressPrefix, address);
}

const textOf = bytesToHex;

function readAuthorities(value: GenesisValue, accounts: Accounts): Genesis['authorities'] {
  const entries = value.entries(26 * 26).map(([country, address]) => {
    if (!/^[A-Z]{2}$/.test(country)) throw address.refuse('under a country of two upper-case letters');
    return [country, accounts.read(address), address] as const;
  });
  if (entries.length === 0) throw value.refuse('an object with at least one country');
  const holders = new Set<string>();
  for (const [, holder, at] of entries) {
    if (holders.has(holder)) throw at.refuse('another address: this one is the authority of two countries');
    holders.add(holder);
  }
  return Object.fromEntries(entries);
}

/** Whoever rules a country stands in `authorities`, and nowhere else. */
const licensed = roles.filter((role) => role !== 'authority');

function readLicences(value: GenesisValue, authorities: Genesis['authorities'], accounts: Accounts): GenesisLicence[] {
  const seen = new Set<string>();
  const licences = value.list(1_000).map((each) => {
    const members = each.object('holder', 'role', 'country', 'name', 'url', 'stake');
    const holder = accounts.read(members.holder);
    const role = members.role.choice(licensed);
    const country = members.country.choice(Object.keys(authorities));
    if (seen.has(`${holder} ${role}`)) throw each.refuse('another licence: its holder has this one already');
    seen.add(`${holder} ${role}`);
    const [name, url] = [members.name.text(1, 80), members.url.text(0, webPageLimit)];
    if (url !== '' && !isWebPage(url)) throw members.url.refuse('a web address like https://garage.example, or empty');
    return { holder, role, country, name, url, stake: members.stake.large(0n, maximumAmount) };
  });
  if (!licences.some(({ role }) => role === 'miner')) throw value.refuse('a list with at least one miner');
  return licences;
}

/** Without a miner whose stake covers all its licences no block would ever be found. */
function checkMiners({ licences, parameters }: Genesis, at: GenesisValue): void {
  const isBacked = ({ holder }: GenesisLicence) => {
    const own = licences.filter((each) => each.holder === holder);
    const needed = own.reduce((sum, { role }) => sum + minimumStake(parameters, role), 0n);
    return own.reduce((sum, { stake }) => sum + stake, 0n) >= needed;
  };
  if (!licences.some((each) => each.role === 'miner' && isBacked(each))) {
    throw at.refuse('a list with at least one miner whose stake covers its licences');
  }
}

/** Whom the police know from the start, each by a licence of this file. */
function readOwners(value: GenesisValue, licences: readonly GenesisLicence[], accounts: Accounts): GenesisOwner[] {
  const [keys, commitments] = [new Set<string>(), new Set<string>()];
  return value.list(10_000).map((each) => {
    const members = each.object('key', 'country', 'commitment', 'certifiedBy');
    const key = accounts.read(members.key);
    if (keys.has(key)) throw members.key.refuse('another key: this one is on file already');
    keys.add(key);
    const commitment = members.commitment.pattern(/^[0-9a-f]{64}$/, '64 lower-case hex digits');
    if (commitments.has(commitment))
      throw members.commitment.refuse('another one: it stands for somebody else already');
    commitments.add(commitment);
    const certifiedBy = accounts.read(members.certifiedBy);
    const police = licences.filter(({ holder, role }) => holder === certifiedBy && role === 'police');
    if (police.length === 0) throw members.certifiedBy.refuse('the address of the police in this file');
    return { key, country: members.country.choice(police.map(({ country }) => country)), commitment, certifiedBy };
  });
}

function readAllocations(value: GenesisValue, accounts: Accounts): Genesis['allocations'] {
  const entries = value.entries().map(([text, amount]) => {
    const account = new GenesisValue(text, amount.where);
    return [accounts.read(account), amount.large(1n, maximumAmount)] as const;
  });
  return Object.fromEntries(entries);
}

/** Everything that there ever will be fits into one amount, so that no sum of amounts can pass what it can hold. */
function checkSupply({ licences, allocations, parameters }: Genesis, file: GenesisValue): void {
  const amounts = [...licences.map(({ stake }) => stake), ...Object.values(allocations)];
  const sum = amounts.reduce((total, amount) => total + amount, 0n);
  if (sum + parameters.blockReward * mostBlocks > maximumAmount) {
    const blocks = mostBlocks.toLocaleString('en-US');
    throw file.refuse(`with at most ${maximumAmount} deniers in all, the rewards of ${blocks} blocks included`);
  }
}
