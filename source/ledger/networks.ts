import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { deniersPerLivre } from './amount.ts';
import * as codec from './codec.ts';
import type { Genesis, GenesisLicence, GenesisOwner, Parameters } from './genesis.ts';
import { sha256 } from './hash.ts';
import { personCommitment } from './registries/owners/owner.ts';
import { type Role, roles } from './roles.ts';

/** A person or business of the demo networks. */
export interface DemoName {
  readonly name: string;
  /** A second name for the same key. */
  readonly alias?: string;
  readonly address: string;
  readonly roles: readonly Role[];
  readonly title: string;
}

/**
 * The words behind every demo name: the BIP 39 form of SHA-256("Carnet demo network: these words are public and worth
 * nothing"). Everybody has them. They are for devnet and regtest only.
 */
export const demoWords =
  'depend tragic cushion pledge slim coral hire question rose note kitten country later horror couple thank resource cactus apology appear bless air curve grief';

/** The demo names; the place in this list is the account number of the derivation path. */
export const demoNames: readonly DemoName[] = [
  demo('authority', 'dcrn1qtwess7yhkwwkeu4la4602w4y8atry0j2mdgv9dhnufzwh00p9l9uyhq69u', [], 'Demo department'),
  demo('police', 'dcrn1q2xg4a9lexy6h3y5h3shkquzt8vt8ntagh4dcxf78dr4w0p59zw9vlr7klx', ['police'], 'Demo police'),
  demo(
    'manufacturer',
    'dcrn1qvxm7vy7y7ajhs50prys845z8hhywkd72eu26amkkpguc29p022cwrcvk8l',
    ['manufacturer'],
    'Demo motor works',
  ),
  demo('dealer', 'dcrn1qgevpyknz86c9r29htarp5khakrhxnzyz8xptguq6v4x4zew2gh6zhxqj0g', ['dealer'], 'Demo car dealer'),
  demo(
    'inspector',
    'dcrn1qvrz3qfe9curjnxrkwjmsmj87zt97lazf80em9pdlqp3w8j0n4qeu6y4qvd',
    ['inspector'],
    'Demo test station',
  ),
  demo('garage', 'dcrn1q2r3ctlsl32qsazx8wunj88e66lf7mja4m7qgnn4ayphm3vdzpc9grncr05', ['garage'], 'Demo garage'),
  demo('notary', 'dcrn1qw6k8zxadw2sct3h6av8q4ygrvzkdg3k0034nfqhdajx50ajs7j62cvvsrx', ['notary'], 'Demo notary'),
  demo('organiser', 'dcrn1qt9kulfe8e2v4839nrearazr7vp9n22jv68x3ka33380fpahcnjg5pla9jr', ['organiser'], 'Demo concerts'),
  demo('seller', 'dcrn1qt33gp39lal39nl72nl5puxjw2gsy2jp70jedl8ccreqqyypmrq86mce272', ['seller'], 'Demo ticket office'),
  library(0, 'dcrn1qflapsqu5d56yac0ew53xt5erg08f6xpkz30r3qjlmwkn2t843crzxekqjj'),
  library(1, 'dcrn1q2k5yl27x3mjh3f7xul34xej2w4ty62ge0tr4wljthgfyehk0yzu6zpufz8'),
  library(2, 'dcrn1qwpszv34fgh394jxt2jxy32ls5t6j38r489ag6668p5w73ze7v4gcmgspw2'),
  library(3, 'dcrn1qvfra4u7a63up42rdes9g56m0fvssulech8uemx43s28jmxkfvejucjcjns'),
  demo('alice', 'dcrn1qt332rkufplz7mg6kukkelhmygksgup36r22dlu3ru46gux5qw8v2ht9u63', [], 'Alice'),
  demo('bob', 'dcrn1qfdcxdfn9prcmalenr2jcz4rf0pu5jzvrxju7ku5sn80fp5ze4n55gu6ncy', [], 'Bob'),
  demo('carol', 'dcrn1qvly9xl8a7l0ddejluwv83f0vh6e22nwv600ggh9f64x7j3urur6yqu5ny0', [], 'Carol'),
];

function demo(name: string, address: string, roles: readonly Role[], title: string): DemoName {
  return { name, address, roles, title };
}

/** A library is licensed as a miner too, so that whoever asks for a book can mine its block. */
function library(number: number, address: string): DemoName {
  const roles: readonly Role[] = ['library', 'miner'];
  return { name: `library-${number}`, alias: `miner-${number}`, address, roles, title: `Demo library ${number}` };
}

