import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { decodeRecord, type MachineRecord } from './machines.ts';
import type { Place, Vault } from './vault.ts';

/** Hand-overs that are over and remembered, at most: what they were is on the ledger. */
export const endedLimit = 1_000;
/** So many more are let come together: to find the oldest all of them have to be opened. */
export const endedSlack = 100;

/** Something that lies in a vault and cannot be used. */
export interface Damage {
  readonly place: Place;
  readonly refusal: RefusedError;
}

/** What could be read, and what could not: one damaged row stops none of the others. */
export interface ReadBack {
  readonly records: readonly MachineRecord[];
  readonly damages: readonly Damage[];
}

/** The machines that were at work, of the accounts that can be opened. @throws VAULT_FAILED */
export function readRunning(vault: Vault, isOpen: (account: Key) => boolean): Promise<ReadBack> {
  return readAll(vault, 'machine', isOpen);
}

/** Those that are over, in no order. @throws VAULT_FAILED */
export function readEnded(vault: Vault, isOpen: (account: Key) => boolean): Promise<ReadBack> {
  return readAll(vault, 'ended', isOpen);
}

async function readAll(
  vault: Vault,
  section: 'machine' | 'ended',
  isOpen: (account: Key) => boolean,
): Promise<ReadBack> {
  const places = (await vault.places(section)).filter(({ account }) => isOpen(account));
  const rows = await Promise.all(places.map((place) => readOne(vault, place)));
  const found = rows.filter((row) => row !== undefined);
  return {
    records: found.flatMap((row) => ('refusal' in row ? [] : [row])),
    damages: found.flatMap((row) => ('refusal' in row ? [row] : [])),
  };
}

async function readOne(vault: Vault, place: Place): Promise<MachineRecord | Damage | undefined> {
  try {
    const row = await vault.read(place);
    // It was taken away in between.
    if (row === undefined) return undefined;
    const blocks = place.section === 'machine' ? await vault.read({ ...place, section: 'blocks' }) : undefined;
    return decodeRecord(row, blocks) ?? { place, refusal: vault.damaged(place) };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    // A row that opens and is none of ours is damaged too.
    return { place, refusal: error.code === 'MALFORMED' ? vault.damaged(place, error) : error };
  }
}

/** Forgets the oldest of those that are over, where there are too many: first what nobody can read. @throws VAULT_FAILED */
export async function tidy(vault: Vault, isOpen: (account: Key) => boolean): Promise<void> {
  const surplus = (await vault.places('ended')).length - endedLimit;
  if (surplus <= endedSlack) return;
  const { records, damages } = await readEnded(vault, isOpen);
  const oldest = [...records].sort((left, right) => left.since - right.since);
  const places: Place[] = [
    ...damages.map(({ place }) => place),
    ...oldest.map(({ machine: { state } }): Place => ({ section: 'ended', account: state.self, id: state.xid })),
  ];
  await vault.write(places.slice(0, surplus).map((place) => ({ ...place, plain: undefined })));
}
