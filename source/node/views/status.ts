import { bytesToHex } from '@noble/hashes/utils.js';
import { activeLicence, rolesOf } from '../../ledger/registries/licences/licence.ts';
import type { Status } from '../facade.ts';
import type { Network } from '../network/network.ts';
import type { Sources } from '../queries/sources.ts';
import { licenceFacts } from './licence.ts';

/** What a node alone knows of itself. */
export interface OfNode {
  readonly network: Network | undefined;
  readonly mining: boolean;
  readonly port: number;
  readonly dataDirectory: string;
}

/** How a node stands. */
export function statusOf(sources: Sources, { network, ...own }: OfNode): Status {
  const { ledger, chain, mempool, wallet, environment } = sources;
  const { genesis, genesisId } = ledger;
  const { header, id } = chain.tip;
  const known = sources.known();
  const view = chain.view();
  return {
    network: genesis.name,
    genesis: bytesToHex(genesisId),
    height: header.height,
    tip: bytesToHex(id),
    tipTime: header.time,
    stateRoot: bytesToHex(header.stateRoot),
    peers: network?.size ?? 0,
    mempool: mempool.size,
    health: network?.health ?? 'alone',
    ...(network?.progress === undefined ? {} : { sync: network.progress }),
    ...own,
    interval: genesis.parameters.interval,
    now: environment.now(),
    minFeePerByte: genesis.parameters.minFeePerByte.toString(),
    names: wallet.names().map(({ name, key, own: isOwn, locked }) => ({
      name,
      address: known.address(key),
      roles: rolesOf(view, key),
      ...licenceFacts(view, key),
      own: isOwn,
      locked,
    })),
    eventKeys: eventKeysOf(sources),
  };
}

/** Those of the names that are licensed to announce events and can sign now. */
function eventKeysOf({ wallet, known }: Sources): Status['eventKeys'] {
  const { state, address, name } = known();
  const organisers = wallet
    .names()
    .filter(({ key, locked }) => !locked && activeLicence(state, key, 'organiser') !== undefined);
  return organisers.flatMap((organiser) => {
    const key = wallet.eventKeyOf(organiser.key);
    return key === undefined ? [] : [{ name: name(key), address: address(key) }];
  });
}
