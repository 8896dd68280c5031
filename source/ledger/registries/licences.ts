import { concatBytes } from '@noble/hashes/utils.js';
import * as codec from '../codec.ts';
import { u32le } from '../hash.ts';
import type { Key } from '../keys.ts';
import type { Registry } from '../operation.ts';
import { refusals } from '../refusal.ts';
import { anyOf, type Role, roles } from '../roles.ts';
import type { Historic, Kind, State, StateReader } from '../state.ts';

/** Number of the licences registry. */
export const licencesRegistry = 2;

/** A licence: one role of one key. The directory is all of them. */
export interface Licence extends Historic {
  readonly country: string;
  readonly name: string;
  readonly url: string;
  readonly status: 'active' | 'suspended' | 'revoked' | 'retired';
  readonly licensedBy: Key;
}

export const licenceKind: Kind<Licence> = {
  registry: licencesRegistry,
  kind: 1,
  name: 'licence',
  idLength: 34,
  codec: codec.struct({
    country: codec.country,
    name: codec.text(80),
    url: codec.text(200),
    status: codec.choice(['active', 'suspended', 'revoked', 'retired']),
    licensedBy: codec.publicKey,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** An ordered list of keys, because rules never search. */
type Roster = Key[];
const rosterCodec: codec.Codec<Roster> = codec.list(codec.publicKey, 1_000);

/** The active holders of a role, in the order in which they were licensed. */
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

export const licenceRefusals = refusals({
  /** The author holds none of the roles that the operation takes. */
  ROLE_MISSING: (data: { needs: readonly Role[]; has: readonly Role[] }) =>
    `This takes ${anyOf(data.needs)}, and whoever signs holds no such active licence. Choose another name to sign.`,
  /** The licence is of another country. */
  COUNTRY_FOREIGN: (data: { country: string; licensed: readonly string[] }) =>
    `A licence of ${data.licensed.join(', ')} does not reach into ${data.country}. Have it signed there.`,
});

/** The id of a licence: holder, then role. */
export function licenceId(holder: Key, role: Role): Uint8Array {
  return concatBytes(holder, Uint8Array.of(roles.indexOf(role)));
}

/** The holder and role of a licence's id. */
export function licenceOf(id: Uint8Array): { holder: Key; role: Role } {
  const role = roles[id[33] ?? -1];
  if (role === undefined) throw new RangeError('not the id of a licence');
  return { holder: id.slice(0, 33), role };
}

function rosterId(role: Role): Uint8Array {
  return Uint8Array.of(roles.indexOf(role));
}

/** The licence under which a key may act in a role now, or nothing. */
export function activeLicence(state: StateReader, holder: Key, role: Role): Licence | undefined {
  const licence = state.get(licenceKind, licenceId(holder, role));
  return licence?.status === 'active' ? licence : undefined;
}

/** Every role that a key may act in now. */
export function rolesOf(state: StateReader, holder: Key): Role[] {
  return roles.filter((role) => activeLicence(state, holder, role) !== undefined);
}

/**
 * The first of some roles that a key may act in, with its licence.
 * @throws ROLE_MISSING
 */
export function requireRole(
  state: StateReader,
  holder: Key,
  ...needs: readonly Role[]
): { role: Role; licence: Licence } {
  for (const role of needs) {
    const licence = activeLicence(state, holder, role);
    if (licence !== undefined) return { role, licence };
  }
  throw licenceRefusals.ROLE_MISSING({ needs, has: rolesOf(state, holder) });
}

/**
 * Like {@link requireRole}, for one country.
 * @throws ROLE_MISSING, COUNTRY_FOREIGN
 */
export function requireRoleIn(state: StateReader, holder: Key, country: string, ...needs: readonly Role[]): void {
  requireRole(state, holder, ...needs);
  const licensed = needs.flatMap((role) => activeLicence(state, holder, role)?.country ?? []);
  if (!licensed.includes(country)) throw licenceRefusals.COUNTRY_FOREIGN({ country, licensed });
}

/** Adds a licence from the start of a network. */
export function foundLicence(
  state: State,
  holder: Key,
  role: Role,
  licence: Pick<Licence, 'country' | 'name' | 'url' | 'licensedBy'>,
): void {
  const history = { historyCount: 0, historyHead: new Uint8Array(32) };
  state.put(licenceKind, licenceId(holder, role), { ...licence, status: 'active', ...history });
  state.put(rosterKind, rosterId(role), [...roster(state, role), holder]);
}

/** The active holders of a role, in the order in which they were licensed. */
export function roster(state: StateReader, role: Role): readonly Key[] {
  return state.get(rosterKind, rosterId(role)) ?? [];
}

function eraId(era: number): Uint8Array {
  return u32le(era).reverse();
}

/** The miners who may find blocks of an era, as far as the state knows it. */
export function minersOfEra(state: StateReader, era: number): readonly Key[] | undefined {
  return state.get(eraKind, eraId(era));
}

/** Writes down who may find the blocks of an era: the active miners of now. */
export function setEra(state: State, era: number): void {
  state.put(eraKind, eraId(era), [...roster(state, 'miner')]);
}

/** Forgets an era that no block of any branch above this state can belong to. */
export function forgetEra(state: State, era: number): void {
  if (minersOfEra(state, era) !== undefined) state.delete(eraKind, eraId(era));
}

/** Who is licensed for what. Its operations come with the rules around sanctions. */
export const licences: Registry = { number: licencesRegistry, name: 'licences', operations: [] };
