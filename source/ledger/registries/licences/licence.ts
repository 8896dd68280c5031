import { concatBytes } from '@noble/hashes/utils.js';
import { formatLivres } from '../../amount.ts';
import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { anyOf, type Role, roleLabels, roles } from '../../roles.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { accountOf } from '../accounts.ts';
import { guaranteeOf, isBacked, licencesRegistry } from './guarantee.ts';

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

/** A licence that does not count now: what became of it, and what is missing of its guarantee, deniers. */
interface Held {
  readonly role?: Role;
  readonly status?: Licence['status'];
  readonly missing?: bigint;
}

function heldWords({ role, status, missing = 0n }: Held): string {
  if (role === undefined) return 'holds no such active licence. Choose another name to sign';
  if (status === 'active') {
    return `is ${anyOf([role])} whose guarantee is short by ${formatLivres(missing)} LVR. Lock them first`;
  }
  if (status === 'suspended') return `is accused as ${roleLabels[role]}, and signs nothing until that is decided`;
  const end = status === 'revoked' ? 'was revoked' : role === 'authority' ? 'has another key now' : 'was given back';
  return `has no licence any more: the one as ${roleLabels[role]} ${end}. Choose another name to sign`;
}

export const licenceRefusals = refusals({
  /** The author holds none of the roles that the operation takes. */
  ROLE_MISSING: (data: { needs: readonly Role[]; has: readonly Role[] } & Held) =>
    `This takes ${anyOf(data.needs)}, and whoever signs ${heldWords(data)}.`,
  LICENCE_UNKNOWN: (data: { role: Role }) =>
    `This account holds no licence as ${roleLabels[data.role]}. The directory lists who holds which.`,
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

/** A licence whatever became of it, or nothing if there never was one. */
export function licenceIn(state: StateReader, holder: Key, role: Role): Licence | undefined {
  return state.get(licenceKind, licenceId(holder, role));
}

/** The licence under which a key may act in a role now, or nothing. */
export function activeLicence(state: StateReader, holder: Key, role: Role): Licence | undefined {
  const licence = licenceIn(state, holder, role);
  return licence?.status === 'active' && isBacked(state, holder) ? licence : undefined;
}

/** Changes some members of a licence. */
export function updateLicence(state: State, holder: Key, role: Role, change: Partial<Licence>): void {
  const licence = licenceIn(state, holder, role);
  if (licence === undefined) throw new RangeError('there is no such licence');
  state.put(licenceKind, licenceId(holder, role), { ...licence, ...change });
}

/** The history of a licence, for operations that name its holder and role. */
export function licenceHistory(holder: Key, role: Role): readonly ObjectReference[] {
  return [{ kind: asHistoric(licenceKind), id: licenceId(holder, role) }];
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
  throw licenceRefusals.ROLE_MISSING({ needs, has: rolesOf(state, holder), ...heldBy(state, holder, needs) });
}

/** The first of some licences that does not count now, if there is one. */
function heldBy(state: StateReader, holder: Key, needs: readonly Role[]): Held {
  for (const role of needs) {
    const licence = licenceIn(state, holder, role);
    if (licence === undefined) continue;
    const missing = guaranteeOf(state, holder).required - accountOf(state, holder).stake;
    return { role, status: licence.status, ...(missing > 0n ? { missing } : {}) };
  }
  return {};
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
