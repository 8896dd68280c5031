import { equalBytes } from '@noble/ciphers/utils.js';
import { type SealModules, unseal } from '../../wallet/sealed.ts';
import { readKeyFile } from './disk.ts';
import { Records } from './records.ts';
import { policeRefusals } from './refusals.ts';
import { masterSize, Secrets } from './secrets.ts';

/** Where a police database lies, and whose it is. */
export interface PolicePlace {
  readonly folder: string;
  /** Id of the network's genesis block. */
  readonly network: Uint8Array;
}

export interface PoliceModules extends SealModules {
  /** Milliseconds since 1970. */
  now(): number;
}

/** A database whose passphrase was right; nothing is said yet about what is in it. */
export interface Parts {
  readonly folder: string;
  readonly secrets: Secrets;
  readonly records: Records;
}

/**
 * Whether there is a database of this network to open; takes no passphrase.
 * @throws POLICE_MISSING, POLICE_OTHER_NETWORK, POLICE_DAMAGED, POLICE_NEWER, POLICE_UNUSABLE
 */
export function checkPlace({ folder, network }: PolicePlace): ReturnType<typeof readKeyFile> {
  const file = readKeyFile(folder);
  if (!equalBytes(file.network, network)) throw policeRefusals.POLICE_OTHER_NETWORK({ folder });
  return file;
}

/**
 * The secret behind a passphrase, 32 bytes. Touches nothing.
 * @throws POLICE_PASSPHRASE_WRONG and as {@link checkPlace}
 */
export async function masterOf(
  place: PolicePlace,
  passphrase: string,
  modules: Pick<PoliceModules, 'onProgress'>,
): Promise<Uint8Array> {
  const { folder } = place;
  const { sealed } = checkPlace(place);
  const master = await unseal(sealed, passphrase, modules);
  if (master === undefined) throw policeRefusals.POLICE_PASSPHRASE_WRONG();
  if (master.length !== masterSize) {
    throw policeRefusals.POLICE_DAMAGED({ folder, reason: 'its secret is not as it was written' });
  }
  return master;
}

/**
 * Opens a database by its passphrase. A wrong one touches nothing.
 * @throws POLICE_LOCKED and as {@link masterOf}
 */
export async function openParts(place: PolicePlace, passphrase: string, modules: PoliceModules): Promise<Parts> {
  const master = await masterOf(place, passphrase, modules);
  try {
    return await partsFrom(place, master, modules);
  } finally {
    master.fill(0);
  }
}

/**
 * Opens a database by its secret.
 * @throws POLICE_LOCKED, POLICE_DAMAGED, POLICE_DISK_FULL, POLICE_UNUSABLE
 */
export async function partsFrom(
  { folder, network }: PolicePlace,
  master: Uint8Array,
  { randomBytes }: Pick<PoliceModules, 'randomBytes'>,
): Promise<Parts> {
  const secrets = new Secrets(master, network, randomBytes);
  return { folder, secrets, records: await Records.open(folder) };
}

/** Closes a database and forgets its secrets. */
export async function closeParts({ records, secrets }: Parts): Promise<void> {
  await records.close();
  secrets.forget();
}
