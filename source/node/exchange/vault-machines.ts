import type { Key } from '../../ledger/keys.ts';
import { decodeRecord, type MachineRecord } from './machines.ts';
import type { Place, Vault } from './vault.ts';

/** Hand-overs that are over and remembered, at most: what they were is on the ledger. */
const endedLimit = 1_000;

/** The machines that were at work, of the accounts that can be opened. @throws VAULT_FAILED, VAULT_DAMAGED */
export function readRunning(vault: Vault, isOpen: (account: Key) => boolean): Promise<MachineRecord[]> {
  return readAll(vault, 'machine', isOpen);
}

/** Those that are over, in no order. @throws VAULT_FAILED, VAULT_DAMAGED */
export function readEnded(vault: Vault, isOpen: (account: Key) => boolean): Promise<MachineRecord[]> {
  return readAll(vault, 'ended', isOpen);
}

async function readAll(
  vault: Vault,
  section: 'machine' | 'ended',
  isOpen: (account: Key) => boolean,
): Promise<MachineRecord[]> {
  const places = (await vault.places(section)).filter(({ account }) => isOpen(account));
  const records = await Promise.all(places.map((place) => readOne(vault, place)));
  return records.flatMap((record) => record ?? []);
}

async function readOne(vault: Vault, place: Place): Promise<MachineRecord | undefined> {
  const row = await vault.read(place);
  // It was taken away in between.
  if (row === undefined) return undefined;
  return decodeRecord(row, place.section === 'machine' ? await vault.read({ ...place, section: 'blocks' }) : undefined);
}

/** Forgets the oldest of those that are over, where there are too many. @throws VAULT_FAILED, VAULT_DAMAGED */
export async function tidy(vault: Vault, isOpen: (account: Key) => boolean): Promise<void> {
  const places = await vault.places('ended');
  if (places.length <= endedLimit) return;
  const records = await readEnded(vault, isOpen);
  const oldest = records.sort((left, right) => left.since - right.since).slice(0, places.length - endedLimit);
  await vault.write(
    oldest.map(({ machine: { state } }) => ({
      ...{ section: 'ended', account: state.self, id: state.xid, plain: undefined },
    })),
  );
}
