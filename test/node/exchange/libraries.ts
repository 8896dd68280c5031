import { deniersPerLivre } from '../../../source/ledger/amount.ts';
import type { Genesis, GenesisLicence } from '../../../source/ledger/genesis.ts';
import { address, type Key } from '../../../source/ledger/keys.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import type { Role } from '../../../source/ledger/roles.ts';
import { demoWallet, shortAddress } from '../../../source/wallet/wallet.ts';
import { derive, type KeyPair, rootOf, wordsFrom } from '../../../source/wallet/words.ts';

/** Libraries with words of their own, by the number that their words are made from. */
export const own = { ada: 21, ben: 22, cleo: 23 } as const;
export type Own = keyof typeof own;
export type Library = `library-${0 | 1 | 2 | 3}` | Own;
/** Somebody who is no library, looks on, and finds the blocks: so nobody who deals earns anything beside it. */
export const miner = 'alice';

export const passphrase = 'un carnet à souches';

/** The words of a library that has its own. */
export const words = (name: Own) => wordsFrom(new Uint8Array(32).fill(own[name]));
const ownPairs = Object.fromEntries(
  await Promise.all((Object.keys(own) as Own[]).map(async (name) => [name, derive(await rootOf(words(name)), 0)])),
) as Readonly<Record<Own, KeyPair>>;
const demo = await demoWallet(regtest);

export function pairOf(name: string): KeyPair {
  return name in own ? ownPairs[name as Own] : demo.pairOf(demo.keyOf(name));
}

export function keyOf(name: string): Key {
  return pairOf(name).publicKey;
}

export function addressOf(name: string): string {
  return address(regtest.addressPrefix, keyOf(name));
}

/** A library as other terminals name it: those of somebody's own words by the end of their address. */
export function nameElsewhere(name: string): string {
  return name in own ? shortAddress(addressOf(name)) : name;
}

function licence(name: string, role: Role): GenesisLicence {
  return { holder: addressOf(name), role, country: 'FR', name, url: '', stake: 5_000n * deniersPerLivre };
}

/** The network of the tests: that of the demo names, with some more libraries and another miner. */
export const genesis: Genesis = {
  ...regtest,
  name: 'reading',
  licences: [
    ...regtest.licences,
    ...(Object.keys(own) as Own[]).flatMap((name) => [licence(name, 'library'), licence(name, 'miner')]),
    licence(miner, 'miner'),
  ],
  allocations: {
    ...regtest.allocations,
    ...Object.fromEntries(Object.keys(own).map((name) => [addressOf(name), 10_000n * deniersPerLivre])),
  },
};

/** The same with other numbers of blocks. */
export function paced(pace: Partial<Genesis['parameters']>): Genesis {
  return { ...genesis, parameters: { ...genesis.parameters, ...pace } };
}

/** As few blocks for each step as the rules allow. */
export const quick = paced({ deliveryDepth: 1, deliveryMargin: 2, ownMiningBlocks: 1, disputeBlocks: 2 });
