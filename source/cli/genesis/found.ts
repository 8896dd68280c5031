import { deniersPerLivre } from '../../ledger/amount.ts';
import type { Genesis, GenesisLicence } from '../../ledger/genesis.ts';
import { knownRevision } from '../../ledger/genesis-file.ts';
import { devnet } from '../../ledger/networks.ts';

/** Somebody with an address, under the name that the directory will show. */
export interface Founder {
  readonly name: string;
  readonly address: string;
}

/** What a person says about a network that is to be founded. */
export interface Founding {
  readonly name: string;
  readonly authorities: readonly { readonly country: string; readonly who: Founder }[];
  readonly miners: readonly Founder[];
  /** Usual time between two blocks, seconds. */
  readonly interval: number;
  /** Hashes a second that one worker of this machine tries. */
  readonly speed: number;
  /** Now, milliseconds since 1970. */
  readonly time: number;
}

/** What everybody who is named has at the start, and what a miner stakes beside it. */
const balance = 10_000n * deniersPerLivre;
const stake = 5_000n * deniersPerLivre;

/** Share of the time that a miner searches unless it is told otherwise. */
const usualDuty = 0.5;

/**
 * The network that was described, with devnet's rules. The first blocks take the work that one terminal on this
 * machine does in an interval; the target follows the miners within some forty blocks.
 */
export function found({ name, authorities, miners, interval, speed, time }: Founding): Genesis {
  const { parameters, addressPrefix } = devnet;
  const genesisWork = BigInt(Math.max(1, Math.round(speed * usualDuty * interval)));
  const least = (parameters.minimumWork * BigInt(interval) * 1_000n) / BigInt(parameters.interval);
  const [first] = authorities;
  const licences: GenesisLicence[] = miners.map((miner) => ({
    holder: miner.address,
    role: 'miner',
    country: first?.country ?? '',
    name: miner.name,
    url: '',
    stake,
  }));
  const everybody = [...authorities.map(({ who }) => who.address), ...miners.map(({ address }) => address)];
  return {
    name,
    revision: knownRevision,
    time,
    addressPrefix,
    parameters: {
      ...parameters,
      interval: interval * 1_000,
      genesisWork,
      minimumWork: least < genesisWork ? least : genesisWork,
    },
    authorities: Object.fromEntries(authorities.map(({ country, who }) => [country, who.address])),
    licences,
    owners: [],
    allocations: Object.fromEntries(everybody.map((address) => [address, balance])),
  };
}
