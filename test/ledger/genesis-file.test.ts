import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Genesis, GenesisLicence } from '../../source/ledger/genesis.ts';
import { genesisIdOf } from '../../source/ledger/genesis-block.ts';
import { genesisFileLimit, parseGenesis, writeGenesis } from '../../source/ledger/genesis-file.ts';
import { address } from '../../source/ledger/keys.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import { demoNames, devnet } from '../../source/ledger/networks.ts';
import { roles } from '../../source/ledger/roles.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { keyOf, refused } from './support.ts';

const keys = Array.from({ length: 12 }, (_, seed) => publicKeyOf(new Uint8Array(32).fill(seed + 1)));

function member(seed: number, prefix = 'dcrn'): string {
  return address(prefix, keys[seed]!);
}

const licence: GenesisLicence = {
  holder: member(1),
  role: 'miner',
  country: 'FR',
  name: 'Somebody who mines',
  url: '',
  stake: 1_000_000_000n,
};
const police = { ...licence, holder: member(6), role: 'police', stake: 0n } as const;
const owner = { key: member(7), country: 'FR', commitment: '07'.repeat(32), certifiedBy: member(6) };

const genesis: Genesis = {
  ...devnet,
  name: 'village',
  authorities: { FR: member(0) },
  licences: [licence, police],
  owners: [owner],
  allocations: { [member(1)]: 1_000_000n, [member(2)]: 1n },
};

/** The file with one member changed, taken out (undefined) or added, by its path. */
function changed(path: string, value: unknown): string {
  const file = JSON.parse(writeGenesis(genesis)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  let at: Record<string, unknown> = file;
  for (const name of names) at = at[name] as Record<string, unknown>;
  at[last] = value;
  return JSON.stringify(file);
}

const distinct = <T>(arbitrary: fc.Arbitrary<T>, maxLength: number, minLength = 0) =>
  fc.uniqueArray(arbitrary, { minLength, maxLength });
const amount = fc.bigInt({ min: 1n, max: 2n ** 50n });
const title = fc
  .string({ unit: fc.constantFrom(...'abc é漢🚗'), minLength: 1, maxLength: 15 })
  .map((text) => text.normalize('NFC'));
const place = fc.nat(keys.length - 1);
const country = fc.stringMatching(/^[A-Z]{2}$/);

/** Any network that a file may found. */
const anyGenesis: fc.Arbitrary<Genesis> = fc
  .record({
    name: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/).filter((name) => name !== 'devnet' && name !== 'regtest'),
    time: fc.nat(2 ** 42),
    prefix: fc.stringMatching(/^[a-z]{1,10}$/),
    work: fc.bigInt({ min: 1n, max: 2n ** 64n }),
    least: fc.bigInt({ min: 1n, max: 2n ** 64n }),
    retarget: fc.boolean(),
    sizes: fc.record({
      interval: fc.integer({ min: 1_000, max: 3_600_000 }),
      eraLength: fc.integer({ min: 2, max: 99 }),
    }),
    fees: fc.record({
      minFeePerByte: fc.bigInt({ min: 0n, max: 1_000_000n }),
      blockReward: fc.bigInt({ min: 0n, max: 2n ** 31n }),
    }),
    countries: distinct(country, 4, 1),
    holders: fc.shuffledSubarray([...keys.keys()], { minLength: 4 }),
    licences: fc.array(
      fc.record({ holder: place, role: fc.constantFrom(...roles.slice(1)), name: title, stake: amount }),
    ),
    known: distinct(place, 5),
    funded: distinct(place, 8),
    balance: amount,
  })
  .map((drawn) => {
    const byAddress = (seed: number) => address(drawn.prefix, keys[seed]!);
    const known = new Map(drawn.licences.map((each) => [`${each.holder} ${each.role}`, each]));
    known.set('0 miner', { holder: 0, role: 'miner', name: 'm', stake: 20_000_000_000n });
    known.set('1 police', { holder: 1, role: 'police', name: 'p', stake: 0n });
    const licences = [...known.values()].map(({ holder, ...rest }, index) => ({
      ...rest,
      holder: byAddress(holder),
      country: drawn.countries[index % drawn.countries.length]!,
      url: index % 2 === 0 ? '' : 'https://example.org',
    }));
    const station = licences.find(({ role }) => role === 'police')!;
    return {
      name: drawn.name,
      revision: devnet.revision,
      time: drawn.time,
      addressPrefix: drawn.prefix,
      parameters: {
        ...devnet.parameters,
        ...drawn.sizes,
        ...drawn.fees,
        retarget: drawn.retarget,
        genesisWork: drawn.work > drawn.least ? drawn.work : drawn.least,
        minimumWork: drawn.work > drawn.least ? drawn.least : drawn.work,
      },
      authorities: Object.fromEntries(drawn.countries.map((each, index) => [each, byAddress(drawn.holders[index]!)])),
      licences,
      owners: drawn.known.map((seed) => ({
        key: byAddress(seed),
        country: station.country,
        commitment: seed.toString(16).padStart(64, '0'),
        certifiedBy: station.holder,
      })),
      allocations: Object.fromEntries(drawn.funded.map((seed) => [byAddress(seed), drawn.balance])),
    };
  });