/** 1 January 2026, 00:00 UTC. */
const foundedAt = 1_767_225_600_000;
const country = 'FR';
const demoBalance = 10_000n * deniersPerLivre;
const demoStake = 5_000n * deniersPerLivre;

const licences: readonly GenesisLicence[] = demoNames.flatMap(({ address: holder, roles, title: name }) =>
  roles.map((role) => ({ holder, role, country, name, url: '', stake: role === 'police' ? 0n : demoStake })),
);

/** Who has to put something behind a licence. */
const businesses = roles.filter((role) => role !== 'authority' && role !== 'police');

const devnetParameters: Parameters = {
  interval: 5_000,
  genesisWork: 2n ** 19n,
  minimumWork: 2n ** 16n,
  retarget: true,
  maxBlockBytes: 2 ** 20,
  maxTransactionBytes: 2 ** 14,
  minFeePerByte: 1n,
  blockReward: 5n * deniersPerLivre,
  eraLength: 64,
  halfFeeBlocks: 100,
  minimumStake: Object.fromEntries(businesses.map((role) => [role, 1_000n * deniersPerLivre])),
  unbondingBlocks: 120,
  defenceBlocks: 24,
  decisionBlocks: 240,
  challengeBlocks: 60,
  readingDays: 60,
  longestDeadline: 1_000_000,
  bookBond: 10n * deniersPerLivre,
  mostWitnesses: 15,
  deliveryDepth: 6,
  deliveryMargin: 20,
  ownMiningBlocks: 10,
  disputeBlocks: 120,
};

/** What the demo police know of a person: everybody may read it, so that their file can be shown. */
export interface DemoPerson {
  /** The demo name whose key it is. */
  readonly demoName: string;
  /** 32 bytes in hex. */
  readonly salt: string;
  readonly person: codec.Decoded<typeof demoRecord>;
}

/** What the police write down of anybody, as their file encodes it. */
export const demoRecord = codec.struct({
  name: codec.text(120),
  born: codec.text(10),
  birthplace: codec.text(80),
  address: codec.text(240),
  document: codec.text(80),
});

export const demoPersons: readonly DemoPerson[] = [
  person('alice', 'Alice Martin', '1988-05-14', 'Lyon, France', '3 rue des Lilas, Lyon, France'),
  person('bob', 'Bob Durand', '1979-11-02', 'Nantes, France', '18 quai de la Fosse, Nantes, France'),
  person('carol', 'Carol Petit', '1995-01-27', 'Toulouse, France', '7 place du Capitole, Toulouse, France'),
];

function person(demoName: string, name: string, born: string, birthplace: string, address: string): DemoPerson {
  const salt = bytesToHex(sha256(utf8ToBytes(`Carnet demo salt of ${demoName}`)));
  return { demoName, salt, person: { name, born, birthplace, address, document: 'demo card' } };
}

function addressOf(name: string): string {
  const found = demoNames.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no demo name ${name}`);
  return found.address;
}

const owners: readonly GenesisOwner[] = demoPersons.map(({ demoName, salt, person: known }) => ({
  key: addressOf(demoName),
  country,
  commitment: bytesToHex(personCommitment(hexToBytes(salt), demoRecord.encode(known))),
  certifiedBy: addressOf('police'),
}));

function demoGenesis(name: string, parameters: Parameters): Genesis {
  return {
    name,
    revision: 3,
    time: foundedAt,
    addressPrefix: 'dcrn',
    parameters,
    authorities: { [country]: addressOf('authority') },
    licences,
    owners,
    allocations: Object.fromEntries(demoNames.map(({ address }) => [address, demoBalance])),
  };
}

/** The network that a newcomer lands on: everybody's words are public, nothing on it is worth anything. */
export const devnet: Genesis = demoGenesis('devnet', devnetParameters);

/** For tests and scripts: hardly any work, no retarget, blocks only on demand. */
export const regtest: Genesis = demoGenesis('regtest', {
  ...devnetParameters,
  genesisWork: 2n,
  minimumWork: 1n,
  retarget: false,
  deliveryDepth: 2,
  deliveryMargin: 4,
  ownMiningBlocks: 2,
  disputeBlocks: 4,
});

/** The built-in networks by name. */
export const networks: Readonly<Record<string, Genesis>> = { devnet, regtest };
