import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../codec.ts';
import { u32le } from '../../hash.ts';
import type { Key } from '../../keys.ts';
import { refusals } from '../../refusal.ts';
import { type Role, roleLabels, roles } from '../../roles.ts';
import type { Kind, State, StateReader } from '../../state.ts';
import { isBacked, licencesRegistry } from './guarantee.ts';
import { licenceIn } from './licence.ts';

/** An ordered list of keys, because rules never search. */
type Roster = Key[];
/** Keys in one roster. */
const rosterLimit = 1_000;
const rosterCodec: codec.Codec<Roster> = codec.list(codec.publicKey, rosterLimit);

/** Roles whose holders some rule has to go through. */
const enumerated: readonly Role[] = ['library', 'miner'];

/** The holders of a role that count now, in the order in which they came. */
export const rosterKind: Kind<Roster> = {
  registry: licencesRegistry,
  kind: 2,
  name: 'roster',
  idLength: 1,
  codec: rosterCodec,
};

/** The miners who may find the blocks of an era. */
export const eraKind: Kind<Roster> = {
  registry: licencesRegistry,
  kind: 3,
  name: 'era',
  idLength: 4,
  codec: rosterCodec,
};

export const rosterRefusals = refusals({
  LAST_MINER: () => 'This would leave the network without a licensed miner, and no block would ever follow. Refused.',
  ROSTER_FULL: (data: { role: Role }) =>
    `There are ${rosterLimit} active licences as ${roleLabels[data.role]} already, and no more can be. Retire one first.`,
});

function rosterId(role: Role): Uint8Array {
  return Uint8Array.of(roles.indexOf(role));
}

/** The holders of a role that count now, in the order in which they came. */
export function roster(state: StateReader, role: Role): readonly Key[] {
  return state.get(rosterKind, rosterId(role)) ?? [];
}

/** Whether a key counts in a role: licensed and backed. A suspended miner goes on mining until it is found guilty. */
function counts(state: StateReader, holder: Key, role: Role): boolean {
  const status = licenceIn(state, holder, role)?.status;
  return (status === 'active' || (status === 'suspended' && role === 'miner')) && isBacked(state, holder);
}

/**
 * Brings the rosters up to date after a licence or guarantee of a key changed. Where others took all places, whoever
 * belongs there is listed with a later change of its own: an accusation or an acquittal must not fail for lack of room.
 * @throws LAST_MINER
 */
export function refreshRosters(state: State, holder: Key): void {
  for (const role of enumerated) refresh(state, holder, role);
}

/**
 * Makes a change by which a key may newly count in a role, and brings the rosters up to date.
 * @throws LAST_MINER, ROSTER_FULL where it counts by this change and finds no room
 */
export function enterRosters(state: State, holder: Key, change: () => void): void {
  const before = enumerated.filter((role) => counts(state, holder, role));
  change();
  for (const role of enumerated) {
    if (!refresh(state, holder, role) && !before.includes(role)) throw rosterRefusals.ROSTER_FULL({ role });
  }
}

/** Whether a key had room in the roster of a role, if it belongs there. @throws LAST_MINER */
function refresh(state: State, holder: Key, role: Role): boolean {
  const before = roster(state, role);
  const isListed = before.some((key) => equalBytes(key, holder));
  const belongs = counts(state, holder, role);
  if (isListed === belongs) return true;
  if (belongs && before.length === rosterLimit) return false;
  const after = belongs ? [...before, holder] : before.filter((key) => !equalBytes(key, holder));
  if (role === 'miner' && after.length === 0) throw rosterRefusals.LAST_MINER();
  state.put(rosterKind, rosterId(role), after);
  return true;
}

function eraId(era: number): Uint8Array {
  return u32le(era).reverse();
}

/** The miners who may find blocks of an era, as far as the state knows it. */
export function minersOfEra(state: StateReader, era: number): readonly Key[] | undefined {
  return state.get(eraKind, eraId(era));
}

/** Writes down who may find the blocks of an era: the miners of now. */
export function setEra(state: State, era: number): void {
  state.put(eraKind, eraId(era), [...roster(state, 'miner')]);
}

/** Forgets an era that no block of any branch above this state can belong to. */
export function forgetEra(state: State, era: number): void {
  if (minersOfEra(state, era) !== undefined) state.delete(eraKind, eraId(era));
}