describe('a genesis file', () => {
  test('founds the network that was written, and a ledger stands on it', () => {
    fc.assert(
      fc.property(anyGenesis, (any) => {
        const read = parseGenesis(writeGenesis(any));
        expect(read).toEqual(any);
        expect(genesisIdOf(read)).toEqual(genesisIdOf(any));
        expect(writeGenesis(read)).toBe(writeGenesis(any));
        expect(new Ledger(read).genesisId).toEqual(genesisIdOf(any));
      }),
    );
  });

  test('the order of members does not matter, not even to rosters', () => {
    const other = { ...genesis, authorities: { FR: member(0), DE: member(3) } };
    const turned = JSON.parse(writeGenesis(other)) as { authorities: Record<string, string> };
    turned.authorities = Object.fromEntries(Object.entries(turned.authorities).reverse());
    const text = JSON.stringify(Object.fromEntries(Object.entries(turned).reverse()));
    expect(JSON.stringify(parseGenesis(text).authorities)).toBe(
      JSON.stringify(parseGenesis(writeGenesis(other)).authorities),
    );
    expect(writeGenesis(parseGenesis(text))).toBe(writeGenesis(other));
  });

  test.each([
    ['name', 'devnet', 'name'],
    ['name', 'regtest', 'name'],
    ['name', 'Village', 'name'],
    ['name', '', 'name'],
    ['name', '../up', 'name'],
    ['name', 'a'.repeat(32), 'name'],
    ['name', 5, 'name'],
    ['name', undefined, 'the whole file'],
    ['colour', 'red', 'the whole file'],
    ['__proto__x', {}, 'the whole file'],
    ['revision', 1, 'revision'],
    ['revision', 2, 'revision'],
    ['revision', 4, 'revision'],
    ['time', -1, 'time'],
    ['time', 1.5, 'time'],
    ['time', 1e16, 'time'],
    ['addressPrefix', 'DCRN', 'addressPrefix'],
    ['addressPrefix', 'a1', 'addressPrefix'],
    ['addressPrefix', 'xyz', 'authorities.FR'],
    ['parameters', [], 'parameters'],
    ['parameters.interval', 999, 'parameters.interval'],
    ['parameters.interval', '5000', 'parameters.interval'],
    ['parameters.genesisWork', 5, 'parameters.genesisWork'],
    ['parameters.genesisWork', '0', 'parameters.genesisWork'],
    ['parameters.genesisWork', '1e3', 'parameters.genesisWork'],
    ['parameters.genesisWork', '9'.repeat(1_000), 'parameters.genesisWork'],
    ['parameters.minimumWork', `${2n ** 60n}`, 'parameters.minimumWork'],
    ['parameters.retarget', 'yes', 'parameters.retarget'],
    ['parameters.maxBlockBytes', 2 ** 30, 'parameters.maxBlockBytes'],
    ['parameters.bookBond', '-1', 'parameters.bookBond'],
    ['parameters.mostWitnesses', 1, 'parameters.mostWitnesses'],
    ['parameters.mostWitnesses', 16, 'parameters.mostWitnesses'],
    ['parameters.deliveryDepth', 0, 'parameters.deliveryDepth'],
    ['parameters.deliveryMargin', 6, 'parameters.deliveryMargin'],
    ['parameters.ownMiningBlocks', 120, 'parameters.ownMiningBlocks'],
    ['parameters.disputeBlocks', 6, 'parameters.disputeBlocks'],
    ['parameters.maxTransactionBytes', 2 ** 16, 'parameters.maxTransactionBytes'],
    ['parameters.maxTransactionBytes', 2 ** 12 - 1, 'parameters.maxTransactionBytes'],
    ['parameters.maxBlockBytes', 2 ** 13 - 1, 'parameters.maxBlockBytes'],
    ['parameters.minFeePerByte', '-1', 'parameters.minFeePerByte'],
    ['parameters.blockReward', `${2n ** 64n}`, 'parameters.blockReward'],
    ['parameters.eraLength', 0, 'parameters.eraLength'],
    ['parameters.halfFeeBlocks', -1, 'parameters.halfFeeBlocks'],
    ['parameters.extra', 1, 'parameters'],
    ['authorities', {}, 'authorities'],
    ['authorities.fr', member(4), 'authorities.fr'],
    ['authorities.FRA', member(4), 'authorities.FRA'],
    ['authorities.DE', member(0), 'authorities.FR'],
    ['authorities.DE', member(4).toUpperCase(), 'authorities.DE'],
    ['authorities.DE', `${member(4).slice(0, -1)}q`, 'authorities.DE'],
    ['authorities.DE', null, 'authorities.DE'],
    ['licences', {}, 'licences'],
    ['licences', [], 'licences'],
    ['licences.0', null, 'licences[0]'],
    ['licences.0.role', 'authority', 'licences[0].role'],
    ['licences.0.role', 'king', 'licences[0].role'],
    ['licences.0.role', 'garage', 'licences'],
    ['licences.0.country', 'DE', 'licences[0].country'],
    ['licences.0.name', '', 'licences[0].name'],
    ['licences.0.name', 'a\u202eb', 'licences[0].name'],
    ['licences.0.name', 'é'.repeat(41), 'licences[0].name'],
    ['licences.0.url', `https://u.example/${'u'.repeat(200)}`, 'licences[0].url'],
    ['licences.0.url', 'javascript:alert(1)', 'licences[0].url'],
    ['licences.0.stake', 5_000, 'licences[0].stake'],
    ['licences.0.stake', `${2n ** 64n}`, 'licences[0].stake'],
    ['licences.0.extra', 1, 'licences[0]'],
    ['licences.0.stake', '999999999', 'licences'],
    ['licences.1', JSON.parse(JSON.stringify({ ...licence, stake: '0' })), 'licences[1]'],
    ['licences.2', JSON.parse(JSON.stringify({ ...licence, role: 'library', stake: '0' })), 'licences'],
    ['owners', {}, 'owners'],
    ['owners', undefined, 'the whole file'],
    ['owners.0', 5, 'owners[0]'],
    ['owners.0.extra', 1, 'owners[0]'],
    ['owners.0.key', 'alice', 'owners[0].key'],
    ['owners.0.country', 'DE', 'owners[0].country'],
    ['owners.0.commitment', '07', 'owners[0].commitment'],
    ['owners.0.commitment', 'AB'.repeat(32), 'owners[0].commitment'],
    ['owners.0.certifiedBy', member(1), 'owners[0].certifiedBy'],
    ['owners.1', { ...owner, commitment: '08'.repeat(32) }, 'owners[1].key'],
    ['owners.1', { ...owner, key: member(8) }, 'owners[1].commitment'],
    ['allocations', [], 'allocations'],
    ['allocations.me', '1', 'allocations.me'],
    ['allocations.DCRN1', '1', 'allocations.DCRN1'],
    [`allocations.${member(5)}`, '0', `allocations.${member(5)}`],
    // What miners will ever be paid counts too.
    [`allocations.${member(5)}`, `${2n ** 64n - 1n}`, 'the whole file'],
    ['parameters.blockReward', `${2n ** 32n}`, 'parameters.blockReward'],
  ])('%s = %j is refused, and named', (path, value, where) => {
    const { data } = refused('GENESIS_INVALID', () => parseGenesis(changed(path, value)));
    expect(data.where).toBe(where);
  });

  test.each(['', '{', 'null', '[]', '5', '"text"', ' '.repeat(genesisFileLimit + 1)])('%.10s is no network', (text) => {
    expect(refused('GENESIS_INVALID', () => parseGenesis(text)).data.where).toBe('the whole file');
  });

  test('names from a file are cut and cleaned before they are said', () => {
    const nasty = `\u001b[2J"${'x'.repeat(5_000)}`;
    const { message } = refused('GENESIS_INVALID', () => parseGenesis(changed(nasty, 1)));
    expect(message.length).toBeLessThan(200);
    expect(message).not.toContain('\u001b');
  });

  test.each(demoNames.map(({ name }) => name))('gives %s nothing: everybody has that key', (name) => {
    for (const prefix of ['dcrn', 'other']) {
      const text = address(prefix, keyOf(name));
      const base: Genesis = {
        ...genesis,
        addressPrefix: prefix,
        authorities: { FR: member(0, prefix) },
        licences: [
          { ...licence, holder: member(1, prefix) },
          { ...police, holder: member(6, prefix) },
        ],
        owners: [],
        allocations: {},
      };
      const files: [string, Genesis][] = [
        ['authorities.DE', { ...base, authorities: { ...base.authorities, DE: text } }],
        ['licences[2].holder', { ...base, licences: [...base.licences, { ...licence, holder: text }] }],
        ['owners[0].key', { ...base, owners: [{ ...owner, key: text, certifiedBy: member(6, prefix) }] }],
        [`allocations.${text}`, { ...base, allocations: { [text]: 1n } }],
      ];
      for (const [where, file] of files) {
        const { data } = refused('GENESIS_DEMO', () => parseGenesis(writeGenesis(file)));
        expect(data).toEqual({ where, name });
      }
    }
  });
});
