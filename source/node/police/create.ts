import { join } from 'node:path';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { isShortPassphrase, seal, shortestPassphrase } from '../../wallet/sealed.ts';
import { createFolder, fileNames, writeFresh, writeRefusal } from './disk.ts';
import { checkWho, noHead } from './entry.ts';
import { writeKeyFile } from './key-file.ts';
import { link } from './link.ts';
import { markText } from './mark.ts';
import { closeParts, type PoliceModules, type PolicePlace } from './parts.ts';
import { Records } from './records.ts';
import { policeRefusals } from './refusals.ts';
import { masterSize, Secrets } from './secrets.ts';
import { firstSlots } from './slots.ts';

/**
 * Refuses a passphrase that is too easily guessed.
 * @throws POLICE_PASSPHRASE_SHORT
 */
export function checkPolicePassphrase(passphrase: string): void {
  if (isShortPassphrase(passphrase)) throw policeRefusals.POLICE_PASSPHRASE_SHORT({ least: shortestPassphrase });
}

/** Who makes a database, and under which passphrase. */
export interface Founder {
  readonly passphrase: string;
  readonly who: string;
}

type CreatingModules = PoliceModules & { readonly pid: number };

/**
 * Makes an empty database, whole or not at all. Its log begins with who made it.
 * @returns the mark at which its log ends
 * @throws POLICE_EXISTS, POLICE_PASSPHRASE_SHORT, WHO_MISSING, POLICE_DISK_FULL, POLICE_UNUSABLE
 */
export async function createPolice(place: PolicePlace, by: Founder, modules: CreatingModules): Promise<string> {
  const { master, mark } = await makePolice(place, by, modules);
  master.fill(0);
  return mark;
}

/** The same; gives also the secret behind the passphrase, 32 bytes, for whoever opens it at once. */
export async function makePolice(
  { folder, network }: PolicePlace,
  { passphrase, who }: Founder,
  modules: CreatingModules,
): Promise<{ master: Uint8Array; mark: string }> {
  checkPolicePassphrase(passphrase);
  const told = { action: 'create', who: checkWho(who), purpose: '' } as const;
  const master = modules.randomBytes(masterSize);
  let mark = '';
  await createFolder(folder, modules.pid, async (fresh) => {
    const sealed = await seal(master, passphrase, modules);
    const secrets = new Secrets(master, network, modules.randomBytes);
    const { head, rows } = link(secrets, noHead, told, modules.now());
    mark = markText(head);
    const write = (name: string, content: Uint8Array) => writeFresh(join(fresh, name), content);
    try {
      write(fileNames.key, utf8ToBytes(writeKeyFile({ network, sealed })));
      write(fileNames.slots, firstSlots(secrets, head));
    } catch (error) {
      throw writeRefusal(folder, error);
    }
    const records = await Records.open(fresh, true);
    try {
      await records.write(rows);
    } finally {
      await closeParts({ folder: fresh, records, secrets });
    }
  });
  return { master, mark };
}
