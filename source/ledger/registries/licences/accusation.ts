import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import { type Role, roles } from '../../roles.ts';
import type { Kind, StateReader } from '../../state.ts';
import { licencesRegistry } from './guarantee.ts';
import { licenceId } from './licence.ts';

/** An accusation that is not decided. */
export interface Accusation {
  readonly accuser: Key;
  /** Height at which it was made. */
  readonly since: number;
  readonly reason: string;
  /** Ids of entries that show it. */
  readonly evidence: Uint8Array[];
  /** What the accused says to it; empty until it does. */
  readonly statement: string;
}

/** Entries that an accusation can point to. */
export const evidenceLimit = 8;

export const accusationKind: Kind<Accusation> = {
  registry: licencesRegistry,
  kind: 5,
  name: 'accusation',
  idLength: 34,
  codec: codec.struct({
    accuser: codec.publicKey,
    since: codec.u32,
    reason: codec.text(500),
    evidence: codec.list(codec.hash32, evidenceLimit),
    statement: codec.text(1_000),
  }),
};

/** The open accusation of a key in a role. */
export function accusationOf(state: StateReader, holder: Key, role: Role): Accusation | undefined {
  return state.get(accusationKind, licenceId(holder, role));
}

/** Roles in which a key is accused now. */
export function accusedAs(state: StateReader, holder: Key): Role[] {
  return roles.filter((role) => accusationOf(state, holder, role) !== undefined);
}
