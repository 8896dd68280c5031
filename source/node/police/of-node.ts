import { equalBytes } from '@noble/ciphers/utils.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { parseAddress } from '../../ledger/keys.ts';
import { demoNames, demoPersons, demoRecord } from '../../ledger/networks.ts';
import { ownerOf, personCommitment } from '../../ledger/registries/owners/owner.ts';
import type { SealModules } from '../../wallet/sealed.ts';
import type { PoliceFacade } from '../facade/police.ts';
import { carOfPlate } from '../queries/cars.ts';
import { keysOf } from '../queries/owners.ts';
import type { Sources } from '../queries/sources.ts';
import { type DeskListener, PoliceDesk, type PublicPerson } from './desk.ts';
import { policeMethods } from './methods.ts';

/** How a node comes to a police database. */
export interface PoliceSetup extends Pick<SealModules, 'randomBytes' | 'work'> {
  /** Where it lies, or would. */
  readonly folder: string;
  /** This process. */
  readonly pid: number;
}

/** The police database of a node, and the way to have it closed. */
export interface NodePolice extends PoliceFacade {
  stop(): Promise<void>;
}

/** The methods over the database in its place, and over the ledger that knows whose a plate is. */
export function policeOf(sources: Sources, setup: PoliceSetup | undefined, listener: DeskListener): NodePolice {
  const { ledger, chain, wallet, environment } = sources;
  const now = () => environment.now();
  const desk =
    setup &&
    new PoliceDesk(
      { folder: setup.folder, network: ledger.genesisId },
      {
        ...setup,
        now,
        monotonic: () => environment.monotonic(),
        every: (milliseconds, callback) => environment.every(milliseconds, callback),
      },
      listener,
    );
  const methods = policeMethods(desk, {
    now,
    height: () => chain.tip.header.height,
    keyOf: (text) => wallet.keyOf(text),
    address: (key) => sources.known().address(key),
    carOf: (plate) => carOfPlate(sources, plate),
    replacedBy: async (key) => keysOf(sources, key).slice(1),
    publicPersons: () => publicPersons(sources),
  });
  return {
    ...methods,
    stop: async () => {
      await desk?.stop();
    },
  };
}

/** The people of the demo whom this ledger commits to as everybody knows them; none on a network of somebody's own. */
function publicPersons({ ledger, chain }: Sources): PublicPerson[] {
  const state = chain.view();
  return demoPersons.flatMap(({ demoName, salt: hex, person }) => {
    const known = demoNames.find(({ name }) => name === demoName);
    if (known === undefined || !known.address.startsWith(`${ledger.genesis.addressPrefix}1`)) return [];
    const key = parseAddress(ledger.genesis.addressPrefix, known.address);
    const salt = hexToBytes(hex);
    const commitment = ownerOf(state, key)?.commitment;
    const isCommitted = commitment && equalBytes(commitment, personCommitment(salt, demoRecord.encode(person)));
    return isCommitted ? [{ key, salt, person }] : [];
  });
}
